"""Colleagues on one need: who is there now, who was called to it, what they noted, how they labelled it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Presence(models.Model):
    """A helper who has a need open, and whether they read or write. Quiet for half a minute: gone."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="presences")
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="+")
    #: reading or writing
    doing = models.CharField(max_length=8, default="reading")
    at = models.DateTimeField(default=clock.now)
    #: When others would see a difference: they came, began to write, or stopped.
    changed_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["need", "helper"], name="presence_once"),)

    def __str__(self) -> str:
        return f"presence {self.pk}"


class Note(models.Model):
    """What a helper wrote under a need, for helpers only. A deleted one stays a while, for taking it back."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="notes")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    #: The text folded for search, the same on both databases.
    search_text = models.TextField(blank=True)
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["brand", "written_at"], name="note_written"),
            models.Index(fields=["deleted_at"], name="note_deleted", condition=Q(deleted_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"note {self.pk}"


class Call(models.Model):
    """One helper calls another to a need: to take it on, to come in, or by naming them in a note.

    ``settled`` is empty while it waits for them; then taken, given_back, done, read, withdrawn or lapsed.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="calls")
    by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="calls")
    #: hand_on, ask_in, mention, circle (a question to a circle), approve (an answer waits for a yes) or
    #: sentback (it came back to its writer with a word)
    kind = models.CharField(max_length=8)
    question = models.ForeignKey("records.Question", null=True, on_delete=models.CASCADE, related_name="calls")
    #: A word for them; a mention's words are its note's.
    words = models.TextField(blank=True)
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField(default=clock.now)
    settled = models.CharField(max_length=10, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["to", "need"], name="call_waiting", condition=Q(settled="")),)

    def __str__(self) -> str:
        return f"call {self.pk}"


class Label(models.Model):
    """A word of the brand's own that helpers put on needs; ``key`` is its folded name."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="labels")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "key"], name="label_once"),)

    def __str__(self) -> str:
        return f"label {self.pk}"


class Labelled(models.Model):
    """A label on a need."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="labelled")
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="labelled")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["need", "label"], name="labelled_once"),)

    def __str__(self) -> str:
        return f"labelled {self.pk}"

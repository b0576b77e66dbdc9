"""The practitioners' corner: notes on the playbook, what is shared with other organisations, and what they share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class PlayNote(models.Model):
    """What a helper adds to a step of the playbook from their own practice."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: The step, by its name in the playbook.
    key = models.CharField(max_length=40)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["brand", "key"], name="play_notes"),)

    def __str__(self) -> str:
        return f"play note {self.pk}"


class Feed(models.Model):
    """A brand's shared corner: its key pair, and whether anybody may read it. Made when it is switched on first."""

    brand = models.OneToOneField("records.Brand", on_delete=models.CASCADE, related_name="feed")
    #: The Ed25519 public key, raw; the private one is sealed as channels' secrets are.
    public = models.BinaryField()
    box = models.BinaryField()
    on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"feed {self.pk}"


class Shared(models.Model):
    """One thing that a person chose to share, in the words that they saw: nothing personal is in it any more."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: The playbook's step for a note; "" for an answer.
    key = models.CharField(max_length=40, blank=True)
    note = models.ForeignKey(PlayNote, null=True, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", null=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=35, blank=True)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["note"], condition=Q(ended_at=None), name="shared_note_once"),
            models.UniqueConstraint(fields=["need"], condition=Q(ended_at=None), name="shared_answer_once"),
        )

    def __str__(self) -> str:
        return f"shared {self.pk}"


class Source(models.Model):
    """Another organisation's shared corner that a lead subscribed to, known by its key."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    url = models.CharField(max_length=300)
    #: Of its public key, as the lead was told it by them.
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=80, blank=True)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    #: When the document that stands here was signed: an older one is no news.
    signed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["brand", "url"], condition=Q(ended_at=None), name="source_once"),
        )

    def __str__(self) -> str:
        return f"source {self.pk}"


class SourceItem(models.Model):
    """One thing that another organisation shares: their words, shown as theirs."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    remote_id = models.CharField(max_length=64)
    key = models.CharField(max_length=40, blank=True)
    title = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=35, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "remote_id"], name="source_item_once"),)

    def __str__(self) -> str:
        return f"source item {self.pk}"

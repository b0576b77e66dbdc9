"""What we send: a draft, then a promise, then its deliveries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids
from tummler.records.sealed_text import SealedTextField


class Reply(models.Model):
    """One answer to one need. A draft until ``promised_at``; then its Delivery rows tell the rest.

    The draft belongs to the need, not to a helper: it stays when a claim goes back.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="replies")
    conversation = models.ForeignKey("records.Conversation", on_delete=models.CASCADE, related_name="replies")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="replies")
    #: Who wrote it last.
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="replies")
    #: Who was asked in and answers too, beside the one who has the need: a draft of their own.
    beside = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    #: The post it continues.
    to_post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="answers")
    #: Sealed words where it is to be seen once: then ``key`` names their key, else it is empty.
    text = SealedTextField(blank=True)
    key = models.CharField(max_length=20, blank=True)
    #: How long it stays: "" (not chosen: by its kind), keep, solved, day; once, or seconds such as 30s; fading, faded.
    lasting = models.CharField(max_length=8, blank=True)
    #: Counts saves: a save that started from an older one is told so, and nothing is overwritten.
    edition = models.PositiveIntegerField(default=0)
    #: Where the writer wants it cut, in code points of the text.
    cuts = models.JSONField(default=list)
    #: Who is to see it, as the writer chose; never wider than the question when it is composed.
    visibility = models.CharField(max_length=12, default="public")
    #: As chosen by the writer; empty: as the asker writes.
    language = models.CharField(max_length=35, blank=True)
    #: Instead of the helper's own, for this answer alone; None: their own.
    signature = models.CharField(max_length=40, null=True)
    #: Hints that were waved off: codes and digests, never words.
    waved = models.JSONField(default=list)
    #: What it is but a person's answer: a machine's answer, what was meant (asks), that it comes later (waits), that
    #: people answer (people), something beside what a helper has; a person's thanks to somebody else, or one
    #: more thing that they say to the asker of what is closed (more); "": an answer.
    machine = models.CharField(max_length=8, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    promised_at = models.DateTimeField(null=True)
    #: Why a promise came back as a draft ("answered_elsewhere"), and when that was shown.
    held = models.CharField(max_length=20, blank=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["need"], condition=Q(promised_at=None, beside=None), name="draft_once"),
            models.UniqueConstraint(fields=["need", "beside"], condition=Q(promised_at=None), name="draft_beside_once"),
        )
        indexes = (
            models.Index(fields=["key"], name="reply_sealed", condition=~Q(key="")),
            models.Index(
                fields=["lasting", "promised_at"], name="reply_fades", condition=Q(lasting__in=["solved", "day"])
            ),
        )

    def __str__(self) -> str:
        return f"reply {self.pk}"

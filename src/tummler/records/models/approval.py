"""Where a brand wants a second pair of eyes before an answer leaves: by which rule, and what was said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class ApprovalRule(models.Model):
    """Answers about a topic, to a kind, on a channel, or a newcomer's first few wait for somebody's yes."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: topic, kind, channel or first
    kind = models.CharField(max_length=8)
    #: A topic's key, a kind, a channel's public id, or how many of a newcomer's answers.
    value = models.CharField(max_length=60)
    #: Who says yes; None: the leads.
    circle = models.ForeignKey("records.Circle", null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["brand"], name="approval_rules", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        return f"approval rule {self.pk}"


class Approval(models.Model):
    """waiting → approved / sent_back / taken_back: of exactly one edition of a draft; another one asks anew.

    One for each rule that holds: the last yes sends it.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    rule = models.ForeignKey(ApprovalRule, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="approvals")
    reply = models.ForeignKey("records.Reply", on_delete=models.CASCADE, related_name="approvals")
    edition = models.PositiveIntegerField()
    asked_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: A word with which it was sent back.
    text = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reply", "rule"], condition=Q(state="waiting"), name="approval_waits_once"),
        )

    def __str__(self) -> str:
        return f"approval {self.pk}"

"""What protects helpers: a thread that one of them left, and somebody whom nobody answers any more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class LeftThread(models.Model):
    """A helper left a conversation: it is on no list of theirs, and nobody calls them back to it."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey("records.Conversation", on_delete=models.CASCADE, related_name="left")
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["conversation", "helper"], name="left_once"),)

    def __str__(self) -> str:
        return f"left thread {self.pk}"


class Blocked(models.Model):
    """Somebody is blocked for all: their posts are folded, their needs off the lists, nobody answers by accident.

    Asked for by a helper; it holds from ``at`` on, once somebody who may has said yes, until ``ended_at``.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="blocked")
    #: Who asked, and why: insults, threatens, follows (a helper about), spam.
    asked_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=clock.now)
    said_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="blocked_once"),)

    def __str__(self) -> str:
        return f"blocked {self.pk}"

"""What we do on a network besides answering: like, repost, hide, mute, block, report, delete our own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Gesture(models.Model):
    """waiting → doing → done / retry / refused / unsure; written before the network is asked.

    ``on`` is False for taking one back. ``answer`` is what the network said: its own proof, never people's words.
    A worker may act on it only while it holds the lease with the ``fence`` it got.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="gestures")
    conversation = models.ForeignKey("records.Conversation", on_delete=models.CASCADE, related_name="gestures")
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="gestures")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    #: like, repost, hide, mute, block, report or delete; mute, block and report are about the post's author.
    kind = models.CharField(max_length=8)
    on = models.BooleanField(default=True)
    #: A report's reason, a code of the contract.
    reason = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, default="waiting")
    due_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=512, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at", "id"], name="gesture_due", condition=Q(state__in=["waiting", "retry", "doing"])
            ),
            models.Index(fields=["conversation", "id"], name="gesture_thread"),
        )

    def __str__(self) -> str:
        return f"gesture {self.pk}"

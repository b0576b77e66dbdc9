"""The proof that a part of a reply stands on the network, or the reason why not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class Delivery(models.Model):
    """waiting → sending → sent / retry / never; written before anything is sent, one per part of a reply.

    ``part`` is the contract's Part as JSON, fixed when promised: whoever sends it, sends exactly this.
    A worker may act on it only while it holds the lease with the ``fence`` it got.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="deliveries")
    reply = models.ForeignKey("records.Reply", on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    part = models.JSONField()
    #: Whether a person pressed send; machines say that they are machines.
    by_person = models.BooleanField(default=True)
    state = models.CharField(max_length=8, default="waiting")
    #: Not before this: the undo of 10 s, a pause the network asked for, the next try.
    due_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True)
    remote_id = models.CharField(max_length=512, blank=True)
    version = models.CharField(max_length=128, blank=True)
    url = models.TextField(blank=True)
    promised_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reply", "number"], name="delivery_once"),
            models.UniqueConstraint(fields=["channel", "key"], name="delivery_key_once"),
        )
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                name="delivery_due",
                condition=Q(state__in=["waiting", "retry", "sending"]),
            ),
            models.Index(fields=["channel", "sent_at"], name="delivery_spent"),
            models.Index(fields=["channel", "remote_id"], name="delivery_there", condition=~Q(remote_id="")),
        )

    def __str__(self) -> str:
        return f"delivery {self.pk}"

"""A thread of posts and its people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Conversation(models.Model):
    """Everyone in one public thread, or in one private exchange.

    ``root_remote_id`` is the earliest post we know of; it moves up when an earlier one turns up.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="conversations")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="conversations")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    root_remote_id = models.CharField(max_length=512)
    last_at = models.DateTimeField(default=clock.now)
    #: When the whole thread was last fetched from the network.
    completed_at = models.DateTimeField(null=True, blank=True)
    #: Someone wants the whole thread, not before this; None while nobody does.
    wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "root_remote_id"], name="conversation_once"),)
        indexes = (
            models.Index(fields=["wanted_at"], name="conversation_wanted", condition=Q(wanted_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"conversation {self.pk}"

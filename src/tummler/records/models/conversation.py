"""A thread of posts and its people."""

from __future__ import annotations

from django.db import models

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

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "root_remote_id"], name="conversation_once"),)

    def __str__(self) -> str:
        return f"conversation {self.pk}"

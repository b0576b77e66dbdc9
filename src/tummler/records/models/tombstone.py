"""What was deleted stays deleted, also when it arrives late or a backup is restored."""

from __future__ import annotations

from django.db import models

from tummler.common import clock


class Tombstone(models.Model):
    """A post that its network said is gone; heard again, it is not stored."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="+")
    remote_id = models.CharField(max_length=512)
    at = models.DateTimeField(default=clock.now)
    #: Where it would stand, for what was said below it; known when it was heard after it had gone.
    conversation = models.ForeignKey(
        "records.Conversation", on_delete=models.SET_NULL, null=True, default=None, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "remote_id"], name="tombstone_once"),)

    def __str__(self) -> str:
        return f"tombstone {self.pk}"

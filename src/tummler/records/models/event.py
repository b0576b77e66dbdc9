"""What a network said, as bytes, until it is a post."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class Event(models.Model):
    """received → normalised → threaded → done; the payload goes when it is done (the post holds what we use).

    A garbled one keeps its payload for a look, and its ``trouble``.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="events")
    remote_id = models.CharField(max_length=512)
    payload = models.BinaryField()
    #: The contract's Heard values as JSON bytes, between normalised and done.
    heard = models.BinaryField(default=bytes)
    history = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="received")
    trouble = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "remote_id"], name="event_once"),)
        indexes = (
            models.Index(fields=["state", "id"], name="event_undone", condition=~Q(state__in=["done", "garbled"])),
            models.Index(fields=["received_at"], name="event_spoilt", condition=Q(state="garbled")),
        )

    def __str__(self) -> str:
        return f"event {self.pk}"

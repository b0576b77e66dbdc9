"""Whom a need is brought to, and from when: a few people first, more the longer it waits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class Reach(models.Model):
    """A need comes to somebody who could answer it: a helper, or a peer. One of the two.

    ``place`` is their order for this need alone, and is shown to nobody. ``facts`` are numbers and codes.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="reaches")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.CASCADE, related_name="+")
    peer = models.ForeignKey("records.Peer", null=True, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)
    #: knows, solved, topic, chose, speaks, near, here
    why = models.CharField(max_length=8)
    facts = models.JSONField(default=dict)
    #: They are outside the circle of those who answer such things.
    outside = models.BooleanField(default=False)
    #: From when it is for them.
    due_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(helper__isnull=False, peer=None) | Q(helper=None, peer__isnull=False), name="reach_of_one"
            ),
            models.UniqueConstraint(fields=["need", "helper"], name="reach_once"),
            models.UniqueConstraint(fields=["need", "peer"], name="reach_once_peer"),
        )
        indexes = (
            models.Index(fields=["brand", "due_at"], name="reach_outside", condition=Q(outside=True)),
            models.Index(fields=["due_at"], name="reach_due", condition=Q(outside=False)),
        )

    def __str__(self) -> str:
        return f"reach {self.pk}"

"""A post that may be duty of care, not surely enough to ring: for the named person's eyes, and for nobody else's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Glance(models.Model):
    """One look that the named person is asked for. It goes with the post; of its need nothing changes by it."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    post = models.OneToOneField("records.Post", on_delete=models.CASCADE, related_name="glance")
    #: A duty-of-care code: what it may be.
    care = models.CharField(max_length=12)
    #: The higher, the nearer to ringing. Made for an order; it is no share of anything.
    likely = models.FloatField()
    marks = models.JSONField(default=list)
    #: What the named person said: "" (nothing yet), "rung" or "no".
    said = models.CharField(max_length=4, blank=True)
    said_at = models.DateTimeField(null=True)
    #: The urgency that its need had before it was rung; None: there was no need.
    before = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["brand", "-likely"], name="glance_unseen", condition=Q(said="")),)

    def __str__(self) -> str:
        return f"glance {self.pk}"

"""One cause behind many needs, as far as their words tell."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Incident(models.Model):
    """suspected → quiet → suspected …; dismissed by a person, who may bring it back.

    ``terms`` are the words that it is known by, each said by several people; ``words`` the few to name it with.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="incidents")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    state = models.CharField(max_length=12, default="suspected")
    terms = models.JSONField(default=list)
    words = models.JSONField(default=list)
    #: The post that tells it best.
    telling = models.ForeignKey("records.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    surprise = models.FloatField(default=0.0)
    since = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    found_at = models.DateTimeField(default=clock.now)
    quiet_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["brand", "last_at"], name="incident_lately"),
            models.Index(fields=["brand"], name="incident_now", condition=Q(state="suspected")),
        )

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentPost(models.Model):
    """A post that speaks of it; it goes with the post."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="told")
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="incidents")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "post"], name="told_once"),)

    def __str__(self) -> str:
        return f"told {self.pk}"

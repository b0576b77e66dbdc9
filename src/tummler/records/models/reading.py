"""What a mind, or a person correcting it, made of a post."""

from __future__ import annotations

from typing import Any

from django.db import models

from tummler.common import clock


class Reading(models.Model):
    """One reading a post. Each judgement is {value, probability, why, marks: [[start, end, why]…]}."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    post = models.OneToOneField("records.Post", on_delete=models.CASCADE, related_name="reading")
    mind = models.CharField(max_length=40)
    kind = models.JSONField(default=dict)
    topic = models.JSONField(null=True)
    urgency = models.JSONField(default=dict)
    language = models.JSONField(default=dict)
    care = models.JSONField(null=True)
    read_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"reading {self.pk}"

    @property
    def marks(self) -> list[list[Any]]:
        """Every marked span of the post, first come first."""
        found = [mark for part in (self.kind, self.urgency) for mark in part.get("marks", [])]
        return sorted(found, key=lambda mark: (mark[0], mark[1]))


class Correction(models.Model):
    """A person said what a post really is: an example for the mind. It goes with the post."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="corrections")
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=12)
    before = models.CharField(max_length=60, blank=True)
    #: How sure the mind was of that; None where nobody kept it.
    sure = models.FloatField(null=True)
    value = models.CharField(max_length=60)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post", "field"], name="correction_once"),)

    def __str__(self) -> str:
        return f"correction {self.pk}"

"""A filter of the list that a helper kept by name."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class SavedView(models.Model):
    """Which needs, as the end of the list's address. A removed one stays a while, for taking it back."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)
    #: Everyone of the brand has it among their views.
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["brand", "name"], name="view_named"),)

    def __str__(self) -> str:
        return f"view {self.pk}"

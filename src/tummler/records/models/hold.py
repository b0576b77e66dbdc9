"""Words that the law wants kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Hold(models.Model):
    """What somebody said, and what was said to them, is kept whatever runs out: one helper asks, another agrees.

    It holds from ``agreed_at`` to ``ended_at``.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="holds")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="holds")
    #: What for, in a few words: a file number, a letter.
    why = models.CharField(max_length=120)
    asked_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="hold_once"),)

    def __str__(self) -> str:
        return f"hold {self.pk}"

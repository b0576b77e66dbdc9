"""A copy of an answer that fades, because the law wants its topic kept."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class LawfulCopy(models.Model):
    """Sealed for the holder of the brand's compliance key (records.compliance); nobody else opens it, nor do we."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: Which compliance key opens it.
    key = models.CharField(max_length=12)
    topic = models.CharField(max_length=60)
    #: The words, and for whom and by whom they were, as JSON.
    box = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)
    #: Kept until then, and no longer.
    until = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["brand", "made_at"], name="copy_made"),
            models.Index(fields=["until"], name="copy_until"),
        )

    def __str__(self) -> str:
        return f"copy {self.pk}"

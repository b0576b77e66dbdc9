"""An answer that one person sees once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class Once(models.Model):
    """The words of an answer for one person's eyes: sealed here and nowhere else, until they are seen or run out.

    Its post keeps the place and never has the words. ``gone_why``: seen, ran_out or taken_back.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    post = models.OneToOneField("records.Post", on_delete=models.CASCADE, related_name="once")
    #: Whose eyes they are for.
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="+")
    #: A box of the installation's secret key; empty once it is gone.
    sealed = models.BinaryField()
    language = models.CharField(max_length=35, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    gone_why = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = (models.Index(fields=["until"], name="once_waiting", condition=Q(gone_at=None)),)

    def __str__(self) -> str:
        return f"once {self.pk}"

    @property
    def waits(self) -> bool:
        """Nobody has seen it yet, and somebody still may."""
        return self.gone_at is None

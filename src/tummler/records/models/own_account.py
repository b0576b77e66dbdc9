"""Accounts of a helper's own, on networks, that they have proven to be theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class OwnAccount(models.Model):
    """A helper's own account: what they answer from it with the brand's #tag is known to be theirs, until it ended."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="own_accounts")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="own_accounts")
    #: signed_in or word, as with :class:`Proof`.
    how = models.CharField(max_length=10)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="own_account_once"),
        )

    def __str__(self) -> str:
        return f"own account {self.pk}"

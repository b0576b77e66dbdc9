"""Customers who help."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Trust(models.IntegerChoices):
    """What a peer may do; it grows with help given, and is never shown as a rank."""

    NEW = 0
    KNOWN = 1
    TRUSTED = 2
    STEWARD = 3


class Peer(models.Model):
    """A customer who agreed to help others of a brand, known by an account that they have proven.

    Who has only shown the brand's own sign-in (``customer``) has an account of the square made for it.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="peers")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    account = models.OneToOneField("records.Account", on_delete=models.CASCADE, related_name="peer")
    #: Their account of the square, under which they answer there; another one where they are at home elsewhere.
    voice = models.OneToOneField("records.Account", null=True, on_delete=models.SET_NULL, related_name="voice_of")
    customer = models.ForeignKey("records.Customer", null=True, on_delete=models.SET_NULL, related_name="peers")
    trust = models.PositiveSmallIntegerField(choices=Trust.choices, default=Trust.NEW)
    #: What they say of themselves: languages they speak, and keys of topics they know.
    languages = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    #: Which edition of the agreement they agreed to, and when.
    agreed = models.PositiveSmallIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)
    #: A lead named them a steward.
    steward_since = models.DateTimeField(null=True)
    #: They left, or were asked to stay away.
    left_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["brand"], name="peer_here", condition=Q(left_at=None, blocked_at=None)),)

    def __str__(self) -> str:
        return f"peer {self.pk}"

    @property
    def here(self) -> bool:
        """Whether they help now: they neither left nor were asked to stay away."""
        return self.left_at is None and self.blocked_at is None

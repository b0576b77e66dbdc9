"""Someone, with all their proven accounts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Person(models.Model):
    """One person per account until a link is proven; never guessed from a name."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="people")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"person {self.pk}"


class Account(models.Model):
    """A handle on a network. ``remote_id`` never changes hands; a handle may."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="accounts")
    network = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=255)
    handle = models.CharField(max_length=255)
    name = models.CharField(max_length=255, blank=True)
    avatar_url = models.TextField(blank=True)
    url = models.TextField(blank=True)
    robot = models.BooleanField(default=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="accounts")
    #: They said stop: nothing is ever sent to them unless they ask again.
    stopped_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    first_heard_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "network", "remote_id"], name="account_once"),)
        indexes = (models.Index(fields=["brand", "name"], name="account_named"),)

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def called(self) -> str:
        """What to call them: the name they chose, else the handle."""
        return self.name or self.handle


class Link(models.Model):
    """Two people are one, by two helpers' word or by proof: whose accounts moved, so that it can be undone.

    While ``waits`` one helper has said so, and nothing has moved. It joins what happened before and opens nothing.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: Who they are now, and who they were taken for.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    was = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    #: The numbers of the accounts that moved.
    moved = models.JSONField(default=list)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    #: Which account of theirs was meant, and who agreed; both empty where somebody proved it.
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    waits = models.BooleanField(default=False)
    proven = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["person"], name="link_standing", condition=Q(undone_at=None)),)

    def __str__(self) -> str:
        return f"link {self.pk}"

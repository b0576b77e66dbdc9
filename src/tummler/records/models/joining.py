"""How colleagues come in without an administrator: by a link, by the brand's sign-in, by their company's address."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class Invitation(models.Model):
    """A link that a helper gives on: so many may join by it, until a day, or until it is ended."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="invitations")
    #: What is kept to find it by; the secret itself is sealed, for who made it to look at again.
    digest = models.CharField(max_length=64, unique=True)
    box = models.BinaryField()
    most = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Entrance(models.Model):
    """The ways in that a brand keeps open for its own people: its sign-in (OpenID Connect), and its e-mail domains."""

    brand = models.OneToOneField("records.Brand", on_delete=models.CASCADE, related_name="entrance")
    #: What comes after the @ of its people's addresses.
    domains = models.JSONField(default=list)
    #: Whether an address is proven by a letter to it; it takes mail to be set up, too.
    by_mail = models.BooleanField(default=False)
    #: OpenID Connect; "" where it isn't used. The client secret is sealed as channels' are.
    issuer = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    box = models.BinaryField(default=bytes)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"entrance {self.pk}"


class Badge(models.Model):
    """By what name the brand's sign-in knows a helper. An address may change hands there; this name never does."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="badges")
    issuer = models.CharField(max_length=300)
    ref = models.CharField(max_length=255)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "issuer", "ref"], name="badge_once"),)

    def __str__(self) -> str:
        return f"badge {self.pk}"

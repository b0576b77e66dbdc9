"""Who somebody has proven to be: on a network, and as a customer of the brand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Visitor(models.Model):
    """A browser on a brand's public pages that proves something. Known by its own cookie, of which we keep a digest."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"visitor {self.pk}"


class Customer(models.Model):
    """A customer account, by the brand's own name for it (``ref``, which never changes hands). Nothing else of it."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=255)
    #: What the brand calls it to its owner: "Marta R., card ending in 44".
    name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "ref"], name="customer_once"),)

    def __str__(self) -> str:
        return f"customer {self.pk}"


class Proof(models.Model):
    """A browser has proven an account on a network, or a customer account, to be theirs. Exactly one of the two.

    ``how``: signed_in, word, asked_here (accounts); app, openid (customers).
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="proofs")
    account = models.ForeignKey("records.Account", null=True, on_delete=models.CASCADE, related_name="proofs")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="proofs")
    how = models.CharField(max_length=10)
    #: The account's id on its home server, where they signed in there.
    home_id = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(account__isnull=False, customer=None) | Q(account=None, customer__isnull=False),
                name="proof_of_one",
            ),
        )
        indexes = (models.Index(fields=["visitor"], name="proof_standing", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        return f"proof {self.pk}"


class Holding(models.Model):
    """An account on a network and a customer account are one person's: both proven in one browser, joined by a press.

    Each side keeps when it was last proven. Renaming the account changes nothing; another account never inherits it.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="holdings")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holdings")
    account_proven_at = models.DateTimeField()
    customer_proven_at = models.DateTimeField()
    #: The account's id on its home server, where that isn't the one that we know it by.
    home_id = models.CharField(max_length=255, blank=True)
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="holding_once"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"holding {self.pk}"


class OneTimeWord(models.Model):
    """A word on a page, to be sent from an account: shown → heard → told → done, or over.

    ``digest`` and ``code`` are keyed digests. The page's browser gets nothing by the word alone: what was told to the
    account in private has to be typed there, or one who has proven the account already says yes.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="words")
    digest = models.CharField(max_length=64)
    #: The word itself as long as it can be used, sealed: its page shows it again.
    box = models.BinaryField(default=bytes)
    state = models.CharField(max_length=8, default="shown")
    account = models.ForeignKey("records.Account", null=True, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("records.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    #: What tells the account of it, once it is promised.
    reply = models.ForeignKey("records.Reply", null=True, on_delete=models.SET_NULL, related_name="+")
    code = models.CharField(max_length=64, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["brand", "digest"], condition=Q(state="shown"), name="word_shown_once"),
        )
        indexes = (
            models.Index(
                fields=["state", "until"], name="word_under_way", condition=Q(state__in=["shown", "heard", "told"])
            ),
        )

    def __str__(self) -> str:
        return f"word {self.pk}"


class SignIn(models.Model):
    """A browser went to another's sign-in page and comes back, once, with the state that this row is found by."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=64, unique=True)
    #: A network's key, or "openid" for the brand's own.
    way = models.CharField(max_length=30)
    box = models.BinaryField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"sign-in {self.pk}"


class Door(models.Model):
    """How a brand's customers show here which customer account is theirs."""

    brand = models.OneToOneField("records.Brand", on_delete=models.CASCADE, related_name="door")
    #: OpenID Connect; "" where it isn't used. The client secret is sealed as channels' are.
    issuer = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    box = models.BinaryField(default=bytes)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"door {self.pk}"


class LinkKey(models.Model):
    """What a brand's app signs its links with: a secret that was shown once, or the public half of the app's key."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="link_keys")
    #: ``kid`` in the link's header.
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    kind = models.CharField(max_length=7)
    #: HS256: the secret, sealed. EdDSA: the public key, sealed the same way.
    box = models.BinaryField()
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)
    #: Turned over: good until then.
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link key {self.pk}"


class UsedLink(models.Model):
    """A signed link was used; kept until it would have run out anyway."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "digest"], name="link_used_once"),)

    def __str__(self) -> str:
        return f"used link {self.pk}"

"""Thanks that change hands: who holds how much, and every transfer there ever was.

Amounts are whole units, a thousand to one thanks. Transfers and entries are only ever added: the database itself
refuses to change or delete them (migration ``thanks_that_change_hands``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tummler.common import clock, ids


class Cause(models.Model):
    """What a brand's people may pool thanks for, in the brand's words."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    name = models.CharField(max_length=80)
    words = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"cause {self.pk}"


class Holder(models.Model):
    """Whoever thanks can lie with: a helper, an account outside, a waiting need, a cause, or one of the brand's own.

    ``balance`` is the sum of its entries, kept beside them; ``payable`` is the part of it that may be turned into
    something. Erased, a holder has no name any more; its entries stay, and so does the sum.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: helper, account, need, cause; mint (where thanks come from), way (given, and not there yet), rest, turned.
    kind = models.CharField(max_length=8)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    account = models.ForeignKey("records.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    need = models.ForeignKey("records.Need", null=True, on_delete=models.SET_NULL, related_name="+")
    cause = models.ForeignKey(Cause, null=True, on_delete=models.SET_NULL, related_name="holders")
    balance = models.BigIntegerField(default=0)
    payable = models.BigIntegerField(default=0)
    #: The last week for which its hoard was looked at: 2026-W47.
    key = models.CharField(max_length=8, blank=True)
    #: They would rather help without any of this, since then.
    off_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["brand", "helper"], name="holder_helper"),
            models.UniqueConstraint(fields=["brand", "account"], name="holder_account"),
            models.UniqueConstraint(fields=["brand", "need"], name="holder_need"),
            models.UniqueConstraint(fields=["brand", "cause"], name="holder_cause"),
            models.UniqueConstraint(
                fields=["brand", "kind"], condition=Q(kind__in=["mint", "way", "rest", "turned"]), name="holder_own"
            ),
            models.CheckConstraint(
                condition=Q(kind="mint") | Q(balance__gte=F("payable"), payable__gte=0), name="holder_never_below"
            ),
        )
        indexes = (models.Index(fields=["brand", "kind", "key"], name="holder_resting"),)

    def __str__(self) -> str:
        return f"holder {self.pk}"


class Transfer(models.Model):
    """Thanks went from some to others: its entries add up to nothing. ``key`` says what for, once."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    #: helped, leave, gift, pledge, handed, back, rest, turned, returned.
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=60)
    #: Who thanked, and whom, where it is somebody.
    giver = models.ForeignKey(Holder, null=True, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Holder, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "key"], name="transfer_once"),)
        indexes = (models.Index(fields=["brand", "at"], name="transfer_lately"),)

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class Entry(models.Model):
    """What a transfer took from a holder, or brought it; ``payable`` is the part of it that may be turned."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="entries")
    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="entries")
    amount = models.BigIntegerField()
    payable = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["transfer", "holder"], name="entry_once"),)

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Due(models.Model):
    """What one who helped has of the thanks for it: how much of it stands just now, and why nothing does."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    helped = models.OneToOneField("records.Helped", on_delete=models.CASCADE, related_name="due")
    #: Who was helped, and who helped.
    giver = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="dues")
    #: The how manieth time between these two within a year, from 1.
    nth = models.PositiveIntegerField(default=1)
    amount = models.BigIntegerField(default=0)
    #: Whether the network that it was said on lets a post be worth something.
    payable = models.BooleanField(default=False)
    #: "" or why it counts nothing: self (they thanked themselves), ours (the brand did), off (they want none).
    why = models.CharField(max_length=5, blank=True)
    standing = models.BooleanField(default=True)
    #: How many transfers were made for it.
    turn = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (
            models.Index(fields=["taker", "at"], name="due_taken"),
            models.Index(fields=["brand"], name="due_fallen", condition=Q(standing=False)),
        )

    def __str__(self) -> str:
        return f"share {self.pk}"


class Gift(models.Model):
    """Thanks given on, pooled, or pledged to a question that waits: leaving → given, pledged → given; or back."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    giver = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="gifts")
    to = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="+")
    amount = models.BigIntegerField()
    payable = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="leaving")
    made_at = models.DateTimeField(default=clock.now)
    #: Leaving: when it is there. Pledged: when it comes back unless somebody helped.
    until = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="gift_of_something"),)
        indexes = (
            models.Index(fields=["state", "until"], name="gift_due", condition=Q(state__in=["leaving", "pledged"])),
        )

    def __str__(self) -> str:
        return f"gift {self.pk}"


class Reward(models.Model):
    """What a brand lets thanks be turned into, and the terms, which stand on the square. No money moves here."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    name = models.CharField(max_length=80)
    terms = models.CharField(max_length=500, blank=True)
    price = models.BigIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(price__gt=0), name="reward_has_price"),)

    def __str__(self) -> str:
        return f"reward {self.pk}"


class Payout(models.Model):
    """Somebody turned thanks into a reward: asked → settled (by the brand's billing, elsewhere) / refused / back."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    reward = models.ForeignKey(Reward, on_delete=models.CASCADE, related_name="payouts")
    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="payouts")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=8, default="asked")
    #: They said that they are of age.
    adult_at = models.DateTimeField()
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"payout {self.pk}"


class Ring(models.Model):
    """Some who mostly thank each other: a question to a lead, never more. ``value``: "", fine, talk."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: Numbers of their holders.
    members = models.JSONField(default=list)
    #: How many thanks went among them, and how many of all that they were given.
    inside = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    value = models.CharField(max_length=5, blank=True)
    found_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"ring {self.pk}"

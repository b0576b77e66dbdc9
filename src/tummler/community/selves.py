"""Who is the same: nobody thanks themselves, by whichever of their accounts."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tummler.records.models import Account, Channel, Holder, Holding, OwnAccount, Peer, Proof


def accounts_of_self(account_id: int) -> set[int]:
    """An account and all that are known to be one person's: linked, one peer's or customer's, or of one browser."""
    mine = Account.objects.filter(pk=account_id)
    customers = Holding.objects.filter(account=account_id, ended_at=None).values("customer")
    held = Holding.objects.filter(customer__in=customers, ended_at=None).values("account")
    browsers = Proof.objects.filter(account=account_id, ended_at=None).values("visitor")
    proven = Proof.objects.filter(visitor__in=browsers, ended_at=None, account__isnull=False).values("account")
    told = Peer.objects.filter(Q(account=account_id) | Q(voice=account_id) | Q(customer__in=customers))
    peers = Q(pk__in=told.values("account")) | Q(pk__in=told.filter(voice__isnull=False).values("voice"))
    linked = Q(person__in=mine.filter(person__isnull=False).values("person"))
    rows = Account.objects.filter(Q(pk=account_id) | linked | peers | Q(pk__in=held) | Q(pk__in=proven))
    return set(rows.values_list("pk", flat=True))


def self_of(holder: Holder) -> frozenset[str]:
    """Everybody that a holder is: two who share one are the same."""
    helpers = {holder.helper_id} - {None}
    accounts = accounts_of_self(holder.account_id) if holder.account_id else set()
    owners = OwnAccount.objects.filter(account__in=accounts, ended_at=None).values_list("helper", flat=True)
    helpers |= set(owners)
    for own in OwnAccount.objects.filter(helper__in=helpers, ended_at=None).values_list("account", flat=True):
        accounts |= accounts_of_self(own)
    return frozenset([*(f"helper {one}" for one in helpers), *(f"account {one}" for one in accounts)])


def same(one: Holder, other: Holder) -> bool:
    """Whether two holders are one person, as far as anybody can know."""
    return one.pk == other.pk or bool(self_of(one) & self_of(other))


def is_ours(holder: Holder) -> bool:
    """Whether it is an account of the brand's own, which has nothing to thank with."""
    if holder.account_id is None:
        return False
    channel = Channel.objects.filter(
        brand=OuterRef("brand"), network=OuterRef("network"), account_remote_id=OuterRef("remote_id")
    )
    return Account.objects.filter(Exists(channel), pk=holder.account_id).exists()


def holders_of_self(holder: Holder) -> set[int]:
    """The numbers of all holders that are the same person's."""
    me = self_of(holder)
    helpers = [int(one.split()[1]) for one in me if one.startswith("helper")]
    accounts = [int(one.split()[1]) for one in me if one.startswith("account")]
    rows = Holder.objects.filter(Q(helper__in=helpers) | Q(account__in=accounts), brand=holder.brand_id)
    return {holder.pk, *rows.values_list("pk", flat=True)}

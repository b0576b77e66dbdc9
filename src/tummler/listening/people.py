"""Who wrote it: accounts by their lasting id, one person per account until a link is proven."""

from __future__ import annotations

from collections.abc import Sequence

from tummler.common import clock
from tummler.networks.contract import HeardAccount, HeardRename
from tummler.records.bulk import insert_new
from tummler.records.models import Account, Channel, Person, Post
from tummler.records.states import move

_FIELDS = (
    "brand", "network", "remote_id", "handle", "name", "avatar_url", "url", "robot", "first_heard_at",
)  # fmt: skip
_SHOWN = ("handle", "name", "avatar_url", "url", "robot")


def store_accounts(channel: Channel, heard: Sequence[HeardAccount]) -> dict[str, Account]:
    """Remote id → account, made where new, brought up to date where something shown has changed."""
    latest = {account.remote_id: account for account in heard}
    if not latest:
        return {}
    known = _known(channel, latest)
    at = clock.now()
    missing = [account for remote_id, account in latest.items() if remote_id not in known]
    if missing:
        rows = [
            (
                channel.brand_id,
                channel.network,
                a.remote_id,
                a.handle,
                a.name,
                a.avatar_url,
                a.url,
                a.robot,
                at,
            )
            for a in missing
        ]
        insert_new(Account, _FIELDS, rows)
        known = _known(channel, latest)
    changed = [account for account in known.values() if _update(account, latest[account.remote_id])]
    if changed:
        Account.objects.bulk_update(changed, _SHOWN)
    return known


def _known(channel: Channel, latest: dict[str, HeardAccount]) -> dict[str, Account]:
    rows = Account.objects.filter(brand=channel.brand_id, network=channel.network, remote_id__in=latest)
    return {account.remote_id: account for account in rows}


def _update(account: Account, heard: HeardAccount) -> bool:
    """Take over what is shown; an empty value tells nothing and changes nothing."""
    changed = False
    for name in _SHOWN:
        value = getattr(heard, name)
        if value not in ("", getattr(account, name)):
            setattr(account, name, value)
            changed = True
    return changed


def rename(channel: Channel, renames: Sequence[HeardRename]) -> None:
    """A new handle on the same id: the person stays who they are."""
    for heard in renames:
        Account.objects.filter(
            brand=channel.brand_id, network=channel.network, remote_id=heard.account_remote_id
        ).update(handle=heard.handle[:255])


def identify_posts(posts: Sequence[Post]) -> None:
    """threaded → identified: every account that wrote has a person. One transaction, the caller's."""
    lonely = list(Account.objects.filter(pk__in={post.account_id for post in posts}, person=None))
    people = Person.objects.bulk_create([Person(brand_id=account.brand_id) for account in lonely])
    for account, person in zip(lonely, people, strict=True):
        account.person = person
    Account.objects.bulk_update(lonely, ["person"])
    move(Post.objects.filter(pk__in=[post.pk for post in posts]), "identified", frm="threaded")

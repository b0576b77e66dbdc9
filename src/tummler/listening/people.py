"""Who wrote it: accounts by their lasting id, one person per account until a link is proven."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from tummler.common import clock
from tummler.common.ids import public_id
from tummler.networks.contract import HeardAccount, HeardPost, HeardRename
from tummler.records.bulk import insert_new, update_each
from tummler.records.models import Account, Channel, Person, Post
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.states import move_all

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
        made = insert_new(Account, _FIELDS, rows, returning=("id", "remote_id"))
        known |= {remote_id: _as_row(pk, channel, latest[remote_id]) for pk, remote_id in made}
        # Somebody else may have stored one in the same moment.
        known |= _known(channel, latest.keys() - known.keys())
    changed = [account for account in known.values() if _update(account, latest[account.remote_id])]
    if changed:
        Account.objects.bulk_update(changed, _SHOWN)
    return known


def _as_row(pk: int, channel: Channel, heard: HeardAccount) -> Account:
    shown = {name: getattr(heard, name) for name in _SHOWN}
    return Account(pk=pk, brand_id=channel.brand_id, network=channel.network, remote_id=heard.remote_id, **shown)


def _known(channel: Channel, latest: Collection[str]) -> dict[str, Account]:
    if not latest:
        return {}
    size, given = several(latest)
    there = prepared(("accounts by remote id", size), lambda: _by_remote_id(size))
    rows = there.all(brand=channel.brand_id, network=channel.network, **given)
    return {account.remote_id: account for account in rows}


def _by_remote_id(size: int) -> QuerySet[Account]:
    return Account.objects.filter(Among("remote_id", size), brand=Given("brand"), network=Given("network"))


def _update(account: Account, heard: HeardAccount) -> bool:
    """Take over what is shown; an empty value tells nothing and changes nothing."""
    changed = False
    for name in _SHOWN:
        value = getattr(heard, name)
        if value not in ("", getattr(account, name)):
            setattr(account, name, value)
            changed = True
    return changed


def still_here(posts: Sequence[HeardPost], live: Collection[str], accounts: Mapping[str, Account]) -> list[HeardPost]:
    """The posts without those that an account took along when it left; who says something later has come back."""
    back = {
        account.pk
        for post in posts
        if post.remote_id in live and (account := accounts[post.account.remote_id]).gone_at and _since(post, account)
    }
    Account.objects.filter(pk__in=back).update(gone_at=None)
    return [
        post for post in posts if (account := accounts[post.account.remote_id]).gone_at is None or account.pk in back
    ]


def _since(post: HeardPost, account: Account) -> bool:
    """Whether it was said after its author had left."""
    return post.claimed_at is not None and account.gone_at is not None and post.claimed_at > account.gone_at


def rename(channel: Channel, renames: Sequence[HeardRename]) -> None:
    """A new handle on the same id: the person stays who they are."""
    for heard in renames:
        Account.objects.filter(
            brand=channel.brand_id, network=channel.network, remote_id=heard.account_remote_id
        ).update(handle=heard.handle)


def identify_posts(posts: Sequence[Post]) -> None:
    """threaded → identified: every account that wrote has a person. One transaction, the caller's."""
    if not posts:
        return
    size, given = several({post.account_id for post in posts})
    lonely = prepared(("accounts without a person", size), lambda: _lonely(size)).rows(**given)
    at = clock.now()
    people = insert_new(
        Person,
        ("brand", "public_id", "created_at"),
        [(brand_id, public_id(), at) for _, brand_id in lonely],
        returning=("id", "brand"),
    )
    by_brand: dict[int, list[int]] = {}
    for pk, brand_id in people:
        by_brand.setdefault(brand_id, []).append(pk)
    update_each(Account, "person", {pk: by_brand[brand_id].pop() for pk, brand_id in lonely})
    move_all(Post, [post.pk for post in posts], "identified", frm="threaded")


def _lonely(size: int) -> QuerySet[Account, Any]:
    """Held: one of two who see the same account makes its person."""
    wrote = Account.objects.filter(Among("id", size), person=None).select_for_update().order_by("pk")
    return wrote.values_list("pk", "brand_id")

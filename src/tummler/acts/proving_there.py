"""A visitor goes to their network's own sign-in page, and comes back once, as who they are there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from tummler.acts.proving import account_of, prove_account
from tummler.channels.connections import connection_of
from tummler.common import clock, log
from tummler.networks.contract import HeardAccount, Here, NetworkTrouble, Proved, Proving, Redirect, Refused
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Account, Brand, Channel, Holding, Proof, SignIn, Visitor
from tummler.records.proofs import digest_of

#: How long somebody may be away, signing in.
AWAY = timedelta(minutes=10)
#: How long what a server knows us by is used again.
_KNOWN = 24 * 3600


def ways(brand: Brand) -> list[str]:
    """The networks of the brand's channels on which people can sign in to prove an account."""
    if brand.made_up:
        return []
    used = Channel.objects.filter(brand=brand).exclude(trouble="removed").order_by("network")
    return [key for key in used.values_list("network", flat=True).distinct() if proving_of(key)]


def proving_of(key: str) -> Proving | None:
    """How people sign in on a network, if they can."""
    try:
        return network(key).proving
    except UnknownNetwork:
        return None


def begin_there(
    *, visitor: Visitor, way: str, answers: Mapping[str, str], callback: str, client_id: str
) -> str | list[Account]:
    """The address to go to; or, where they brought a token, what it proved. Raises NetworkTrouble.

    Goes out, so never inside a transaction.
    """
    proving = proving_of(way)
    if proving is None:
        raise Refused("no_sign_in")
    state = secrets.token_urlsafe(32)
    ours = Channel.objects.filter(brand=visitor.brand_id, network=way).exclude(trouble="removed").order_by("pk").first()
    here = Here(
        callback, client_id, state, lambda base: _app(way, base), lambda base, app: _keep_app(way, base, app),
        settings=ours.settings if ours else {},
    )  # fmt: skip
    outcome = proving.begin(answers, here)
    if isinstance(outcome, Redirect):
        leave(visitor=visitor, way=way, state=state, pending=outcome.pending)
        return outcome.url
    return _prove(visitor, way, proving, outcome)


def leave(*, visitor: Visitor, way: str, state: str, pending: Mapping[str, str]) -> None:
    """Remember what this browser left with. What nobody came back for goes."""
    with transaction.atomic():
        SignIn.objects.filter(until__lt=clock.now()).delete()
        SignIn.objects.create(
            brand_id=visitor.brand_id, visitor=visitor, state=digest_of("state", visitor.brand_id, state), way=way,
            box=settings.DATA.seal(pending), until=clock.now() + AWAY,
        )  # fmt: skip


def come_back(*, visitor: Visitor, state: str) -> tuple[str, dict[str, str]]:
    """What this browser left with: the way, and what it carries; once, and for no other browser. Raises Refused."""
    row = SignIn.objects.filter(brand=visitor.brand_id, state=digest_of("state", visitor.brand_id, state)).first()
    # Gone before it is looked at: of two who bring the same state, one comes back.
    if row is None or not SignIn.objects.filter(pk=row.pk).delete()[0]:
        raise Refused("wrong_state")
    if row.visitor_id != visitor.pk or row.until <= clock.now():
        raise Refused("wrong_state")
    return row.way, settings.DATA.open(bytes(row.box))


def finish_there(*, visitor: Visitor, way: str, pending: Mapping[str, str], query: Mapping[str, str]) -> list[Account]:
    """Who they are there, proven; the accounts by which our channels know them. Raises NetworkTrouble."""
    proving = proving_of(way)
    if proving is None:
        raise Refused("no_sign_in")
    return _prove(visitor, way, proving, proving.finish(pending, query))


def _prove(visitor: Visitor, way: str, proving: Proving, proved: Proved) -> list[Account]:
    brand = visitor.brand
    known = _known(brand, way, proving, proved) or [proved.account]
    with transaction.atomic():
        accounts = [account_of(brand, way, heard) for heard in known]
        for account in accounts:
            _end_of_others(account, proved)
            prove_account(visitor=visitor, account=account, how="signed_in", home_id=proved.home_id)
    return accounts


def _end_of_others(account: Account, proved: Proved) -> None:
    """The same handle, but somebody else's now: what was proven and joined was the other's."""
    for noun in (Holding, Proof):
        standing = noun._default_manager.filter(account=account, ended_at=None)
        standing.exclude(home_id__in=("", proved.home_id)).update(ended_at=clock.now())


def _known(brand: Brand, way: str, proving: Proving, proved: Proved) -> list[HeardAccount]:
    """The account as each of our channels there knows it."""
    if proving.known_as is None:
        return []
    found = {}
    for channel in Channel.objects.filter(brand=brand, network=way).exclude(trouble="removed").select_related("brand"):
        try:
            heard = proving.known_as(connection_of(channel), proved)
        except (NetworkTrouble, UnreadableSecret) as trouble:
            log.trouble("not_looked_up", channel=channel.pk, code=getattr(trouble, "code", "unreadable_secret"))
            continue
        if heard is not None:
            found[heard.remote_id] = heard
    return list(found.values())


def _app(way: str, base: str) -> Mapping[str, str]:
    box = cache.get(f"app:{way}:{base}")
    try:
        return settings.DATA.open(box) if box else {}
    except UnreadableSecret:
        return {}


def _keep_app(way: str, base: str, app: Mapping[str, str]) -> None:
    cache.set(f"app:{way}:{base}", settings.DATA.seal(app), _KNOWN)

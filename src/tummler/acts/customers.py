"""A customer account is proven by the brand's own sign-in or by a link that its app signed; its holder joins the two.

And the owner's side: where the brand signs people in, and what its app signs with.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.db import IntegrityError, transaction

from tummler.acts.proving import prove_account
from tummler.acts.proving_there import leave
from tummler.common import clock
from tummler.common.jose import BadToken, Key, b64, checked, unb64
from tummler.common.text import storable
from tummler.networks import openid
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import (
    Account,
    Brand,
    Customer,
    Door,
    Helper,
    Holding,
    Link,
    LinkKey,
    Person,
    Proof,
    UsedLink,
    Visitor,
)
from tummler.records.proofs import digest_of

OPENID = "openid"
#: A signed link is good no longer than this, whatever it says.
LINK_LASTS = timedelta(minutes=10)
#: Clocks differ by so much.
LEEWAY = timedelta(seconds=60)
#: A key that was turned over is good for so long: the app takes the new one meanwhile.
OVERLAP = timedelta(hours=24)


class BadLink(ValueError):
    """A link that proves nothing; the message is a code: not_ours, too_old, used, garbled."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a signed link says, and until when."""

    ref: str
    name: str
    until: Any
    digest: str
    key_id: int


# ------------------------------------------------------------------------------------------ proving it


def read_link(*, brand: Brand, token: str) -> Shown:
    """What a link says, if one of the brand's keys signed it and it can be used yet; looking uses nothing up.

    Raises BadLink.
    """
    used: list[LinkKey] = []
    try:
        claims = checked(token, lambda header: _key_named(brand, header.get("kid"), used))
    except BadToken:
        raise BadLink("not_ours") from None
    ref, made, ends = claims.get("sub"), _seconds(claims, "iat"), _seconds(claims, "exp")
    if not (isinstance(ref, str) and 0 < len(ref) <= 255 and isinstance(claims.get("jti"), str) and made and ends):
        raise BadLink("garbled")
    now = clock.now().timestamp()
    until = min(ends, made + LINK_LASTS.total_seconds())
    if now >= until or made > now + LEEWAY.total_seconds():
        raise BadLink("too_old")
    digest = digest_of("link", brand.pk, token.rpartition(".")[0])
    if UsedLink.objects.filter(brand=brand, digest=digest).exists():
        raise BadLink("used")
    name = claims.get("name")
    shown = storable(name)[:120] if isinstance(name, str) else ""
    return Shown(storable(ref), shown, clock.now() + timedelta(seconds=until - now), digest, used[0].pk)


def _seconds(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    fine = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e11
    return float(value) if fine and value is not None else 0.0


def _key_named(brand: Brand, name: object, used: list[LinkKey]) -> Key:
    row = LinkKey.objects.filter(brand=brand, public_id=name).first() if isinstance(name, str) else None
    if row is None or (row.until is not None and row.until <= clock.now()):
        raise BadToken("no_key")
    used.append(row)
    kept = settings.DATA.open(bytes(row.box))["key"]
    if row.kind == "HS256":
        return Key(row.kind, kept.encode("ascii"))
    return Key(row.kind, Ed25519PublicKey.from_public_bytes(unb64(kept)))


def use_link(*, visitor: Visitor, token: str) -> Customer:
    """This browser's holder came with a link from the brand's app: once. Raises BadLink."""
    shown = read_link(brand=visitor.brand, token=token)
    try:
        with transaction.atomic():
            UsedLink.objects.filter(until__lt=clock.now() - LEEWAY).delete()
            UsedLink.objects.create(brand_id=visitor.brand_id, digest=shown.digest, until=shown.until)
            LinkKey.objects.filter(pk=shown.key_id).update(used_at=clock.now())
            return prove_customer(visitor=visitor, ref=shown.ref, name=shown.name, how="app")
    except IntegrityError:
        raise BadLink("used") from None


def begin_openid(*, visitor: Visitor, callback: str) -> str:
    """The address of the brand's own sign-in. Raises NetworkTrouble. Goes out, so never inside a transaction."""
    state = secrets.token_urlsafe(32)
    there = openid.begin(client_of(visitor.brand), callback, state)
    leave(visitor=visitor, way=OPENID, state=state, pending=there.pending)
    return there.url


def finish_openid(*, visitor: Visitor, pending: dict[str, str], query: dict[str, str]) -> Customer:
    """Who came back from there. Raises NetworkTrouble."""
    subject = openid.finish(client_of(visitor.brand), pending, query)
    return prove_customer(visitor=visitor, ref=storable(subject.ref), name=storable(subject.name), how=OPENID)


def prove_customer(*, visitor: Visitor, ref: str, name: str, how: str) -> Customer:
    """This browser's holder has shown that the customer account is theirs; another one that they showed before ends."""
    with transaction.atomic():
        customer, new = Customer.objects.get_or_create(brand_id=visitor.brand_id, ref=ref, defaults={"name": name})
        if name and not new and customer.name != name:
            Customer.objects.filter(pk=customer.pk).update(name=name)
        at = clock.now()
        Proof.objects.filter(visitor=visitor, customer__isnull=False, ended_at=None).update(ended_at=at)
        proof = Proof.objects.create(brand_id=visitor.brand_id, visitor=visitor, customer=customer, how=how)
        here = Proof.objects.filter(visitor=visitor, ended_at=None, account__isnull=False)
        Holding.objects.filter(customer=customer, ended_at=None, account__in=here.values("account")).update(
            customer_proven_at=proof.at
        )
        happen("customer_proven", visitor.brand_id, facts={"how": how})
    return customer


def customer_of(visitor: Visitor | None) -> Proof | None:
    """The customer account that this browser has proven, with when and how."""
    if visitor is None:
        return None
    rows = Proof.objects.filter(visitor=visitor, ended_at=None, customer__isnull=False)
    return rows.select_related("customer").order_by("-pk").first()


def forget_browser(visitor: Visitor) -> None:
    """Nothing is left of what this browser has proven; a customer account that nothing hangs on any more goes, too."""
    with transaction.atomic():
        told = list(Proof.objects.filter(visitor=visitor, customer__isnull=False).values_list("customer", flat=True))
        visitor.delete()
        Customer.objects.filter(pk__in=told, holdings=None, proofs=None, peers=None).delete()


# ------------------------------------------------------------------------------------------ joining the two


def join(*, visitor: Visitor, accounts: Collection[Account]) -> list[Holding]:
    """Its holder says, on a page that names both: these accounts and this customer account are mine.

    ``accounts`` are what this browser has proven, whoever asks has looked. What was joined with one of them before
    ends; the people of these accounts are one person from now on. Nothing where no customer account is proven.
    """
    with transaction.atomic():
        told = customer_of(visitor)
        rows = [account for account in accounts if account.brand_id == visitor.brand_id]
        made = [_hold(visitor, account, told) for account in rows] if told else []
        _one_person(visitor.brand, rows)
        if rows:
            happen("accounts_joined", visitor.brand_id, facts={"accounts": [row.pk for row in rows]})
    return made


def _hold(visitor: Visitor, account: Account, told: Proof) -> Holding:
    proof = Proof.objects.filter(visitor=visitor, account=account, ended_at=None).order_by("-pk").first()
    proof = proof or prove_account(visitor=visitor, account=account, how="asked_here")
    assert told.customer is not None
    standing = Holding.objects.select_for_update().filter(account=account, ended_at=None).first()
    times = {"account_proven_at": proof.at, "customer_proven_at": told.at, "home_id": proof.home_id}
    if standing is not None and standing.customer_id == told.customer_id:
        Holding.objects.filter(pk=standing.pk).update(**times)
        return standing
    if standing is not None:
        Holding.objects.filter(pk=standing.pk).update(ended_at=clock.now())
    return Holding.objects.create(brand_id=visitor.brand_id, account=account, customer=told.customer, **times)


def _one_person(brand: Brand, accounts: Collection[Account]) -> None:
    """Proven in one browser and said to be one: what was before is one history, and can be parted again."""
    people = Account.objects.filter(pk__in=[row.pk for row in accounts]).exclude(person=None)
    found = list(dict.fromkeys(people.order_by("pk").values_list("person", flat=True)))
    for first, was in ((found[0], other) for other in found[1:]):
        moved = sorted(Account.objects.filter(brand=brand, person=was).values_list("pk", flat=True))
        Account.objects.filter(pk__in=moved).update(person=first)
        Link.objects.create(brand=brand, person_id=first, was_id=was, moved=moved, proven=True)


def part(*, brand: Brand, account: Account) -> bool:
    """Its holder takes an account out again: from the customer account, and from the other accounts' history."""
    with transaction.atomic():
        ended = Holding.objects.filter(account=account, ended_at=None).update(ended_at=clock.now())
        for link in Link.objects.filter(brand=brand, proven=True, undone_at=None, person=account.person_id):
            if account.pk in link.moved:
                Link.objects.filter(pk=link.pk).update(undone_at=clock.now())
                Account.objects.filter(pk__in=link.moved, person=link.person_id).update(person=link.was_id)
        account.refresh_from_db(fields=["person"])
        if account.person_id and Account.objects.filter(person=account.person_id).count() > 1:
            _alone(brand, account)
        happen("accounts_parted", brand, facts={"account": account.pk})
    return bool(ended)


def _alone(brand: Brand, account: Account) -> None:
    """Others were joined to it, not it to them, by proof: it goes on under a person of its own."""
    if Link.objects.filter(brand=brand, proven=True, undone_at=None, person=account.person_id).exists():
        Account.objects.filter(pk=account.pk).update(person=Person.objects.create(brand=brand))


# ------------------------------------------------------------------------------------------ the owner's side


def door_of(brand: Brand) -> Door:
    """How this brand's customers prove themselves; unsaved where nobody has said."""
    return Door.objects.filter(brand=brand).first() or Door(brand=brand)


def client_of(brand: Brand) -> openid.Client:
    """Us, at the brand's own sign-in."""
    door = door_of(brand)
    return openid.Client(door.issuer, door.client_id, settings.DATA.open(bytes(door.box)).get("secret", ""))


def set_openid(*, actor: Helper, issuer: str, client_id: str, secret: str | None) -> Door:
    """Where the brand signs people in; "" switches it off. ``secret`` None keeps the one there is, for the same issuer.

    Asks the issuer for its description first. Raises NetworkTrouble. Goes out, so never inside a transaction.
    """
    require(actor, "change_customer_door", actor.brand)
    door = door_of(actor.brand)
    if issuer:
        openid.discover(issuer)
    if not issuer or (secret is None and issuer != door.issuer):
        secret = ""
    if secret is not None:
        door.box = settings.DATA.seal({"secret": secret}) if secret else b""
    door.issuer, door.client_id, door.changed_at = issuer, client_id if issuer else "", clock.now()
    with transaction.atomic():
        door.save()
        happen("customer_door_changed", actor.brand_id, actor)
    return door


def link_keys(brand: Brand) -> list[LinkKey]:
    """The keys that are good now, the newest first."""
    rows = LinkKey.objects.filter(brand=brand).select_related("helper").order_by("-pk")
    return [row for row in rows if row.until is None or row.until > clock.now()]


def make_link_key(*, actor: Helper, public: str = "") -> tuple[LinkKey, str]:
    """A key for the brand's app, and its secret, which nobody is shown again ("" where they brought a public key).

    Earlier ones are good for another day. Raises BadToken for what is no Ed25519 public key.
    """
    require(actor, "change_customer_door", actor.brand)
    theirs = b64(_public_key(public)) if public.strip() else ""
    secret, kind, at = "" if theirs else secrets.token_urlsafe(32), "EdDSA" if theirs else "HS256", clock.now()
    with transaction.atomic():
        LinkKey.objects.filter(brand=actor.brand_id, until=None).update(until=at + OVERLAP)
        row = LinkKey.objects.create(
            brand=actor.brand, kind=kind, box=settings.DATA.seal({"key": theirs or secret}), helper=actor
        )
        happen("link_key_made", actor.brand_id, actor, facts={"kind": kind})
    return row, secret


def _public_key(text: str) -> bytes:
    """Of an Ed25519 public key in PEM, or its 32 bytes in base64url."""
    if "BEGIN" in text:
        try:
            found = load_pem_public_key(text.encode())
        except ValueError:
            raise BadToken("broken_key") from None
        if not isinstance(found, Ed25519PublicKey):
            raise BadToken("broken_key")
        return found.public_bytes_raw()
    raw = unb64(text.strip().rstrip("=").replace("+", "-").replace("/", "_"))
    if len(raw) != 32:
        raise BadToken("broken_key")
    return raw


def end_link_key(*, actor: Helper, key: LinkKey) -> None:
    """From now on it signs nothing."""
    require(actor, "change_customer_door", key)
    with transaction.atomic():
        LinkKey.objects.filter(pk=key.pk, brand=actor.brand_id).update(until=clock.now(), box=b"")
        happen("customer_door_changed", actor.brand_id, actor)

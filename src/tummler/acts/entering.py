"""The brand's own sign-in as a way in for its people (OpenID Connect), and where its owner says which ways there are.

The sign-in's lasting name for somebody opens what is theirs, never their address alone: an address changes hands,
and a sign-in that says whose it is could be anybody's.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction

from tummler.acts.joining import Newcomer, is_ours, new_helper
from tummler.common import clock
from tummler.common.text import storable
from tummler.networks import openid
from tummler.networks.contract import Refused
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Badge, Brand, Entrance, Helper, User

SCOPE = "openid profile email"
#: Everybody has an address there: it shows of nobody that they work for you.
PUBLIC_MAIL = frozenset(
    [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com",
        "me.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "proton.me", "protonmail.com",
        "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "orange.fr", "free.fr", "libero.it", "hotmail.es",
    ]
)  # fmt: skip
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
MOST_DOMAINS = 20


class NoDomain(ValueError):
    """What was named is no domain, or one where everybody has an address; the message is what was named."""


def entrance_of(brand: Brand) -> Entrance:
    """The ways in of this brand; unsaved where nobody has said."""
    return Entrance.objects.filter(brand=brand).first() or Entrance(brand=brand)


def domains_in(text: str) -> list[str]:
    """Domains as people list them, with or without their @. Raises NoDomain."""
    found = [part.strip().lstrip("@").lower().rstrip(".") for part in re.split(r"[\s,;]+", text)]
    named = list(dict.fromkeys(part for part in found if part))[:MOST_DOMAINS]
    for domain in named:
        if not _DOMAIN.fullmatch(domain) or domain in PUBLIC_MAIL:
            raise NoDomain(domain)
    return named


def set_domains(*, actor: Helper, domains: Sequence[str], by_mail: bool) -> Entrance:
    """What comes after the @ of its people's addresses, and whether a letter there lets them in."""
    require(actor, "open_entrance", actor.brand)
    entrance = entrance_of(actor.brand)
    entrance.domains, entrance.by_mail, entrance.changed_at = list(domains), by_mail and bool(domains), clock.now()
    return _kept(actor, entrance)


def set_sign_in(*, actor: Helper, issuer: str, client_id: str, secret: str | None) -> Entrance:
    """Where its people sign in; "" switches it off. ``secret`` None keeps the one there is, for the same issuer.

    Asks the issuer for its description first. Raises NetworkTrouble. Goes out, so never inside a transaction.
    """
    require(actor, "open_entrance", actor.brand)
    if issuer:
        openid.discover(issuer)
    entrance = entrance_of(actor.brand)
    if not issuer or (secret is None and issuer != entrance.issuer):
        secret = ""
    if secret is not None:
        entrance.box = settings.DATA.seal({"secret": secret}) if secret else b""
    entrance.issuer, entrance.client_id, entrance.changed_at = issuer, client_id if issuer else "", clock.now()
    return _kept(actor, entrance)


def _kept(actor: Helper, entrance: Entrance) -> Entrance:
    with transaction.atomic():
        entrance.save()
        happen("entrance_changed", actor.brand_id, actor)
    return entrance


# ------------------------------------------------------------------------------------------ signing in


def opens_by_sign_in(brand: Brand) -> Entrance | None:
    """The entrance, where the brand's own sign-in opens it."""
    found = Entrance.objects.filter(brand=brand).exclude(issuer="").first()
    return found if found and found.domains and not brand.made_up else None


def begin(*, brand: Brand, callback: str) -> tuple[str, dict[str, str]]:
    """The address to go to, and what this browser has to remember. Raises NetworkTrouble. Goes out."""
    state = secrets.token_urlsafe(32)
    there = openid.begin(_client(brand), callback, state, scope=SCOPE)
    return there.url, {**there.pending, "state": state, "brand": brand.slug, "until": str(_soon())}


def _soon() -> int:
    return int(clock.now().timestamp()) + 600


def _client(brand: Brand) -> openid.Client:
    entrance = opens_by_sign_in(brand)
    if entrance is None:
        raise Refused("no_sign_in")
    secret = settings.DATA.open(bytes(entrance.box)).get("secret", "") if entrance.box else ""
    return openid.Client(entrance.issuer, entrance.client_id, secret)


def finish(
    *, brand: Brand, pending: Mapping[str, str], query: Mapping[str, str], already: Helper | None = None
) -> Helper:
    """Who came back from there, as a helper: known by their badge, else new. Raises NetworkTrouble.

    ``already`` is who is signed in here: they get the badge. An address that somebody else signs in with opens nothing.
    """
    if pending.get("brand") != brand.slug or pending.get("state") != query.get("state"):
        raise Refused("wrong_state")
    if float(pending.get("until", "0")) < clock.now().timestamp():
        raise Refused("wrong_state")
    client = _client(brand)
    subject = openid.finish(client, pending, query)
    ref = storable(subject.ref)
    badge = Badge.objects.filter(brand=brand, issuer=client.issuer, ref=ref).select_related("helper__user").first()
    if badge is not None:
        return _let_in(badge.helper, already)
    if not subject.email or not subject.email_verified or not is_ours(entrance_of(brand), subject.email):
        raise Refused("not_ours")
    with transaction.atomic():
        helper = already or _new(brand, subject)
        Badge.objects.create(brand=brand, helper=helper, issuer=client.issuer, ref=ref)
        if already is not None:
            happen("badge_given", brand, helper)
    return helper


def _let_in(helper: Helper, already: Helper | None) -> Helper:
    """Their badge opens one brand: who helps several signs in by password."""
    if already is not None and already.pk != helper.pk:
        raise Refused("another_helper")
    if not helper.active or not helper.user.is_active:
        raise Refused("left")
    if Helper.objects.filter(user=helper.user_id).exclude(pk=helper.pk).exists():
        raise Refused("several_brands")
    return helper


def _new(brand: Brand, subject: openid.Subject) -> Helper:
    who = Newcomer(subject.name or subject.email.partition("@")[0], subject.email, "")
    try:
        with transaction.atomic():
            user = User.objects.create_user(subject.email, None)
    except IntegrityError:
        raise Refused("been_here") from None
    return new_helper(brand, user, who, "signed_in", None)

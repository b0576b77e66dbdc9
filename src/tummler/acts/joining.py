"""Joining without an administrator: by a link that a colleague gave on, or by a company address. Newcomers, both.

Whether somebody signs in here already is told to nobody who hasn't shown that they are it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from tummler.acts.knowing import LONGEST_SIGNATURE
from tummler.common import clock, log
from tummler.common.text import storable
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Entrance, Helper, Invitation, User
from tummler.records.models.helper import Role
from tummler.records.proofs import digest_of

#: So many may join by one link, and so long is it good, at most.
MOST, LONGEST = 50, timedelta(days=30)
#: A letter's link is good for so long.
LETTER_LASTS = timedelta(hours=1)
_LETTER = "joining by a letter"


class NoWayIn(Exception):
    """Nobody comes in like this; the message is a code: over, not_together, been_here."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who wants to join, as they say."""

    name: str
    email: str
    password: str
    signature: str = ""
    alias: str = ""


# ------------------------------------------------------------------------------------------ a link that is given on


def make_invitation(*, actor: Helper, most: int, lasts: timedelta) -> Invitation:
    """A link of the actor's own, for so many, for so long."""
    require(actor, "invite_by_link", actor.brand)
    if actor.brand.made_up:
        raise NotAllowed("made_up")
    secret = secrets.token_urlsafe(18)
    with transaction.atomic():
        made = Invitation.objects.create(
            brand_id=actor.brand_id, helper=actor, digest=digest_of("invitation", 0, secret),
            box=settings.DATA.seal({"secret": secret}), most=max(1, min(most, MOST)),
            until=clock.now() + min(lasts, LONGEST),
        )  # fmt: skip
        happen("invitation_made", actor.brand_id, actor, facts={"most": made.most})
    return made


def secret_of(invitation: Invitation) -> str:
    """What its link ends with, for who made it."""
    return settings.DATA.open(bytes(invitation.box)).get("secret", "")


def may_end(actor: Helper, invitation: Invitation) -> bool:
    """Whose it is, and those who lead."""
    return invitation.brand_id == actor.brand_id and (actor.role != Role.HELPER or invitation.helper_id == actor.pk)


def end_invitation(*, actor: Helper, invitation: Invitation) -> bool:
    """From now on nobody joins by it; who did stays."""
    require(actor, "invite_by_link", invitation)
    if not may_end(actor, invitation):
        raise NotAllowed("end_invitation")
    with transaction.atomic():
        done = bool(Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=clock.now()))
        if done:
            happen("invitation_ended", actor.brand_id, actor)
    return done


def good_invitations() -> QuerySet[Invitation]:
    """Those by which somebody can join now: made by somebody who is still known here."""
    rows = Invitation.objects.filter(ended_at=None, until__gt=clock.now(), used__lt=F("most"))
    return rows.filter(helper__active=True, helper__vouched_at__isnull=False)


def invitation_of(secret: str) -> Invitation | None:
    """The invitation that a link leads to, if somebody can join by it."""
    if not 0 < len(secret) <= 64:
        return None
    found = good_invitations().filter(digest=digest_of("invitation", 0, secret))
    return found.select_related("brand", "helper").first()


def join_by_invitation(*, invitation: Invitation, who: Newcomer) -> Helper:
    """They are a helper from now on, a newcomer. Raises NoWayIn.

    An address that somebody signs in with here takes that somebody's password. Each try counts as one who joined, so
    that a link tells hardly anything of other people's addresses.
    """
    good = good_invitations().filter(pk=invitation.pk).exists()
    # By the row alone: a condition on another table would be looked at once, and many at once would all pass it.
    left = Invitation.objects.filter(pk=invitation.pk, ended_at=None, until__gt=clock.now(), used__lt=F("most"))
    if not good or not left.update(used=F("used") + 1):
        raise NoWayIn("over")
    return _join(invitation.brand, who, "invited", invitation.helper)


# ------------------------------------------------------------------------------------------ a company address


def opens_by_mail(brand: Brand) -> Entrance | None:
    """The entrance, where a letter to a company address opens it: its owner said so, and mail can be sent."""
    if not settings.EMAIL_HOST or brand.made_up:
        return None
    return Entrance.objects.filter(brand=brand, by_mail=True).exclude(domains=[]).first()


def is_ours(entrance: Entrance, email: str) -> bool:
    """Whether an address ends with one of the brand's domains, to the letter."""
    return email.rpartition("@")[2].lower() in entrance.domains


def send_letter(*, brand: Brand, email: str, link: Callable[[str], str], sign_in: str) -> None:
    """Write to a company address how to come in; to any other nothing. Whoever asked is told the same either way.

    Goes out, so never inside a transaction.
    """
    entrance = opens_by_mail(brand)
    if entrance is None or not is_ours(entrance, email):
        return
    known = User.objects.filter(email=email.lower()).exists()
    said = _("You sign in at %(brand)s with this address already, here:") if known else _letter_words()
    token = signing.dumps([brand.pk, email.lower()], salt=_LETTER)
    text = f"{said % {'brand': brand.name}}\n\n{sign_in if known else link(token)}\n"
    try:
        send_mail(_("Helping at %(brand)s") % {"brand": brand.name}, text, settings.DEFAULT_FROM_EMAIL, [email])
    except (OSError, SMTPException) as error:
        log.trouble("letter_not_sent", error, brand=brand.pk)


def _letter_words() -> str:
    return _(
        "Somebody wants to help at %(brand)s with this address. If that is you, open this within the hour; if not, "
        "do nothing, and nothing happens:"
    )


def letter_of(token: str) -> tuple[Brand, str]:
    """Whom a letter's link lets in: the brand, and the address that it was sent to. Raises NoWayIn."""
    try:
        brand_id, email = signing.loads(token, salt=_LETTER, max_age=LETTER_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoWayIn("over") from None
    brand = Brand.objects.filter(pk=brand_id).first()
    entrance = opens_by_mail(brand) if brand else None
    if brand is None or entrance is None or not is_ours(entrance, email):
        raise NoWayIn("over")
    if User.objects.filter(email=email).exists():
        raise NoWayIn("been_here")  # who holds the letter holds the address
    return brand, email


def join_by_letter(*, token: str, who: Newcomer) -> Helper:
    """Their address is proven: a helper from now on, a newcomer. Raises NoWayIn."""
    brand, email = letter_of(token)
    return _join(brand, Newcomer(who.name, email, who.password, who.signature, who.alias), "mailed", None)


# ------------------------------------------------------------------------------------------ coming in


def _join(brand: Brand, who: Newcomer, joined_by: str, invited_by: Helper | None) -> Helper:
    email = User.objects.normalize_email(who.email).lower()
    try:
        with transaction.atomic():
            return new_helper(brand, User.objects.create_user(email, who.password), who, joined_by, invited_by)
    except IntegrityError:
        user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not user.check_password(who.password):
        raise NoWayIn("not_together")
    with transaction.atomic():
        helper = Helper.objects.filter(brand=brand, user=user).first()
        if helper is not None and not helper.active:
            raise NoWayIn("not_together")
        return helper or new_helper(brand, user, who, joined_by, invited_by)


def new_helper(brand: Brand, user: User, who: Newcomer, joined_by: str, invited_by: Helper | None) -> Helper:
    """A newcomer's row, in the caller's transaction."""
    name = " ".join(storable(who.name).split())[:80]
    signature = " ".join(storable(who.signature).split())[:LONGEST_SIGNATURE]
    alias = " ".join(storable(who.alias).split())[:80]
    helper = Helper.objects.create(
        brand=brand, user=user, name=name, alias=alias, joined_by=joined_by, invited_by=invited_by,
        signature=signature or f"^{(alias or name).split(maxsplit=1)[0]}"[:LONGEST_SIGNATURE],
    )  # fmt: skip
    happen("helper_joined", brand, helper, facts={"by": joined_by})
    return helper

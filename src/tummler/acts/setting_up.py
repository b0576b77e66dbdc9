"""The first minutes: a brand, its owner, its square; later its words and its people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from tummler.channels.connections import apply_connected
from tummler.common import clock
from tummler.common.colour import ink_on
from tummler.networks.contract import Connected
from tummler.networks.registry import network
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Channel, Helper, User
from tummler.records.models.helper import Role


class Taken(ValueError):
    """A name or an e-mail address that is in use already; ``field`` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class AlreadySetUp(Exception):
    """Somebody was quicker: this installation has its first brand."""


def make_first_brand(**named: Any) -> Helper:
    """:func:`make_brand`, on an installation that has none: of two people at once, one.

    Raises :class:`AlreadySetUp`, and what :func:`make_brand` raises.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's writers take turns anyway
            with connection.cursor() as cursor:
                cursor.execute('LOCK TABLE "records_brand" IN SHARE ROW EXCLUSIVE MODE')
        if Brand.objects.exists():
            raise AlreadySetUp
        return make_brand(**named)


def make_brand(
    *, name: str, email: str, password: str | None, helper_name: str, colour: str = "#F2B01E",
    languages: Sequence[str] = ("en",), words: Sequence[str] = (),
) -> Helper:  # fmt: skip
    """A brand with its owner and its square, the brake on. Raises :class:`Taken`, or ValueError for a colour."""
    ink_on(colour)
    try:
        with transaction.atomic():
            brand = Brand.objects.create(
                name=name, slug=_free_slug(name), colour=colour, languages=list(languages), words=list(words)
            )
            user = User.objects.create_user(email, password)
            owner = _join(brand, user, helper_name, Role.OWNER)
            Brand.objects.filter(pk=brand.pk).update(duty_helper=owner)
            _open_square(brand)
            happen("brand_made", brand, owner)
    except IntegrityError as error:
        raise Taken("email") from error
    brand.duty_helper = owner
    return owner


def _free_slug(name: str) -> str:
    slug = slugify(name)[:50] or "brand"
    taken = set(Brand.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(one for one in chain([slug], (f"{slug}-{n}" for n in range(2, 10_000))) if one not in taken)


def _join(brand: Brand, user: User, name: str, role: Role) -> Helper:
    signature = f"^{name.split(maxsplit=1)[0]}" if name.split() else ""
    helper = Helper.objects.create(
        brand=brand, user=user, name=name, signature=signature[:40], role=role, vouched_at=clock.now()
    )
    happen("helper_joined", brand, helper)
    return helper


def _open_square(brand: Brand) -> Channel:
    square = network("square")
    connected = square.connect_begin({"brand": brand.public_id, "name": brand.name, "slug": brand.slug}, "")
    assert isinstance(connected, Connected)  # the square signs in nowhere
    channel = Channel(brand=brand, network=square.key)
    apply_connected(channel, connected)
    channel.save()
    return channel


def add_helper(
    *, actor: Helper, email: str, password: str | None = None, name: str, role: Role = Role.HELPER
) -> Helper:
    """A colleague who can sign in from now on, or (no password) once they have made one. Raises :class:`Taken`.

    Owners are asked in by owners only.
    """
    require(actor, "invite_helper", actor.brand)
    if role == Role.OWNER and actor.role != Role.OWNER:
        raise NotAllowed("invite_owner")
    try:
        with transaction.atomic():
            return _join(actor.brand, User.objects.create_user(email, password), name, role)
    except IntegrityError as error:
        raise Taken("email") from error


def change_words(*, actor: Helper, words: Sequence[str], languages: Sequence[str]) -> None:
    """What the brand listens for beyond mentions, and the languages it answers in."""
    require(actor, "change_settings", actor.brand)
    cleaned = list(dict.fromkeys(" ".join(word.split())[:60] for word in words if word.strip()))[:100]
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(words=cleaned, languages=list(languages))
        happen("settings_changed", actor.brand_id, actor)


def change_colour(*, actor: Helper, colour: str) -> None:
    """The brand's own colour. Raises ValueError where no ink can be read on it."""
    require(actor, "change_settings", actor.brand)
    ink_on(colour)
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(colour=colour.upper())
        happen("settings_changed", actor.brand_id, actor)


def change_findable(*, actor: Helper, findable: bool) -> None:
    """Whether search engines may read the square."""
    require(actor, "change_settings", actor.brand)
    with transaction.atomic():
        if Brand.objects.filter(pk=actor.brand_id, findable=not findable).update(findable=findable):
            happen("settings_changed", actor.brand_id, actor)


def change_serendipity(*, actor: Helper, share: int) -> None:
    """One need of so many goes to somebody outside the circle who could answer it; 0: none."""
    require(actor, "change_settings", actor.brand)
    with transaction.atomic():
        if Brand.objects.filter(pk=actor.brand_id).exclude(serendipity=share).update(serendipity=share):
            happen("settings_changed", actor.brand_id, actor)


def note_password_link(*, user: User) -> None:
    """Somebody who may read the data folder printed a link that makes this person's password."""
    with transaction.atomic():
        for helper in user.helpers.all():
            happen("password_link_made", helper.brand_id, facts={"for": helper.pk})


def name_duty_helper(*, actor: Helper, helper: Helper) -> None:
    """Who is rung for duty-of-care words, and alone sees such needs."""
    require(actor, "change_settings", helper)
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(duty_helper=helper)
        happen("settings_changed", actor.brand_id, actor)

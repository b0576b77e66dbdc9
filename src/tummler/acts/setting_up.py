"""The first minutes: a brand, its owner, its square; later its words and its people."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from tummler.channels.connections import apply_connected
from tummler.common.colour import ink_on
from tummler.networks.contract import Connected
from tummler.networks.registry import network
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Channel, Helper, User
from tummler.records.models.helper import Role


class Taken(ValueError):
    """A name or an e-mail address that is in use already; ``field`` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def make_brand(
    *, name: str, email: str, password: str, helper_name: str, colour: str = "#F2B01E",
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
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, 10_000))) if one not in taken)


def _join(brand: Brand, user: User, name: str, role: Role) -> Helper:
    signature = f"^{name.split(maxsplit=1)[0]}" if name.split() else ""
    helper = Helper.objects.create(brand=brand, user=user, name=name, signature=signature[:40], role=role)
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


def add_helper(*, actor: Helper, email: str, password: str, name: str, role: Role = Role.HELPER) -> Helper:
    """A colleague who can sign in from now on. Raises :class:`Taken`."""
    require(actor, "invite_helper", actor.brand)
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


def name_duty_helper(*, actor: Helper, helper: Helper) -> None:
    """Who is rung for duty-of-care words, and alone sees such needs."""
    require(actor, "change_settings", helper)
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(duty_helper=helper)
        happen("settings_changed", actor.brand_id, actor)

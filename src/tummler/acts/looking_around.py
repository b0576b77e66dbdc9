"""Looking around: a made-up brand with its helpers and its customers, made and ended with a press each."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.text import slugify

from tummler.acts.made_together import make_together
from tummler.acts.setting_up import make_brand
from tummler.channels.connections import apply_connected
from tummler.common import clock, ids
from tummler.listening.media import forget_media
from tummler.networks.contract import Connected
from tummler.networks.made_up.people.life import PLACES, close_places, log_of, open_places
from tummler.networks.made_up.people.troubles import cast
from tummler.records.access import require
from tummler.records.models import Brand, Channel, Helper, Post, Topic, User
from tummler.records.search import optimise, rebuild, unindex_posts

NAME, COLOUR, YOU = "Velo Norte", "#F2B01E", "Robin"
WORDS = ("velo norte", "velonorte", "#velonorte", "bello norte", "the yellow bikes", "yellow bikes")


class HouseInUse(Exception):
    """A real brand has posts here: made-up people beside real ones would mislead somebody."""


def made_up_brand() -> Brand | None:
    """The made-up brand, while somebody looks around."""
    return Brand.objects.filter(made_up=True).first()


def real_brand_in_use() -> bool:
    """Whether a real brand was heard or said anything here."""
    return Post.objects.filter(brand__made_up=False).exists()


def begin_looking_around() -> Helper:
    """Make it, with you in it as one of its helpers; if it is there already, that one. Raises :class:`HouseInUse`."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's writers take turns anyway
            with connection.cursor() as cursor:
                cursor.execute('LOCK TABLE "records_brand" IN SHARE ROW EXCLUSIVE MODE')
        there = newcomer()
        if there is not None:
            return there
        if real_brand_in_use():
            raise HouseInUse
        close_places(settings.AROUND)  # what an earlier one left that was cut short
        you = _made_brand()
        open_places(settings.AROUND, clock.now().timestamp(), ids.public_id())
        for place in PLACES:
            _open_channel(you.brand, place)
    return you


def newcomer() -> Helper | None:
    """Who looks around: the owner of the made-up brand."""
    return Helper.objects.filter(brand__made_up=True, role="owner").select_related("brand", "user").first()


def _made_brand() -> Helper:
    you = make_brand(
        name=NAME, email=f"{ids.public_id()}@velonorte.example", password=None, helper_name=YOU, colour=COLOUR,
        languages=("en", "es"), words=WORDS,
    )  # fmt: skip
    brand = you.brand
    brand.made_up, brand.brake_on, brand.brake_lifted_at = True, False, clock.now() - timedelta(days=9)
    brand.save(update_fields=["made_up", "brake_on", "brake_lifted_at"])
    for name, who in cast().helpers.items():
        _colleague(brand, name, who["department"])
    topics = cast().topics.items()
    Topic.objects.bulk_create(Topic(brand=brand, key=slugify(name), name=name, words=said) for name, said in topics)
    make_together(you)
    return you


def _colleague(brand: Brand, name: str, department: str) -> Helper:
    user = User.objects.create_user(f"{ids.public_id()}@velonorte.example", None, is_active=False)
    return Helper.objects.create(
        brand=brand,
        user=user,
        name=name,
        signature=f"^{name.split(maxsplit=1)[0]}",
        department=department,
        seen_at=clock.now(),
        vouched_at=clock.now(),
    )


def _open_channel(brand: Brand, place: str) -> None:
    network, us = PLACES[place], cast().us(place)
    answers = {"handle": us.handle, "name": us.name, "log": str(log_of(settings.AROUND, place))}
    connected = network.connect_begin(answers, "")
    assert isinstance(connected, Connected)  # nobody signs in there
    channel = Channel(brand=brand, network=network.key)
    apply_connected(channel, connected)
    channel.save()


def end_looking_around(*, actor: Helper) -> None:
    """Take everything of the made-up brand away: rows, people who could sign in, sessions, pictures, its places."""
    require(actor, "end_looking_around", actor.brand)
    if actor.brand.made_up:
        take_away(actor.brand)


def take_away(brand: Brand) -> None:
    """The whole of a made-up brand. Nothing that writes for it meanwhile is left: it waits, and finds nothing."""
    assert brand.made_up
    Channel.objects.filter(brand=brand).update(paused=True)
    with transaction.atomic():
        held = list(Brand.objects.select_for_update().filter(pk=brand.pk, made_up=True))
        posts = list(Post.objects.filter(brand=brand).values_list("pk", "brand_id", "search_text"))
        unindex_posts(posts)
        users = list(User.objects.filter(helpers__brand=brand).values_list("pk", flat=True))
        for one in held:
            Brand.objects.filter(pk=one.pk).update(duty_helper=None)
            one.delete()
        User.objects.filter(pk__in=users, helpers=None).delete()
        _end_sessions({str(pk) for pk in users})
    forget_media(pk for pk, _, _ in posts)
    close_places(settings.AROUND)
    rebuild()  # what is left of its words in the index goes, too; nobody else has many posts here
    optimise()


def _end_sessions(users: set[str]) -> None:
    """Nobody stays signed in as somebody who never was."""
    mine = [one.pk for one in Session.objects.all() if str(one.get_decoded().get("_auth_user_id")) in users]
    Session.objects.filter(pk__in=mine).delete()

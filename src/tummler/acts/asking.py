"""A customer asks on the square, and says there whether it helped."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from tummler.answering.once import open_once
from tummler.common import clock, ids
from tummler.listening.departures import forget_posts
from tummler.listening.receive import store_events
from tummler.minds.contract import Judgement
from tummler.networks.contract import HeardGone, RawEvent
from tummler.networks.square.payload import Asked, pack_asked
from tummler.records.happenings import happen
from tummler.records.models import Brand, Channel, Conversation, Need, Once, Post, SameHere
from tummler.understanding.needs import take_word


class TooMuch(Exception):
    """More from one place than a person writes: slow down."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody on the square: ``key`` is random, in their own cookie, and all that we know of them."""

    key: str
    name: str
    language: str = ""


#: A person does not ask more often than this on the square in an hour; a place (network address) not more than that.
PER_ASKER, PER_BRAND = 8, 400


def ask_on_square(*, brand: Brand, asker: Asker, text: str, to: Post | None = None) -> str:
    """Post a question, or a further word in a conversation of theirs; gives the post's remote id.

    Raises :class:`TooMuch`.
    """
    channel = Channel.objects.get(brand=brand, network="square")
    _not_too_much(channel, asker)
    remote_id = ids.public_id()
    asked = Asked(
        id=remote_id,
        text=text,
        asker=asker.key,
        name=asker.name,
        at=clock.now(),
        language=asker.language,
        parent=to.remote_id if to else "",
        root=(to.root_remote_id or to.remote_id) if to else "",
    )
    with transaction.atomic():
        store_events(channel=channel, events=[RawEvent(f"asked:{remote_id}", pack_asked(asked))])
        happen("asked_on_square", brand, channel_id=channel.pk)
    return remote_id


def _not_too_much(channel: Channel, asker: Asker) -> None:
    since = clock.now() - timedelta(hours=1)
    posts = Post.objects.filter(channel=channel, by_us=False, received_at__gt=since)
    if posts.filter(account__remote_id=asker.key).count() >= PER_ASKER or posts.count() >= PER_BRAND:
        raise TooMuch


def say_on_square(*, asker: Asker, need: Need, helped: bool, to: str = "") -> None:
    """The asker presses “That worked” or “Still broken”; nobody else can. ``to``: the answer that it stands under."""
    if need.account.network != "square" or need.account.remote_id != asker.key:
        raise PermissionError("only the one who asked")
    with transaction.atomic():
        now = Need.objects.select_for_update().get(pk=need.pk)
        if helped and now.state == "helped":
            return  # pressed twice is said once
        need.state = now.state
        word = Judgement("helped" if helped else "not_helped", 1.0, "pressed")
        take_word(need=need, post=None, word=word, to=to)


def say_of_once(*, readers: Collection[int], once: Once, helped: bool) -> None:
    """Whether an answer for one person's eyes helped, said by whose eyes it was for, on the page where they saw it."""
    if once.account_id not in readers:
        raise PermissionError("only the one whom it answers")
    with transaction.atomic():
        asked = need_of_once(once)
        need = Need.objects.select_for_update().filter(pk=asked.pk).first() if asked else None
        if need is None or (helped and need.state == "helped"):
            return
        take_word(need=need, post=None, word=Judgement("helped" if helped else "not_helped", 1.0, "pressed"))


def need_of_once(once: Once) -> Need | None:
    """What its reader needed: of this conversation, their own, the latest; None where it answers none that waits."""
    if once.conversation_id is None:
        return None
    theirs = Need.objects.filter(conversation=once.conversation_id, account=once.account_id)
    return theirs.filter(state__in=("open", "claimed", "answered", "helped", "no_answer")).order_by("-pk").first()


def say_same_here(*, key: str, need: Need) -> bool:
    """Somebody presses “Same here”: once each, and never the one who asked; whether it counts anew."""
    if need.account.network == "square" and need.account.remote_id == key:
        return False
    with transaction.atomic():
        _, new = SameHere.objects.get_or_create(need=need, key=key, defaults={"brand_id": need.brand_id})
        if new:
            Need.objects.filter(pk=need.pk).update(same_here=F("same_here") + 1)
            happen("same_here", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)
    return new


def take_back_same_here(*, key: str, need: Need) -> bool:
    """The same press again takes it back; whether there was one."""
    with transaction.atomic():
        gone, _ = SameHere.objects.filter(need=need, key=key).delete()
        if gone:
            Need.objects.filter(pk=need.pk).update(same_here=F("same_here") - 1)
            happen("same_here_taken_back", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)
    return bool(gone)


def take_away_from_square(*, asker: Asker, post: Post) -> None:
    """The one who wrote it deletes it: its words go everywhere here, for good, and its place remains."""
    if post.account.network != "square" or post.account.remote_id != asker.key:
        raise PermissionError("only the one who wrote it")
    with transaction.atomic():
        forget_posts(post.channel, [HeardGone(post.remote_id)])


def forget_words(post: Post) -> None:
    """What was written on the square and is no matter of its readers goes; its place remains."""
    with transaction.atomic():
        forget_posts(post.channel, [HeardGone(post.remote_id)])


def see_once(*, readers: Collection[int], once: Once) -> str | None:
    """One of these accounts, the browser's own, sees the words of an answer, and from then on nobody; None: gone."""
    if once.account_id not in readers:
        raise PermissionError("only the one whom it answers")
    return open_once(once)


def conversation_on_square(brand: Brand, public_id: str) -> Conversation | None:
    """A conversation of the square that anyone may read, or None."""
    found = Conversation.objects.filter(brand=brand, channel__network="square", public_id=public_id).first()
    return found if found and not found.needs.exclude(care="").exists() else None

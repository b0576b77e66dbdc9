"""The one gate through which everything leaves: brake, budget, opt-outs, caps, the network's own policy.

Deciding is pure (:func:`decide`); :func:`facts_of` gathers what it decides on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Model, QuerySet

from tummler.answering.still_asked import nothing_asked
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.networks.contract import MayAnswer, Traits
from tummler.records.models import Channel, Delivery, Gesture, Reply
from tummler.records.prepared import Given, prepared
from tummler.records.protected import standing_blocks
from tummler.records.states import standing

HOUR = timedelta(hours=1)
#: What stands still because somebody stopped it is looked at again.
SOON = timedelta(seconds=5)
#: On the first day after the brake was lifted, this many may go in an hour: 20,000 by accident are not to happen.
FIRST_DAY, FIRST_DAY_CAP = timedelta(days=1), 10
#: In an hour, from people: to one person, into one thread, by one helper. From a machine: a tenth; to one person a
#: half, since it only answers who asked it (decision 23).
TO_PERSON, IN_THREAD, BY_HELPER = 20, 40, 120


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate decides on. Counts are of the last hour, the budget's of its own window."""

    brake_on: bool
    lifted_for: timedelta
    paused: bool
    trouble: str
    stopped: bool
    gone: bool
    asked: bool
    by_person: bool
    traits: Traits
    by_brand: int
    in_budget: int
    to_person: int
    in_thread: int
    by_helper: int
    #: Why nothing at all leaves here (:func:`held_back`).
    held_back: str = ""
    #: Somebody took the need while a machine's answer waited to leave.
    person_has_it: bool = False
    #: Nobody here answers them any more.
    blocked: bool = False
    #: A machine's answer to what was taken out of the post since.
    edited_out: bool = False
    #: A chat of two: its thread is that person.
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``go``, or why not: ``code``, and when to look again (None: never as it is)."""

    go: bool
    code: str = ""
    again: timedelta | None = None


GO = Verdict(True)


def held_back(channel: Channel) -> str:
    """Why nothing at all may leave on a channel, whatever it is: it only listens, or is made up; "" where it may."""
    if channel.brand.listens_only_since is not None:
        return "listens_only"
    return "made_up" if channel.brand.made_up and traits_of(channel).outside else ""


def decide(facts: Facts) -> Verdict:
    """Whether one post may leave now."""
    if never := _never(facts):
        return Verdict(False, never)
    if facts.brake_on:
        return Verdict(False, "brake", SOON)
    if facts.paused or facts.trouble:
        return Verdict(False, facts.trouble or "paused", SOON)
    share, to_one = (1, 1) if facts.by_person else (10, 2)
    caps = (
        (facts.lifted_for < FIRST_DAY and facts.by_brand >= FIRST_DAY_CAP, "first_day"),
        (facts.in_budget >= facts.traits.writes.creates, "network_budget"),
        (facts.to_person >= TO_PERSON // to_one, "person_cap"),
        (facts.in_thread >= IN_THREAD // (to_one if facts.direct else share), "thread_cap"),
        (facts.by_person and facts.by_helper >= BY_HELPER, "helper_cap"),
    )
    for reached, code in caps:
        if reached:
            return Verdict(False, code, timedelta(minutes=1))
    return GO


def _never(facts: Facts) -> str:
    """Why it may not leave as it is, whenever that would be; "" where nothing speaks against it."""
    reasons = (
        (facts.held_back != "", facts.held_back),
        (facts.stopped, "they_said_stop"),
        (facts.blocked, "blocked_for_all"),
        (facts.gone, "reply_gone"),
        (facts.person_has_it, "person_has_it"),
        (facts.edited_out, "edited_out"),
        (not _policy_allows(facts), "not_wanted_there"),
    )
    return next((code for holds, code in reasons if holds), "")


def _policy_allows(facts: Facts) -> bool:
    """The network's own rule: who may be written to, by whom."""
    if facts.traits.may_answer == MayAnswer.NOBODY:
        return False
    if facts.by_person:
        return True  # a person pressed send; reaching out first is theirs to do
    return facts.traits.may_answer == MayAnswer.WHEN_SUMMONED and facts.asked


def facts_of(delivery: Delivery) -> Facts:
    """What holds for a delivery right now. Eight looks, each at no more than an hour, a person or a thread.

    What is on its way counts as if it stood there: several go at once.
    """
    at = clock.now()
    channel, brand, reply = delivery.channel, delivery.channel.brand, delivery.reply
    traits = traits_of(channel)
    post = reply.to_post
    window = traits.writes.window
    going = _going(delivery)
    here = [one for one in going if one[0] == channel.pk]
    to_them, in_thread = (prepared(*one).rows for one in (_TO_PERSON, _IN_THREAD))
    return Facts(
        brake_on=brand.brake_on,
        lifted_for=at - (brand.brake_lifted_at or datetime.min.replace(tzinfo=at.tzinfo)),
        paused=channel.paused,
        trouble=channel.trouble,
        stopped=post.account.stopped_at is not None and post.shown_at <= post.account.stopped_at,
        gone=post.gone,
        asked=post.addressed in ("mention", "reply", "quote", "direct", "asked"),
        by_person=delivery.by_person,
        traits=traits,
        by_brand=_count(("left, by brand", FIRST_DAY_CAP), _by_brand, brand=brand.pk) + len(going),
        in_budget=_written(channel, window) + len(here),
        to_person=_lately(to_them(of=post.account_id), channel, at) + _among(here, 2, post.account_id),
        in_thread=_lately(in_thread(of=reply.conversation_id), channel, at) + _among(here, 1, reply.conversation_id),
        by_helper=_count(("left, by helper", BY_HELPER), _by_helper, helper=reply.helper_id, brand=brand.pk)
        + _among(going, 3, reply.helper_id)
        if reply.helper_id
        else 0,
        held_back=held_back(channel),
        blocked=bool(prepared("blocked", _blocked).rows(of=post.account_id)),
        edited_out=not delivery.by_person and nothing_asked(reply),
        direct=post.visibility == "direct",
        person_has_it=not delivery.by_person and reply.need.state == "claimed" and reply.machine != "beside",
    )


def stopped_now(delivery: Delivery) -> str:
    """Why nothing leaves there any more, though it did a moment ago; "" where it does. One query."""
    channel = Channel.objects.select_related("brand").get(pk=delivery.channel_id)
    if channel.brand.brake_on:
        return "brake"
    return channel.trouble or ("paused" if channel.paused else "")


def _going(delivery: Delivery) -> list[list[Any]]:
    """What else of the brand's is on its way: channel, conversation, person, helper."""
    rows = prepared("on their way", _on_their_way).rows(brand=delivery.brand_id)
    return [row[1:] for row in rows if row[0] != delivery.pk]


def _on_their_way() -> QuerySet[Delivery, Any]:
    who = ("channel", "reply__conversation", "reply__to_post__account", "reply__helper")
    return standing(Delivery.objects.filter(brand=Given("brand")), "sending").values_list("pk", *who)


def _among(going: Sequence[Sequence[Any]], place: int, of: int | None) -> int:
    return sum(one[place] == of for one in going)


def _blocked() -> QuerySet[Any, Any]:
    return standing_blocks().filter(account=Given("of")).values_list("pk")


def _count(what: Hashable, asked: Callable[[], QuerySet[Any, Any]], **given: Any) -> int:
    return len(prepared(what, asked).rows(**given))


def _by_brand() -> QuerySet[Delivery, Any]:
    """By its channels, of which an index knows the hour; of a brand there is one of everything that it ever sent."""
    hour = Delivery.objects.filter(state="sent", sent_at__gt=Given() - HOUR, channel__brand=Given("brand"))
    return hour.values_list("pk")[:FIRST_DAY_CAP]


def _by_helper() -> QuerySet[Delivery, Any]:
    hour = Delivery.objects.filter(state="sent", sent_at__gt=Given() - HOUR, channel__brand=Given("brand"))
    return hour.filter(reply__helper=Given("helper")).values_list("pk")[:BY_HELPER]


def _to_person() -> QuerySet[Delivery, Any]:
    """Whenever it left: found by the person, of whom there is little, and not by the hour, in which there is much."""
    replies = Reply.objects.filter(to_post__account=Given("of")).values("pk")
    return Delivery.objects.filter(state="sent", reply__in=replies).values_list("channel", "sent_at")


def _in_thread() -> QuerySet[Delivery, Any]:
    replies = Reply.objects.filter(conversation=Given("of")).values("pk")
    return Delivery.objects.filter(state="sent", reply__in=replies).values_list("channel", "sent_at")


_TO_PERSON, _IN_THREAD = ("left, to a person", _to_person), ("left, in a thread", _in_thread)


def _lately(rows: Iterable[Sequence[Any]], channel: Channel, at: datetime) -> int:
    """How many of these left on this channel within the hour."""
    return sum(on == channel.pk and sent_at > at - HOUR for on, sent_at in rows)


def _written(channel: Channel, window: timedelta) -> int:
    """What was written on a channel: answers, and gestures, which count against the same budget."""
    asked = (Delivery, "sent_at"), (Gesture, "done_at")
    said = [prepared((noun, window), partial(_within, noun, when, window)).rows(of=channel.pk) for noun, when in asked]
    return sum(row[1] for rows in said for row in rows)


def _within(noun: type[Model], when: str, window: timedelta) -> QuerySet[Any, Any]:
    lately = noun._default_manager.filter(channel=Given("of"), **{f"{when}__gt": Given() - window})
    counted: QuerySet[Any, Any] = lately.order_by().values("channel").annotate(many=Count("pk"))
    return counted.values_list("channel", "many")

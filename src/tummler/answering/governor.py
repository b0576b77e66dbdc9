"""The one gate through which everything leaves: brake, budget, opt-outs, caps, the network's own policy.

Deciding is pure (:func:`decide`); :func:`facts_of` gathers what it decides on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.networks.contract import MayAnswer, Traits
from tummler.records.models import Channel, Delivery, Gesture, Reply
from tummler.records.prepared import Given, prepared
from tummler.records.protected import is_blocked

HOUR = timedelta(hours=1)
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
        return Verdict(False, "brake", timedelta(seconds=5))
    if facts.paused or facts.trouble:
        return Verdict(False, facts.trouble or "paused", timedelta(seconds=5))
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
    """What holds for a delivery right now. Seven looks, each at no more than an hour, a person or a thread."""
    at = clock.now()
    channel, brand, reply = delivery.channel, delivery.channel.brand, delivery.reply
    traits = traits_of(channel)
    post = reply.to_post
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
        by_brand=_count("left, by brand", _by_brand, brand=brand.pk),
        in_budget=_written(channel, at - traits.writes.window, traits.writes.creates),
        to_person=_lately(prepared("left, to a person", _to_person).rows(of=post.account_id), channel, at),
        in_thread=_lately(prepared("left, in a thread", _in_thread).rows(of=reply.conversation_id), channel, at),
        by_helper=_count("left, by helper", _by_helper, helper=reply.helper_id, brand=brand.pk)
        if reply.helper_id
        else 0,
        held_back=held_back(channel),
        blocked=is_blocked(post.account_id),
        direct=post.visibility == "direct",
        person_has_it=not delivery.by_person and reply.need.state == "claimed" and reply.machine != "beside",
    )


def _count(what: str, asked: Callable[[], QuerySet[Any, Any]], **given: Any) -> int:
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


def _lately(rows: Iterable[Sequence[Any]], channel: Channel, at: datetime) -> int:
    """How many of these left on this channel within the hour."""
    return sum(on == channel.pk and sent_at > at - HOUR for on, sent_at in rows)


def _written(channel: Channel, since: datetime, most: int) -> int:
    """What was written on a channel: answers, and gestures, which count against the same budget; no further."""
    gestures = Gesture.objects.filter(channel=channel, done_at__gt=since)[:most].count()
    return Delivery.objects.filter(channel=channel, sent_at__gt=since)[:most].count() + gestures

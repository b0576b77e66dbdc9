"""Deliver what was promised: lease, gate, look after any doubt, send, prove.

A worker owns a delivery only while it holds the lease with the fence it got; whoever lost it writes nothing. After
any doubt (an earlier try, an unclear answer) the network is asked first whether the part stands there already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tummler.answering import governor
from tummler.answering.elsewhere import answered_meanwhile
from tummler.answering.pictures import promised_part
from tummler.answering.promise import ASIDE
from tummler.answering.proof import read_anew, record, record_sent
from tummler.channels.connections import channels_of, connection_of, network_of
from tummler.common import clock, log
from tummler.common.killpoint import killpoint
from tummler.networks.contract import (
    Connection,
    Delivered,
    KeyRevoked,
    Network,
    NetworkTrouble,
    Part,
    Refused,
    SlowDown,
)
from tummler.records.fading_keys import KeyGone
from tummler.records.happenings import happen
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel, Delivery, Reply
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.states import move, move_one, standing
from tummler.records.turns import take_turns

#: Longer than any network call of ours can take (deadlines in common.http), uploads included.
LEASE = timedelta(seconds=120)
#: So soon after it was asked, nobody has answered by hand.
AT_ONCE = timedelta(seconds=30)
#: Waits after the first, second … unclear answer; the last one repeats.
WAITS = (5, 20, 60, 300, 900, 1800)
#: So many tries of one answer those behind it in its conversation wait for; what fails longer holds up nobody.
PATIENT = 3
#: So many are looked at where several are taken: of some the conversation, or the channel, is busy.
WINDOW = 64


class _Held(Exception):
    """Somebody stopped it while the network was asked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is ours until its lease ends, and what the gate said of it."""

    delivery: Delivery
    verdict: governor.Verdict = governor.GO


#: What became of a try: the network's proof, or how it is written down that there is none; None if it is already.
Outcome = Delivered | Callable[[Delivery], None] | None


def deliver_due() -> bool:
    """Try the delivery that has been due longest; False if none is. Never call it inside a transaction."""
    taken, held = take(1)
    for one in taken:
        settle([(one.delivery, hand_over(one))])
    return bool(taken or held)


def lease() -> Delivery | None:
    """Take the next due delivery for ourselves, with a new fence; None if none is due, or the gate holds it."""
    taken, _held = take(1)
    return taken[0].delivery if taken else None


def attempt(delivery: Delivery) -> None:
    """One try of a leased delivery, to its outcome."""
    settle([(delivery, hand_over(Taken(delivery)))])


def take(most: int, going: Counter[int] | None = None, each: int = 1) -> tuple[list[Taken], int]:
    """Lease what is due, at most so many and ``each`` on a channel with those ``going``; and how many the gate held.

    Who takes takes alone, and each passes the gate with those before it counted: however many go at once, no cap is
    passed. Of a conversation one goes at a time.
    """
    going = going or Counter()
    full = tuple(sorted(channel for channel, count in going.items() if count >= each))
    if not _candidates(1, full):  # a look takes no lock, on SQLite a transaction takes the writers'
        return [], 0
    with transaction.atomic():
        take_turns("deliveries")
        tried = [_leased(one) for one in _whole(_fair(_candidates(most, full), most, going, each))]
        taken = [one for one in tried if one is not None and not _held_at_gate(one)]
    for _ in taken:
        killpoint("deliver.leased")
    return taken, len([one for one in tried if one]) - len(taken)


def _fair(due: Sequence[Sequence[int]], most: int, going: Counter[int], each: int) -> list[int]:
    """One for each conversation, and no more on a channel than may go there at once."""
    chosen, talking, busy = [], set(), Counter(going)
    for pk, conversation, channel in due:
        if conversation not in talking and busy[channel] < each:
            talking.add(conversation)
            busy[channel] += 1
            chosen.append(pk)
    return chosen[:most]


def _candidates(most: int, full: tuple[int, ...]) -> list[list[int]]:
    """What is due, the longest first: its number, its conversation, its channel; some more than are wanted."""
    window = 1 if most == 1 else WINDOW
    due = prepared(("due", LEASE, PATIENT, window, full), lambda: _due().exclude(channel__in=full)[:window])
    return due.rows()


def _due() -> QuerySet[Delivery, Any]:
    at, far = Given(), Given() - (-2 * LEASE)
    earlier = Delivery.objects.filter(reply=OuterRef("reply"), number__lt=OuterRef("number")).exclude(state="sent")
    # Being sent by nobody any more: the lease ran out, or is far longer than any lease (the clock jumped back).
    # A little longer is another's lease, given after we looked at the clock.
    deserted = Q(state="sending") & (Q(lease_until__lt=at) | Q(lease_until__gt=far))
    others = Delivery.objects.filter(reply__conversation=OuterRef("reply__conversation"))
    leaving = Q(state="sending", lease_until__gte=at, lease_until__lte=far)
    before = Q(pk__lt=OuterRef("pk"), tries__lte=PATIENT)
    ahead = standing(others.exclude(reply=OuterRef("reply")), "sending", "retry").filter(leaving | before)
    return (
        standing(Delivery.objects.all(), "waiting", "retry", "sending")
        .filter(Q(state__in=("waiting", "retry"), due_at__lte=at) | deserted)
        .filter(channel__trouble="", channel__paused=False, brand__brake_on=False)
        .exclude(Exists(earlier))
        .exclude(Exists(ahead))
        .order_by("due_at", "id")
        .values_list("pk", "reply__conversation", "channel")
    )


def _leased(delivery: Delivery) -> Taken | None:
    """Ours, unless somebody changed it in this moment; with what the gate says now. In a transaction."""
    at = clock.now()
    got = {"fence": delivery.fence + 1, "tries": delivery.tries + 1, "lease_until": at + LEASE}
    if not move_one(delivery, "sending", {"fence": delivery.fence}, **got):
        return None
    delivery.state, delivery.fence, delivery.tries = "sending", delivery.fence + 1, delivery.tries + 1
    delivery.lease_until = at + LEASE
    return Taken(delivery, governor.decide(governor.facts_of(delivery)))


def _held_at_gate(one: Taken) -> bool:
    """Written down, where it doesn't go now; what may stand there already is looked for before it is given up."""
    holds = one.verdict.again is not None or (not one.verdict.go and one.delivery.tries == 1)
    if holds:
        _hold_at_gate(one.delivery, one.verdict)
    return holds


def _whole(due: Sequence[int]) -> list[Delivery]:
    """These, in this order, with all that is asked of them; of a channel there is one."""
    if not due:
        return []
    size, given = several(due)
    found = {one.pk: one for one in prepared(("whole deliveries", size), lambda: _with_all(size)).all(**given)}
    channels = channels_of({one.channel_id for one in found.values()})
    for one in found.values():
        one.channel = one.reply.channel = channels[one.channel_id]
    return [found[pk] for pk in due if pk in found]


def _with_all(size: int) -> QuerySet[Delivery]:
    beside = ("reply__to_post__account", "reply__helper", "reply__need", "reply__conversation")
    return Delivery.objects.filter(Among("id", size)).select_related(*beside)


def hand_over(one: Taken) -> Outcome:
    """Give it to the network; what became of that. Nothing of it is written down yet."""
    delivery = one.delivery
    try:
        part = _in_order(delivery, promised_part(delivery))
        network, link = network_of(delivery.channel), connection_of(delivery.channel)
        return _send(delivery, network, link, part, one.verdict)
    except _Held as held:
        return partial(_hold_at_gate, verdict=governor.Verdict(False, held.code, governor.SOON))
    except KeyRevoked:
        return partial(_keep, code="key_revoked")
    except UnreadableSecret:
        return partial(_keep, code="unreadable_secret")
    except KeyGone:  # brought back by a backup: what it said is gone for good
        return partial(_refused, code="key_gone")
    except SlowDown as slow:
        return partial(_again, code="slow_down", seconds=max(1.0, slow.seconds))
    except Refused as refused:
        return partial(_refused, code=refused.code)
    except NetworkTrouble as trouble:
        log.trouble("not_heard", delivery=delivery.pk, code=trouble.code)
        return partial(_again, code=trouble.code, seconds=WAITS[min(delivery.tries, len(WAITS)) - 1])


def settle(done: Sequence[tuple[Delivery, Outcome]]) -> None:
    """Write down what became of tries: one commit for all of them; each by itself where one stands in the way."""
    if len(done) > 1:
        try:
            with transaction.atomic():
                for delivery, outcome in done:
                    _write(delivery, outcome)
        except (IntegrityError, OperationalError):  # a conversation was joined in this moment, or was waited for
            done = [(read_anew(delivery), outcome) for delivery, outcome in done]
        else:
            for _ in done:
                killpoint("deliver.after_commit")
            return
    for delivery, outcome in done:
        if isinstance(outcome, Delivered):
            record_sent(delivery, outcome)
        elif outcome is not None:
            outcome(delivery)


def _write(delivery: Delivery, outcome: Outcome) -> None:
    if isinstance(outcome, Delivered):
        record(delivery, outcome)
    elif outcome is not None:
        outcome(delivery)


def _in_order(delivery: Delivery, part: Part) -> Part:
    """A later part continues the one before it."""
    if delivery.number == 0 or part.place is None:
        return part
    before = Delivery.objects.get(reply=delivery.reply_id, number=delivery.number - 1)
    return replace(part, place=replace(part.place, remote_id=before.remote_id, version=before.version))


def _send(
    delivery: Delivery, network: Network, link: Connection, part: Part, verdict: governor.Verdict
) -> Delivered | None:
    if delivery.tries > 1:
        found = network.look(link, part)
        if found is not None:
            return found
    if not verdict.go:  # what may stand there already is looked for before it is given up
        raise Refused(verdict.code)
    if delivery.number == 0 and _others_may_have_answered(delivery):
        if (since := answered_meanwhile(delivery, network, link)) and not delivery.by_person:
            raise Refused("answered_elsewhere")  # a machine's words are nobody's draft
        if since:
            _hold_for_other(delivery, since)
            return None
    asked_first = delivery.tries > 1 or _others_may_have_answered(delivery)  # which may have taken long
    if asked_first and (code := governor.stopped_now(delivery)):
        raise _Held(code)
    if _too_late(delivery):
        return None
    killpoint("deliver.before_call")
    delivered = network.deliver(link, part)
    killpoint("deliver.after_call")
    return delivered


def _too_late(delivery: Delivery) -> bool:
    """Whether its lease could end during the call; who takes it next looks first, and would not see it there yet."""
    return delivery.lease_until is not None and clock.now() > delivery.lease_until - LEASE / 4


def _others_may_have_answered(delivery: Delivery) -> bool:
    """A machine that answers at once overtakes nobody, nor does a word aside; what waited is looked after."""
    if delivery.reply.machine in ASIDE:
        return False
    return delivery.by_person or clock.now() - delivery.reply.to_post.received_at > AT_ONCE


def _ours(delivery: Delivery) -> Q:
    return Q(pk=delivery.pk, fence=delivery.fence, state="sending")


def _hold_at_gate(delivery: Delivery, verdict: governor.Verdict) -> None:
    if verdict.again is None:
        _refused(delivery, verdict.code)
        return
    # The try did not happen: nothing was sent, so nothing needs to be looked for.
    move(
        Delivery.objects.filter(_ours(delivery)),
        "waiting",
        due_at=clock.now() + verdict.again,
        trouble=verdict.code,
        tries=F("tries") - 1,
        lease_until=None,
    )


def _again(delivery: Delivery, code: str, seconds: float) -> None:
    with transaction.atomic():
        moved = move(
            Delivery.objects.filter(_ours(delivery)),
            "retry",
            due_at=clock.now() + timedelta(seconds=seconds),
            trouble=code,
            lease_until=None,
        )
        if moved:
            _tell(delivery, "delivery_silent", code)


def _refused(delivery: Delivery, code: str) -> None:
    with transaction.atomic():
        if move(Delivery.objects.filter(_ours(delivery)), "never", trouble=code, lease_until=None):
            _tell(delivery, "delivery_refused", code)


def _keep(delivery: Delivery, code: str) -> None:
    """The channel can't speak: answers are paused and kept; each goes once when it is connected again."""
    with transaction.atomic():
        move(
            Delivery.objects.filter(_ours(delivery)),
            "retry",
            due_at=clock.now(),
            trouble=code,
            lease_until=None,
        )
        mark_trouble(delivery.channel, code)


def mark_trouble(channel: Channel, code: str) -> None:
    """The channel turns red, once; one that was connected anew since we read it is another matter."""
    same = Channel.objects.filter(pk=channel.pk, trouble="", secret_box=channel.secret_box)
    if same.update(trouble=code, trouble_at=clock.now()):
        happen("channel_troubled", channel.brand_id, channel_id=channel.pk, facts={"code": code})


def _hold_for_other(delivery: Delivery, since: datetime) -> None:
    """Someone of ours answered there meanwhile: the promise becomes a draft again, and is shown why.

    ``since`` is when, by the network's clock, which may be ahead of ours: that answer holds it once.
    """
    with transaction.atomic():
        held = Delivery.objects.filter(_ours(delivery))
        if held.exists():
            Delivery.objects.filter(reply=delivery.reply_id).delete()
            Reply.objects.filter(pk=delivery.reply_id).update(
                promised_at=None, held="answered_elsewhere", held_at=max(since, clock.now())
            )
            _tell(delivery, "reply_held", "answered_elsewhere")


def _tell(delivery: Delivery, act: str, code: str) -> None:
    reply = delivery.reply
    happen(
        act,
        delivery.brand_id,
        reply.helper,
        need_id=reply.need_id,
        conversation_id=reply.conversation_id,
        reply_id=reply.pk,
        channel_id=delivery.channel_id,
        facts={"code": code, "part": delivery.number},
    )

"""Deliver what was promised: lease, gate, look after any doubt, send, prove.

A worker owns a delivery only while it holds the lease with the fence it got; whoever lost it writes nothing. After
any doubt (an earlier try, an unclear answer) the network is asked first whether the part stands there already.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tummler.answering import governor
from tummler.answering.elsewhere import answered_meanwhile
from tummler.answering.pictures import promised_part
from tummler.answering.promise import THANKS
from tummler.answering.proof import record_sent
from tummler.channels.connections import connection_of, network_of
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
from tummler.records.prepared import Given, prepared
from tummler.records.states import move, standing

#: Longer than any network call of ours can take (deadlines in common.http), uploads included.
LEASE = timedelta(seconds=120)
#: So soon after it was asked, nobody has answered by hand.
AT_ONCE = timedelta(seconds=30)
#: Waits after the first, second … unclear answer; the last one repeats.
WAITS = (5, 20, 60, 300, 900, 1800)


def deliver_due() -> bool:
    """Try the delivery that has been due longest; False if none is. Never call it inside a transaction."""
    delivery = lease()
    if delivery is None:
        return False
    killpoint("deliver.leased")
    attempt(delivery)
    return True


def lease() -> Delivery | None:
    """Take the next due delivery for ourselves, with a new fence."""
    if not _due(clock.now()).exists():  # a look takes no lock, on SQLite a transaction takes the writers'
        return None
    with transaction.atomic():
        at = clock.now()  # now that it is our turn: who came before us may have leased since
        due = _due(at)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        for delivery in due[:4]:
            ours = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence)
            if move(ours, "sending", fence=F("fence") + 1, tries=F("tries") + 1, lease_until=at + LEASE):
                return _whole(delivery.pk)
    return None


def _due(at: datetime) -> QuerySet[Delivery]:
    earlier = Delivery.objects.filter(reply=OuterRef("reply"), number__lt=OuterRef("number")).exclude(state="sent")
    return (
        standing(Delivery.objects.all(), "waiting", "retry", "sending")
        .filter(Q(state__in=("waiting", "retry"), due_at__lte=at) | _deserted(at))
        .filter(channel__trouble="", channel__paused=False, brand__brake_on=False)
        .exclude(Exists(earlier))
        .order_by("due_at", "id")
    )


def _deserted(at: datetime) -> Q:
    """Being sent by nobody any more: the lease ran out, or is far longer than any lease (the clock jumped back).

    A little longer is another's lease, given after we looked at the clock.
    """
    return Q(state="sending") & (Q(lease_until__lt=at) | Q(lease_until__gt=at + 2 * LEASE))


def _whole(pk: int) -> Delivery:
    [found] = prepared("a whole delivery", _with_all).all(of=pk)
    return cast("Delivery", found)


def _with_all() -> QuerySet[Delivery]:
    beside = ("channel__brand", "reply__to_post__account", "reply__helper", "reply__need", "reply__conversation")
    return Delivery.objects.filter(pk=Given("of")).select_related(*beside)


def attempt(delivery: Delivery) -> None:
    """One try of a leased delivery, to its outcome."""
    verdict = governor.decide(governor.facts_of(delivery))
    if verdict.again is not None or (not verdict.go and delivery.tries == 1):
        _hold_at_gate(delivery, verdict)
        return
    try:
        part = _in_order(delivery, promised_part(delivery))
        network, link = network_of(delivery.channel), connection_of(delivery.channel)
        delivered = _send(delivery, network, link, part, verdict)
    except KeyRevoked:
        _keep(delivery, "key_revoked")
    except UnreadableSecret:
        _keep(delivery, "unreadable_secret")
    except KeyGone:  # brought back by a backup: what it said is gone for good
        _refused(delivery, "key_gone")
    except SlowDown as slow:
        _again(delivery, "slow_down", max(1.0, slow.seconds))
    except Refused as refused:
        _refused(delivery, refused.code)
    except NetworkTrouble as trouble:
        log.trouble("not_heard", delivery=delivery.pk, code=trouble.code)
        _again(delivery, trouble.code, WAITS[min(delivery.tries, len(WAITS)) - 1])
    else:
        if delivered is not None:
            record_sent(delivery, delivered)


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
    killpoint("deliver.before_call")
    delivered = network.deliver(link, part)
    killpoint("deliver.after_call")
    return delivered


def _others_may_have_answered(delivery: Delivery) -> bool:
    """A machine that answers at once overtakes nobody, nor do thanks; what waited is looked after like all else."""
    if delivery.reply.machine == THANKS:
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

"""What we do on a network besides answering, by the outbox's own discipline: a row before, a lease, one outcome.

Like, repost, hide, mute and block done twice are done once, so after doubt they are done again; a report is not:
after doubt it stays unsure until a person presses again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tummler.answering import governor, outbox
from tummler.answering.pictures import promised_part
from tummler.answering.reposting import may_repost
from tummler.channels.connections import connection_of, network_of, traits_of
from tummler.common import clock, log
from tummler.common.killpoint import killpoint
from tummler.networks.contract import Connection, KeyRevoked, Network, NetworkTrouble, Reason, Refused, SlowDown
from tummler.records.happenings import happen
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Delivery, Gesture, Post
from tummler.records.prepared import prepared
from tummler.records.states import move, standing

#: What is about a post itself; the others are about who wrote it.
ABOUT_POST = ("like", "repost", "hide", "delete", "report")


def lease() -> Gesture | None:
    """Take the next due gesture for ourselves, with a new fence."""
    if not prepared("gestures undone", _undone).rows() or not _due(clock.now()).exists():  # asked at every hint
        return None
    with transaction.atomic():
        at = clock.now()
        due = _due(at)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        for gesture in due[:4]:
            ours = Gesture.objects.filter(pk=gesture.pk, fence=gesture.fence)
            if move(ours, "doing", fence=F("fence") + 1, tries=F("tries") + 1, lease_until=at + outbox.LEASE):
                return Gesture.objects.select_related("channel__brand", "post__account", "helper").get(pk=gesture.pk)
    return None


def _undone() -> QuerySet[Gesture, Any]:
    return standing(Gesture.objects.all(), "waiting", "retry", "doing").values_list("pk")[:1]


def _due(at: datetime) -> QuerySet[Gesture]:
    """Due, on a channel that may speak, and not before an earlier one about the same."""
    undone = standing(Gesture.objects.all(), "waiting", "retry", "doing")
    earlier = undone.filter(post=OuterRef("post"), kind=OuterRef("kind"), pk__lt=OuterRef("pk"))
    deserted = Q(state="doing") & (Q(lease_until__lt=at) | Q(lease_until__gt=at + 2 * outbox.LEASE))
    return (
        undone.filter(Q(state__in=("waiting", "retry"), due_at__lte=at) | deserted)
        .filter(channel__trouble="", channel__paused=False, brand__brake_on=False)
        .exclude(Exists(earlier))
        .order_by("due_at", "id")
    )


def attempt(gesture: Gesture) -> str | None:
    """One try of a leased gesture; what the network answered, None if it did not come to that. Goes out."""
    held = governor.held_back(gesture.channel)
    if held:
        _end(gesture, "refused", held)
        return None
    if gesture.kind == "report" and gesture.tries > 1:
        _end(gesture, "unsure", "not_heard")
        return None
    try:
        killpoint("gesture.before_call")
        answer = _do(gesture)
        killpoint("gesture.after_call")
    except (KeyRevoked, UnreadableSecret) as error:
        code = "key_revoked" if isinstance(error, KeyRevoked) else "unreadable_secret"
        _again(gesture, code, 0)
        outbox.mark_trouble(gesture.channel, code)
    except SlowDown as slow:
        _again(gesture, "slow_down", max(1.0, slow.seconds))
    except Refused as refused:
        _end(gesture, "refused", refused.code)
    except NetworkTrouble as trouble:
        log.trouble("gesture_not_heard", gesture=gesture.pk, code=trouble.code)
        if gesture.kind == "report":
            _end(gesture, "unsure", trouble.code)
        else:
            _again(gesture, trouble.code, outbox.WAITS[min(gesture.tries, len(outbox.WAITS)) - 1])
    else:
        return answer
    return None


def _do(gesture: Gesture) -> str:
    network, link = network_of(gesture.channel), connection_of(gesture.channel)
    post, on = gesture.post, gesture.on
    author = post.account.remote_id
    if gesture.kind == "like" and network.like:
        return network.like(link, post.remote_id, post.version, on)
    if gesture.kind == "repost" and network.repost:
        return _repost(gesture, network.repost, link)
    if gesture.kind == "hide" and network.hide:
        return network.hide(link, post.remote_id, post.root_remote_id or post.remote_id, on)
    if gesture.kind == "mute" and network.mute:
        return network.mute(link, author, on)
    if gesture.kind == "block" and network.block:
        return network.block(link, author, on)
    if gesture.kind == "report" and network.report:
        return network.report(link, post.remote_id, post.version, author, Reason(gesture.reason or Reason.OTHER))
    if gesture.kind == "delete":
        network.retract(link, post.remote_id)
        if _stands_still(gesture, network, link):
            raise NetworkTrouble("stands_still")
        return "deleted"
    raise Refused("not_had_there")


def _repost(gesture: Gesture, repost: Callable[[Connection, str, str, bool], str], link: Connection) -> str:
    """Asked again now that it leaves; what may stand there from an earlier try is taken back then."""
    post = gesture.post
    wanted = not gesture.on or may_repost(post)
    answer = repost(link, post.remote_id, post.version, gesture.on and wanted)
    if not wanted:
        raise Refused("not_to_repost")
    return answer


def _stands_still(gesture: Gesture, network: Network, link: Connection) -> bool:
    """Whether the network still shows what it said it deleted; looked for as after any doubt about a delivery."""
    traits = traits_of(gesture.channel)
    if not traits.outside or traits.look_finds_gone:
        return False
    there = Delivery.objects.filter(channel=gesture.channel_id, remote_id=gesture.post.remote_id, state="sent")
    delivery = there.exclude(part__key=None).first()
    if delivery is None:
        return False
    found = network.look(link, promised_part(delivery))
    return found is not None and found.remote_id == gesture.post.remote_id


def record_done(gesture: Gesture, answer: str) -> bool:
    """Write down what the network said, in the caller's transaction; False if the lease was lost."""
    done = bool(move(_ours(gesture), "done", answer=answer[:512], done_at=clock.now(), trouble="", lease_until=None))
    if done:
        _mark(gesture)
        _tell(gesture, "gesture_done")
    return done


def _mark(gesture: Gesture) -> None:
    """What is hidden there is shown to nobody else by us either, until it is shown there again."""
    if gesture.kind == "hide" and gesture.on:
        Post.objects.filter(pk=gesture.post_id).update(may_show="helpers")
    elif gesture.kind == "hide":
        Post.objects.filter(pk=gesture.post_id).update(may_show=gesture.reason or "anyone")


def _ours(gesture: Gesture) -> QuerySet[Gesture]:
    return Gesture.objects.filter(pk=gesture.pk, fence=gesture.fence, state="doing")


def _again(gesture: Gesture, code: str, seconds: float) -> None:
    due = clock.now() + timedelta(seconds=seconds)
    move(_ours(gesture), "retry", due_at=due, trouble=code, lease_until=None)


def _end(gesture: Gesture, state: str, code: str) -> None:
    with transaction.atomic():
        if move(_ours(gesture), state, trouble=code[:40], lease_until=None):
            _tell(gesture, "gesture_refused")


def _tell(gesture: Gesture, act: str) -> None:
    happen(
        act,
        gesture.brand_id,
        gesture.helper,
        conversation_id=gesture.conversation_id,
        post_id=gesture.post_id,
        channel_id=gesture.channel_id,
        facts={"kind": gesture.kind, "on": gesture.on, "code": gesture.trouble},
    )

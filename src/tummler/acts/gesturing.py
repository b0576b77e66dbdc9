"""Liking, reposting, hiding, muting, blocking, reporting, deleting our own on the network; and taking it back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tummler.answering import fading, gestures
from tummler.answering.lasting import KEEP
from tummler.answering.lawful import copy_before_gone
from tummler.answering.reposting import may_repost
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.listening.departures import forget
from tummler.networks.contract import Reason, Traits
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.holds import held_in
from tummler.records.models import Delivery, Gesture, Helper, Post
from tummler.records.models.helper import Role
from tummler.records.states import move

KINDS = {
    "like": "like_post", "hide": "hide_post", "mute": "mute_account", "block": "block_account",
    "report": "report_post", "delete": "delete_post", "repost": "repost_post",
}  # fmt: skip
#: Deleting can't be undone on any network, and a repost is seen by many at once: so long it can be taken back here.
UNDO = timedelta(seconds=10)


class NotThere(ValueError):
    """The network has nothing like that for this post."""


class Held(ValueError):
    """The law wants kept what was said to somebody here, as two people said: it isn't deleted by hand either."""


def may_gesture(traits: Traits, post: Post, root_is_ours: bool, reposts: bool = False) -> dict[str, bool]:
    """What the network lets us do with this post; ``reposts``: this is one that the brand may repost. Pure."""
    theirs = not post.by_us
    return {
        "like": traits.likes and theirs,
        "repost": traits.reposts and theirs and reposts,
        "hide": traits.hides and theirs and (root_is_ours or not traits.hides_in_our_threads),
        "mute": traits.mutes and theirs,
        "block": traits.blocks and theirs,
        "report": traits.reports and theirs,
        "delete": traits.deletes and post.by_us,
    }


def gesture(*, actor: Helper, post: Post, kind: str, on: bool = True, reason: str = "") -> Gesture | None:
    """Write down that something is to be done on the network; None if it only took back what had not left yet.

    Done twice is done once. Raises :class:`NotThere` and :class:`Held`.
    """
    require(actor, KINDS.get(kind, "block_account"), post)
    if kind not in KINDS or post.gone or not _had(post, kind, on):
        raise NotThere(kind)
    if kind == "delete" and actor.role == Role.HELPER and post.helper_id != actor.pk:
        raise NotAllowed("delete_post")
    if kind == "delete" and on and held_in(post.conversation_id):
        raise Held(kind)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)  # two presses wait for each other
        if kind == "delete" and on:
            _copy_for_law(post)
        last = Gesture.objects.filter(post=post, kind=kind).exclude(state="refused").order_by("-pk").first()
        if last is None and not on:
            raise NotThere(kind)
        if last is not None and last.on == on and last.state != "unsure":
            return last
        if last is not None and last.state == "waiting" and not last.tries and last.on != on:
            last.delete()
            return None
        return _asked(actor, post, kind, on, reason)


def _copy_for_law(post: Post) -> None:
    """What was to stay is deleted by hand: where the law wants a copy, it leaves one."""
    sent = Delivery.objects.filter(channel=post.channel_id, remote_id=post.remote_id, reply__lasting=KEEP)
    delivery = sent.select_related(
        "reply__helper", "reply__channel__brand", "reply__need", "reply__to_post__account"
    ).first()
    if delivery is not None:
        copy_before_gone(delivery.reply, Post.objects.filter(pk=post.pk))


def _asked(actor: Helper, post: Post, kind: str, on: bool, reason: str) -> Gesture:
    if kind == "report":
        reason = reason if reason in set(Reason) else Reason.OTHER
    elif kind == "hide":
        hidden = Gesture.objects.filter(post=post, kind="hide", on=True).order_by("-pk").first()
        reason = post.may_show if on else (hidden.reason if hidden else "")
    else:
        reason = ""
    made = Gesture.objects.create(
        brand_id=post.brand_id,
        channel_id=post.channel_id,
        conversation_id=post.conversation_id,
        post=post,
        helper=actor,
        kind=kind,
        on=on,
        reason=reason,
        due_at=clock.now() + (UNDO if on and kind in ("delete", "repost") else timedelta()),
    )
    happen(
        "gesture_asked",
        post.brand_id,
        actor,
        conversation_id=post.conversation_id,
        post_id=post.pk,
        channel_id=post.channel_id,
        facts={"kind": kind, "on": on},
    )
    return made


def _had(post: Post, kind: str, on: bool) -> bool:
    """Whether the network has it for this post. What was reposted is taken back whatever holds by now."""
    reposts = kind == "repost" and (not on or may_repost(post))
    return may_gesture(traits_of(post.channel), post, _root_is_ours(post), reposts)[kind]


def _root_is_ours(post: Post) -> bool:
    root = post.root_remote_id or post.remote_id
    return Post.objects.filter(channel=post.channel_id, remote_id=root, by_us=True).exists()


def withdraw_gesture(*, actor: Helper, row: Gesture) -> bool:
    """Take back what has not left yet, or was refused."""
    require(actor, KINDS[row.kind], row.post)
    with transaction.atomic():
        waiting = Gesture.objects.filter(pk=row.pk, state="waiting", tries=0)
        return bool(waiting.delete()[0])


def try_gesture_again(*, actor: Helper, row: Gesture) -> bool:
    """Once more: what was refused, or of which nobody said whether it was taken."""
    require(actor, KINDS[row.kind], row.post)
    stuck = Gesture.objects.filter(pk=row.pk, state__in=("refused", "unsure"))
    return bool(move(stuck, "waiting", due_at=clock.now(), trouble="", tries=0))


def gesture_due() -> bool:
    """Do the gesture that has been due longest; False if none is. Never call it inside a transaction."""
    row = gestures.lease()
    if row is None:
        return False
    answer = gestures.attempt(row)
    if answer is not None:
        with transaction.atomic():
            if gestures.record_done(row, answer) and row.kind == "delete":
                _forget(row, "faded" if row.reason == fading.REASON else "deleted")
    elif row.kind == "delete":
        with transaction.atomic():
            if Gesture.objects.filter(pk=row.pk, state="refused", trouble=fading.KEPT_THERE).exists():
                _forget(row, "kept_there")
    return True


def _forget(row: Gesture, why: str) -> None:
    """What is deleted there goes here; and the answer's words, when this was the last of it."""
    forget(Post.objects.filter(pk=row.post_id, gone_at=None), why)
    fading.gone_there(row.post)

"""How long an answer stays, said anew after it was sent: shorter or gone now always, longer while it still stands."""

from __future__ import annotations

from django.db import transaction

from tummler.acts.gesturing import UNDO, Held
from tummler.answering import fading
from tummler.answering.lasting import DAY, KEEP, NOW, SHOWN, lastings
from tummler.answering.lawful import copy_before_gone
from tummler.answering.once import destroy
from tummler.answering.seeing import ONCE, seconds_of
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.holds import held_in
from tummler.records.models import Helper, Once, Reply
from tummler.records.models.helper import Role


class TooLate(ValueError):
    """It is gone, was seen, or is on its way out."""


def change_lasting(*, actor: Helper, reply: Reply, wanted: str) -> str:
    """Let an answer that was sent stay as long as ``wanted``, from now on; what it was before.

    ``now`` deletes it where it stands in ten seconds, until which the way back is to choose again; what waits to be
    seen once is destroyed at once. Raises TooLate, Held, and ValueError for what can't be chosen.
    """
    require(actor, "change_lasting", reply)
    if actor.role == Role.HELPER and reply.helper_id != actor.pk:
        raise NotAllowed("change_lasting")
    if held_in(reply.conversation_id):
        raise Held
    with transaction.atomic():
        row = Reply.objects.select_for_update(of=("self",)).select_related("channel__brand", "need").get(pk=reply.pk)
        before = row.lasting
        (_once if row.visibility == ONCE else _seen_by_many)(row, wanted, actor)
        happen(
            "lasting_changed", row.brand_id, actor, need_id=row.need_id, conversation_id=row.conversation_id,
            reply_id=row.pk, facts={"lasting": wanted},
        )  # fmt: skip
    return before


def _once(reply: Reply, wanted: str, actor: Helper) -> None:
    waiting = Once.objects.filter(post__in=fading.posts_of(reply), gone_at=None, until__gt=clock.now())
    if wanted == NOW:
        if not destroy(list(waiting.values_list("pk", flat=True)), "taken_back"):
            raise TooLate
        fading.ask(reply, helper=actor)
        return
    if wanted not in SHOWN:
        raise ValueError(wanted)
    if not waiting.update(seconds=seconds_of(wanted)):
        raise TooLate
    Reply.objects.filter(pk=reply.pk).update(lasting=wanted)


def _seen_by_many(reply: Reply, wanted: str, actor: Helper) -> None:
    if wanted not in (NOW, *lastings(reply.visibility, traits_of(reply.channel).deletes)):
        raise ValueError(wanted)
    posts = fading.posts_of(reply).filter(gone_at=None)
    if not posts.exists() or not fading.call_off(reply):
        raise TooLate
    if reply.lasting == KEEP and wanted != KEEP:
        copy_before_gone(reply, posts)
    posts.update(keep_until=clock.now() + fading.A_DAY if wanted == DAY else None)
    if wanted == NOW:
        fading.ask(reply, helper=actor, due=clock.now() + UNDO)
    else:
        Reply.objects.filter(pk=reply.pk).update(lasting=wanted)

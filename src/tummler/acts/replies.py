"""Writing, sending, taking back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tummler.acts.asking_yes import call_for
from tummler.acts.hinting import hints_for
from tummler.acts.recognising import language_written
from tummler.answering import approving, drafts, promise as promises
from tummler.answering.composing import Whole, compose_whole, pictures_of, place_of
from tummler.answering.cutting import Where, move_cut
from tummler.answering.hints import Hint
from tummler.channels.connections import connection_of, network_of
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.listening.departures import forget
from tummler.matching import calls, claims, presence
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.models import ApprovalRule, Delivery, Helper, Need, Post, Reply
from tummler.records.protected import is_blocked
from tummler.records.states import move


class NotYours(NotAllowed):
    """Somebody else has this need; they are named on the page."""


def save_draft(
    *,
    actor: Helper,
    need: Need,
    text: str,
    edition: int,
    base: str | None = None,
    chosen: drafts.Chosen = drafts.NOTHING,
) -> Reply:
    """Keep what was typed so far, from edition ``edition``. Raises Overtaken if it was changed meanwhile.

    Writing is a sign of life for one's own claim. Drafts make no happening each; presence tells who writes.
    """
    require(actor, "save_draft", need)
    with transaction.atomic():
        beside = calls.answers_beside(need, actor)
        reply = drafts.save_draft(
            need=need, helper=actor, text=text, edition=edition, base=base, chosen=chosen, beside=beside
        )
        claims.keep_alive(need, actor)
        presence.note_presence(need, actor, "writing")
    return reply


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be, unsaved, what it would become, its language (chosen, else recognised, else ""), hints."""

    reply: Reply
    whole: Whole
    language: str
    hints: list[Hint]


def preview(
    *,
    actor: Helper,
    need: Need,
    text: str,
    chosen: drafts.Chosen = drafts.NOTHING,
    move: tuple[int, Where] | None = None,
    draft: Reply | None = None,
) -> Preview:
    """The leaves that a text would become, without keeping it; ``move``: with the cut before a leaf moved.

    ``draft`` is the need's, where it is known already.
    """
    require(actor, "save_draft", need)
    reply = drafts.as_typed(need, actor, text, chosen, draft or own_draft(actor=actor, need=need))
    place, pictures = place_of(need.post), pictures_of(reply)
    for picture in pictures:
        picture.description, picture.leaf = chosen.pictures.get(picture.public_id, (picture.description, picture.leaf))
    whole = compose_whole(reply, actor, place, pictures)
    if move:
        reply.cuts = list(move_cut(whole.text, whole.composition.leaves, whole.cuts, *move))
        whole = compose_whole(reply, actor, place, pictures)
    reply.cuts = list(whole.cuts)
    language = reply.language or written(reply, text)
    return Preview(reply, whole, language, hints_for(actor, need, reply, whole, language, set(chosen.waved)))


def written(reply: Reply, text: str) -> str:
    """The language that a text is recognised to be in, of those that may be meant."""
    return language_written(text, {reply.to_post.language, *reply.channel.brand.languages})


def own_draft(*, actor: Helper, need: Need) -> Reply | None:
    """The draft that this helper writes in: the need's, or their own beside it. A query, two where others have it."""
    require(actor, "save_draft", need)
    return drafts.draft_of(need, actor if calls.answers_beside(need, actor) else None)


def writing_too(*, actor: Helper, need: Need) -> list[Helper]:
    """Who else writes in the same draft now. A query, more where somebody does."""
    found = [row.helper for row in presence.here(need.pk, actor) if row.doing == "writing"]
    if not found or calls.answers_beside(need, actor):
        return []
    return [one for one in found if not calls.answers_beside(need, one)]


def promise_reply(*, actor: Helper, reply: Reply, undo: timedelta = promises.UNDO) -> list[Delivery]:
    """Send: claimed if nobody had it, promised part by part, leaving in ten seconds. Twice is once.

    Where rules of the brand want somebody's yes first, it waits for each, and nothing is promised: no deliveries.
    Raises NotSendable by the network's own rule, :class:`NotYours` if somebody else has the need, NotAllowed to answer
    somebody who is blocked for all.
    """
    require(actor, "promise_reply", reply)
    if is_blocked(reply.to_post.account_id):
        raise NotAllowed("blocked_for_all")
    parts = promises.parts_of(reply, actor, written(reply, reply.text))
    with transaction.atomic():
        hold_need(reply, actor)
        rules = approving.rules_for(reply.need, actor)
        if rules:
            _ask_for_yes(reply, rules, actor)
            return []
        rows = promises.promise(reply=reply, helper=actor, parts=parts, undo=undo)
        if rows is None:
            promised = list(Delivery.objects.filter(reply=reply).order_by("number"))
            if not promised:  # a colleague's words came between
                raise drafts.Overtaken(Reply.objects.get(pk=reply.pk))
            return promised
        presence.stop_writing(reply.need, actor)
        happen(
            "reply_promised",
            reply.brand_id,
            actor,
            need_id=reply.need_id,
            conversation_id=reply.conversation_id,
            reply_id=reply.pk,
            channel_id=reply.channel_id,
            facts={"parts": len(rows)},
        )
        killpoint("send.before_commit")
    killpoint("send.after_commit")
    return rows


def _ask_for_yes(reply: Reply, rules: Sequence[ApprovalRule], actor: Helper) -> None:
    asked = approving.ask(reply, rules, actor)
    if not asked:
        now = Reply.objects.get(pk=reply.pk)
        if now.edition != reply.edition:  # a colleague's words came between
            raise drafts.Overtaken(now)
        return
    presence.stop_writing(reply.need, actor)
    told = call_for(asked)
    happen(
        "approval_asked", reply.brand_id, actor, need_id=reply.need_id, conversation_id=reply.conversation_id,
        reply_id=reply.pk, facts={"rules": len(asked), "to": told},
    )  # fmt: skip


def hold_need(reply: Reply, actor: Helper) -> None:
    """An answer's writer has its need, or claims it now, or writes beside who has it. Raises :class:`NotYours`."""
    need = reply.need
    now = Need.objects.select_for_update().get(pk=need.pk)
    if now.claimed_by_id == actor.pk and now.state == "claimed":
        claims.keep_alive(now, actor)
        calls.settle(now, actor, ("hand_on",), "taken")
    elif reply.beside_id == actor.pk and calls.answers_beside(now, actor):
        calls.settle(now, actor, ("ask_in",), "done")  # who has the need keeps it
    elif not claims.claim(now, actor):
        raise NotYours("promise_reply")
    else:
        happen("need_claimed", need.brand_id, actor, need_id=need.pk, conversation_id=need.conversation_id)


def take_back_reply(*, actor: Helper, reply: Reply) -> bool:
    """Undo within the ten seconds, or as long as nothing left; False if a part is on its way, or it is another's."""
    require(actor, "take_back_reply", reply)
    if reply.helper_id not in (None, actor.pk):
        return False
    return _undone(actor, reply, promises.take_back)


def change_refused(*, actor: Helper, reply: Reply) -> bool:
    """What the network refused is a draft again, to be changed; False if any of it stands there."""
    require(actor, "take_back_reply", reply)
    return _undone(actor, reply, promises.reopen)


def _undone(actor: Helper, reply: Reply, undo: Callable[[Reply], bool]) -> bool:
    with transaction.atomic():
        done = undo(reply)
        if done:
            approving.void(reply)
            happen(
                "reply_taken_back",
                reply.brand_id,
                actor,
                need_id=reply.need_id,
                conversation_id=reply.conversation_id,
                reply_id=reply.pk,
            )
    return done


def send_again(*, actor: Helper, reply: Reply) -> int:
    """Try parts again that were refused, once their cause is gone; the network is looked at first. How many."""
    require(actor, "send_again", reply)
    refused = Delivery.objects.filter(reply=reply, state="never")
    return move(refused, "waiting", due_at=clock.now(), trouble="")


def retract_reply(*, actor: Helper, reply: Reply) -> int:
    """Delete an answer of ours where it stands, last part first, and here; how many parts. Twice is fine.

    Goes out, so never inside a transaction. Raises NetworkTrouble; what was deleted until then stays deleted.
    """
    require(actor, "retract_reply", reply)
    network, link = network_of(reply.channel), connection_of(reply.channel)
    deleted = 0
    for delivery in Delivery.objects.filter(reply=reply, state="sent").order_by("-number"):
        post = Post.objects.filter(channel=delivery.channel_id, remote_id=delivery.remote_id, gone_at=None)
        if post.exists():
            network.retract(link, delivery.remote_id)
            with transaction.atomic():
                forget(post, "deleted")
            deleted += 1
    if deleted:
        happen(
            "reply_retracted",
            reply.brand_id,
            actor,
            need_id=reply.need_id,
            conversation_id=reply.conversation_id,
            reply_id=reply.pk,
            facts={"parts": deleted},
        )
    return deleted

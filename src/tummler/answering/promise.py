"""Pressing send: the answer is promised, part by part, before anything leaves; ten seconds to take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from tummler.answering.composing import compose_reply, pictures_of, place_of
from tummler.answering.drafts import sealed_as_chosen
from tummler.answering.lasting import lasting_of
from tummler.answering.once import sealed_part
from tummler.answering.own_page import opens_on_own_page
from tummler.answering.pictures import packed, placed
from tummler.answering.promising import find_promises
from tummler.answering.seeing import ONCE
from tummler.channels.connections import network_of, traits_of
from tummler.common import clock
from tummler.networks.contract import Composition, Part
from tummler.records.bulk import set_where
from tummler.records.models import Delivery, Helper, Picture, Reply

UNDO = timedelta(seconds=10)
#: What a reply is that a person thanks somebody with who helped.
THANKS = "thanks"
#: One more thing that a person says to the asker of what is closed: a correction, a good wish.
MORE = "more"
#: Neither is an answer: nothing is counted by them, and what was asked stays as it is.
ASIDE = (THANKS, MORE)


class NotSendable(Exception):
    """The network's own rule is against it: ``composition`` says where."""

    def __init__(self, composition: Composition) -> None:
        super().__init__("the network would refuse this")
        self.composition = composition


class Promises(NotSendable):
    """It promises money, a date or a right, and would be seen once: what is promised has to be there to be shown."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A part, and the pictures that go with it."""

    part: Part
    pictures: tuple[Picture, ...] = ()


def parts_of(reply: Reply, helper: Helper | None, written: str = "") -> list[Ready]:
    """The parts that a draft becomes, as they would be promised now. Raises :class:`NotSendable`, :class:`Promises`.

    ``written`` is the language it was recognised to be in; a chosen one goes before it. Reads only: asked before a
    transaction, so that nobody waits for it.
    """
    place, pictures = place_of(reply.to_post), pictures_of(reply)
    composition = compose_reply(reply, helper, place, pictures)
    once = reply.visibility == ONCE
    sealed = once and (opens_on_own_page(reply) or traits_of(reply.channel).once)
    if sealed and find_promises(reply.text):
        raise Promises(composition)
    # What was to be seen once and can't be any more is never sent for all to see.
    if not composition.sendable or (once and not sealed) or (pictures and opens_on_own_page(reply)):
        raise NotSendable(composition)
    network, at = network_of(reply.channel), clock.now()
    # A millisecond apart, so that the parts sort as they were written.
    times = [at + timedelta(milliseconds=number) for number in range(len(composition.leaves))]
    going = replace(place, visibility=composition.visibility)
    language = reply.language or written or reply.to_post.language
    return [
        Ready(
            Part(
                key=network.new_key(made),
                text=leaf.text,
                spans=leaf.spans,
                created_at=made,
                place=going,
                visibility=composition.visibility,
                language=language,
                warning=composition.warning,
            ),
            tuple(shown),
        )
        for leaf, made, shown in zip(composition.leaves, times, placed(pictures, len(composition.leaves)), strict=True)
    ]


def promise(
    *, reply: Reply, helper: Helper | None, parts: Sequence[Ready], undo: timedelta = UNDO
) -> list[Delivery] | None:
    """Write a Delivery for each part; None if the draft was promised already (pressing twice is once).

    In the caller's transaction. A draft that was changed since its parts were made is not promised. Without a helper
    a machine wrote it.
    """
    at = clock.now()
    lasting = lasting_now(reply)
    promised = {"promised_at": at, "helper": helper.pk if helper else None, "held": "", "lasting": lasting}
    if not set_where(Reply, promised, {"id": reply.pk, "promised_at": None, "edition": reply.edition}):
        return None
    reply.promised_at, reply.lasting = at, lasting
    return write_deliveries(reply=reply, helper=helper, parts=parts, undo=undo)


def write_deliveries(
    *, reply: Reply, helper: Helper | None, parts: Sequence[Ready], undo: timedelta = UNDO
) -> list[Delivery]:
    """What a promised reply sends, part by part; it leaves after ``undo``. In the caller's transaction."""
    at = clock.now()
    rows = [
        Delivery(
            brand_id=reply.brand_id,
            channel_id=reply.channel_id,
            reply=reply,
            number=number,
            key=ready.part.key,
            part=sealed_part(packed(ready.part, ready.pictures), reply),
            due_at=at + undo,
            promised_at=at,
            by_person=helper is not None,
        )
        for number, ready in enumerate(parts)
    ]
    return Delivery.objects.bulk_create(rows)


def lasting_now(reply: Reply) -> str:
    """How long the answer stays, as chosen or by what it is."""
    deletes = traits_of(reply.channel).deletes
    return lasting_of(reply.lasting, reply.visibility, reply.text, reply.waved, deletes)


def take_back(reply: Reply) -> bool:
    """Undo a promise of which nothing has left; False if a part is on its way or there. It is a draft again."""
    return _undo(reply, lambda parts: all(untouched(part) for part in parts))


def reopen(reply: Reply) -> bool:
    """Make what the network refused a draft again, to be changed; False if any of it stands there, or may."""
    return _undo(reply, can_reopen)


def untouched(part: Delivery) -> bool:
    """Nobody has tried it yet."""
    return part.state == "waiting" and not part.tries


def can_reopen(parts: Sequence[Delivery]) -> bool:
    """The network refused it, and nothing of it stands there."""
    refused = [part for part in parts if part.state == "never"]
    return bool(refused) and all(part in refused or untouched(part) for part in parts)


def _undo(reply: Reply, may: Callable[[Sequence[Delivery]], bool]) -> bool:
    with transaction.atomic():
        # Read, not counted: a count locks nothing, and a worker would take a part while we look.
        parts = list(Delivery.objects.select_for_update().filter(reply=reply).order_by("number"))
        if not parts or not may(parts):
            return False
        Delivery.objects.filter(pk__in=[part.pk for part in parts]).delete()
        if reply.machine in ASIDE:  # nobody's draft of an answer
            Reply.objects.filter(pk=reply.pk).delete()
            return True
        changes = _joined(reply)
        Reply.objects.filter(pk=reply.pk).update(promised_at=None, saved_at=clock.now(), **changes)
    return True


def _joined(reply: Reply) -> dict[str, Any]:
    """What was begun meanwhile comes behind it: there is one draft, and no word of either is lost."""
    begun = Reply.objects.select_for_update().filter(need=reply.need_id, promised_at=None, beside=reply.beside_id)
    other = begun.first()
    if other is None:
        return {}
    Picture.objects.filter(reply=other).update(reply=reply)
    other.delete()
    text = "\n\n".join(filter(None, (reply.text.rstrip(), other.text.strip())))
    # Words that were for one person's eyes are never seen by more because others came beside them.
    alone = ONCE if ONCE in (reply.visibility, other.visibility) else reply.visibility
    both = {"text": text, "visibility": alone, "edition": max(reply.edition, other.edition) + 1}
    return sealed_as_chosen(reply, both)

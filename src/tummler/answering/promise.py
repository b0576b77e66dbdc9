"""Pressing send: the answer is promised, part by part, before anything leaves; ten seconds to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from tummler.answering.composing import compose_reply, place_of
from tummler.channels.connections import network_of
from tummler.channels.wire import pack_part
from tummler.common import clock
from tummler.networks.contract import Composition, Part
from tummler.records.models import Delivery, Helper, Reply

UNDO = timedelta(seconds=10)


class NotSendable(Exception):
    """The network's own rule is against it: ``composition`` says where."""

    def __init__(self, composition: Composition) -> None:
        super().__init__("the network would refuse this")
        self.composition = composition


def parts_of(reply: Reply, helper: Helper) -> list[Part]:
    """The parts that a draft becomes, as they would be promised now. Raises :class:`NotSendable`.

    Reads only: asked before a transaction, so that nobody waits for it.
    """
    place = place_of(reply.to_post)
    composition = compose_reply(reply, helper, place)
    if not composition.sendable:
        raise NotSendable(composition)
    network, at = network_of(reply.channel), clock.now()
    # A millisecond apart, so that the parts sort as they were written.
    times = [at + timedelta(milliseconds=number) for number in range(len(composition.leaves))]
    return [
        Part(
            key=network.new_key(made),
            text=leaf.text,
            spans=leaf.spans,
            created_at=made,
            place=place,
            visibility=composition.visibility,
            language=reply.to_post.language,
            warning=composition.warning,
        )
        for leaf, made in zip(composition.leaves, times, strict=True)
    ]


def promise(*, reply: Reply, helper: Helper, parts: Sequence[Part], undo: timedelta = UNDO) -> list[Delivery] | None:
    """Write a Delivery for each part; None if the draft was promised already (pressing twice is once).

    In the caller's transaction. A draft that was changed since its parts were made is not promised.
    """
    at = clock.now()
    first = Reply.objects.filter(pk=reply.pk, promised_at=None, edition=reply.edition)
    if not first.update(promised_at=at, helper=helper, held=""):
        return None
    reply.promised_at = at
    rows = [
        Delivery(
            brand_id=reply.brand_id,
            channel_id=reply.channel_id,
            reply=reply,
            number=number,
            key=part.key,
            part=pack_part(part),
            due_at=at + undo,
            promised_at=at,
        )
        for number, part in enumerate(parts)
    ]
    return Delivery.objects.bulk_create(rows)


def take_back(reply: Reply) -> bool:
    """Undo a promise of which nothing has left; False if a part is on its way or there. It is a draft again."""
    with transaction.atomic():
        # Read, not counted: a count locks nothing, and a worker would take a part while we look.
        parts = list(Delivery.objects.select_for_update().filter(reply=reply).order_by("number"))
        if not parts or any(part.state != "waiting" or part.tries for part in parts):
            return False
        Delivery.objects.filter(pk__in=[part.pk for part in parts]).delete()
        Reply.objects.filter(pk=reply.pk).update(promised_at=None, saved_at=clock.now())
    return True

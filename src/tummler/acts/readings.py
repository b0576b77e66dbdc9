"""“Not right?”: a person says what a post really is."""

from __future__ import annotations

import re

from django.db import transaction

from tummler.common import clock
from tummler.minds.contract import NEEDY, Judgement, Reading as MindReading
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Correction, Helper, Need, Post, Reading, Topic
from tummler.records.models.need import URGENCIES
from tummler.records.states import move
from tummler.understanding.judgements import pack_judgement, unpack_judgement
from tummler.understanding.needs import open_need

FIELDS = {
    "kind": ("question", "complaint", "request", "praise", "noise", "abuse", "spam"),
    "urgency": ("now", "today", "no_hurry"),
}
#: A language as BCP 47 writes it, as far as we need it.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


class NotAValue(ValueError):
    """A correction to something that a post can't be."""


def correct_reading(*, actor: Helper, post: Post, field: str, value: str) -> None:
    """One step: the reading is what the person said, the need follows, and the correction is kept as an example.

    ``field`` is kind, urgency, topic or language. Raises :class:`NotAValue`.
    """
    require(actor, "correct_reading", post)
    if not _can_be(post, field, value):
        raise NotAValue(field)
    with transaction.atomic():
        reading = Reading.objects.select_for_update().filter(post=post).first()
        if reading is None:  # never read, or gone since the page was made
            raise NotAValue(field)
        read = getattr(reading, field) or {}
        before, by_mind = read.get("value", ""), read.get("why") != "a_person_said"
        said = pack_judgement(Judgement(value, 1.0, "a_person_said"))
        setattr(reading, field, said)
        reading.save(update_fields=[field])
        kept = {"before": before, "sure": read.get("probability")} if by_mind else {}
        Correction.objects.update_or_create(
            post=post,
            field=field,
            defaults={
                "brand_id": post.brand_id, "value": value, "helper": actor, "at": clock.now(), **kept,
            },
        )  # fmt: skip
        _follow(post, reading, field, value)
        happen(
            "reading_corrected",
            post.brand_id,
            actor,
            post_id=post.pk,
            conversation_id=post.conversation_id,
            facts={"field": field, "before": before[:60], "value": value[:60]},
        )


def _can_be(post: Post, field: str, value: str) -> bool:
    if field == "topic":
        return not value or Topic.objects.filter(brand=post.brand_id, key=value, gone_at=None).exists()
    if field == "language":
        return _LANGUAGE.fullmatch(value) is not None
    return value in FIELDS.get(field, ())


def _follow(post: Post, reading: Reading, field: str, value: str) -> None:
    needs = Need.objects.filter(post=post)
    if field == "urgency":
        needs.update(urgency=URGENCIES[value])
    elif field == "language":
        needs.update(reach_until=None)  # others speak it
    elif field == "topic":
        needs.update(topic=value, reach_until=None)
    elif field == "kind" and value in NEEDY:
        needs.update(kind=value)
        dropped = needs.filter(state="dropped")
        free: dict[str, None] = dict.fromkeys(("closed_at", "claimed_by", "claimed_at", "claim_alive_at"))
        if not move(dropped, "open", **free) and not needs.exists():
            open_need(brand=post.brand, post=post, reading=as_read(reading), nearby=post.addressed == "nearby")
    elif field == "kind":
        move(needs.filter(state__in=("open", "claimed")), "dropped", closed_at=clock.now())


def as_read(row: Reading) -> MindReading:
    """A stored reading as minds give it."""
    kind, urgency, language = (unpack_judgement(part) for part in (row.kind, row.urgency, row.language))
    assert kind and urgency and language  # a stored reading has them all
    return MindReading(kind, unpack_judgement(row.topic), urgency, language, unpack_judgement(row.care))

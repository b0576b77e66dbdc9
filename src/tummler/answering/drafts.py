"""Drafts: kept every two seconds, never lost to a claim that goes back, never silently overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tummler.answering.pictures import describe
from tummler.answering.seeing import ONCE
from tummler.common import clock
from tummler.common.merging import merge, moved
from tummler.common.text import storable
from tummler.records import fading_keys
from tummler.records.models import Helper, Need, Reply
from tummler.records.sealed_text import Sealed

#: No draft is longer; the field says so before anything is lost.
LONGEST = 20_000


class Overtaken(Exception):
    """The draft was saved by someone else since: ``current`` is what stands there now; nothing was overwritten."""

    def __init__(self, current: Reply) -> None:
        super().__init__("the draft was changed meanwhile")
        self.current = current


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a writer chose beside the words; None: left as it is.

    ``cuts`` are of the text it comes with. ``pictures``: public id → what it shows, and its leaf. ``waved`` are hints
    to wave off, added to those that are.
    """

    visibility: str | None = None
    lasting: str | None = None
    language: str | None = None
    signature: str | None = None
    cuts: tuple[int, ...] | None = None
    waved: tuple[str, ...] = ()
    pictures: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    alt_limit: int = 2000


NOTHING = Chosen()


def draft_of(need: Need, beside: Helper | None = None) -> Reply | None:
    """The need's draft, if there is one; ``beside``: the own draft of someone who was asked in."""
    return Reply.objects.filter(need=need, promised_at=None, beside=beside).first()


def save_draft(
    *,
    need: Need,
    helper: Helper,
    text: str,
    edition: int,
    base: str | None = None,
    chosen: Chosen = NOTHING,
    beside: bool = False,
) -> Reply:
    """Keep a draft that started from ``edition`` (0: from none), whose words were ``base``. Raises :class:`Overtaken`.

    In the caller's transaction. What somebody else wrote since is brought together with it where ``base`` is known
    and the two touched different lines. The same again is no new edition. ``beside``: the helper's own, beside the
    need's.
    """
    text = storable(text)[:LONGEST]
    own = helper if beside else None
    reply = draft_of(need, own)
    if reply is None:
        try:
            with transaction.atomic():
                reply = _begin(need, helper, text, chosen, own)
                describe(reply, chosen.pictures, chosen.alt_limit)
                return reply
        except IntegrityError:  # somebody began in the same moment
            reply = Reply.objects.get(need=need, promised_at=None, beside=own)
    merged = _merged(reply, text, edition, base)
    described = describe(reply, chosen.pictures, chosen.alt_limit)
    changes = _changes(reply, text, merged, helper, chosen)
    if changes or described:
        _store(reply, need, helper, changes)
    return reply


def _merged(reply: Reply, text: str, edition: int, base: str | None) -> str:
    if text == reply.text or edition == reply.edition:
        return text
    merged = merge(storable(base), text, reply.text) if base is not None else None
    if merged is None or len(merged) > LONGEST:
        raise Overtaken(reply)
    return merged


def _changes(reply: Reply, text: str, merged: str, helper: Helper, chosen: Chosen) -> dict[str, Any]:
    wanted: dict[str, Any] = {"text": merged}
    if chosen.cuts is not None:
        wanted["cuts"] = list(moved(chosen.cuts, text, merged))
    else:
        wanted["cuts"] = list(moved(reply.cuts, reply.text, merged))
    if chosen.waved:
        wanted["waved"] = sorted({*reply.waved, *chosen.waved})
    if chosen.visibility is not None:
        wanted["visibility"] = chosen.visibility
    if chosen.lasting is not None:
        wanted["lasting"] = chosen.lasting[:8]
    if chosen.language is not None:
        wanted["language"] = chosen.language
    if chosen.signature is not None:
        own = chosen.signature == helper.signature.strip()
        wanted["signature"] = None if own else storable(chosen.signature)[:40]
    return {name: value for name, value in wanted.items() if value != getattr(reply, name)}


def _store(reply: Reply, need: Need, helper: Helper, changes: Mapping[str, Any]) -> None:
    """By the edition that was looked at: who comes second is told."""
    edition, changes = reply.edition, sealed_as_chosen(reply, changes)
    saved = Reply.objects.filter(pk=reply.pk, edition=edition, promised_at=None).update(
        **changes, edition=edition + 1, helper=helper, saved_at=clock.now(), to_post_id=need.post_id
    )
    if not saved:
        reply.refresh_from_db()
        raise Overtaken(reply)
    for name, value in changes.items():
        setattr(reply, name, value)
    reply.edition, reply.helper, reply.to_post = edition + 1, helper, need.post


def sealed_as_chosen(reply: Reply, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, with the words under a key of their own where one person is to see them once; plain elsewhere."""
    words = changes.get("text", reply.text)
    if changes.get("visibility", reply.visibility) == ONCE:
        key = reply.key or fading_keys.new_key()
        return {**changes, "text": Sealed(words, key), "key": key}
    return {**changes, "text": str(words), "key": ""} if reply.key else dict(changes)


def as_typed(need: Need, helper: Helper, text: str, chosen: Chosen, draft: Reply | None) -> Reply:
    """The draft, or a new one, as it would be with these words, unsaved."""
    post = need.post
    reply = draft or Reply(need=need, channel=post.channel, visibility=post.visibility)
    reply.to_post, reply.channel = post, post.channel
    for name, value in _changes(reply, text, text, helper, chosen).items():
        setattr(reply, name, value)
    return reply


def touch(reply: Reply) -> bool:
    """Another edition, because something beside the words was changed; False if it isn't a draft any more."""
    changed = Reply.objects.filter(pk=reply.pk, promised_at=None)
    return bool(changed.update(edition=F("edition") + 1, saved_at=clock.now()))


def begin_draft(need: Need, helper: Helper, beside: bool = False) -> Reply:
    """The need's draft, or the helper's own beside it, begun without words if there is none.

    In the caller's transaction.
    """
    found = draft_of(need, helper if beside else None)
    return found or save_draft(need=need, helper=helper, text="", edition=0, beside=beside)


def _begin(need: Need, helper: Helper, text: str, chosen: Chosen, beside: Helper | None) -> Reply:
    post = need.post
    reply = Reply(
        brand_id=need.brand_id,
        need=need,
        conversation_id=need.conversation_id,
        channel_id=post.channel_id,
        helper=helper,
        beside=beside,
        to_post=post,
        visibility=post.visibility,
    )
    for name, value in _changes(reply, text, text, helper, chosen).items():
        setattr(reply, name, value)
    for name, value in sealed_as_chosen(reply, {}).items():
        setattr(reply, name, value)
    reply.edition = 1
    reply.save(force_insert=True)
    return reply

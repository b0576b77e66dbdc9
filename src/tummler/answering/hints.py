"""What a writer may want to look at again before sending: each hint points at its words. Never a rule, and pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tummler.answering.likeness import Earlier, Likeness, likeness_of
from tummler.answering.manner import Manner
from tummler.answering.promising import find_promises
from tummler.answering.readable import unreadable
from tummler.common.personal import find_personal
from tummler.minds.replies import away_marks

Kind = Literal["away", "personal", "link", "undescribed", "meanwhile", "alike", "language", "manner", "promise"]


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at. ``start`` and ``end`` are code points of the text; both 0 where it is about no words.

    ``what`` is a code: how somebody is sent away, which personal data, why a link can't be opened, which language.
    ``key`` tells a hint that was waved off again; it holds no words.
    """

    kind: Kind
    start: int
    end: int
    what: str
    key: str
    more: Likeness | Newer | Manner | None = None


@dataclass(frozen=True, slots=True)
class Newer:
    """What somebody else said in the thread since the draft was begun."""

    post_id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer as it stands, and what surrounds it. ``pictures``: public id → what it shows."""

    text: str
    private: bool = False
    written: str = ""
    theirs: str = ""
    pictures: Sequence[tuple[str, str]] = ()
    earlier: Sequence[Earlier] = ()
    newer: Sequence[Newer] = ()
    waved: Collection[str] = ()
    #: How answers that helped people who write like them were.
    manner: Manner | None = None
    #: It will be seen once, and is gone then.
    once: bool = False


def hints_of(draft: Drafted) -> list[Hint]:
    """Everything worth a look that wasn't waved off, in the order of its weight."""
    return [hint for hint in _all(draft) if hint.key not in draft.waved]


def _all(draft: Drafted) -> Iterator[Hint]:
    if draft.once:
        for promised in find_promises(draft.text):
            yield _hint("promise", promised.start, promised.end, promised.what, draft.text)
    away = list(_away(draft))
    yield from away
    yield from _personal(draft, away)
    for start, end, why in unreadable(draft.text):
        yield _hint("link", start, end, why, draft.text)
    bare = [public_id for public_id, shows in draft.pictures if not shows.strip()]
    if bare:
        yield Hint("undescribed", 0, 0, bare[0], _key("undescribed", *bare))
    for newer in draft.newer[-1:]:
        yield Hint("meanwhile", 0, 0, str(newer.post_id), _key("meanwhile", str(newer.post_id)), newer)
    alike = likeness_of(draft.text, draft.earlier)
    if alike:
        yield Hint("alike", alike.start, alike.end, "", _key("alike", draft.text[alike.start : alike.end]), alike)
    if draft.written and draft.theirs and _short(draft.written) != _short(draft.theirs):
        yield Hint("language", 0, 0, draft.written, _key("language", draft.written, draft.theirs))
    if draft.manner:
        yield Hint("manner", 0, 0, draft.manner.language, _key("manner", draft.manner.language), draft.manner)


def _short(tag: str) -> str:
    return tag.split("-", 1)[0].lower()


def _hint(kind: Kind, start: int, end: int, what: str, text: str) -> Hint:
    return Hint(kind, start, end, what, _key(kind, text[start:end].casefold()))


def _key(kind: str, *words: str) -> str:
    return f"{kind}-{hashlib.sha256(chr(31).join(words).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _away(draft: Drafted) -> Iterator[Hint]:
    """Where somebody is sent away; into a private message only where it isn't one."""
    for mark in away_marks(draft.text, draft.written):
        if not (mark.why == "dm" and draft.private):
            yield _hint("away", mark.start, mark.end, mark.why, draft.text)


def _personal(draft: Drafted, away: Sequence[Hint]) -> Iterator[Hint]:
    """What only one person should read, where many can."""
    if draft.private:
        return
    for one in personal_in(draft.text):
        if not any(hint.start < one.end and one.start < hint.end for hint in away):
            yield one


def personal_in(text: str) -> list[Hint]:
    """What in a text tells of one person, wherever it is said."""
    return [_hint("personal", one.start, one.end, one.kind, text) for one in find_personal(text)]

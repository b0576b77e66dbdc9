"""Rules over the sentences of a reply: what it mainly does, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from tummler.minds.contract import Judgement, Mark
from tummler.minds.replies.lists import PLACES, Phrase, phrases

ReplyAct = Literal["answers", "asks_details", "sends_away", "apologises", "thanks"]

#: Replies are short; what stands beyond is not read.
LONGEST = 4_000
_COURTESIES = frozenset(("apologises", "thanks", "greets"))
_MOST_MARKS = 3
_BREAKS = regex.compile(r"(?<=[.!?…])['\")\]]*\s+|\n+|(?<=[^\w\s:/])\s+[–—]\s+|\s[–—]\s")
_LINK = regex.compile(r"https?:\s?//\S{3,300}|www\.\S{3,300}")
_WORDS = regex.compile(r"[\p{L}\p{N}]+")
#: A reply of fewer words than this, sorry and thanks left out, says nothing else.
_SAYS_MORE = 5
#: A plain statement answers, too, though it outweighs no question.
_VALUE = {"states": "answers"}
_SURE, _LIKELY, _GUESSED = 0.95, 0.85, 0.6
#: What is said before the words that send away, and the address after them.
_BEFORE = regex.compile(
    r"(?:please|kindly|pls|can you|could you|you can|have to|need to|just|and|[,:])\s+", regex.IGNORECASE
)
_BEHIND = regex.compile(rf"(?: (?:at|on|via|to|a|en|al))?[:\s]{{1,3}}(?:{'|'.join(PLACES.values())})", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    act: str
    what: str
    start: int
    end: int
    #: Said under a condition or for later: "if you need more, DM us".
    aside: bool
    sentence: int


def read_reply(text: str, language: str = "") -> Judgement:
    """What a reply mainly does: its value is a :data:`ReplyAct`. Never raises; any text has an answer."""
    found = list(_found(text[:LONGEST], language))
    for act in ("sends_away", "asks_details", "answers", "states"):
        held = [one for one in found if one.act == act and not one.aside]
        if held and not _outweighed(act, held, found):
            return _judged(_VALUE.get(act, act), held, _SURE if act == "sends_away" else _LIKELY)
    return _small(text[:LONGEST], found)


def where_to(text: str, language: str = "") -> str:
    """Where a reply sends away to: dm, mail, call, page, shop, others; "" where it doesn't."""
    reading = read_reply(text, language)
    return reading.why.removeprefix("away_") if reading.value == "sends_away" else ""


def away_marks(text: str, language: str = "") -> tuple[Mark, ...]:
    """The words of each place where a reply sends away, whatever else it does; ``why`` is where to."""
    text = text[:LONGEST]
    found = [one for one in _found(text, language) if one.act == "sends_away" and not one.aside]
    marks: list[Mark] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if marks and one.start < marks[-1].end:
            marks[-1] = Mark(marks[-1].start, max(one.end, marks[-1].end), marks[-1].why)
        else:
            marks.append(Mark(one.start, one.end, one.what))
    return tuple(_pointed(mark, text) for mark in marks)


def _pointed(mark: Mark, text: str) -> Mark:
    """Without what is only polite before it, with the address that follows."""
    start, end = mark.start, mark.end
    while (polite := _BEFORE.match(text, start, end)) is not None:
        start = polite.end()
    behind = _BEHIND.match(text, end)
    end = behind.end() if behind else end
    return Mark(start, start + len(text[start:end].rstrip(" .,;:!?)»”")), mark.why)


def _outweighed(act: str, held: list[_Found], found: list[_Found]) -> bool:
    """Who is asked after being answered was answered; who is asked or answered first, and sent on for it, is sent."""
    if act != "asks_details":
        return False
    first = min(one.sentence for one in held)
    return any(one.act == "answers" and not one.aside and one.sentence < first for one in found)


def _judged(act: str, held: list[_Found], sure: float) -> Judgement:
    marks = tuple(Mark(one.start, one.end, act) for one in held[:_MOST_MARKS])
    why = f"away_{held[0].what}" if act == "sends_away" else act
    return Judgement(act, sure, why, marks)


def _small(text: str, found: list[_Found]) -> Judgement:
    """Nothing of weight: an aside, an apology, thanks, or something that no rule knows, which is taken as an answer."""
    courtesies = [one for one in found if one.act in _COURTESIES]
    rest = list(text)
    for one in courtesies:
        rest[one.start : one.end] = " " * (one.end - one.start)
    left = _WORDS.findall(_LINK.sub(" ", regex.sub(r"@\w+|[\^*/~-]\s?\w{1,12}\s*$", " ", "".join(rest))))
    for act in ("apologises", "thanks"):
        held = [one for one in courtesies if one.act == act]
        if held and len(left) < _SAYS_MORE:
            return _judged(act, held, _LIKELY)
    aside = [one for one in found if one.act == "sends_away"]
    if aside and len(left) < _SAYS_MORE + 12:
        return _judged("sends_away", aside, _GUESSED)
    asks = [one for one in found if one.act == "asks_details"]
    if asks:
        return _judged("asks_details", asks, _GUESSED)
    for act in ("apologises", "thanks"):
        held = [one for one in courtesies if one.act == act]
        if held and len(left) < _SAYS_MORE * 2:
            return _judged(act, held, _GUESSED)
    return Judgement("answers", _GUESSED, "answers")


def _found(text: str, language: str) -> Iterator[_Found]:
    """Every phrase of every sentence, of its language first; unknown languages are looked for in all."""
    known = phrases(language.split("-", maxsplit=1)[0].lower())
    for number, (start, end) in enumerate(_sentences(text)):
        said = text[start:end]
        hits = [(one, match) for one in known for match in one.pattern.finditer(said, timeout=0.5)]
        never = [match.span() for one, match in hits if one.act == "never"]
        asides = [match.start() for one, match in hits if one.act == "aside"]
        later = any(one.act == "later" for one, _ in hits)
        aside_from = 0 if later else min(asides, default=len(said))
        for one, match in hits:
            taken_back = one.act not in _COURTESIES and any(a < match.end() and match.start() < b for a, b in never)
            if one.act in ("never", "aside", "later") or taken_back:
                continue
            yield _Found(
                one.act,
                one.what,
                start + match.start(),
                start + match.end(),
                aside_from <= match.start() and _may_wait(one),
                number,
            )


def _may_wait(phrase: Phrase) -> bool:
    return phrase.act in ("sends_away", "asks_details")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _BREAKS.finditer(text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        yield at, len(text)

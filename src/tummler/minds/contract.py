"""What every mind gives and takes: texts in, judgements out, each with its reason.

A mind reads; it never writes to anyone. Nothing here knows Django or a row. Offsets are code points of the text
as it was given (never a normalised copy).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

NeedKind = Literal["question", "complaint", "request", "praise", "noise", "abuse", "spam"]
#: The kinds that make a need; the others never go on the market.
NEEDY: frozenset[str] = frozenset({"question", "complaint", "request"})

Urgency = Literal["now", "today", "no_hurry"]
CareKind = Literal["self_harm", "threat", "violence", "child", "press", "legal"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that made us think so. ``why`` is a stable code that the pages put into words (see ``reasons``)."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer of a mind. ``probability`` is what the mind gives it, 0 to 1; ``why`` a reason code.

    ``marks`` are empty where the reason lies in the setting (a direct message, a reply to us), not in words.
    """

    value: str
    probability: float
    why: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic of the brand's own: its key and the words and phrases that tell it."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A post whose reading a person corrected: what it said and what it is."""

    text: str
    field: Literal["kind", "topic", "urgency", "language"]
    value: str


@dataclass(frozen=True, slots=True)
class PostToRead:
    """A post with what a mind may know about its setting.

    ``addressed`` is the contract value of the network (mention, reply, quote, direct, asked, nearby, no).
    ``language_hint`` is what the author's client declared: often wrong, still worth something.
    """

    text: str
    addressed: str = "mention"
    language_hint: str = ""
    languages: tuple[str, ...] = ()
    topics: tuple[TopicWords, ...] = ()
    brand_words: tuple[str, ...] = ()
    by_robot: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mind made of one post. ``care`` is None unless duty-of-care words are in it.

    ``kinds`` gives each kind's own probability: a post can be a complaint and a question at once, so they need not
    make one. ``may_care`` is duty of care that isn't sure enough to ring: only a look of the named person comes of it.
    ``tone`` is None where nothing stands out. ``personal`` marks what only one should read, ``why`` being
    its kind (see ``minds.personal``). ``robot`` is how probably it was written by a machine.
    """

    kind: Judgement
    topic: Judgement | None
    urgency: Judgement
    language: Judgement
    care: Judgement | None = None
    may_care: Judgement | None = None
    kinds: Mapping[str, float] = field(default_factory=dict)
    need_probability: float = 0.0
    tone: Judgement | None = None
    personal: tuple[Mark, ...] = ()
    robot: float = 0.0

    @property
    def need(self) -> bool:
        """True when somebody wants help."""
        return self.kind.value in NEEDY


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A post that came after our answer, with what is known of its setting.

    ``by_asker`` is false for anyone else in the thread: bystanders never close a need. ``answer`` is our last
    answer's text, ``seconds`` how long after it this was written.
    """

    text: str
    by_asker: bool
    answer: str = ""
    question: str = ""
    seconds: float = 0.0
    language: str = ""


class Mind(Protocol):
    """Reads posts. ``key`` names it and its version in every reading that is stored."""

    key: str

    def read(self, posts: Sequence[PostToRead]) -> list[Reading]:
        """One reading a post, in order. Never raises for any text."""
        ...

    def word(self, follow_up: FollowUp) -> Judgement:
        """The asker's word on an answer: ``helped``, ``not_helped`` or ``open`` (nothing said about it)."""
        ...

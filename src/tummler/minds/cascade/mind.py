"""The cascade: cheap heads on every post, the sentence model where they are in doubt, the rules for the reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tummler.minds.cascade import caring
from tummler.minds.cascade.abroad import column
from tummler.minds.cascade.grams import Grams, grams
from tummler.minds.cascade.heads import Doubles, Floats, Heads, logit, shipped, shipped_second
from tummler.minds.cascade.reading import Prepared, prepare, sense_text
from tummler.minds.cascade.telling import kind_of, telling_words
from tummler.minds.cascade.tone import read_tone
from tummler.minds.contract import NEEDY, Example, FollowUp, Judgement, PostToRead, Reading
from tummler.minds.first.care import read_care
from tummler.minds.first.kind import TO_US, explained
from tummler.minds.first.lists import Hit
from tummler.minds.first.mind import as_corrected, drawn
from tummler.minds.first.similar import Corrected
from tummler.minds.first.topic import read_topic
from tummler.minds.first.urgency import read_urgency, with_health
from tummler.minds.first.word import read_word
from tummler.minds.personal import read_personal
from tummler.minds.sentences import Sentences, available, sentences_in

#: Where the heads are in doubt whether it is a need, or a complaint, the sentence model is asked.
#: In logits: 0.3 stands for a probability between 0.43 and 0.57.
DOUBT, DOUBT_NEAR_US = 0.3, 0.1
_ASKED_TWICE = ("need", "complaint")
#: In languages that the heads saw little of, the rules count as much as they do.
_HEADS_SPEAK = frozenset(("en", "und"))
_RULES, _RULES_ABROAD = 0.4, 0.5
_MOST_RULED = 0.97
# Who writes to a brand complains more often than the posts that the heads were calmed on: chosen on public posts.
_TO_BRANDS = {"complaint": 0.5, "need": 0.6}
# What the setting adds to each head: who speaks to us mostly wants something, who speaks near us mostly doesn't.
_NEAR_US = {"need": -0.9, "question": -0.6, "complaint": -0.9, "request": -0.6, "noise": 0.6}
_SETTINGS = {
    "direct": {"need": 0.6, "noise": -0.5},
    "asked": {"need": 1.5, "question": 1.0, "noise": -1.0},
    "reply": {"need": -0.2, "noise": 0.2},
}
#: Plain words of praise and thanks outweigh what was wrong before.
_PRAISED = {"need": -1.2, "complaint": -1.2, "praise": 1.2}
_PLAINLY = 0.6
#: Thanks for what was solved, and nothing said of anything else: "issue" in it is the one that is gone.
_SOLVED = {"need": -2.8, "complaint": -2.8, "praise": 2.0}
#: So many words after them end them: thanks for fixing the *problem*.
_AFTER = 2
#: In fewer words than these, none of them known, nothing was said that a complaint could be guessed from.
_SOMETHING = 4
_URGENT = {"need": 1.5, "noise": -1.5}
_ROBOT = {"need": -1.5, "noise": 1.0, "spam": 1.0, "robot": 3.0}
#: Duty-of-care words are a need, whatever else is said; threats are abuse first.
_CARE = {"need": 3.0, "noise": -3.0, "praise": -2.0}

#: Of one post, a logit for each head.
Row = list[float]
#: What its duty of care is by the rules, what rings, and what may be one.
Cared = tuple[Judgement | None, Judgement | None, Judgement | None]


class CascadeMind:
    """``examples`` are one brand's corrections, the newest last; ``models`` is where the sentence model is, if any."""

    key = "cascade-2"

    def __init__(self, examples: Sequence[Example] = (), models: Path | None = None) -> None:
        self._corrected = Corrected(examples)
        self._heads: Heads = shipped()
        self._caring = caring.shipped()
        self._sentences: Sentences | None = sentences_in(models) if models is not None and available() else None

    def read(self, posts: Sequence[PostToRead]) -> list[Reading]:
        """One reading a post, in order; the same post always reads the same."""
        prepared = [prepare(post) for post in posts]
        if not prepared:
            return []
        read = grams([one.words for one in prepared])
        shown, logits, shares = self._first(prepared, read)
        vectors = {}
        for number in self._in_doubt(shares, prepared):
            vectors[number] = self._vector(sense_text(prepared[number].post.text))
            shares[number] = self._look_again(prepared[number], logits[number], shown[number], vectors[number])
        heard = self._heard(prepared, read)
        cared = [self._cared(one, heard[number], vectors.get(number)) for number, one in enumerate(prepared)]
        return [self._read(*each) for each in zip(prepared, shares, cared, strict=True)]

    def in_doubt(self, posts: Sequence[PostToRead]) -> list[int]:
        """Which of the posts the sentence model is asked about."""
        prepared = [prepare(post) for post in posts]
        read = grams([one.words for one in prepared])
        heard = self._heard(prepared, read)
        cared = {
            number
            for number, one in enumerate(prepared)
            if self._sentences and self._asks_of(one, heard[number]) and not read_care(one.line, one.hits)
        }
        return sorted(cared.union(self._in_doubt(self._first(prepared, read)[2], prepared)))

    def word(self, follow_up: FollowUp) -> Judgement:
        """The asker's word on an answer."""
        return read_word(follow_up)

    def _in_doubt(self, shares: Sequence[Row], prepared: Sequence[Prepared]) -> list[int]:
        if self._sentences is None:
            return []
        places = [(self._heads.names.index(name), name) for name in _ASKED_TWICE]
        return [
            number
            for number, (row, one) in enumerate(zip(shares, prepared, strict=True))
            if any(_unsure(row[place], name, one.post) for place, name in places)
        ]

    def _first(self, prepared: Sequence[Prepared], read: Grams) -> tuple[Floats, Doubles, list[Row]]:
        """What the cheap heads see, their logits, and what they and the rules give together, in logits."""
        shown = np.stack([one.shown for one in prepared])
        logits = self._heads.first(read, shown)
        calm = logits * self._heads.calm[0] + self._heads.calm[1]
        return shown, logits, [self._with_rules(one, row) for one, row in zip(prepared, calm.tolist(), strict=True)]

    def _with_rules(self, one: Prepared, logits: Row) -> Row:
        """The heads and the rules, weighed; in languages that the heads saw little of the rules weigh more."""
        weight = _RULES if one.language.value in _HEADS_SPEAK else _RULES_ABROAD
        ruled = {**one.rules, "need": sum(one.rules[kind] for kind in NEEDY)}
        return [
            (1 - weight) * value + weight * _logit(ruled[name]) if name in ruled else value
            for name, value in zip(self._heads.names, logits, strict=True)
        ]

    def _vector(self, text: str) -> Floats:
        assert self._sentences is not None
        return np.asarray(self._sentences.encode([text])[0], np.float32)

    def _look_again(self, one: Prepared, logits: Doubles, shown: Floats, vector: Floats) -> Row:
        return self._with_rules(one, logit(shipped_second().look(logits, vector, shown)).tolist())

    def _heard(self, prepared: Sequence[Prepared], read: Grams) -> list[float]:
        if self._caring is None or not prepared:
            return [-math.inf] * len(prepared)
        return [float(one) for one in self._caring.heard(prepared, read)]

    def _asks_of(self, one: Prepared, heard: float) -> bool:
        """Whether it is like the examples of duty of care, as far as the cheap head knows."""
        return self._caring is not None and self._caring.asks(heard, one)

    def _cared(self, one: Prepared, heard: float, vector: Floats | None) -> Cared:
        """Duty of care by the rules, and where they are silent by what is like the examples."""
        ruled = read_care(one.line, one.hits)
        if ruled is not None or self._caring is None:
            return ruled, ruled, None
        if self._sentences is None or not self._asks_of(one, heard):
            vector = None
        elif vector is None or column(one.language.value):
            vector = self._vector(caring.sensed(one))
        return None, *self._caring.told(heard, one, vector, alone=self._sentences is None)

    def _read(self, one: Prepared, shares: Row, cared: Cared) -> Reading:
        near = self._corrected.nearest(one.line)
        care, rings, may_care = cared
        urgency = with_health(read_urgency(one.line, one.hits), one.line, one.passing)
        given = self._settled(one, shares, care, urgency, drawn(near.get("kind")))
        kinds = {kind: given[kind] for kind in ("question", "complaint", "request", "praise", "noise", "abuse", "spam")}
        kind = kind_of(kinds, given["need"])
        sure = max(given["need"], kinds[kind]) if kind in NEEDY else kinds[kind]
        reason = explained(one.post, one.line, one.hits, kind, sure)
        if not reason.marks and (reason.why == "no_words" or kind in ("complaint", "request")):
            reason = telling_words(self._heads, one, reason)
        reading = Reading(
            kind=reason,
            topic=read_topic(one.post, one.line),
            urgency=urgency,
            language=one.language,
            care=rings,
            may_care=may_care,
            kinds={name: round(share, 4) for name, share in kinds.items()},
            need_probability=round(given["need"], 4),
            tone=read_tone(one, kinds, care),
            personal=read_personal(one.post.text),
            robot=round(given["robot"], 4),
        )
        return as_corrected(reading, near) if near else reading

    def _settled(
        self, one: Prepared, shares: Row, care: Judgement | None, urgency: Judgement, told: dict[str, float]
    ) -> dict[str, float]:
        """Each head's probability with the setting, the rules and the brand's corrections weighed in."""
        given = dict(zip(self._heads.names, shares, strict=True))
        post = one.post
        if one.hits or len(one.line.words) >= _SOMETHING:
            _add(given, _TO_BRANDS)
        _add(given, _set(post))
        if _only_solved(one.hits):
            _add(given, _SOLVED)
        elif one.rules["praise"] > _PLAINLY:
            _add(given, _PRAISED)
        if urgency.value == "now" and post.addressed in TO_US:
            _add(given, _URGENT)
        if post.by_robot:
            _add(given, _ROBOT)
        if care is not None:
            _add(given, {**_CARE, "abuse" if care.value == "threat" else "complaint": 2.0})
        for kind, pull in told.items():
            _add(given, {kind: pull, "need": pull if kind in NEEDY else -pull})
            _add(given, {other: -pull for other in given if other not in (kind, "need", "robot")})
        if not one.line.words:
            given = dict.fromkeys(given, -4.0) | {"noise": 4.0}
        return {name: 1 / (1 + math.exp(-value)) for name, value in given.items()}


def _only_solved(hits: Sequence[Hit]) -> bool:
    """Whether it thanks for what was solved, and each word of trouble stands in those thanks, or at their end."""
    solved = [hit for hit in hits if (hit.entry.value, hit.entry.why) == ("praise", "solved")]
    needy = [hit for hit in hits if hit.entry.field == "kind" and hit.entry.value in NEEDY]
    within = (any(one.first <= hit.first and hit.last <= one.last + _AFTER for one in solved) for hit in needy)
    return bool(solved) and all(within)


def _unsure(logit: float, name: str, post: PostToRead) -> bool:
    """Whether a head is in doubt. What is only said near us, of which there is far more, has to be closer to it."""
    doubt = DOUBT if post.addressed in TO_US else DOUBT_NEAR_US
    return abs(logit + _TO_BRANDS[name] + _set(post).get(name, 0.0)) < doubt


def _set(post: PostToRead) -> dict[str, float]:
    """What the setting of a post adds to each head."""
    return _SETTINGS.get(post.addressed, {}) if post.addressed in TO_US else _NEAR_US


def _add(given: dict[str, float], more: dict[str, float]) -> None:
    for name, value in more.items():
        given[name] += value


def _logit(share: float) -> float:
    """In logits, and no surer than rules can be."""
    kept = min(_MOST_RULED, max(1 - _MOST_RULED, share))
    return math.log(kept / (1 - kept))

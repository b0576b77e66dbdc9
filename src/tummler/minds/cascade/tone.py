"""How a post sounds: upset, mocking, worried, glad; None where nothing stands out. Never a rank."""

from __future__ import annotations

from collections.abc import Mapping

from tummler.minds.cascade.features import WORDS
from tummler.minds.cascade.reading import Prepared
from tummler.minds.contract import Judgement
from tummler.minds.first.lists import Hit, apart

_MOCKS = frozenset(("mock_thanks", "sarcasm"))
_HURT = frozenset(("let_down", "insult"))
_GLAD = frozenset(("liked", "thanks"))
_WORRY = frozenset(("safety",))
_LIKELY = 0.5
_ANGRY = frozenset("😡🤬😠👿😤💢")
_SAD = frozenset("😢😭💔😞😔😩") | {"sadface"}
_SMILES = frozenset("😍🥰😊🎉❤💕🙌") | {"smileface"}


def read_tone(one: Prepared, kinds: Mapping[str, float], care: Judgement | None) -> Judgement | None:
    """By the words that say so, in the order of what must not be missed; a complaint alone has no tone."""
    signs, wrong = set(one.line.words), kinds["complaint"] >= _LIKELY or kinds["abuse"] >= _LIKELY
    glad = kinds["praise"] >= _LIKELY > kinds["complaint"]
    for value, whys, words, fits in (
        ("mocking", _MOCKS, frozenset(), kinds["complaint"] >= _LIKELY),
        ("worried", _WORRY, WORDS["anxious"], not glad),
        ("upset", _HURT, WORDS["heated"] | _ANGRY | _SAD, wrong or bool(signs & (_ANGRY | _SAD))),
        ("glad", _GLAD, WORDS["joyful"] | _SMILES, not wrong),
    ):
        hits = [hit for hit in one.hits if hit.entry.field in ("kind", "urgency") and hit.entry.why in whys]
        if fits and (hits or signs & words):
            return _told(value, one, hits)
    if care is not None and care.value in ("self_harm", "child", "violence"):
        return Judgement("worried", 0.7, care.why, care.marks)
    return _by_kind(kinds)


def _told(value: str, one: Prepared, hits: list[Hit]) -> Judgement:
    why = hits[0].entry.why if hits else "sounds_so"
    return Judgement(value, 0.75 if hits else 0.6, why, apart(hit.mark(one.line) for hit in hits))


def _by_kind(kinds: Mapping[str, float]) -> Judgement | None:
    if kinds["abuse"] >= _LIKELY:
        return Judgement("upset", round(kinds["abuse"], 3), "sounds_so")
    if kinds["praise"] >= _LIKELY > kinds["complaint"]:
        return Judgement("glad", round(kinds["praise"], 3), "sounds_so")
    return None

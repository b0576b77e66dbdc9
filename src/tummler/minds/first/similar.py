"""Corrected posts of a brand: the same text is read as it was corrected, a near one is drawn to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tummler.minds.contract import Example
from tummler.minds.first.line import Line, lined

#: Jaccard likeness of letter runs: from here a text counts as the same, or as near.
SAME = 0.85
NEAR = 0.45
#: The newest corrections of each field that are kept in mind.
MOST = 2_000
_RUN = 4


def runs(line: Line) -> frozenset[str]:
    """The runs of four letters in a text's words, handles and links left out."""
    text = f" {' '.join(line.words)} "
    return frozenset(text[at : at + _RUN] for at in range(max(1, len(text) - _RUN + 1)))


class Corrected:
    """The examples of a brand, found by the letter runs they share with a post."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples: list[Example] = []
        self.sizes: list[int] = []
        self.holders: dict[str, list[int]] = {}
        counts: Counter[str] = Counter()
        for example in reversed(examples):
            counts[example.field] += 1
            if counts[example.field] <= MOST:
                self._keep(example)

    def _keep(self, example: Example) -> None:
        found = runs(lined(example.text))
        for run in found:
            self.holders.setdefault(run, []).append(len(self.examples))
        self.examples.append(example)
        self.sizes.append(len(found))

    def nearest(self, line: Line) -> dict[str, tuple[str, float]]:
        """For each field with a near example: its corrected value and the likeness, the newest of equals."""
        if not self.examples:
            return {}
        found = runs(line)
        shared = Counter(number for run in found for number in self.holders.get(run, ()))
        best: dict[str, tuple[str, float]] = {}
        for number in sorted(shared):
            example = self.examples[number]
            likeness = shared[number] / (len(found) + self.sizes[number] - shared[number])
            if likeness >= NEAR and likeness > best.get(example.field, ("", 0.0))[1]:
                best[example.field] = (example.value, likeness)
        return best

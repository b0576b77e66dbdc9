"""Words, pairs of words and runs of letters as numbers: hashed, weighed by how rare they are among the examples."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tummler.common.text import search_text
from tummler.minds.topics.contract import Floats

#: How many numbers words, and runs of letters, are hashed into; a little chance likeness costs nothing measurable.
WORDS, LETTERS = 2048, 4096
SIZE = WORDS + LETTERS
_RUNS = range(2, 6)
_LONGEST = 4_000
_LONGEST_WORD = 40
BESIDE = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@[\w.@-]+")

Places = NDArray[np.int64]


def said(text: str) -> str:
    """What is said, without links and handles: adding a link does not change what a post is about."""
    return " ".join(BESIDE.sub(" ", text[:_LONGEST]).split())


@lru_cache(maxsize=50_000)
def _letters(word: str) -> tuple[int, ...]:
    padded = f" {word[:_LONGEST_WORD]} "
    return tuple(
        WORDS + zlib.crc32(padded[at : at + run].encode()) % LETTERS
        for run in _RUNS
        for at in range(max(0, len(padded) - run + 1))
    )


@lru_cache(maxsize=50_000)
def word_place(words: str) -> int:
    """Where a word, or two with a space between, is counted."""
    return zlib.crc32(words.encode(), 7) % WORDS


def _words(words: Sequence[str]) -> Iterator[int]:
    for at, word in enumerate(words):
        yield word_place(word)
        if at:
            yield word_place(f"{words[at - 1]} {word}")


def _counted(text: str) -> tuple[Places, NDArray[np.float32]]:
    """The places that are not empty, and 1 + log of how often."""
    words = search_text(said(text)).split()
    found = [*_words(words)]
    for word in words:
        found.extend(_letters(word))
    places, counts = np.unique(np.array(found, np.int64), return_counts=True)
    return places, (1 + np.log(counts)).astype(np.float32)


class Weighing:
    """How rare each place is among the texts that it was made of."""

    def __init__(self, texts: Sequence[str]) -> None:
        held = np.zeros(SIZE)
        for text in texts:
            held[_counted(text)[0]] += 1
        self.rare = (1 + np.log((1 + len(texts)) / (1 + held))).astype(np.float32)

    def weigh(self, texts: Sequence[str]) -> Floats:
        """(n, SIZE): words and letters each of length √½, so that a text likes itself as 1."""
        rows = np.zeros((len(texts), SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            places, counts = _counted(text)
            row[places] = counts * self.rare[places]
            for part in (slice(0, WORDS), slice(WORDS, SIZE)):
                length = float(np.linalg.norm(row[part]))
                if length:
                    row[part] /= length * np.float32(2**0.5)
        return rows

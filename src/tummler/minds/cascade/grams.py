"""Which buckets a text's words, word pairs and letter runs fall into: one vectorised pass over a whole batch.

The text is taken as the rules read it (folded words, handles and links aside), so letters and offsets of a post never
reach the hash as they stood. The same words fall into the same buckets, whatever stands before them in the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: How many buckets there are, as a power of two.
BITS = 16
SIZE = 1 << BITS
#: Letter runs of these lengths, in bytes of UTF-8, over the ends of words.
RUNS = (3, 4, 5)
#: A text longer than that says nothing more; what stands beyond is not read.
LONGEST = 1_500

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_APART = b"\0" * max(RUNS)
_WORD, _PAIR = np.uint64(0xA5A5), np.uint64(0x5A5A)

Numbers = NDArray[np.int64]
#: The buckets of some texts behind each other, and where each text's begin: what :func:`grams` gives.
Grams = tuple[Numbers, Numbers]


def grams(texts: Sequence[str]) -> Grams:
    """The buckets of all texts behind each other, and where each text's begin (one more than there are texts)."""
    if not texts:
        return np.zeros(0, np.int64), np.zeros(1, np.int64)
    pieces = [b" " + text[:LONGEST].encode("utf-8", "replace").replace(b"\0", b"") + b" " for text in texts]
    signs = np.frombuffer(_APART.join(pieces) + _APART, np.uint8)
    starts = np.cumsum([0, *(len(piece) + len(_APART) for piece in pieces)])
    found, places = _runs(signs)
    words, word_places = _words(signs)
    found, places = np.concatenate([found, words]), np.concatenate([places, word_places])
    owner = np.searchsorted(starts, places, side="right") - 1
    order = np.argsort(owner, kind="stable")
    return found[order], np.searchsorted(owner[order], np.arange(len(texts) + 1))


def sums(weights: NDArray[np.int8], read: Grams) -> Numbers:
    """What the buckets of each text weigh together, (texts, heads); whole numbers, so that no order matters."""
    buckets, starts = read
    said = np.zeros((len(starts) - 1, weights.shape[1]), np.int64)
    full = np.flatnonzero(np.diff(starts))
    if len(full):
        said[full] = np.add.reduceat(weights[buckets].astype(np.int32), starts[:-1][full], axis=0)
    return said


def _bucket(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    mixed = hashes ^ (hashes >> np.uint64(32))
    return ((mixed * _MIX) >> np.uint64(64 - BITS)).astype(np.int64)


def _runs(signs: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every run of letters that does not reach over the end of its text."""
    wide = signs.astype(np.uint64)
    buckets, places = [], []
    hashes = np.zeros(len(wide), np.uint64)
    within = np.ones(len(wide), bool)
    for length in range(1, max(RUNS) + 1):
        hashes = hashes[: len(wide) - length + 1] * _BASE + wide[length - 1 :]
        within = within[: len(hashes)] & (signs[length - 1 :] != 0)
        if length in RUNS:
            place = np.flatnonzero(within)
            buckets.append(_bucket(hashes[place] + np.uint64(length)))
            places.append(place)
    return np.concatenate(buckets), np.concatenate(places)


def _words(signs: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every word, and every two words that follow each other in a text."""
    gaps = (signs == 32) | (signs == 0)
    begins = np.flatnonzero(~gaps[1:] & gaps[:-1]) + 1
    ends = np.flatnonzero(gaps[1:] & ~gaps[:-1]) + 1
    powers, inverses = _powers(1 << len(signs).bit_length())
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(signs.astype(np.uint64) * inverses[: len(signs)])])
    hashes = (sums[ends] - sums[begins]) * powers[begins]
    follows = np.flatnonzero(begins[1:] == ends[:-1] + 1)
    pairs = hashes[follows] * _BASE + hashes[follows + 1]
    buckets = np.concatenate([_bucket(hashes ^ _WORD), _bucket(pairs ^ _PAIR)])
    return buckets, np.concatenate([begins, begins[follows]])


@cache
def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the base and of its inverse, modulo 2 to the 64th: any stretch is hashed by a difference."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    return _row(_BASE, length), _row(inverse, length)


def _row(base: np.uint64, length: int) -> NDArray[np.uint64]:
    row = np.full(length, base, np.uint64)
    row[0] = 1
    return np.multiply.accumulate(row)

"""BM25, the baseline of every search."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from tummler.common.text import search_text


class Okapi:
    """Texts, and how well each answers a query."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [Counter(search_text(text).split()) for text in texts]
        self._held = Counter(word for text in self._texts for word in text)
        self._sizes = [sum(text.values()) for text in self._texts]
        self._mean = sum(self._sizes) / max(1, len(texts))

    def score(self, query: str, at: int) -> float:
        """How well one of the texts answers it."""
        text, size = self._texts[at], self._sizes[at]
        total = 0.0
        for word in set(search_text(query).split()) & text.keys():
            rare = math.log(1 + (len(self._texts) - self._held[word] + 0.5) / (self._held[word] + 0.5))
            total += rare * text[word] * 2.2 / (text[word] + 1.2 * (0.25 + 0.75 * size / self._mean))
        return total

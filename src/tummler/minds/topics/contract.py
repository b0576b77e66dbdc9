"""What is taught about a brand's topics, and what is told of a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

#: The topic of a post that is about none of the brand's topics.
NONE = ""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Taught:
    """An example: a text and its topic's key, :data:`NONE` for none of them."""

    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Told:
    """The topic of a post. ``probability`` is that it is this one; of :data:`NONE`, that it is none of them.

    ``likeliest`` is the nearest topic even where none is told. ``words`` are (start, end) of what in the text speaks
    for the topic, in code points.
    """

    topic: str
    probability: float
    likeliest: str
    words: tuple[tuple[int, int], ...] = ()


class Known(Protocol):
    """Topics as they were learned; the same text is told the same."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The keys that it tells apart."""
        ...

    def tell(self, texts: Sequence[str], vectors: Floats | None = None) -> list[Told]:
        """One a text, in order. ``vectors`` are their meanings, where they were given in learning too."""
        ...

"""Which mind reads for a brand: the first mind, with the brand's own corrected examples."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Literal, cast

from tummler.minds.contract import Example, Mind

_lock = threading.Lock()
_minds: dict[int, tuple[int, Mind]] = {}

Field = Literal["kind", "topic", "urgency", "language"]


def mind() -> Mind:
    """The mind of nobody's brand: no corrections known."""
    return mind_for(0, 0, tuple)


def mind_for(brand: int, stamp: int, examples: Callable[[], Sequence[tuple[str, str, str]]]) -> Mind:
    """The mind of a brand; made anew when ``stamp`` differs from the one that it was made with."""
    from tummler.minds.first import FirstMind  # loads the language model: only where something is read

    with _lock:
        known = _minds.get(brand)
        if known is None or known[0] != stamp:
            corrected = [Example(text, cast(Field, field), value) for text, field, value in examples()]
            known = (stamp, FirstMind(corrected))
            _minds[brand] = known
        return known[1]

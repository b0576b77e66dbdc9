"""Which mind reads for a brand: the cascade, with the brand's own corrected examples."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, cast

from tummler.minds.contract import Example, Mind

_lock = threading.Lock()
_minds: dict[int, tuple[tuple[int, Path | None], Mind]] = {}

Field = Literal["kind", "topic", "urgency", "language"]


def mind(models: Path | None = None) -> Mind:
    """The mind of nobody's brand: no corrections known."""
    return mind_for(0, 0, tuple, models)


def mind_for(
    brand: int, stamp: int, examples: Callable[[], Sequence[tuple[str, str, str]]], models: Path | None = None
) -> Mind:
    """The mind of a brand; made anew when ``stamp`` differs from the one that it was made with.

    ``models`` is the folder where the sentence model is made; without it there is no second look.
    """
    from tummler.minds.cascade.mind import CascadeMind  # loads models: only where something is read

    with _lock:
        known = _minds.get(brand)
        if known is None or known[0] != (stamp, models):
            corrected = [Example(text, cast(Field, field), value) for text, field, value in examples()]
            known = ((stamp, models), CascadeMind(corrected, models))
            _minds[brand] = known
        return known[1]

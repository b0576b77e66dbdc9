"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["well", "doubt", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` is seen; ``why`` it matters and the ``cure``, unless all is well. ``name`` is stable."""

    name: str
    state: State
    what: str
    why: str = ""
    cure: str = ""


def well(name: str, what: str) -> Finding:
    """As it should be."""
    return Finding(name, "well", what)


def doubt(name: str, what: str, why: str, cure: str) -> Finding:
    """Worth knowing; nothing is broken."""
    return Finding(name, "doubt", what, why, cure)


def fault(name: str, what: str, why: str, cure: str) -> Finding:
    """Broken, or about to be."""
    return Finding(name, "fault", what, why, cure)


def some(many: int, one: str, more: str = "") -> str:
    """1 answer; 2 answers."""
    return f"{many:,} {one if many == 1 else more or one + 's'}"

"""How long each kind of content is kept: what a brand said, else as the product says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

#: Kind → days that it is kept where a brand said nothing; None: until its author deletes it.
KEPT: Mapping[str, int | None] = {
    "direct": 180, "public": None, "pictures": 365, "drafts": 90, "notes": 365, "unread": 30,
}  # fmt: skip
#: What can be chosen; 0 is for good.
CHOICES = (7, 30, 90, 180, 365, 730, 0)


def kept_for(said: Mapping[str, object], kind: str) -> timedelta | None:
    """How long a kind is kept; None: until its author deletes it."""
    days = said.get(kind, KEPT[kind])
    return timedelta(days=days) if isinstance(days, int) and days > 0 else None


def as_said(said: Mapping[str, object], kind: str, days: int) -> dict[str, object]:
    """What a brand says from now on: for ``days``, 0 for good."""
    if kind not in KEPT or days not in CHOICES:
        raise ValueError(kind)
    return {**said, kind: days or None}

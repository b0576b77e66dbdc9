"""How long an answer stays: for good, until it is solved, for a day; or once, for one person's eyes. Pure."""

from __future__ import annotations

from collections.abc import Collection

from tummler.answering.hints import personal_in
from tummler.answering.seeing import ONCE, SECONDS
from tummler.networks.contract import Visibility

KEEP, SOLVED, DAY = "keep", "solved", "day"
#: Its deletion is asked of the network; it was done.
FADING, FADED = "fading", "faded"
#: Said of an answer that was sent: it is to go at once.
NOW = "now"
STAYS = (KEEP, SOLVED, DAY)
SHOWN = (ONCE, *(f"{seconds}s" for seconds in SECONDS))


def lastings(visibility: str, deletes: bool) -> tuple[str, ...]:
    """What can be chosen, for who sees it as chosen; where the network deletes nothing, it stays."""
    if visibility == ONCE:
        return SHOWN
    return STAYS if deletes else (KEEP,)


def lasting_of(wanted: str, visibility: str, text: str, waved: Collection[str], deletes: bool) -> str:
    """As chosen; else by what it is: what is personal fades when it is solved, what is public stays for the next.

    Personal is what one person is told, and what tells of one person in public, unless somebody said to keep it so.
    """
    can = lastings(visibility, deletes)
    if wanted in can:
        return wanted
    if visibility == ONCE:
        return ONCE
    personal = visibility == Visibility.DIRECT.value or any(hint.key not in waved for hint in personal_in(text))
    return SOLVED if personal and SOLVED in can else KEEP

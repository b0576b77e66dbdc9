"""What is taken on the square and what is handed back: pure rules, each said in words, and the words are kept."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tummler.common.text import graphemes

LONGEST = 4000
LONGEST_NAME = 60
#: Nobody reads the page and writes a question in less; nobody leaves it open for longer.
SOONEST_SECONDS, LATEST_SECONDS = 2.0, 12 * 3600.0
MOST_LINKS = 2
#: What one network address may ask in an hour.
PER_ADDRESS = 20

_LINK = regex.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|net|org|info|shop|xyz|top|ru|cn|click|link)\b", regex.IGNORECASE
)

#: Why something is handed back: what happened, and what to do. The words stay in the box.
HANDED_BACK: dict[str, str | Promise] = {
    "empty": _("There is nothing in it yet. Write what you’d ask across a counter."),
    "too_long": _("That is longer than 4,000 characters. Keep the part that somebody has to know."),
    "trap": _("A box that people can’t see was filled in, as robots do. It is empty again: send once more."),
    "too_fast": _("That went faster than anyone types. Your words are here: send once more."),
    "too_old": _("This page was open for so long that it no longer counts. Your words are here: send once more."),
    "too_many_links": _("More than two links, and we don’t know you yet. Take some out and send again."),
    "said_already": _("Somebody asked exactly this within the hour. Add what is different for you, or read along."),
    "too_much": _("A lot has come from you within the hour. Your words are here: send them a little later."),
    "our_name": _("That is our own name. Take yours, or leave it empty."),
    "busy": _("So much is being asked that we can’t take more just now. Your words are here: send them in a while."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of one sending. ``seconds`` since the page was made, None if it wasn't ours."""

    text: str
    trap: str
    seconds: float | None
    known: bool
    our_name: bool


def hand_back(asking: Asking) -> str:
    """Why it isn't taken, as a key of :data:`HANDED_BACK`; "" if it is."""
    reasons = (
        (not asking.text.strip(), "empty"),
        (graphemes(asking.text) > LONGEST, "too_long"),
        (bool(asking.trap), "trap"),
        (asking.seconds is None or asking.seconds > LATEST_SECONDS, "too_old"),
        (asking.seconds is not None and asking.seconds < SOONEST_SECONDS, "too_fast"),
        (not asking.known and links_in(asking.text) > MOST_LINKS, "too_many_links"),
        (asking.our_name, "our_name"),
    )
    return next((code for wrong, code in reasons if wrong), "")


def links_in(text: str) -> int:
    """How many links a text holds, as people and robots write them."""
    return sum(_LINK.search(part) is not None for part in regex.split(r"[\s,;<>()]+", text))

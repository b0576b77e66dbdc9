"""Whose a need is, in words: the bar that stands over every conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from tummler.acts.needs import Claim
from tummler.common import clock
from tummler.matching.claims import SILENT_AFTER
from tummler.records.models import Helper, Need
from tummler.web import moments
from tummler.web.history_rows import Said
from tummler.web.numbers import in_words
from tummler.web.texts import given_name

Standing = Literal["open", "mine", "theirs", "quiet", "answered", "closed"]


@dataclass(frozen=True, slots=True)
class ClaimBar:
    """How a need stands towards this helper, and what was just tried."""

    standing: Standing
    need: Need
    holder: Helper | None = None
    said: Said | None = None
    lost: str = ""

    @property
    def writable(self) -> bool:
        """Whether this helper may write an answer now."""
        return self.standing in ("open", "mine", "answered")


def bar_of(helper: Helper, need: Need, said: Said | None, tried: Claim | None = None) -> ClaimBar:
    """The bar for a need as it stands now."""
    lost = _lost(tried) if tried and not tried.ours else ""
    return ClaimBar(_standing(helper, need), need, need.claimed_by, said, lost)


def _standing(helper: Helper, need: Need) -> Standing:
    if need.state == "claimed":
        if need.claimed_by_id == helper.pk:
            return "mine"
        alive = need.claim_alive_at or need.claimed_at
        quiet = alive is None or clock.now() - alive >= SILENT_AFTER / 2
        return "quiet" if quiet else "theirs"
    if need.state == "answered":
        return "answered"
    return "open" if need.state == "open" else "closed"


def _lost(tried: Claim) -> str:
    """Two pressed at once: the later one sees who was earlier, and by how little."""
    if tried.holder is None:
        return _("It was closed meanwhile.")
    name = given_name(tried.holder)
    seconds = round(tried.seconds_earlier)
    if seconds < 1:
        return _("%(name)s was a blink earlier. Read along?") % {"name": name}
    if seconds < 120:
        return _("%(name)s was %(count)s s earlier. Read along?") % {"name": name, "count": seconds}
    minutes = in_words(round(seconds / 60))
    return _("%(name)s has had this for %(count)s minutes. Read along?") % {"name": name, "count": minutes}


def since_quiet(bar: ClaimBar) -> str:
    """How long its holder has been silent."""
    alive = bar.need.claim_alive_at or bar.need.claimed_at
    return moments.age(alive) if alive else ""

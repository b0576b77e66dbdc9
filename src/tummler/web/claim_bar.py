"""Whose a need is, in words: the bar that stands over every conversation, and who else has it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _, ngettext

from tummler.acts.needs import Claim
from tummler.acts.saying_more import CLOSED
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.community.peer_claims import standing_on
from tummler.matching.claims import SILENT_AFTER
from tummler.matching.presence import QUIET_AFTER, here
from tummler.networks.contract import MayAnswer
from tummler.networks.registry import UnknownNetwork
from tummler.records.access import asked_by
from tummler.records.models import Call, Channel, Helper, Need, PeerClaim, Presence
from tummler.records.prepared import Given
from tummler.records.protected import blocked_for_all, left_by
from tummler.web import waking
from tummler.web.history_rows import Said
from tummler.web.moments import spell
from tummler.web.numbers import in_words
from tummler.web.own_voice_rows import answered_by
from tummler.web.shared import calls as calls_to
from tummler.web.texts import given_name

Standing = Literal["open", "mine", "handed", "theirs", "quiet", "asleep", "answered", "closed"]


@dataclass(frozen=True, slots=True)
class ClaimBar:
    """How a need stands towards this helper, who else is there, and what was just tried."""

    standing: Standing
    need: Need
    holder: Helper | None = None
    said: Said | None = None
    lost: str = ""
    #: Somebody handed it to this helper, or asked them in, and waits for them.
    handed: Call | None = None
    asked: Call | None = None
    #: A circle that this helper is in was asked about it.
    circle: Call | None = None
    #: This helper handed it on, and it was not taken yet.
    passed: Call | None = None
    present: Sequence[Presence] = field(default_factory=list)
    #: Who answered from their own account.
    own_voice: Helper | None = None
    #: This helper left the thread; the asker is blocked for all.
    left: bool = False
    blocked: bool = False
    #: Whether the network lets anybody be answered there.
    answerable: bool = True
    #: A customer who is on it while nobody of us is.
    peer: PeerClaim | None = None

    @property
    def may_say_more(self) -> bool:
        """It is closed, and one more thing may be said to who asked."""
        free = self.answerable and not (self.blocked or self.left)
        return free and self.standing == "closed" and self.need.state in CLOSED and not self.need.care

    @property
    def writable(self) -> bool:
        """Whether this helper may write an answer now; who was asked in may, beside the one who has it."""
        if self.left or self.blocked:
            return False
        ours = self.standing in ("open", "mine", "handed", "asleep", "answered")
        return (
            self.answerable
            and not (self.left or self.blocked)
            and (ours or (self.asked is not None and self.standing in ("theirs", "quiet")))
        )

    @property
    def until(self) -> str:
        """How long it sleeps, in words."""
        return waking.until(self.need.snoozed_until) if self.need.snoozed_at else ""

    @property
    def holder_writes(self) -> bool:
        """Whether the one who has it is writing just now."""
        return any(one.helper_id == self.need.claimed_by_id and one.doing == "writing" for one in self.present)

    @property
    def along(self) -> list[Presence]:
        """Who else has it open; the one who has the need is named already."""
        return [one for one in self.present if one.helper_id != self.need.claimed_by_id or self.standing == "answered"]

    @property
    def look_again(self) -> int:
        """In how many seconds the first of them would be gone if they gave no sign; 0 with nobody there."""
        left = [(one.at + QUIET_AFTER - clock.now()).total_seconds() for one in self.present]
        return max(2, round(min(left)) + 2) if left else 0


def bar_of(helper: Helper, need: Need, said: Said | None, tried: Claim | None = None) -> ClaimBar:
    """The bar for a need as it stands now. Three queries; one more for an open one, and where it was answered."""
    left, blocked = _protected(helper, need)
    lost = _lost(tried) if tried and not tried.ours else ""
    calls = [one for one in calls_to(helper, need) if not one.settled]
    handed = next((one for one in calls if one.kind == "hand_on" and one.to_id == helper.pk), None)
    return ClaimBar(
        _standing(helper, need, handed),
        need,
        need.claimed_by,
        said,
        lost,
        handed=handed,
        asked=next((one for one in calls if one.kind == "ask_in" and one.to_id == helper.pk), None),
        circle=next((one for one in calls if one.kind == "circle" and one.to_id == helper.pk), None),
        passed=next((one for one in calls if one.kind == "hand_on" and one.by_id == helper.pk), None),
        present=here(need.pk, helper),
        own_voice=answered_by(need) if need.state == "answered" and helper.brand.helper_tag else None,
        left=left,
        blocked=blocked,
        answerable=is_answerable(need.post.channel),
        peer=standing_on(need) if need.state == "open" and not need.care else None,
    )


def _protected(helper: Helper, need: Need) -> tuple[bool, bool]:
    """Whether this helper left it, and whether its asker is blocked for all. One query."""
    found = asked_by(helper, "protected", _kept_from).rows(of=need.pk)
    return (found[0][0], found[0][1]) if found else (False, False)


def _kept_from(helper: Helper) -> QuerySet[Need, Any]:
    asked = Need.objects.filter(pk=Given("of")).annotate(left=left_by(helper), blocked=blocked_for_all())
    return asked.values_list("left", "blocked")


def is_answerable(channel: Channel) -> bool:
    """Whether anybody can be answered there at all."""
    try:
        return traits_of(channel).may_answer != MayAnswer.NOBODY
    except UnknownNetwork:
        return False


def _standing(helper: Helper, need: Need, handed: Call | None) -> Standing:
    if need.state == "claimed":
        if need.claimed_by_id == helper.pk:
            return "handed" if handed else "asleep" if need.snoozed_at else "mine"
        alive = need.claim_alive_at or need.claimed_at
        quiet = alive is None or clock.now() - alive >= SILENT_AFTER / 2
        return "quiet" if quiet and not need.snoozed_at else "theirs"
    if need.state == "answered":
        return "answered"
    return "open" if need.state == "open" else "closed"


def along_words(present: Sequence[Presence]) -> str:
    """Who reads along and who writes: Tomás is reading along; Tomás is writing; Tomás and two others …"""
    if not present:
        return ""
    first, others = present[0], len(present) - 1
    name = given_name(first.helper)
    if others:
        who = ngettext("%(name)s and one other", "%(name)s and %(count)s others", others)
        who = who % {"name": name, "count": in_words(others)}
        return (_("%(who)s are here, %(name)s is writing") if first.doing == "writing" else _("%(who)s read along")) % {
            "who": who, "name": name
        }  # fmt: skip
    return (_("%(name)s is writing") if first.doing == "writing" else _("%(name)s is reading along")) % {"name": name}


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
    time = spell(clock.now() - timedelta(seconds=seconds))
    return _("%(name)s has had this for %(time)s. Read along?") % {"name": name, "time": time}

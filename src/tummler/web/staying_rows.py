"""How long an answer of ours stays where it stands, and how long else it could, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.answering.fading import A_DAY, GRACE
from tummler.answering.lasting import DAY, NOW, SHOWN, SOLVED, STAYS
from tummler.answering.seeing import ONCE
from tummler.networks.contract import Traits
from tummler.records.access import can
from tummler.records.models import Helper, Need, Post, Reply
from tummler.records.models.helper import Role
from tummler.web import moments

#: What can be pressed; {network} is where it stands.
_PRESS = {
    "keep": (noop("Let it stay"), "check-circle"),
    "solved": (noop("Let it stay until it is solved"), "check"),
    "day": (noop("Let it go in a day"), "clock"),
    "now": (noop("Delete all of it, here and on {network}"), "trash"),
    "once": (noop("Show it until they close it"), "eye"),
    "30s": (noop("Show it for 30 seconds"), "eye"),
    "120s": (noop("Show it for two minutes"), "eye"),
}
_DESTROY = noop("Destroy it, unseen")
#: What is said once it was pressed.
CHOSEN = {
    "keep": noop("It stays now."),
    "solved": noop("It goes a day after it is solved."),
    "day": noop("It goes in a day."),
    "once": noop("It shows until they close it."),
    "30s": noop("It shows for 30 seconds."),
    "120s": noop("It shows for two minutes."),
}


_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Stay:
    """A press: how long from now on."""

    value: str
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class Staying:
    """Until when an answer stays, where it doesn't stay for good, and how long else it could."""

    reply: str = ""
    now: Markup = _NOTHING
    choices: list[Stay] = field(default_factory=list)


def staying_of(helper: Helper, reply: Reply, post: Post, need: Need, traits: Traits, label: str, parts: int) -> Staying:
    """Of an answer that stands there as ``parts`` posts. One query."""
    own = helper.role != Role.HELPER or reply.helper_id == helper.pk
    once = getattr(post, "once", None) if reply.visibility == ONCE else None
    values = list(_values(reply, need, traits, once is not None and once.waits, parts))
    if not values or not own or not can(helper, "change_lasting", reply):
        values = []
    return Staying(reply.public_id, _until(reply, post, need), [_stay(value, reply, label) for value in values])


def _values(reply: Reply, need: Need, traits: Traits, waits: bool, parts: int) -> Iterator[str]:
    if reply.visibility == ONCE:
        yield from (one for one in (*SHOWN, NOW) if waits and one != reply.lasting)
        return
    if not traits.deletes:
        return
    solved = need.state in ("helped", "no_answer", "dropped")
    yield from (one for one in STAYS if one != reply.lasting and not (one == SOLVED and solved))
    if parts > 1:  # else it is what “Delete it” does
        yield NOW


def _stay(value: str, reply: Reply, label: str) -> Stay:
    words, icon = _PRESS[value]
    if value == NOW and reply.visibility == ONCE:
        words = _DESTROY
    return Stay(value, _(words).replace("{network}", label), icon)


def _until(reply: Reply, post: Post, need: Need) -> Markup:
    if reply.lasting == DAY and reply.promised_at:
        return _goes(_("goes {time}"), post.keep_until or reply.promised_at + A_DAY)
    if reply.lasting == SOLVED and need.state == "helped" and need.closed_at:
        return _goes(_("goes {time}"), need.closed_at + GRACE)
    return Markup("{}").format(_("goes a day after it is solved")) if reply.lasting == SOLVED else Markup("")


def _goes(words: str, at: datetime) -> Markup:
    return Markup("{}").format(words).replace("{time}", moments.at(at))

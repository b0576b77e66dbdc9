"""Whom a need has reached so far, and when it reaches more: said to those who read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _, ngettext

from tummler.common import clock
from tummler.matching.market import Listed
from tummler.matching.widening import EVERYONE_AFTER
from tummler.records.models import Helper, Need, Reach
from tummler.records.models.need import NO_HURRY
from tummler.web import moments
from tummler.web.colleagues import reach_of
from tummler.web.numbers import in_words, starting
from tummler.web.shared import colleagues
from tummler.web.texts import given_name

#: So many are named.
_NAMED = 3


def reach_words(helper: Helper, need: Need) -> str:
    """It has reached you and Nuria. Four more by 10:52, everyone at 11:20. "" where somebody has it, or it is all's."""
    rows, at = reach_of(helper, need), clock.now()
    everyone = need.waiting_since + EVERYONE_AFTER[min(need.urgency, NO_HURRY)]
    if not rows or need.state != "open" or need.care or everyone <= at:
        return ""
    come = [row for row in rows if row.due_at <= at]
    later = sorted(row.due_at for row in rows if at < row.due_at < everyone)
    names = _names(helper, come)
    said = [starting(_("It has reached %(names)s.") % {"names": names})] if names else []
    mine = next((row for row in rows if row.helper_id == helper.pk and at < row.due_at < everyone), None)
    times = {"all": moments.clock_time(everyone), "count": in_words(len(later))}
    if mine is not None:
        said.append(_("You at %(time)s, everyone at %(all)s.") % (times | {"time": moments.clock_time(mine.due_at)}))
    elif later:
        words = ngettext(
            "One more by %(time)s, everyone at %(all)s.", "%(count)s more by %(time)s, everyone at %(all)s.", len(later)
        )
        said.append(starting(words % (times | {"time": moments.clock_time(later[-1])})))
    else:
        said.append(_("Everyone at %(all)s.") % times)
    return " ".join(said)


class Widening(NamedTuple):
    """What a row says of whom its need reaches, and until when that is so."""

    words: str = ""
    until: datetime | None = None


def widening(need: Listed) -> Widening:
    """Reaches more people by 10:52; for everyone since 11:20. Nothing where somebody has it, and after a day."""
    at, last = clock.now(), need.reach_ends
    if last is None or need.state != "open" or need.care:
        return Widening()
    everyone = need.waiting_since + EVERYONE_AFTER[min(need.urgency, NO_HURRY)]
    if at < last:
        return Widening(_("Reaches more people by %(time)s.") % {"time": moments.clock_time(last)}, last)
    if at < everyone:
        return Widening(until=everyone)
    if at < everyone + moments.DAY:
        return Widening(_("For everyone since %(time)s.") % {"time": moments.clock_time(everyone)})
    return Widening()


def _names(helper: Helper, come: Sequence[Reach]) -> str:
    """You, Nuria, Tomás, four others and two customers; this helper first."""
    called = {one.pk: given_name(one) for one in colleagues(helper)}
    helpers = [
        called[row.helper_id]
        for row in come
        if row.helper_id and row.helper_id != helper.pk and row.helper_id in called
    ]
    first = [_("you")] if any(row.helper_id == helper.pk for row in come) else []
    shown, others = [*first, *helpers][:_NAMED], max(0, len(first) + len(helpers) - _NAMED)
    if others:
        shown.append(ngettext("one other", "%(count)s others", others) % {"count": in_words(others)})
    if peers := sum(row.peer_id is not None for row in come):
        shown.append(ngettext("one customer", "%(count)s customers", peers) % {"count": in_words(peers)})
    if len(shown) < 2:
        return "".join(shown)
    return _("%(some)s and %(last)s") % {"some": ", ".join(shown[:-1]), "last": shown[-1]}

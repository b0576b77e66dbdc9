"""An incident in the list, in words: what they say, who and how many, since when, and why we think that it is one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from tummler.matching.folding import Folded, incidents_for
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.models import Helper, Incident
from tummler.web import moments
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt, given_name, said
from tummler.web.wanted import Wanted

#: Names are told up to here; the others are counted.
_NAMED = 2
_QUOTED = 110
#: Whom it is said to, at its beginning: here all of them are said to us.
_TO_US = re.compile(r"^(?:\s{0,4}@[\w.@-]{1,100}[\s,:]{0,4})+")


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident in the list."""

    incident: Incident
    #: The words of one of them; where they are gone, the words that all share.
    words: Markup
    language: str
    #: Whether it is what somebody said, or only the words that they share.
    quoted: bool
    who: str
    why: str
    see: str
    #: The address of its needs, and whether the list shows them.
    query: str
    opened: bool

    @property
    def dismissed(self) -> str:
        """Who said that it is none; "" if nobody did."""
        return (given_name(self.incident.dismissed_by) or _("Someone")) if self.incident.state == "dismissed" else ""


def incident_rows(helper: Helper, wanted: Wanted) -> list[IncidentRow]:
    """The incidents that stand in a list, or the one whose needs it shows. One query, three with any."""
    opened = wanted.filter.incident
    return [_row(one, wanted, bool(opened)) for one in incidents_for(helper, opened) if one.people or opened]


def _row(folded: Folded, wanted: Wanted, opened: bool) -> IncidentRow:
    incident = folded.incident
    post = incident.telling if incident.telling and not incident.telling.gone else None
    return IncidentRow(
        incident=incident,
        words=excerpt(_TO_US.sub("", post.text), (), _QUOTED) if post else said(", ".join(incident.words)),
        language=post.language if post else "",
        quoted=post is not None,
        who=_who(folded),
        why=_why(folded),
        see=_see(folded.waiting),
        query=wanted.into_incident(incident.public_id).query,
        opened=opened,
    )


def _who(folded: Folded) -> str:
    """Marta, Leo and nine others say much the same since 10:31."""
    people = [name or handle for name, handle in folded.people]
    named, others = people[:_NAMED], len(people) - _NAMED
    if others <= 0:
        who = _(" and ").join(named)
    else:
        more = ngettext("one other", "%(count)s others", others) % {"count": in_words(others)}
        who = _("%(names)s and %(others)s") % {"names": ", ".join(named), "others": more}
    since = moments.clock_time(folded.incident.since)
    where = [_called(key) for key in folded.networks]
    told = ngettext(
        "%(who)s says so since %(time)s, on %(where)s.",
        "%(who)s say much the same since %(time)s, on %(where)s.",
        len(people),
    )
    return told % {"who": who, "time": since, "where": _(" and ").join(where)}


def _why(folded: Folded) -> str:
    """The words that rose, as the reason: “dock 14” and “red light” were hardly said before."""
    words = [_("“%(words)s”") % {"words": word} for word in folded.incident.words[:3]]
    if not words:
        return ""
    listed = words[0] if len(words) == 1 else _("%(first)s and %(last)s") % {
        "first": ", ".join(words[:-1]), "last": words[-1],
    }  # fmt: skip
    return _("One cause, we think: %(words)s came up far more than it usually does.") % {"words": listed}


def _see(waiting: int) -> str:
    if not waiting:
        return _("See what was said")
    return starting(ngettext("see who waits", "see the %(count)s who wait", waiting) % {"count": in_words(waiting)})


def _called(key: str) -> str:
    try:
        return network(key).label
    except UnknownNetwork:
        return key

"""The list of needs as the desk shows it: one page of the market in one query, each row in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q
from django.template import engines
from django.utils.translation import get_language, gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.common import clock
from tummler.matching.knowing import Known, known_of, why
from tummler.matching.market import PAGE, Listed, View, asking, count_listed, folds, listed, listed_of, page_of
from tummler.records.access import rows_for
from tummler.records.happenings import last_id
from tummler.records.models import Happening, Helper, Need
from tummler.web import moments, waking, whys
from tummler.web.incident_rows import IncidentRow, incident_rows
from tummler.web.numbers import in_words, starting
from tummler.web.person_rows import label_of
from tummler.web.reach_words import Widening, widening
from tummler.web.templating import url
from tummler.web.texts import called_name, cleaned, excerpt, first_name
from tummler.web.thank_rows import ThankRow, thank_rows
from tummler.web.told_rows import ToldRow, told_rows
from tummler.web.wanted import Wanted
from tummler.web.words import may_care_words

#: People are counted no further than this: a page never pays for a million.
_COUNTED = 100
#: So many rows are kept as they were drawn, about two kilobytes each.
_DRAWN = 2000


class Seen(NamedTuple):
    """All that a row of the list is drawn from, as its reader sees it: what is the same is drawn once."""

    need: Listed
    address: str
    #: What it is about, by the name that it goes by.
    topic: str
    #: Why it is for this helper, and who calls them to it, in words.
    fits: str
    called: str
    #: That it reaches more people, and when; that it is everyone's by now.
    reach: Widening
    #: How long they have waited, and how long it sleeps, in words.
    age: str
    asleep: str
    mine: bool
    #: It is the one that is open beside the list.
    opened: bool
    language: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need in the list, in words."""

    seen: Seen
    need: Listed
    name: str
    words: Markup
    since: Markup
    language: str
    soon: str
    what: str
    private: bool
    holder: str
    #: Which customer is on it.
    peer: str
    #: Where they wrote, by its own name.
    network: str
    #: That it may be duty of care: said to the named person alone.
    look: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Needs of one urgency; ``heading`` is empty where the page before has said it."""

    heading: str
    meaning: str
    rows: list[Markup]


@dataclass(frozen=True, slots=True)
class Market:
    """One page of the list."""

    wanted: Wanted
    groups: list[Group]
    after: str
    #: The newest happening when it was made; 0 on further pages, which are shown below the first.
    stamp: int
    #: How many more wait that are for others first; said at the end of "For you".
    others: int = 0
    #: What stands for several needs, or the one whose needs these are.
    incidents: Sequence[IncidentRow] = ()
    #: Who outside helped, and was not thanked yet.
    to_thank: Sequence[ThankRow] = ()
    #: What else asks for this helper.
    told: Sequence[ToldRow] = ()
    #: The first that nobody has.
    first_free: NeedRow | None = None

    @property
    def view(self) -> View:
        """Which of the views it is."""
        return self.wanted.view

    @property
    def empty(self) -> bool:
        """Nothing in this view."""
        return not (self.groups or self.incidents)


def market_page(
    helper: Helper, wanted: Wanted, topics: Mapping[str, str], after: str = "", opened: Need | None = None
) -> Market:
    """A page of the market from a place in its order; ``opened`` is shown beside it."""
    stamp = last_id()  # before the rows: what happens meanwhile is told as news, twice rather than never
    place = place_from(after)
    knows = known_of(helper) if wanted.view == "you" else Known()
    needs = page_of(helper, wanted.view, place, wanted.filter, knows)
    shown, more = needs[:PAGE], len(needs) > PAGE
    rows = [seen_by(helper, need, topics, wanted, knows, opened) for need in shown]
    groups = list(_grouped(rows, said=place[0] if place else None))
    free = next((row_of(seen) for seen in rows if not seen.need.claimed_by_id), None)
    whole = not (knows.nothing or more or place) and wanted.filter.empty
    others = max(0, count_listed(helper) - len(shown)) if whole else 0
    first = not place and may_fold(wanted)
    return Market(
        wanted, groups, _place(shown[-1]) if more else "", 0 if place else stamp, others,
        incidents=incident_rows(helper, wanted) if first else [], to_thank=thank_rows(helper) if first else [],
        told=told_rows(helper) if first else [], first_free=free,
    )  # fmt: skip


def may_fold(wanted: Wanted) -> bool:
    """Whether incidents are told on this list."""
    return folds(wanted.view, wanted.filter) or bool(wanted.filter.incident)


def _grouped(rows: Iterable[Seen], said: int | None) -> Iterable[Group]:
    groups: dict[int, list[Markup]] = {}
    for row in rows:
        groups.setdefault(min(row.need.urgency, len(whys.GROUPS) - 1), []).append(drawn(row))
    for urgency, some in groups.items():
        heading, meaning = ("", "") if urgency == said else whys.GROUPS[urgency]
        yield Group(_(heading) if heading else "", _(meaning) if meaning else "", some)


@lru_cache(maxsize=_DRAWN)
def drawn(seen: Seen) -> Markup:
    """A row of the list as HTML. It is what it is drawn from that it is kept by, so it never shows what was."""
    macros = engines["jinja2"].env.get_template("desk/need.html").module  # type: ignore[attr-defined] # Jinja's
    return Markup(macros.need_row(row_of(seen)))  # noqa: S704 - a template of ours escapes what is in it


def forget_drawn() -> None:
    """What was drawn goes: somebody's words left, or it was long enough."""
    drawn.cache_clear()


_CALLED = {
    "hand_on": noop("%(name)s handed it to you"),
    "ask_in": noop("%(name)s asks you in"),
    "mention": noop("%(name)s wrote you a note"),
    "wrote": noop("You answered; they wrote again"),
    "circle": noop("%(name)s asks %(circle)s"),
    "sentback": noop("%(name)s sent your answer back"),
    "approve": noop("%(name)s’s answer waits for your yes"),
}


def _called(need: Listed) -> str:
    """Who calls this helper to it, in words."""
    if not need.call_kind:
        return ""
    words = _(_CALLED.get(need.call_kind, _CALLED["ask_in"]))
    return words % {"name": first_name(need.call_by or "") or _("Someone"), "circle": need.call_circle or ""}


def who_rows(helper: Helper, shown: Iterable[str]) -> list[NeedRow]:
    """Who is on these needs now, for a list that was shown earlier. One query."""
    needs = listed_of(helper, public_id__in=list(shown))
    return [row_of(seen_by(helper, need, {}, Wanted())) for need in needs]


def row_after(helper: Helper, need: Need, topics: Mapping[str, str], wanted: Wanted) -> NeedRow | None:
    """A need's row as it is now, after its own helper did something with it. One query."""
    found = listed_of(helper, pk=need.pk)
    return row_of(seen_by(helper, found[0], topics, wanted, opened=need)) if found else None


def seen_by(
    helper: Helper,
    need: Listed,
    topics: Mapping[str, str],
    wanted: Wanted,
    knows: Known = Known(),  # noqa: B008 - frozen
    opened: Need | None = None,
) -> Seen:
    """A need as this helper sees it now, in their language and at this moment. No query."""
    return Seen(
        need=need,
        address=url("need", (need.public_id,)) + wanted.query,
        topic=topics.get(need.topic, ""),
        fits=_fits(need, topics, knows),
        called=_called(need),
        reach=widening(need),
        age=moments.age(need.waiting_since),
        asleep=waking.until(need.snoozed_until) if need.snoozed_at else "",
        mine=need.state == "claimed" and need.claimed_by_id == helper.pk,
        opened=opened is not None and opened.pk == need.pk,
        language=get_language() or "",
    )


def row_of(seen: Seen) -> NeedRow:
    """A need in words, from what it is drawn from alone."""
    need = seen.need
    marks, pressing = _marks(need.read_kind), _marks(need.read_urgency)
    gone = need.gone_at is not None
    return NeedRow(
        seen=seen,
        need=need,
        name=called_name(need.name or need.handle, need.handle),
        words=Markup("") if gone else excerpt(need.text, [*marks, *pressing]),
        since=moments.time_tag(need.waiting_since, seen.age, "age"),
        language=whys.language_name(need.spoken),
        soon=whys.soon_by(pressing, need.text),
        what=whys.what(need.kind, seen.topic, need.same_here),
        private=need.visibility == "direct",
        holder=first_name(need.holder or "") if need.state == "claimed" else "",
        peer=cleaned(need.peer_called or "") if need.state == "open" else "",
        network=label_of(need.network),
        look=may_care_words(need.may_care) if need.may_care and not need.care else "",
    )


def _marks(judgement: str | None) -> list[list[Any]]:
    """The marked spans of a judgement of the reading."""
    found: list[list[Any]] = json.loads(judgement).get("marks", []) if judgement else []
    return found


def _fits(need: Listed, topics: Mapping[str, str], knows: Known) -> str:
    """Why it is for this helper, in words; who called them to it stands where it says who is on it."""
    match why(need, knows, clock.now()):
        case "duty":
            return _("For you alone.")
        case "outside":
            return _("Outside your circle, and you could answer it.")
        case "solved":
            return _("You solved something like it.")
        case "near":
            return _("You solved something near it.")
        case "helped":
            return _("You helped %(name)s before.") % {"name": called_name(need.name or need.handle, need.handle)}
        case "topic":
            return _("You know about %(topic)s.") % {"topic": topics.get(need.topic, need.topic)}
        case "language":
            return _("You speak it.")
        case "waits":
            return _("Nobody has taken it for %(time)s.") % {"time": moments.spell(need.waiting_since)}
        case "urgent":
            return _("Nobody has taken it yet.")
    return ""


def _place(need: Listed) -> str:
    return f"{need.urgency}_{need.waiting_since.timestamp():.6f}_{need.pk}"


def place_from(after: str) -> tuple[int, datetime, int] | None:
    """A place in the market's order from an address; None for the start and for what is no place."""
    try:
        urgency, since, pk = after.split("_")
        return int(urgency), datetime.fromtimestamp(float(since), clock.now().tzinfo), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """The day in a sentence, and everyone who needs help as the phone's list calls them: All eight."""

    words: str
    everyone: str = ""

    def __str__(self) -> str:
        return self.words


def heading(helper: Helper, here: int) -> Day:
    """Eight people need help. Two of you are here. One query."""
    people = len(asking(helper, _COUNTED))
    if not people:
        return Day(_("Nobody needs help right now."))
    if people == 1:
        who = _("One person needs help.")
    elif people >= _COUNTED:
        who = _("A hundred people or more need help.")
    else:
        who = starting(_("%(count)s people need help.") % {"count": in_words(people)})
    if here < 2:
        helpers = _("You are here alone.")
    else:
        helpers = starting(_("%(count)s of you are here.") % {"count": in_words(here)})
    everyone = _("All %(count)s") % {"count": in_words(people)} if 1 < people < _COUNTED else ""
    return Day(f"{who} {helpers}", everyone)


def news(helper: Helper, wanted: Wanted, stamp: int, here: Sequence[str] = ()) -> int:
    """How many needs in this view are new, or came back, since a list was shown. At most three queries.

    ``here`` are on that list already: that they reached this helper meanwhile brings nobody new.
    """
    acts = ("need_opened", "need_reached", "need_came_back", "answer_gone")
    happened = rows_for(helper, Happening).filter(pk__gt=stamp, act__in=acts)
    found = [(pk, act) for pk, act in happened.values_list("need_id", "act")[:_COUNTED] if pk]
    back = {pk for pk, act in found if act == "need_came_back"}
    new = listed(helper, wanted.view, wanted.filter).filter(pk__in={pk for pk, _act in found})
    return new.exclude(~Q(pk__in=back), public_id__in=here).count() if found else 0


def breaking(helper: Helper, wanted: Wanted, stamp: int) -> bool:
    """Whether something began to break since a list was shown. One query."""
    acts = ("incident_suspected", "incident_came_back")
    return may_fold(wanted) and rows_for(helper, Happening).filter(pk__gt=stamp, act__in=acts).exists()

"""The list of needs as the desk shows it: one page of the market in one query, each row in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.common import clock
from tummler.matching.knowing import Known, known_of, why
from tummler.matching.market import PAGE, View, count_listed, folds, listed, market, page_of
from tummler.records.access import rows_for
from tummler.records.happenings import last_id
from tummler.records.models import Call, Happening, Helper, Need
from tummler.records.peer_access import with_peer
from tummler.web import moments, waking, whys
from tummler.web.deliveries import network_label
from tummler.web.incident_rows import IncidentRow, incident_rows
from tummler.web.numbers import in_words, starting
from tummler.web.texts import cleaned, excerpt, given_name, name_of
from tummler.web.thank_rows import ThankRow, thank_rows
from tummler.web.told_rows import ToldRow, told_rows
from tummler.web.wanted import Wanted

#: People are counted no further than this: a page never pays for a million.
_COUNTED = 100


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need in the list."""

    need: Need
    name: str
    words: Markup
    language: str
    soon: str
    what: str
    private: bool
    mine: bool
    holder: str
    #: Which customer is on it.
    peer: str = ""
    #: Where they wrote, by its own name.
    network: str = ""
    #: Why it is for this helper, in words.
    fits: str = ""
    #: Who calls this helper to it, in words.
    called: str = ""

    @property
    def asleep(self) -> str:
        """How long it sleeps, in words; "" for one that doesn't."""
        return waking.until(self.need.snoozed_until) if self.need.snoozed_at else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Needs of one urgency; ``heading`` is empty where the page before has said it."""

    heading: str
    meaning: str
    rows: list[NeedRow]


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

    @property
    def view(self) -> View:
        """Which of the views it is."""
        return self.wanted.view

    @property
    def first_free(self) -> NeedRow | None:
        """The first that nobody has."""
        return next((row for group in self.groups for row in group.rows if not row.need.claimed_by_id), None)

    @property
    def empty(self) -> bool:
        """Nothing in this view."""
        return not (self.groups or self.incidents)


def market_page(helper: Helper, wanted: Wanted, topics: Mapping[str, str], after: str = "") -> Market:
    """A page of the market from a place in its order. Six queries at most; eight for what is for this helper."""
    stamp = last_id()  # before the rows: what happens meanwhile is told as news, twice rather than never
    place = place_from(after)
    knows = known_of(helper) if wanted.view == "you" else Known()
    needs = page_of(helper, wanted.view, place, wanted.filter, knows)
    shown, more = needs[:PAGE], len(needs) > PAGE
    called = calls_to(helper, shown)
    rows = [row_of(helper, need, topics, knows, called) for need in shown]
    groups = list(_grouped(rows, said=place[0] if place else None))
    whole = not (knows.nothing or more or place) and wanted.filter.empty
    others = max(0, count_listed(helper) - len(shown)) if whole else 0
    first = not place and may_fold(wanted)
    return Market(
        wanted, groups, _place(shown[-1]) if more else "", 0 if place else stamp, others,
        incidents=incident_rows(helper, wanted) if first else [],
        to_thank=thank_rows(helper) if first else [], told=told_rows(helper) if first else [],
    )  # fmt: skip


def may_fold(wanted: Wanted) -> bool:
    """Whether incidents are told on this list."""
    return folds(wanted.view, wanted.filter) or bool(wanted.filter.incident)


def _grouped(rows: Iterable[NeedRow], said: int | None) -> Iterable[Group]:
    groups: dict[int, list[NeedRow]] = {}
    for row in rows:
        groups.setdefault(min(row.need.urgency, len(whys.GROUPS) - 1), []).append(row)
    for urgency, some in groups.items():
        heading, meaning = ("", "") if urgency == said else whys.GROUPS[urgency]
        yield Group(_(heading) if heading else "", _(meaning) if meaning else "", some)


_CALLED = {
    "hand_on": noop("%(name)s handed it to you"),
    "ask_in": noop("%(name)s asks you in"),
    "mention": noop("%(name)s wrote you a note"),
    "wrote": noop("You answered; they wrote again"),
    "circle": noop("%(name)s asks %(circle)s"),
    "sentback": noop("%(name)s sent your answer back"),
    "approve": noop("%(name)s’s answer waits for your yes"),
}


def calls_to(helper: Helper, needs: Iterable[Need]) -> dict[int, str]:
    """Who calls this helper to which of these needs, in words. One query."""
    calls = rows_for(helper, Call).filter(to=helper, settled="", need__in=[need.pk for need in needs])
    return {call.need_id: _called(call) for call in calls.select_related("by", "question__circle").order_by("-pk")}


def _called(call: Call) -> str:
    circle = call.question.circle.name if call.question and call.question.circle else ""
    words = _(_CALLED.get(call.kind, _CALLED["ask_in"]))
    return words % {"name": given_name(call.by) or _("Someone"), "circle": circle}


def who_rows(helper: Helper, listed: Iterable[str]) -> list[NeedRow]:
    """Who is on these needs now, for a list that was shown earlier. Two queries."""
    needs = list(with_peer(rows_for(helper, Need)).filter(public_id__in=list(listed)).select_related("claimed_by"))
    called = calls_to(helper, needs)
    return [_who(helper, need, called) for need in needs]


def _who(helper: Helper, need: Need, called: Mapping[int, str]) -> NeedRow:
    mine = need.state == "claimed" and need.claimed_by_id == helper.pk
    holder = given_name(need.claimed_by) if need.state == "claimed" else ""
    return NeedRow(
        need, "", Markup(""), "", "", "", False, mine, holder, called=called.get(need.pk, ""), peer=peer_on(need)
    )


def peer_on(need: Need) -> str:
    """What the customer is called who is on an open need; "" for nobody."""
    return cleaned(getattr(need, "peer_called", None) or "") if need.state == "open" else ""


def row_of(
    helper: Helper,
    need: Need,
    topics: Mapping[str, str],
    knows: Known = Known(),  # noqa: B008 - frozen
    called: Mapping[int, str] | None = None,
) -> NeedRow:
    """A need in words. No query: its post, reading, account and claimer are there already."""
    post = need.post
    reading = getattr(post, "reading", None)
    name = name_of(need.account)
    return NeedRow(
        need=need,
        name=name,
        words=Markup("") if post.gone else excerpt(post.text, reading.marks if reading else ()),
        language=whys.language_name(reading.language.get("value", "") if reading else ""),
        soon=whys.soon(reading, post.text),
        what=whys.what(need, topics),
        private=post.visibility == "direct",
        mine=need.claimed_by_id == helper.pk,
        holder=given_name(need.claimed_by),
        peer=peer_on(need),
        network=network_label(post.channel),
        fits=_fits(need, name, topics, knows),
        called=(called or {}).get(need.pk, ""),
    )


def _fits(need: Need, name: str, topics: Mapping[str, str], knows: Known) -> str:
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
            return _("You helped %(name)s before.") % {"name": name}
        case "topic":
            return _("You know about %(topic)s.") % {"topic": topics.get(need.topic, need.topic)}
        case "language":
            return _("You speak it.")
        case "waits":
            return _("Nobody has taken it for %(time)s.") % {"time": moments.spell(need.waiting_since)}
        case "urgent":
            return _("Nobody has taken it yet.")
    return ""


def _place(need: Need) -> str:
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
    asking = {pk for (pk,) in market(helper).values_list("account_id")[:_COUNTED]}
    if not asking:
        return Day(_("Nobody needs help right now."))
    if len(asking) == 1:
        people = _("One person needs help.")
    elif len(asking) >= _COUNTED:
        people = _("A hundred people or more need help.")
    else:
        people = starting(_("%(count)s people need help.") % {"count": in_words(len(asking))})
    if here < 2:
        helpers = _("You are here alone.")
    else:
        helpers = starting(_("%(count)s of you are here.") % {"count": in_words(here)})
    everyone = _("All %(count)s") % {"count": in_words(len(asking))} if 1 < len(asking) < _COUNTED else ""
    return Day(f"{people} {helpers}", everyone)


def news(helper: Helper, wanted: Wanted, stamp: int, here: Sequence[str] = ()) -> int:
    """How many needs in this view are new, or came back, since a list was shown. At most three queries.

    ``here`` are on that list already: that they reached this helper meanwhile brings nobody new.
    """
    acts = ("need_opened", "need_reached", "need_came_back")
    happened = rows_for(helper, Happening).filter(pk__gt=stamp, act__in=acts)
    found = [(pk, act) for pk, act in happened.values_list("need_id", "act")[:_COUNTED] if pk]
    back = {pk for pk, act in found if act == "need_came_back"}
    new = listed(helper, wanted.view, wanted.filter).filter(pk__in={pk for pk, _act in found})
    return new.exclude(~Q(pk__in=back), public_id__in=here).count() if found else 0


def breaking(helper: Helper, wanted: Wanted, stamp: int) -> bool:
    """Whether something began to break since a list was shown. One query."""
    acts = ("incident_suspected", "incident_came_back")
    return may_fold(wanted) and rows_for(helper, Happening).filter(pk__gt=stamp, act__in=acts).exists()

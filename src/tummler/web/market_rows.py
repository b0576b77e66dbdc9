"""The list of needs as the desk shows it: one page of the market in one query, each row in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.common import clock
from tummler.matching.market import PAGE, View, market, page_of
from tummler.records.access import rows_for
from tummler.records.happenings import last_id
from tummler.records.models import Happening, Helper, Need, Topic
from tummler.web import whys
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt, given_name, name_of

VIEWS: tuple[View, ...] = ("all", "yours", "nearby")
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


@dataclass(frozen=True, slots=True)
class Group:
    """Needs of one urgency; ``heading`` is empty where the page before has said it."""

    heading: str
    meaning: str
    rows: list[NeedRow]


@dataclass(frozen=True, slots=True)
class Market:
    """One page of the list."""

    view: View
    groups: list[Group]
    after: str
    stamp: int

    @property
    def first_free(self) -> NeedRow | None:
        """The first that nobody has."""
        return next((row for group in self.groups for row in group.rows if not row.need.claimed_by_id), None)

    @property
    def empty(self) -> bool:
        """Nothing in this view."""
        return not self.groups


def view_of(asked: str) -> View:
    """The view that an address asks for, or all."""
    return next((view for view in VIEWS if view == asked), "all")


def topics_of(helper: Helper) -> dict[str, str]:
    """The brand's topics: key → its own name for it. One query."""
    return dict(rows_for(helper, Topic).order_by("name").values_list("key", "name"))


def market_page(helper: Helper, view: View, topics: Mapping[str, str], after: str = "") -> Market:
    """A page of the market from a place in its order. Two queries."""
    stamp = last_id()  # before the rows: what happens meanwhile is told as news, twice rather than never
    place = place_from(after)
    needs = page_of(helper, view, place)
    shown, more = needs[:PAGE], len(needs) > PAGE
    groups = list(_grouped(helper, shown, topics, said=place[0] if place else None))
    return Market(view, groups, _place(shown[-1]) if more else "", stamp)


def _grouped(helper: Helper, needs: Iterable[Need], topics: Mapping[str, str], said: int | None) -> Iterable[Group]:
    groups: dict[int, list[NeedRow]] = {}
    for need in needs:
        groups.setdefault(min(need.urgency, len(whys.GROUPS) - 1), []).append(row_of(helper, need, topics))
    for urgency, rows in groups.items():
        heading, meaning = ("", "") if urgency == said else whys.GROUPS[urgency]
        yield Group(_(heading) if heading else "", _(meaning) if meaning else "", rows)


def row_of(helper: Helper, need: Need, topics: Mapping[str, str]) -> NeedRow:
    """A need in words. No query: its post, reading, account and claimer are there already."""
    post = need.post
    reading = getattr(post, "reading", None)
    return NeedRow(
        need=need,
        name=name_of(need.account),
        words=Markup("") if post.gone else excerpt(post.text, reading.marks if reading else ()),
        language=whys.language_name(reading.language.get("value", "") if reading else ""),
        soon=whys.soon(reading, post.text),
        what=whys.what(need, topics),
        private=post.visibility == "direct",
        mine=need.claimed_by_id == helper.pk,
        holder=given_name(need.claimed_by),
    )


def _place(need: Need) -> str:
    return f"{need.urgency}_{need.waiting_since.timestamp():.6f}_{need.pk}"


def place_from(after: str) -> tuple[int, datetime, int] | None:
    """A place in the market's order from an address; None for the start and for what is no place."""
    try:
        urgency, since, pk = after.split("_")
        return int(urgency), datetime.fromtimestamp(float(since), clock.now().tzinfo), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def heading(helper: Helper, here: int) -> str:
    """The day in a sentence: Eight people need help. Two of you are here. One query."""
    asking = {pk for (pk,) in market(helper).values_list("account_id")[:_COUNTED]}
    if not asking:
        return _("Nobody needs help right now.")
    if len(asking) == 1:
        people = _("One person needs help.")
    elif len(asking) >= _COUNTED:
        people = _("A hundred people or more need help.")
    else:
        people = _("%(count)s people need help.") % {"count": starting(in_words(len(asking)))}
    if here < 2:
        return f"{people} {_('You are here alone.')}"
    return f"{people} {_('%(count)s of you are here.') % {'count': starting(in_words(here))}}"


def news(helper: Helper, view: View, stamp: int) -> int:
    """How many needs in this view are new, or came back, since a list was shown. At most two queries."""
    acts = ("need_opened", "need_came_back")
    happened = rows_for(helper, Happening).filter(pk__gt=stamp, act__in=acts)
    ids = {pk for pk in happened.values_list("need_id", flat=True)[:_COUNTED] if pk}
    return market(helper, view).filter(pk__in=ids).count() if ids else 0

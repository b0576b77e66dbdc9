"""What is on the market for a helper, in order of waiting, in one query."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from tummler.common import clock
from tummler.matching.calls import called_to
from tummler.matching.filters import ANY, Filter, fitting
from tummler.matching.folding import unfolded
from tummler.matching.knowing import Known, for_them, known_of, told
from tummler.matching.reach import AT_IT
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Glance, Helper, Need, Reach
from tummler.records.peer_access import with_peer
from tummler.records.prepared import Given, Moment
from tummler.records.protected import off_the_lists
from tummler.records.states import standing

View = Literal["you", "all", "yours", "nearby"]
WAITING = ("open", "claimed")
PAGE = 50


class Listed(NamedTuple):
    """What a list shows of a need, its post, its reading and its people, as it stands in the database."""

    pk: int
    public_id: str
    kind: str
    topic: str
    urgency: int
    care: str
    state: str
    waiting_since: datetime
    came_back: int
    same_here: int
    snoozed_at: datetime | None
    snoozed_until: datetime | None
    claimed_by_id: int | None
    holder: str | None
    holder_id: str | None
    text: str
    language: str
    visibility: str
    gone_at: datetime | None
    network: str
    remote_id: str
    handle: str
    name: str
    asker: int | None
    #: Two judgements of its reading, as JSON; None where it was not read.
    read_kind: str | None
    read_urgency: str | None
    spoken: str
    peer_called: str | None
    call_kind: str | None
    call_by: str | None
    call_circle: str | None
    reached_by: str | None
    #: When it comes to the last of those whom it reaches before it is everyone's.
    reach_ends: datetime | None
    #: What it may be, of duty of care: told to the named person alone.
    may_care: str


#: Where each of these stands, seen from the need.
_SHOWN = (
    "pk", "public_id", "kind", "topic", "urgency", "care", "state", "waiting_since", "came_back", "same_here",
    "snoozed_at", "snoozed_until", "claimed_by", "claimed_by__name", "claimed_by__public_id",
    "post__text", "post__language", "post__visibility", "post__gone_at", "post__channel__network",
    "account__remote_id", "account__handle", "account__name", "account__person",
    "read_kind", "read_urgency", "spoken", "peer_called", "call_kind", "call_by", "call_circle", "reached_by",
    "reach_ends", "may_care",
)  # fmt: skip
_LAST = Reach.objects.filter(need=OuterRef("pk"), outside=False).order_by("-due_at").values("due_at")[:1]
_ORDER = ("urgency", "waiting_since", "pk")


def market(
    helper: Helper, view: View = "all", wanted: Filter = ANY, knows: Known | None = None, at: Moment | None = None
) -> QuerySet[Need]:
    """Waiting needs that this helper may see: the urgent first, within that the longest waiting.

    ``knows`` is what the view "you" goes by; it is asked for where it isn't given.
    """
    at = at or clock.now()
    needs = off_the_lists(rows_for(helper, Need), helper)
    if view == "yours":
        needs = told(standing(needs, *WAITING).filter(Q(claimed_by=helper.pk) | called_to(helper)), helper, at)
    else:
        needs = standing(needs, *WAITING).filter(heard_nearby=view == "nearby", snoozed_at=None)
        needs = needs.filter(Q(tag=None) | ~Exists(AT_IT))
    if view == "you":
        needs = for_them(needs, helper, knows or known_of(helper), at)
    return fitting(needs, wanted).order_by(*_ORDER)


def listed(
    helper: Helper, view: View = "all", wanted: Filter = ANY, knows: Known | None = None, at: Moment | None = None
) -> QuerySet[Need]:
    """The market as a list shows it: without what is folded into an incident, where nothing narrower is wanted."""
    needs = market(helper, view, wanted, knows, at)
    return unfolded(needs) if folds(view, wanted) else needs


def folds(view: View, wanted: Filter) -> bool:
    """Whether incidents stand in this list for their needs."""
    return view in ("you", "all") and wanted.empty


def page_of(
    helper: Helper,
    view: View = "all",
    after: tuple[int, datetime, int] | None = None,
    wanted: Filter = ANY,
    knows: Known | None = None,
) -> list[Listed]:
    """One page of the market, one row more if there is another; ``after`` is the last row's place in order."""
    if view == "you" and knows is None:
        knows = known_of(helper)
    if after is None and wanted.empty:  # what everyone opens all day
        kept = asked_by(helper, "page", lambda one: _page(one, view, wanted, knows, Given()), view, knows, PAGE)
        return [Listed(*row) for row in kept.rows()]
    needs = _page(helper, view, wanted, knows, clock.now(), after)
    return [Listed(*row) for row in needs]


def _page(
    helper: Helper,
    view: View,
    wanted: Filter,
    knows: Known | None,
    at: Moment,
    after: tuple[int, datetime, int] | None = None,
) -> QuerySet[Need, Any]:
    needs = listed(helper, view, wanted, knows, at)
    if after is not None:
        urgency, since, pk = after
        later = Q(waiting_since__gt=since) | Q(waiting_since=since, pk__gt=pk)
        needs = needs.filter(Q(urgency__gt=urgency) | Q(urgency=urgency) & later)
    return _shown(needs if view in ("you", "yours") else told(needs, helper, at), helper, at)[: PAGE + 1]


def _shown(needs: QuerySet[Need], helper: Helper, at: Moment) -> QuerySet[Need, Any]:
    """With what :class:`Listed` wants; they come from :func:`told`."""
    kind, urgency = (Cast(f"post__reading__{part}", TextField()) for part in ("kind", "urgency"))
    needs = with_peer(needs, at).annotate(
        read_kind=kind, read_urgency=urgency, reach_ends=Subquery(_LAST), may_care=_may_care(helper)
    )  # fmt: skip
    return needs.values_list(*_SHOWN)


def _may_care(helper: Helper) -> Combinable:
    """What a look is asked for, of the named person."""
    if helper.pk != helper.brand.duty_helper_id:
        return Value("")
    looks = rows_for(helper, Glance).filter(post__conversation=OuterRef("conversation"), said="")
    return Coalesce(Subquery(looks.order_by("-likely").values("care")[:1]), Value(""))


def listed_of(helper: Helper, **which: Any) -> list[Listed]:
    """Needs that this helper may see, wherever they stand, as a list shows them. One query."""
    at = clock.now()
    return [Listed(*row) for row in _shown(told(rows_for(helper, Need).filter(**which), helper, at), helper, at)]


def count_listed(helper: Helper, at_most: int = 100) -> int:
    """How many needs the whole list shows, counted no further than ``at_most``."""
    return len(asked_by(helper, "listed", lambda one: listed(one).values_list("pk")[:at_most], at_most).rows())


def asking(helper: Helper, at_most: int) -> set[int]:
    """Who waits, by the numbers of their accounts, of so many needs at most: a page never pays for a million."""
    # In order, although nobody sees it: the index that has the order has only who waits in it.
    kept = asked_by(helper, "asking", lambda one: market(one).values_list("account_id")[:at_most], at_most)
    return {account for (account,) in kept.rows()}


def count_waiting(helper: Helper, at_most: int = 100) -> int:
    """How many people wait, counted no further than ``at_most``: a page never pays for a million."""
    # In order, although nobody sees it: the index that has the order has only who waits in it.
    return market(helper)[:at_most].count()

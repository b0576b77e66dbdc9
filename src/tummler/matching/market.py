"""What is on the market for a helper, in order of waiting, in one query."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.matching.calls import called_to
from tummler.matching.filters import ANY, Filter, fitting
from tummler.matching.folding import unfolded
from tummler.matching.knowing import Known, for_them, known_of, told
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, TagRequest
from tummler.records.peer_access import with_peer
from tummler.records.protected import off_the_lists
from tummler.records.states import standing

View = Literal["you", "all", "yours", "nearby"]
WAITING = ("open", "claimed")
PAGE = 50
#: What a list shows of a need, its post, its reading and its people; the rest of them is not read.
_SHOWN = (
    "brand", "public_id", "conversation", "kind", "topic", "urgency", "care", "heard_nearby", "state",
    "waiting_since", "reach_until", "came_back", "claimed_at", "claim_alive_at", "snoozed_at", "snoozed_until",
    "same_here",
    "post__text", "post__language", "post__visibility", "post__warning", "post__gone_at", "post__shown_at",
    "post__channel__network", "post__reading__kind", "post__reading__urgency", "post__reading__language",
    "account__person", "account__remote_id", "account__handle", "account__name",
    "claimed_by__name", "claimed_by__public_id",
)  # fmt: skip
#: A machine is at it this moment: in a second it is answered, waits, or is somebody's to answer.
_AT_IT = TagRequest.objects.filter(need=OuterRef("pk"), state__in=("heard", "asking"))
_ORDER = ("urgency", "waiting_since", "pk")


def market(helper: Helper, view: View = "all", wanted: Filter = ANY, knows: Known | None = None) -> QuerySet[Need]:
    """Waiting needs that this helper may see: the urgent first, within that the longest waiting.

    ``knows`` is what the view "you" goes by; it is asked for (one query) where it isn't given.
    """
    needs = off_the_lists(rows_for(helper, Need), helper)
    if view == "yours":
        needs = told(standing(needs, *WAITING).filter(Q(claimed_by=helper) | called_to(helper)), helper)
    else:
        needs = standing(needs, *WAITING).filter(heard_nearby=view == "nearby", snoozed_at=None)
        needs = needs.filter(Q(tag=None) | ~Exists(_AT_IT))
    if view == "you":
        needs = for_them(needs, helper, knows or known_of(helper))
    return fitting(needs, wanted).order_by(*_ORDER)


def listed(helper: Helper, view: View = "all", wanted: Filter = ANY, knows: Known | None = None) -> QuerySet[Need]:
    """The market as a list shows it: without what is folded into an incident, where nothing narrower is wanted."""
    needs = market(helper, view, wanted, knows)
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
) -> list[Need]:
    """One page of the market, one row more if there is another; ``after`` is the last row's place in order."""
    needs = listed(helper, view, wanted, knows)
    if after is not None:
        urgency, since, pk = after
        later = Q(waiting_since__gt=since) | Q(waiting_since=since, pk__gt=pk)
        needs = needs.filter(Q(urgency__gt=urgency) | Q(urgency=urgency) & later)
    shown = with_peer(needs).select_related("post__channel", "post__reading", "claimed_by", "account").only(*_SHOWN)
    return list(shown[: PAGE + 1])


def count_listed(helper: Helper, at_most: int = 100) -> int:
    """How many needs the whole list shows, counted no further than ``at_most``."""
    return listed(helper)[:at_most].count()


def count_waiting(helper: Helper, at_most: int = 100) -> int:
    """How many people wait, counted no further than ``at_most``: a page never pays for a million."""
    # In order, although nobody sees it: the index that has the order has only who waits in it.
    return market(helper)[:at_most].count()

"""Which needs a page is asked for: a view and a filter, read from an address and written back into links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.urls import reverse

from tummler.matching.filters import ANY, Filter
from tummler.matching.market import View

VIEWS: tuple[View, ...] = ("you", "all", "yours", "nearby")
#: The filter's words in an address, as the sentence says them, and its fields.
FIELDS = {
    "kind": "kind", "about": "topic", "in": "language", "on": "network", "from": "people", "waiting": "waiting",
    "taken": "taken", "labelled": "label",
    "incident": "incident",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view of the list, narrowed by a filter."""

    view: View = "you"
    filter: Filter = ANY

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What an address says, in its order; nothing for what an address needs not say."""
        said = [("view", self.view if self.view != "you" else "")]
        said += [(word, getattr(self.filter, name)) for word, name in FIELDS.items()]
        return [(word, value) for word, value in said if value]

    @property
    def query(self) -> str:
        """The same as the end of an address: "?view=all&about=docks", or nothing."""
        return _query(self)

    @property
    def carried(self) -> str:
        """The same as a form carries it, and as it stands behind what an address asks for already."""
        return urlencode(self.pairs)

    def into_incident(self, public_id: str) -> Wanted:
        """The needs of one incident alone."""
        return replace(self, filter=Filter(incident=public_id))

    @property
    def unfiltered(self) -> Wanted:
        """The whole view."""
        return replace(self, filter=ANY)


@lru_cache(maxsize=256)
def _query(wanted: Wanted) -> str:
    """Kept: each row of a list has it in its address."""
    return f"?{urlencode(wanted.pairs)}" if wanted.pairs else ""


def wanted_from(asked: Mapping[str, str]) -> Wanted:
    """What an address, or a kept filter, asks for; what nobody could have asked for is left out."""
    view: View = next((view for view in VIEWS if view == asked.get("view", "")), "you")
    values = {name: asked.get(word, "")[:60].replace("\0", "") for word, name in FIELDS.items()}
    return Wanted(view, Filter(**values))


def wanted_of(request: HttpRequest) -> Wanted:
    """What a page is asked for: by its address, or by the field that a form of it carries."""
    carried = request.POST.get("view", "")
    if carried:
        return wanted_from(dict(parse_qsl(carried)) if "=" in carried else {"view": carried})
    return wanted_from(request.GET.dict())


#: What a search can say in its address, in this order.
_SOUGHT = ("q", "who", "kind", "about", "in", "on")
_LONGEST_SEARCH = 600


def search_of(asked: Mapping[str, str]) -> str:
    """A search as it is carried and kept; "" where nothing was looked for by words, or it is too long to keep."""
    pairs = [(word, asked[word].strip()) for word in _SOUGHT if asked.get(word, "").strip()]
    carried = urlencode(pairs) if "q" in dict(pairs) else ""
    return carried if len(carried) <= _LONGEST_SEARCH else ""


def is_search(carried: str) -> bool:
    """Whether what was kept is a search, rather than a list."""
    return "q" in dict(parse_qsl(carried))


def shown_at(carried: str) -> str:
    """The address that shows what was kept."""
    place = reverse("find" if is_search(carried) else "desk")
    return f"{place}?{carried}" if carried else place

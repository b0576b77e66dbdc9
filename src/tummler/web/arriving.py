"""What browsers send, as both databases can hold it: PostgreSQL refuses NUL in any text, also in one to look for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

from tummler.common.text import storable


class Arriving:
    """NUL and half a letter become U+FFFD in what is asked and sent; no address and no cookie of ours has any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Cookies are read by who comes next."""
        request.COOKIES = {name: said for name, said in request.COOKIES.items() if storable(said) == said}
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Before anybody has looked at the form. Raises ``Http404``."""
        if storable(request.path_info) != request.path_info:
            raise Http404
        if _unstorable(request.GET):
            request.GET = _stored(request.GET)  # type: ignore[assignment]  # the stubs want what can't be made
        if request.method == "POST" and _unstorable(request.POST):
            request.POST = _stored(request.POST)  # type: ignore[assignment]  # as above


def _unstorable(sent: QueryDict) -> bool:
    return any(storable(one) != one for name, said in sent.lists() for one in (name, *map(str, said)))


def _stored(sent: QueryDict) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, said in sent.lists():
        made.setlist(storable(name), [storable(str(one)) for one in said])
    made._mutable = False  # as what arrived was
    return made

"""What browsers send, as both databases can hold it: PostgreSQL refuses NUL in any text, also in one to look for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

from tummler.common.text import storable


class Cookies:
    """No cookie of ours has a NUL or half a letter in it. Before anybody reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave out the others'."""
        request.COOKIES = {name: said for name, said in request.COOKIES.items() if storable(said) == said}
        return self._get_response(request)


class Words:
    """NUL and half a letter become U+FFFD in what is asked and sent; no address has any.

    Behind the check of the form's token: that reads the form, or refuses it before a stranger's file is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing yet: the token is checked when the view is known."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Raises ``Http404``."""
        if storable(request.path_info) != request.path_info:
            raise Http404
        if _unstorable(request.GET):
            request.GET = _stored(request.GET)  # type: ignore[assignment]  # the stubs want what can't be made
        read = request.content_type != "multipart/form-data" or hasattr(request, "_post")
        if request.method == "POST" and read and _unstorable(request.POST):
            request.POST = _stored(request.POST)  # type: ignore[assignment]  # as above


def _unstorable(sent: QueryDict) -> bool:
    return any(storable(one) != one for name, said in sent.lists() for one in (name, *map(str, said)))


def _stored(sent: QueryDict) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, said in sent.lists():
        made.setlist(storable(name), [storable(str(one)) for one in said])
    made._mutable = False  # as what arrived was
    return made

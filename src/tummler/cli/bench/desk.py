"""The desk's first page over a million posts, beside the barest way to show the same fifty rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from jinja2 import Environment

from tummler.cli.bench.bare import Bare, bare
from tummler.cli.bench.figures import Figure, Reach
from tummler.cli.bench.measure import in_turns
from tummler.matching.market import PAGE, page_of
from tummler.records.models import Helper

_REACH = Reach("≤ 5 ×", most=5)
_BASELINE = "the same query bare through the driver + Jinja2"
_COLUMNS = (
    "n.public_id, n.kind, n.topic, n.urgency, n.waiting_since, n.came_back, p.text, p.language, p.shown_at, "
    "a.name, a.handle, c.network, r.kind, h.name"
)
_SQL = (
    f"SELECT {_COLUMNS} FROM records_need n JOIN records_post p ON p.id = n.post_id "
    "JOIN records_account a ON a.id = n.account_id JOIN records_channel c ON c.id = p.channel_id "
    "LEFT JOIN records_reading r ON r.post_id = p.id LEFT JOIN records_helper h ON h.id = n.claimed_by_id "
    "WHERE n.brand_id = {brand} AND n.state IN ('open', 'claimed') AND NOT n.heard_nearby AND n.care = '' "
    f"ORDER BY n.urgency, n.waiting_since, n.id LIMIT {PAGE}"
)
_TEMPLATE = """<!doctype html><html lang="es"><head><title>Desk</title></head><body><main><ol>
{% for row in rows %}<li class="need urgency-{{ row[3] }}"><a href="/desk/{{ row[0] }}/"><strong>{{ row[9] }}</strong>
<span>@{{ row[10] }}</span> <span>{{ row[11] }}</span> <time>{{ row[4] }}</time></a>
<p lang="{{ row[7] }}">{{ row[6] }}</p>
<p>{{ row[1] }} {{ row[2] }} {% if row[5] %}↩{% endif %}{% if row[13] %}{{ row[13] }}{% endif %}</p></li>
{% endfor %}</ol></main></body></html>"""


def session_of(helper: Helper) -> str:
    """The cookie of a fresh session of this helper's user."""
    store = SessionStore()
    store[SESSION_KEY] = str(helper.user_id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = helper.user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


class Browser:
    """Asks Django for pages in this very process, through every middleware, as a server would."""

    def __init__(self, cookie: str, language: str) -> None:
        self._handler = WSGIHandler()
        self._given = {"HTTP_COOKIE": cookie, "HTTP_ACCEPT_LANGUAGE": language, "HTTP_HOST": "localhost"}

    def get(self, path: str) -> str:
        """The page; an answer other than 200 is an error."""
        environ: dict[str, Any] = {
            "PATH_INFO": path,
            "REQUEST_METHOD": "GET",
            "wsgi.input": io.BytesIO(),
            **self._given,
        }
        setup_testing_defaults(environ)
        told: list[str] = []

        def start(status: str, headers: object, info: object = None, /) -> Callable[[bytes], object]:
            told.append(status)
            return told.append  # type: ignore[return-value] # never written to

        answer = self._handler(environ, start)
        body = b"".join(answer)
        answer.close()
        if not told[0].startswith("200"):
            raise RuntimeError(f"{path} answered {told[0]}")
        return body.decode()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every query that goes through Django meanwhile."""
    queries: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield queries


def first_page(rounds: int) -> list[Figure]:
    """The figure: CPU of the page as its helper gets it, in Spanish, with rights."""
    helper = Helper.objects.select_related("brand", "user").order_by("pk")[0]
    page = _page(helper)
    with bare() as driver, counted() as queries:
        page()
        count = len(queries)
        pair = in_turns(page, _floor(driver, helper.brand_id), rounds)
    return [
        Figure(
            "list_page", "First page of the desk, rights and translation on", pair.ours * 1000, "ms CPU",
            _BASELINE, pair.theirs * 1000, _REACH, f"{count} queries",
        )
    ]  # fmt: skip


def page_of_first_helper() -> Callable[[], object]:
    """Shows the first page once, as the first brand's owner gets it."""
    helper = Helper.objects.select_related("brand", "user").order_by("pk")[0]
    return _page(helper)


def _page(helper: Helper) -> Callable[[], object]:
    """The real page; an error if it doesn't list the needs."""
    browser = Browser(session_of(helper), "es")
    seen = browser.get("/desk/")
    if not all(need.public_id in seen for need in page_of(helper)[:PAGE]):
        raise RuntimeError("the desk doesn't list who waits")
    return lambda: browser.get("/desk/")


def _floor(driver: Bare, brand: int) -> Callable[[], str]:
    template = Environment(autoescape=True).from_string(_TEMPLATE)
    return lambda: template.render(rows=driver.all(_SQL.format(brand=brand)))

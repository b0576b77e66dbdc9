"""Asking on a square as a browser without JavaScript does: read the page, wait, send its form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from tummler.common import clock


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> Iterator[None]:
    """Limits are counted in the cache: a test must not inherit another's. A module imports this to have it."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


class Fields(HTMLParser):
    """The form fields of a page: name → value."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input" and values.get("name"):
            self.found.setdefault(values["name"], values.get("value", ""))


def fields(response: Any) -> dict[str, str]:
    """What a page's forms hold already."""
    return Fields(response.content.decode()).found


def ask(client: Any, brand: Any, text: str, *, after: float = 9.0, **more: Any) -> Any:
    """Open the square, take some seconds, send a question; gives the answer to the POST."""
    address = f"/square/{brand.slug}/"
    sent = {"stamp": fields(client.get(address))["stamp"], "text": text, **more}
    clock.shift(timedelta(seconds=after))
    answer = client.post(address, sent)
    clock.shift(timedelta(0))
    return answer


def asked(client: Any, brand: Any, text: str, **more: Any) -> str:
    """Ask, let it be understood, and give the address of its page."""
    from tummler.work.flow import run_all

    answer = ask(client, brand, text, **more)
    assert answer.status_code == 302, answer.content.decode()
    run_all()
    waiting = client.get(answer["Location"])
    assert waiting.status_code == 302
    return str(waiting["Location"])


def say_more(client: Any, address: str, text: str, **more: Any) -> Any:
    """A further word on the page of one's own question."""
    sent = {"stamp": fields(client.get(address))["stamp"], "text": text, **more}
    clock.shift(timedelta(seconds=9))
    answer = client.post(address, sent)
    clock.shift(timedelta(0))
    return answer


def same_heres(need: Any, count: int) -> None:
    """So many others press “Same here”."""
    from tummler.acts.asking import say_same_here

    for number in range(count):
        say_same_here(key=f"{number:032d}", need=need)

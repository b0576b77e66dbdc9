"""What the public pages weigh: the square is for a phone with a bad line."""

from __future__ import annotations

import gzip
import re

import pytest
from django.conf import settings

from tests.web.asking import asked, fresh_cache
from tests.web.reading import read
from tests.web.test_budgets import KB, compressed, served

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]


@pytest.fixture
def pages(client, owner, client_of):
    """Each kind of page: its address, its answer, and the scripts that it may ask for."""
    talk = asked(client, owner.brand, "How do I get the big basket to close?")
    mine = client_of(owner)
    found = [(client, f"/square/{owner.brand.slug}/", []), (client, talk, ["htmx.min.js"])]
    found += [(client, f"/square/{owner.brand.slug}/{one}/", []) for one in ("check", "sheet")]
    found += [(client, "/help/", []), (client, "/account/login/", [])]
    ours = ("help", "imports", "channels", "people")
    found += [(mine, f"/{one}/", ["telling.js", "find.js"]) for one in ours]
    found += [(mine, "/setup/", ["htmx.min.js", "telling.js", "find.js"])]
    return [(address, who.get(address), scripts) for who, address, scripts in found]


def test_public_pages_keep_their_budgets(pages):
    for address, answer, scripts in pages:
        page = read(answer)
        assert [path.name for path in served(page, "script", "src")] == scripts, address
        sheets = served(page, "link", "href", rel="stylesheet")
        assert sum(compressed(path) for path in sheets) <= 12 * KB, address
        icons = re.findall(r'<svg class="i".*?</svg>', answer.content.decode())
        assert len(gzip.compress("".join(icons).encode(), 9)) <= 6 * KB, address


def test_a_square_of_thirteen_questions_is_small(client, brand, echo, settle):
    for number in range(13):
        echo.say(f"@velonorte why is dock {number} always full when I come from work?", by=f"rider{number}")
    settle()
    assert len(gzip.compress(client.get(f"/square/{brand.slug}/").content, 6)) <= 12 * KB


def test_nothing_is_inline_and_the_policy_says_so(pages):
    for address, answer, _ in pages:
        html = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=\"|javascript:", html), address
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_no_page_of_somebody_is_kept_in_between(pages):
    assert {answer["Cache-Control"] for address, answer, _ in pages if "/account/" not in address} == {
        "private, no-store"
    }
    assert settings.SESSION_COOKIE_HTTPONLY


def test_the_whole_first_view_of_the_square_is_light_and_needs_no_script(client, brand, echo, settle):
    """On a bad line (50 kB/s) it is all there in two seconds; the fonts come once and stay."""
    for number in range(13):
        echo.say(f"@velonorte why is dock {number} always full when I come from work?", by=f"rider{number}")
    settle()
    answer = client.get(f"/square/{brand.slug}/")
    page = read(answer)
    sheets = served(page, "link", "href", rel="stylesheet")
    fonts = (settings.STATICFILES_DIRS[0] / "fonts").glob("*.woff2")
    assert served(page, "script", "src") == []
    assert len(gzip.compress(answer.content, 6)) + sum(map(compressed, sheets)) <= 20 * KB
    assert sum(path.stat().st_size for path in fonts) <= 100 * KB
    assert len(page.all("link", rel="stylesheet")) <= 5

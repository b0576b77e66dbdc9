"""A newcomer's first minute in a real browser, with everything that goes on by itself; then an empty house."""

from __future__ import annotations

import time

import pytest

from tests.servers.chromium import launch
from tests.web.serving import serving
from tests.work.running import working

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.fixture
def page(empty_house):
    with serving() as address, working(), launch() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        shown = context.new_page()
        shown.set_default_timeout(20_000)
        shown.goto(address)
        yield shown
        context.close()


def test_from_an_empty_house_to_thanks_in_a_minute_and_back(page):
    began = time.monotonic()
    page.get_by_role("button", name="Look around", exact=True).click()
    page.wait_for_url("**/desk/")
    page.wait_for_function("document.querySelectorAll('.market .need').length >= 3 || (location.reload(), false)")
    page.locator(".strip .try a").click()
    page.get_by_role("button", name="I’ve got this").first.click()
    page.locator("#text").fill("Hold the button on its lock for five seconds, then it opens.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("On Mastodon (made up) since").wait_for(timeout=30_000)
    page.locator("#claim").get_by_text("hat worked").wait_for(timeout=30_000)
    assert time.monotonic() - began < 60
    page.locator("#strip").get_by_text("People go on asking.").wait_for()

    page.locator("#strip").get_by_role("button", name="End it").click()
    page.get_by_text("Who are you?").wait_for()
    from tummler.records.models import Brand, Post, User

    assert (Brand.objects.count(), Post.objects.count(), User.objects.count()) == (0, 0, 0)


def test_places_beside_the_desk_show_what_stands_there(page):
    """A style for one page must not hide another."""
    page.get_by_role("button", name="Look around", exact=True).click()
    page.wait_for_url("**/desk/")
    for place, heading in (("Channels", "Every channel is well."), ("People", None)):
        page.get_by_role("navigation", name="Places").get_by_role("link", name=place).click()
        shown = page.get_by_role("heading", level=1)
        shown.wait_for()
        assert heading in (None, shown.inner_text())
        assert shown.bounding_box()["height"] > 20

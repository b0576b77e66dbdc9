"""A newcomer's first minute in a real browser, with everything that goes on by itself; then an empty house."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from tests.saying import NOON, post, say
from tests.servers.chromium import accessibility_violations
from tests.web.serving import serving
from tests.work.running import working
from tummler.acts.listening_only import begin_listening_only
from tummler.common import clock
from tummler.records.models import Brand, Need, Post, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.fixture
def page(empty_house, chromium):
    with serving() as address, working():
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        shown = context.new_page()
        shown.set_default_timeout(30_000)
        shown.goto(address)
        yield shown
        context.close()


def test_from_an_empty_house_to_thanks_in_a_minute_and_back(page):
    began = time.monotonic()
    page.get_by_role("button", name="Look around", exact=True).click()
    page.wait_for_url("**/desk/")
    for _ in range(60):
        # The strip shows who is quickest to help, once they are heard.
        if page.locator(".market .need").count() >= 3 and Need.objects.filter(state="open", topic="unlocking"):
            break
        page.wait_for_timeout(250)
        page.reload()
    page.reload()
    page.locator(".strip .try a").click()
    page.get_by_role("button", name="I’ve got this").first.click()
    page.locator("#claim").get_by_text("You’ve got this").wait_for()
    page.wait_for_timeout(500)  # as long as a hand takes from there to the words
    page.locator("#text").fill("Hold the button on its lock for five seconds, then it opens.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Leaves in").wait_for()
    page.get_by_text("On Mastodon (made up) since").wait_for(timeout=30_000)
    page.locator("#claim").get_by_text("hat worked").wait_for(timeout=30_000)
    assert time.monotonic() - began < 60
    page.locator("#strip").get_by_text("People go on asking.").wait_for()

    page.locator("#strip").get_by_role("button", name="End it").click()
    page.get_by_text("Who are you?").wait_for()
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


@pytest.fixture
def looked_at(robin):
    """The address of a running product in which somebody looks around, and the cookie of their session."""
    with serving() as address:
        client = Client(SERVER_NAME="localhost")
        client.force_login(robin.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        yield address, {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


def wrong_on(page, address, paths):
    found = []
    for path in paths:
        page.goto(address + path)
        page.wait_for_timeout(200)
        sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found += [(path, "scrolls sideways")] if sideways else []
        found += [(path, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)]
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_it_can_be_used_by_everyone(looked_at, chromium, theme):
    address, cookie = looked_at
    need = Need.objects.get(account__name="leo on wheels").public_id
    paths = ["/desk/", f"/desk/{need}/", "/around/", "/channels/", "/square/velo-norte/", "/listened/"]
    for width in (1440, 390, 320):
        context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
        page = context.new_page()
        assert wrong_on(page, address, ["/setup/"]) == []
        context.add_cookies([cookie])
        assert wrong_on(page, address, paths) == []
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_would_have_been_missed_can_be_read_by_everyone_and_copied(channel_told, owner, chromium, theme):
    begin_listening_only(actor=owner, brand=owner.brand)
    at = (clock.now() - NOON).total_seconds() / 60
    say(channel_told, *(post(f"q{n}", by=f"r{n}", name=f"R {n}", minute=at) for n in range(5)),
        post("a", "Hold the button.", by="dapo", parent="q1", root="q1", minute=at))  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with serving() as address:
        for width in (1440, 390, 320):
            context = chromium.new_context(
                viewport={"width": width, "height": 844}, color_scheme=theme,
                permissions=["clipboard-read", "clipboard-write"],
            )  # fmt: skip
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
            page = context.new_page()
            assert wrong_on(page, address, ["/listened/", "/channels/", "/setup/"]) == []
            page.goto(address + "/listened/")
            page.get_by_text("The text", exact=True).first.click()
            page.get_by_role("button", name="Copy it").click()
            page.get_by_role("button", name="Copied").wait_for()
            assert page.evaluate("navigator.clipboard.readText()").startswith("Five people needed Velo Norte.")
            context.close()

"""Coming in to look around, the strip on every page, and ending it."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.looking import answer, need_of, pass_time
from tests.web.asking import fresh_cache
from tummler.acts.looking_around import newcomer
from tummler.records.models import Brand, Helper, Need, Post

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]


@pytest.fixture
def here(empty_house):
    """A browser on this machine, in front of an empty house."""
    return Client(SERVER_NAME="localhost")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&#39;", "'")


def strip_of(response):
    found = re.search(r'<section class="strip".*?</section>', response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip() if found else ""


def test_one_press_and_you_are_a_helper_at_the_desk(here):
    assert "Look around" in words(here.get("/setup/"))
    done = here.post("/setup/around/")
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    pass_time(1)
    desk = here.get("/desk/")
    assert "Marta Rueda" in words(desk)
    assert strip_of(desk).startswith("Made up. Velo Norte and everyone who writes here. Nothing leaves this machine.")
    assert here.post("/setup/around/")["Location"] == "/desk/"
    assert Brand.objects.count() == 1


def test_a_stranger_can_not_begin_it_and_whoever_has_the_key_can(empty_house):
    far = Client(REMOTE_ADDR="203.0.113.9", SERVER_NAME="localhost")
    assert far.post("/setup/around/").status_code == 403
    assert Brand.objects.count() == 0
    far.get(f"/setup/?key={settings.DATA.setup_key()}")
    assert far.post("/setup/around/")["Location"] == "/desk/"
    assert far.post("/around/end/")["Location"] == "/setup/"
    assert "Look around" in words(far.get("/setup/"))


def test_another_browser_on_this_machine_comes_in_as_the_same_helper(robin):
    other = Client(SERVER_NAME="localhost")
    assert other.get("/")["Location"] == "/setup/"
    assert "Velo Norte is open, and made up." in words(other.get("/setup/"))
    other.post("/setup/around/")
    assert other.get("/desk/").status_code == 200
    assert (Helper.objects.filter(role="owner").count(), newcomer()) == (1, robin)


def test_three_hints_go_away_as_they_are_done(robin, client_of):
    browser, need = client_of(robin), need_of("leo on wheels")
    assert "1 Open what leo on wheels wrote, and press “I’ve got this”." in strip_of(browser.get("/desk/"))
    browser.post(f"/desk/{need.public_id}/claim/")
    second = strip_of(browser.get("/channels/"))
    assert "2 Write what helps leo on wheels" in second
    assert "hold the button on its lock for five seconds" in second
    answer(robin, need, "Hold the button on its lock for five seconds.")
    pass_time(11)
    assert "3 It stands there. In a moment leo on wheels tries it" in strip_of(browser.get("/around/strip/"))
    opened = browser.get(f"/desk/{need.public_id}/").content.decode()
    thread = re.search(r'<a href="([^"]+)"[^>]*>seen there</a>', opened)
    assert thread  # a made-up network has no pages: its thread is read on our own
    assert Client().get(thread[1]).status_code == 200
    pass_time(12)
    assert "People go on asking." in strip_of(browser.get("/around/strip/"))


def test_a_wrong_answer_is_told_in_the_hint(robin, client_of):
    need = need_of("leo on wheels")
    answer(robin, need, "Sorry for the inconvenience.")
    pass_time(30)
    assert "3 leo on wheels isn’t helped yet, and says why." in strip_of(client_of(robin).get("/desk/"))


def test_the_strip_is_on_every_page_also_for_strangers_and_nowhere_else(robin, client_of, other_owner):
    browser, need = client_of(robin), need_of("Conchi").public_id
    for page in ("/desk/", f"/desk/{need}/", "/channels/", "/people/", "/around/"):
        assert strip_of(browser.get(page)).startswith("Made up."), page
    stranger = Client().get("/square/velo-norte/")
    assert strip_of(stranger) == "Made up. Velo Norte and everyone who writes here. Nothing leaves this machine."
    real = client_of(other_owner)
    assert strip_of(real.get("/desk/")) == ""
    assert real.get("/around/")["Location"] == "/setup/"
    assert real.get("/around/strip/").status_code == 204
    assert real.post("/around/end/")["Location"] == "/desk/"
    assert Brand.objects.count() == 2


def test_what_the_house_knows_is_told_and_nothing_real_can_be_connected(robin, client_of):
    browser = client_of(robin)
    assert "push the wheel in until it clicks twice" in words(browser.get("/around/"))
    assert browser.get("/setup/")["Location"] == "/around/"
    assert "Connect another one" not in words(browser.get("/channels/"))
    sent = {"do": "connect", "url": "http://127.0.0.1:9", "handle": "x", "token": "t"}
    assert browser.post("/channels/connect/echo/", sent).status_code == 403
    assert "Bluesky (made up)" in words(browser.get("/channels/"))


def test_a_press_ends_it_and_the_first_page_is_there_again(robin, client_of):
    browser = client_of(robin)
    done = browser.post("/around/end/")
    assert (done.status_code, done["Location"]) == (302, "/setup/")
    assert (Brand.objects.count(), Post.objects.count(), Helper.objects.count()) == (0, 0, 0)
    assert browser.get("/desk/")["Location"] == "/setup/"
    assert "Who are you?" in words(Client(SERVER_NAME="localhost").get("/setup/"))


def test_beside_a_real_brand_with_posts_it_says_why_not(empty_house, owner, hear, client_of):
    hear("q")
    refused = client_of(owner).post("/setup/around/")
    assert refused.status_code == 409
    assert "Real people write here." in words(refused)
    assert "Look around" not in words(client_of(owner).get("/setup/"))
    assert Need.objects.get().brand == owner.brand


def test_pictures_are_drawn_here_and_shown_with_their_description(robin, client_of):
    browser = client_of(robin)
    page = browser.get(f"/desk/{need_of('Marta Rueda').public_id}/").content.decode()
    [(source, alt)] = re.findall(r'<img src="(/media/[^"]+)" alt="([^"]+)"', page)
    assert alt == "A yellow bike in dock 14; the light on the dock is red."
    shown = browser.get(source)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")


#: It stays open.
LEFT_OUT = {"stream"}


def leading_on(page, address):
    """Where the links of a page lead in this house, and what it fetches when opened."""
    found = re.findall(r'(?:href|hx-get)="([^"]*)"', page.content.decode())
    inside = (urljoin(address, html.unescape(one).partition("#")[0]) for one in found)
    return {one for one in inside if one.startswith("/") and not one.startswith(("//", "/static/"))}


def test_every_link_that_a_newcomer_can_press_opens(here):
    here.post("/setup/around/")
    pass_time(1)
    broken, seen, looked_at = {}, set(), Counter()
    coming = ["/desk/", f"/square/{Brand.objects.get().slug}/"]
    while coming:
        address = coming.pop()
        kind = resolve(address.partition("?")[0]).url_name
        if address in seen or kind in LEFT_OUT or looked_at[kind] == 5:
            continue
        seen.add(address)
        looked_at[kind] += 1
        page = here.get(address)
        if page.status_code not in {200, 302}:
            broken[address] = page.status_code
        elif page.headers.get("Content-Type", "").startswith("text/html") and not page.streaming:
            coming += sorted(leading_on(page, address) - seen)
    assert broken == {}
    assert len(looked_at) > 50

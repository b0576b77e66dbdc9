"""An asker and a peer in two browsers, one without JavaScript and 320 pixels wide; pages by day and by night."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.people import make_owner
from tests.servers.chromium import accessibility_violations
from tests.web.asking import fresh_cache
from tests.web.peering import account_on, browser_with
from tests.web.test_public_browser import people, served
from tummler.community.looks import look_at_asked
from tummler.community.peer_answers import hear_answers
from tummler.records.models import Brand, Helped, Need, PeerAnswer
from tummler.work.flow import run_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

__all__ = ["fresh_cache", "people", "served"]

ANSWER = "Hold the red button for five seconds, then pull."


def stands_well(page):
    """By day and by night, and no wider than its window."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(200)
        wrong = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in accessibility_violations(page)]
        assert wrong == [], (theme, page.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def once_there(page, words):
    """The page again, once the product has done its part."""
    run_all()
    look_at_asked()
    hear_answers()
    page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def test_asked_taken_looked_at_answered_and_thanked(served, people, client_of):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    brand = Brand.objects.get()
    asker = people(javascript=False, width=320, height=640)
    asker.goto(f"{served}/square/{brand.slug}/")
    asker.get_by_label("What would you like to know?").fill("Why won't my bike unlock at Harbour Road, what do I do?")
    asker.wait_for_timeout(2200)
    asker.get_by_role("button", name="Ask the square").click()
    once_there(asker, "Other customers who help may answer you.")
    stands = asker.url
    dapo = people()
    cookies = browser_with(account_on(brand, "dapo")).cookies
    dapo.context.add_cookies([{"name": one, "value": cookies[one].value, "url": served} for one in cookies])
    dapo.goto(f"{served}/square/{brand.slug}/help/")
    stands_well(dapo)
    dapo.get_by_role("link", name="Read it, and join in").click()
    stands_well(dapo)
    dapo.get_by_label("What you are called here").fill("Dapo")
    dapo.get_by_label("I am sixteen or older").check()
    dapo.get_by_role("button", name="I agree, and join in").click()
    once_there(dapo, "unlock at Harbour Road")
    stands_well(dapo)
    dapo.get_by_role("button", name="I’ve got this").click()
    asker.reload()
    expect(asker.get_by_text("Dapo, another customer, is on it.")).to_be_visible()
    dapo.set_viewport_size({"width": 320, "height": 640})
    stands_well(dapo)
    dapo.get_by_label("Answer someone").or_(dapo.locator("textarea[name=text]")).first.fill(ANSWER)
    dapo.wait_for_timeout(2200)
    dapo.get_by_role("button", name="Answer", exact=True).click()
    expect(dapo.get_by_text("It is kept.")).to_be_visible()
    desk: Client = client_of(owner)
    assert desk.post("/peers/", {"do": "show", "answer": PeerAnswer.objects.get().public_id}).status_code == 302
    asker.goto(stands)
    once_there(asker, ANSWER)
    once_there(asker, "This worked")
    asker.get_by_role("button", name="This worked").click()
    expect(asker.get_by_text("Dapo helped you.")).to_be_visible()
    assert (Need.objects.get().state, Helped.objects.get().account.handle) == ("helped", "dapo")
    for path in ("help/", "help/yours/"):
        dapo.goto(f"{served}/square/{brand.slug}/{path}")
        stands_well(dapo)
    seen = people(width=1440)
    seen.context.add_cookies([{"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": served}])
    for path in ("/peers/", "/desk/"):
        seen.goto(served + path)
        stands_well(seen)

"""Thanks in two real browsers: a rider's phone without JavaScript, a lead's desk; by day and night, down to 320 px."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.community.thanked import account, credited, helped, need_of
from tests.people import make_owner
from tests.saying import make_channel
from tests.servers.chromium import accessibility_violations
from tests.web.asking import fresh_cache
from tests.web.peering import browser_with
from tests.web.test_public_browser import people, served
from tummler.acts.keeping_thanks import ask_about
from tummler.community.ledger import UNIT, balance_of, holder_of
from tummler.work import thanks as work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

__all__ = ["fresh_cache", "people", "served"]


def as_holder(page, served, someone):
    """Who has proven this account, in this browser."""
    cookies = browser_with(someone).cookies
    page.context.add_cookies([{"name": name, "value": cookies[name].value, "url": served} for name in cookies])
    return page


def as_lead(page, served, owner):
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": served}])
    return page


def looked_over(page):
    """Nothing wrong with it by day and by night, and nothing stands out at 320 px."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert accessibility_violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= 320")


def test_thanks_change_hands_in_two_browsers(served, people):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    channel = make_channel(owner)
    lead = as_lead(people(), served, owner)
    lead.goto(f"{served}/thanks/book/")
    lead.get_by_role("button", name="Switch it on").click()
    expect(lead.get_by_text("From now on thanks are counted.")).to_be_visible()
    offer = lead.locator("#rewards")
    offer.get_by_label("What").fill("A month free")
    offer.get_by_label("Thanks", exact=True).fill("2")
    offer.get_by_role("button", name="Offer it").click()
    expect(lead.get_by_role("heading", name="A month free")).to_be_visible()

    channel.brand.refresh_from_db()
    jo, noor = account(channel.brand, "jo"), account(channel.brand, "noor")
    for name in ("marta", "ivo", "pete", "ana"):
        helped(channel, account(channel.brand, name), jo, text="Made my train!")
    credited(need_of(channel, jo), noor)
    need_of(channel, account(channel.brand, "hugo"), "Is there a trick to the seat post?")
    work.settle_thanks()
    ask_about(channel.brand, [holder_of(one).pk for one in (jo, noor, account(channel.brand, "pete"))], 8, 9)

    phone = as_holder(people(javascript=False, width=390, height=844), served, jo)
    phone.goto(f"{served}/square/{channel.brand.slug}/thanks/")
    expect(phone.get_by_role("heading", name="You have four thanks.")).to_be_visible()
    phone.get_by_label("Noor").check()
    phone.get_by_label("How many", exact=True).fill("1")
    phone.get_by_role("button", name="Give").click()
    expect(phone.get_by_text("On their way to Noor: 1 thanks.")).to_be_visible()
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_role("heading", name="You have four thanks.")).to_be_visible()
    phone.get_by_label("I am 18 or older").check()
    phone.get_by_role("button", name="Ask for it").click()
    expect(phone.get_by_text("Velo Norte sees to it.")).to_be_visible()
    phone.get_by_role("button", name="Pledge").first.click()
    expect(phone.get_by_role("heading", name="You have one thanks.")).to_be_visible()
    assert (balance_of(jo), balance_of(noor)) == (UNIT, UNIT)

    lead.reload()
    lead.get_by_role("button", name="Seen to").click()
    expect(lead.get_by_text("A month free: seen to.")).to_be_visible()
    expect(lead.get_by_text("These three mostly thank each other. Is that fine?")).to_be_visible()
    looked_over(lead)

    watcher = as_holder(people(width=1280), served, jo)
    watcher.goto(f"{served}/square/{channel.brand.slug}/thanks/")
    watcher.get_by_text("What became of them").click()
    expect(watcher.get_by_text("Marta said that you helped")).to_be_visible()
    looked_over(watcher)
    watcher.goto(f"{served}/square/{channel.brand.slug}/thanks/rules/")
    looked_over(watcher)
    expect(watcher.get_by_role("heading", name="The same two")).to_be_visible()

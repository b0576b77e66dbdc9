"""Seen for so many seconds, in a real Chromium: counts down, can be held, is off the page when it is over."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from playwright.sync_api import expect

from tests.people import make_owner
from tests.servers.chromium import accessibility_violations
from tests.web.asking import fresh_cache
from tests.web.test_once import ANSWER, WORD
from tests.web.test_public_browser import people, served
from tummler.answering.once import seal
from tummler.records.models import Account, Once
from tummler.web import asker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

__all__ = ["fresh_cache", "people", "served"]

SECRET = "c" * 32


def reader(page, served, brand):
    """Who asked on the square, in this browser."""
    response = HttpResponse()
    asker.remember(response, SECRET)
    cookie = {"name": "asker", "value": response.cookies["asker"].value, "url": f"{served}/square/"}
    page.context.add_cookies([cookie])
    return page


def test_it_counts_down_is_held_and_leaves_the_page(served, people):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés")
    brand = owner.brand
    mine = Account.objects.create(brand=brand, network="square", remote_id=asker.key_of(SECRET, brand), handle="m")
    place = f"{served}/square/{brand.slug}/read/"
    page = reader(people(width=390, height=844), served, brand)
    seal(account=mine, words=ANSWER, seconds=30)
    page.goto(place)
    assert accessibility_violations(page) == []
    page.clock.install()
    page.get_by_role("button", name="Show me now").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    assert accessibility_violations(page) == []
    page.clock.run_for(21_000)
    expect(page.locator("#said")).to_have_text("Gone in 10 seconds")
    page.clock.run_for(10_000)
    expect(page.locator(".ash")).to_contain_text("Seen once")
    assert WORD not in page.content()
    page.go_back()
    assert WORD not in page.content()
    seal(account=mine, words=ANSWER, seconds=30)
    page.goto(place)
    page.get_by_role("button", name="Show me now").click()
    page.get_by_role("button", name="Hold the time").click()
    page.clock.run_for(60_000)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text("The time is held").first).to_be_visible()
    assert Once.objects.filter(gone_at=None).count() == 0


def test_without_javascript_the_page_moves_on_by_itself(served, people):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés")
    brand = owner.brand
    mine = Account.objects.create(brand=brand, network="square", remote_id=asker.key_of(SECRET, brand), handle="m")
    page = reader(people(javascript=False), served, brand)
    seal(account=mine, words=ANSWER, seconds=2)
    page.goto(f"{served}/square/{brand.slug}/read/")
    page.get_by_role("button", name="Show me now").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.locator(".ash")).to_contain_text("Seen once", timeout=10_000)
    assert WORD not in page.content()

"""Joining in a real Chromium, by a real sign-in and by a letter that really went: from the owner's page to the desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.people import make_owner
from tests.servers.letters import letters
from tests.servers.openid import CLIENT, SECRET, sign_in_server
from tests.web.asking import fresh_cache
from tests.web.serving import serving
from tests.web.shots import sign_in
from tummler.records.models import Badge, Helper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

__all__ = ["fresh_cache"]
PEOPLE = {
    "olu": {"name": "Olu Adeyemi", "email": "olu@velonorte.example", "email_verified": True},
    "mallory": {"name": "Mallory", "email": "mallory@velonorte.example", "email_verified": False},
}


def ways_of(chromium, address, owner):
    """The owner, on the page where they open ways in, which knows their domain by now."""
    context = chromium.new_context()
    sign_in(context, address, owner)
    page = context.new_page()
    page.goto(f"{address}/people/ways/")
    page.get_by_label("Domains, one a line").fill("velonorte.example")
    return page


def come_by_sign_in(chromium, address, name):
    """From the page of signing in here to the provider's own page, and back."""
    page = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{address}/account/login/")
    page.get_by_role("button", name="Sign in with Velo Norte").click()
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("theirs there")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    return page


def test_by_the_brands_own_sign_in(chromium, monkeypatch, transactional_db):
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "1")
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    with serving() as address, sign_in_server([f"{address}/join/at/{owner.brand.slug}/back/"], PEOPLE) as there:
        ways = ways_of(chromium, address, owner)
        ways.get_by_role("button", name="Keep it").click()
        assert ways.locator("code").inner_text() == f"{address}/join/at/{owner.brand.slug}/back/"
        ways.get_by_label("exactly as it calls itself").fill(there.issuer)
        ways.get_by_label("client id").fill(CLIENT)
        ways.get_by_label("Its secret").fill(SECRET)
        ways.get_by_role("button", name="Look whether it answers").click()
        expect(ways.get_by_role("heading", level=1)).to_have_text("Who works at Velo Norte comes in by themselves.")

        olu = come_by_sign_in(chromium, address, "olu")
        expect(olu.locator("#newcomer")).to_contain_text("You see what was asked in public.")
        came = Helper.objects.get(name="Olu Adeyemi")
        assert (olu.url, came.newcomer, came.user.email) == (f"{address}/desk/", True, "olu@velonorte.example")
        assert Badge.objects.get().helper == came
        mallory = come_by_sign_in(chromium, address, "mallory")
        expect(mallory.get_by_role("alert")).to_contain_text("doesn’t say that an address of Velo Norte is yours")
        assert Helper.objects.count() == 2


def test_by_a_letter_to_a_company_address(chromium, settings, transactional_db):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with serving() as address, letters() as post:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        ways = ways_of(chromium, address, owner)
        ways.get_by_label("Write a letter to such an address").check()
        ways.get_by_role("button", name="Keep it").click()
        expect(ways.get_by_role("heading", level=1)).to_have_text("Who works at Velo Norte comes in by themselves.")

        page = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()
        page.goto(f"{address}/join/")
        page.get_by_label("Your address at work").fill("nuria@velonorte.example")
        page.get_by_role("button", name="Write to me").click()
        expect(page.locator("p[role=status]")).to_contain_text("a letter is on its way there")
        letter = post.came.get(timeout=30)
        assert (letter.to, letter.message["Subject"]) == (["nuria@velonorte.example"], "Helping at Velo Norte")
        [link] = re.findall(r"^http\S+$", letter.text, re.MULTILINE)
        page.goto(link)
        page.get_by_label("Your name, as colleagues know you").fill("Nuria Vidal")
        page.get_by_label("Password: ten characters or more").fill("docks are full")
        page.get_by_role("button", name="Come in").click()
        expect(page.locator("#newcomer")).to_contain_text("You see what was asked in public.")
        came = Helper.objects.get(name="Nuria Vidal")
        assert (came.user.email, came.joined_by, came.newcomer) == ("nuria@velonorte.example", "mailed", True)
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("No way in here")
        page.goto(f"{address}/desk/")
        expect(page.locator("#newcomer")).to_be_visible()

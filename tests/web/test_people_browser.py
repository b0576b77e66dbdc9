"""Two real browsers: Tomás gives a link on, Nuria comes in by it, he says that he knows her; for everyone."""

from __future__ import annotations

import pytest

from tests.people import make_owner
from tests.servers.chromium import accessibility_violations
from tests.web.asking import fresh_cache
from tests.web.serving import serving
from tests.web.shots import sign_in
from tummler.acts.own_accounts import set_helper_tag
from tummler.acts.setting_up import add_helper
from tummler.records.models import Helper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
__all__ = ["fresh_cache"]


def wrong_with(page):
    """What axe finds by day and by night on the page that is open, and sideways scrolling at 320 px."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found += [(page.url, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([(page.url, "wide", width)] if width > 320 else [])


def test_a_link_is_given_on_opened_and_vouched_for(transactional_db, chromium):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    tomas = add_helper(actor=owner, email="t@velonorte.example", password="a long password", name="Tomás Weir")
    set_helper_tag(actor=owner, word="VeloHelps", on=True)
    with serving() as address:
        his, hers = (chromium.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2))
        sign_in(his, address, tomas)
        page = his.new_page()
        page.goto(f"{address}/people/")
        page.get_by_role("button", name="Make a link").click()
        link = page.get_by_label("Link to give on").input_value()
        wrong = wrong_with(page)

        new = hers.new_page()
        new.goto(link)
        wrong += wrong_with(new)
        new.get_by_label("Your name").fill("Nuria Vidal")
        new.get_by_label("E-mail").fill("nuria@velonorte.example")
        new.get_by_label("Password").fill("docks are full")
        new.get_by_role("button", name="Come in").click()
        new.wait_for_url(f"{address}/desk/")
        assert new.get_by_text("You see what was asked in public.").is_visible()
        wrong += wrong_with(new)
        new.goto(f"{address}/you/")
        wrong += wrong_with(new)

        page.goto(f"{address}/desk/")
        page.get_by_role("button", name="I know Nuria").click()
        page.get_by_text("Nuria sees what all of you see").wait_for()
        assert not Helper.objects.get(name="Nuria Vidal").newcomer
        page.get_by_role("button", name="Take it back").click()
        page.locator("#new").get_by_role("button", name="I know Nuria").wait_for()
        assert Helper.objects.get(name="Nuria Vidal").newcomer
        his.close()
        hers.close()
    assert wrong == []

"""Who helps whom in a real browser: clean for screen readers by day and night, whole on the smallest phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.servers.chromium import accessibility_violations
from tests.web.shots import sign_in
from tests.web.together_rows import COLLEAGUES, months_of_help
from tests.web.world import World
from tummler.acts.setting_up import add_helper
from tummler.records.models import Helper

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_the_page_is_clean_and_whole_at_every_width(chromium: Browser, running: tuple[World, str]) -> None:
    world, address = running
    for name in COLLEAGUES:
        email = f"{name.split()[0]}@velonorte.example".lower()
        add_helper(actor=world.owner, email=email, password="a long password", name=name)
    months_of_help(world.channel, world.owner, {one.name.split()[0]: one for one in Helper.objects.all()})
    found: list[Any] = []
    for width, theme in ((1440, "dark"), (390, "light"), (320, "dark")):
        context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
        sign_in(context, address, world.owner)
        page = context.new_page()
        page.goto(f"{address}/together/")
        page.get_by_text("The numbers").click()
        found += [(width, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)]
        wide = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], width
        ends, lines = page.locator(".web .ends").first.bounding_box(), page.locator(".mid svg").bounding_box()
        assert ends and lines and abs(ends["height"] - lines["height"]) <= 1  # each line begins at its name
        context.close()
    assert found == []

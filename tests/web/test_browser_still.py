"""Nothing moves when a page or a need is opened, or hints arrive; and no blank while it loads."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.test_browser_desk import Open, browse, need_path, world
from tests.web.world import World
from tummler.acts.needs import claim_need, let_go_need

__all__ = ["browse", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Where something stands on the screen.
BOX = """(one) => {
    const {x, y, width, height} = document.querySelector(one).getBoundingClientRect();
    return {x, y, width, height};
}"""
#: Every shift there is, also right after a press, with what moved.
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const moved = entry.sources.map(({ node }) => node?.closest?.("[id]")?.id ?? node?.className ?? String(node));
    window.shifts.push({ value: entry.value, pressed: entry.hadRecentInput, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def shifts(page: Page) -> list[dict[str, Any]]:
    """What has moved since the page was there."""
    page.wait_for_timeout(400)
    return list(page.evaluate("window.shifts"))


@pytest.mark.parametrize("width", [1440, 390])
def test_opening_pages_and_needs_moves_nothing(browse: Open, world: World, width: int) -> None:
    page = browse("/desk/", width=width, height=844)
    page.add_init_script(WATCH)
    for path in ("/desk/", need_path(world, "leo"), "/find/?q=dock"):
        page.goto(page.url.split("/desk/")[0] + path)
        page.wait_for_load_state("networkidle", timeout=3000) if "/find/" in path else page.wait_for_timeout(500)
        assert shifts(page) == [], path
    page.goto(page.url.split("/find/")[0] + "/desk/")
    page.locator(f"#need-{world.need('leo').public_id}").click()
    expect(page.locator("#title")).to_contain_text("leo on wheels")
    assert [one for one in shifts(page) if not one["pressed"]] == []
    if width > 719:
        page.locator(f"#need-{world.need('ivo').public_id}").click()
        expect(page.locator("#title")).to_contain_text("Ivo")
        assert [one for one in shifts(page) if not one["pressed"] or "market" in one["moved"]] == []


def test_hints_move_nothing(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.add_init_script(WATCH)
    page.reload()
    page.locator("#text").fill("Half a sentence")
    expect(page.locator(".kept")).to_contain_text("draft kept")
    page.wait_for_timeout(600)
    page.evaluate("window.shifts.length = 0")
    world.say("ana", "@velonorte where is my refund?", by="ana", name="Ana")
    world.settle()
    expect(page.locator("#news a")).to_have_text("One new need")
    claim_need(actor=world.tomas, need=world.need("leo"))
    expect(page.locator("#claim")).to_contain_text("Tomás has this")
    let_go_need(actor=world.tomas, need=world.need("leo"))
    expect(page.locator("#claim")).to_contain_text("Open. Nobody has taken it.")
    claim_need(actor=world.olu, need=world.need("ivo"))
    changed = {f"need-{world.need(key).public_id}" for key in ("leo", "ivo")}
    expect(page.locator("#market")).to_contain_text("Olu is on it")
    # A row says who is on it where it said what it is about; nothing around it moves.
    assert {name for one in shifts(page) for name in one["moved"]} <= changed


def test_what_takes_long_has_its_place_kept_and_what_fails_leaves_the_old(browse: Open, world: World) -> None:
    page = browse(need_path(world, "ivo"))
    leo = world.need("leo")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/desk/{leo.public_id}/**", hold)
    row = page.locator(f"#need-{leo.public_id}")
    row.click()
    expect(row).to_have_attribute("aria-current", "true")
    expect(page.locator(".skeleton")).to_be_visible()
    for kept, place in ((".skeleton .claim", "#claim"), (".skeleton", "#talk")):
        # Both in one breath: what was said meanwhile may put a newer claim in the old one's place.
        boxes = [page.evaluate(BOX, one) for one in (kept, place)]
        assert boxes[0] == boxes[1], kept
    held.pop().continue_()
    expect(page.locator("#title")).to_contain_text("leo on wheels")
    expect(page.locator(".skeleton")).to_have_count(0)
    page.unroute_all()
    held.clear()
    page.route("**/alike/**", hold)
    page.goto(page.url)
    expect(page.locator("#alike")).to_be_attached()
    page.route(f"**/desk/{world.need('dock').public_id}/**", lambda route: route.abort())
    page.locator(f"#need-{world.need('dock').public_id}").click()
    expect(page.locator("#away")).to_be_visible()
    held.pop().continue_()  # what was on its way before tells nothing
    expect(page.locator("#alike")).to_contain_text("Nothing like it was asked before.")
    expect(page.locator("#away")).to_be_visible()
    expect(page.locator("#title")).to_contain_text("leo on wheels")
    expect(row).to_have_attribute("aria-current", "true")
    expect(page.locator(".skeleton")).to_have_count(0)

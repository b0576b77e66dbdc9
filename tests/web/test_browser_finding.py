"""Finding in a real browser: a morning by keyboard, the dialog for screen readers, all of it without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.servers.chromium import accessibility_violations
from tests.web.test_browser_desk import Open, browse, deliver, need_path, world
from tests.web.world import World
from tummler.acts.views import keep_view
from tummler.records.models import Delivery, SavedView

__all__ = ["browse", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_helpers_morning_by_keyboard(browse: Open, world: World) -> None:
    page = browse("/desk/")
    leo = world.need("leo")
    page.keyboard.press("f")
    expect(page.locator("select[name=kind]")).to_be_focused()
    page.keyboard.type("Comp")
    page.locator("select[name=taken]").focus()
    page.keyboard.type("nobody")
    expect(page.locator(".found")).to_have_text("Show two")
    page.locator(".found").press("Enter")
    expect(page.locator(".narrowed p").first).to_have_text("Complaints, taken by nobody.")
    assert page.url.endswith("/desk/?view=all&kind=complaint&taken=no")
    page.get_by_text("Keep it by name").press("Enter")
    page.get_by_label("Its name").fill("Mornings")
    page.get_by_label("Its name").press("Enter")
    expect(page.locator(".views [aria-current]")).to_have_text("Mornings")
    expect(page.locator("#toast")).to_contain_text("Kept as “Mornings”.")
    assert SavedView.objects.get().name == "Mornings"
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find or do anything")).to_be_focused()
    page.keyboard.type("harbour")
    expect(page.locator("#offers").get_by_role("option", selected=True)).to_contain_text(
        "Take “Anyone else stuck at Harbour Road?"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")
    assert page.url.endswith(need_path(world, "leo"))
    page.keyboard.press("Control+k")
    page.keyboard.type("let")
    expect(page.locator("#offers").get_by_role("option", selected=True)).to_have_text("Let goL")
    page.keyboard.press("Enter")
    expect(page.locator("#claim")).to_contain_text("Open.")
    page.keyboard.press("u")  # the toast's way back
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")
    page.keyboard.press("r")
    page.keyboard.type("Push it twice.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#sending .sent")).to_contain_text("Leaves in")
    assert Delivery.objects.filter(reply__need=leo).count() == 1
    page.keyboard.press("[")
    expect(page.locator("#thread .post").last).to_be_focused()
    page.keyboard.press("]")
    expect(page.locator("#thread .post").nth(-2)).to_be_focused()
    deliver(world)  # the thread is renewed around whoever reads in it
    expect(page.locator("#thread .sent").last).to_contain_text("On Echo since")
    expect(page.locator("#thread .post").nth(-2)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.locator("h1")).to_contain_text("of you help at Velo Norte")


def test_the_dialog_is_a_combobox_that_arrows_walk(browse: Open, world: World) -> None:
    keep_view(actor=world.owner, name="Docks today", query="view=all&about=docks&waiting=day")
    page = browse(need_path(world, "leo"))
    page.locator("#find-plain").click()
    field = page.get_by_role("combobox", name="Find or do anything")
    expect(field).to_be_focused()
    expect(page.locator("#offers").get_by_role("option").first).to_have_text("I’ve got thisC")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.type("dock")
    expect(page.get_by_role("group", name="Found").get_by_role("option").last).to_have_text("Everything with “dock”")
    named = [one.strip() for one in page.locator("#offers").get_by_role("option").all_inner_texts()]
    assert [named[0].split("\n")[0], named[1][:22], named[2]] == [
        "Docks today", "Take “Third time this ", "Needs about docks",
    ]  # fmt: skip
    for key, place in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", len(named) - 1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(page.locator("#offers").get_by_role("option").nth(place)).to_have_attribute("aria-selected", "true")
        assert field.get_attribute("aria-activedescendant") == f"offer-{place}"
    assert [one for one in accessibility_violations(page) if one["id"] != "region"] == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Find or do anything")).to_have_count(0)
    assert page.url.endswith(need_path(world, "leo"))
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    expect(page.locator("#offers").get_by_role("option")).to_have_text(
        "No post has “zzzz” in it. Look for something like it"
    )
    page.keyboard.press("Enter")
    expect(page.locator(".empty h2")).to_have_text("Nothing with “zzzz” in it.")


def test_typing_in_the_dialog_presses_no_single_keys(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.keyboard.press("Control+k")
    page.keyboard.type("clj?")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    assert world.need("leo").state == "open"


def test_keys_shown_are_keys_that_are_there(browse: Open, world: World) -> None:
    page = browse("/desk/")
    page.keyboard.press("?")
    shown = page.locator("#keys dt").all_inner_texts()
    assert {
        "Ctrl K",
        "J",
        "K",
        "Enter",
        ".",
        "C",
        "L",
        "H",
        "A",
        "R",
        "Ctrl Enter",
        "U",
        "T",
        "M",
        "[",
        "]",
        "F",
        "?",
    } <= set(shown)
    assert {one for one in shown if one.startswith("G")} == {"G D", "G S", "G C", "G P", "G H"}


def test_it_is_found_filtered_opened_and_claimed_without_javascript(browse: Open, world: World) -> None:
    page = browse("/desk/", java_script_enabled=False)
    page.locator("#find-plain").fill("harbour")
    page.locator("#find-plain").press("Enter")
    expect(page.locator(".search mark")).to_have_text("Harbour")
    page.locator(".search .need").click()
    assert f"{need_path(world, 'leo')}#post-" in page.url
    page.goto(page.url.split("/desk/")[0] + "/desk/")
    page.locator(".filter summary").click()
    page.get_by_label("What", exact=True).select_option("Complaints")
    page.get_by_role("button", name="Show them").click()
    assert page.url.endswith("/desk/?view=all&kind=complaint")
    page.get_by_text("Keep it by name").click()
    page.get_by_label("Its name").fill("Mornings")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.locator(".views [aria-current]")).to_have_text("Mornings")
    page.get_by_text("Change it").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".views .kept")).to_have_count(0)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".views .kept")).to_have_text("Mornings")
    page.locator(f"#need-{world.need('leo').public_id}").click()
    page.get_by_role("button", name="I’ve got this").click()
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")
    page.locator("#text").fill("Push it twice.")
    page.get_by_role("button", name="Answer leo on wheels").click()
    expect(page.locator("#sending")).to_contain_text("Push it twice.")


def test_finding_pages_are_clean_for_screen_readers_by_day_and_night(browse: Open, world: World) -> None:
    keep_view(actor=world.owner, name="Docks", query="view=all&about=docks")
    found = []
    for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
        page = browse("/desk/?view=all&about=docks", width=width, height=844, color_scheme=theme)
        page.get_by_text("Change it").click()
        page.locator(".filter summary").click()
        found += [
            ("filter", width, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)
        ]
        for path in ("/find/?q=dock", "/find/?q=marta", "/find/?q=zzz", "/find/"):
            page.goto(page.url.split("/desk/")[0].split("/find/")[0] + path)
            found += [
                (path, width, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)
            ]
            assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0, path
    assert found == []


@pytest.mark.parametrize("width", [320, 820])
def test_nothing_of_finding_scrolls_sideways(browse: Open, world: World, width: int) -> None:
    page = browse("/desk/?view=all&about=docks&in=en&from=new&waiting=hour", width=width, height=640)
    page.locator(".filter summary").click()
    assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0
    box = page.locator(".filter .pop").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.goto(page.url.split("/desk/")[0] + "/find/?q=dock&in=en")
    assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0
    page.locator(".look").click()
    dialog = page.locator("dialog.pal").bounding_box()
    assert dialog
    assert dialog["width"] <= width

"""Colleagues at their desks in real browsers: who is faster, who hands over, who asks, on a phone and by ear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.servers.chromium import accessibility_violations
from tests.web.shots import sign_in
from tests.web.world import World
from tummler.acts.gesturing import gesture
from tummler.acts.labelling import put_label
from tummler.acts.needs import claim_need, let_go_need
from tummler.acts.noting import write_note
from tummler.acts.passing import ask_in, hand_on
from tummler.records.models import Call, Delivery, Gesture, Need, Note, Presence

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

Open = Callable[..., Page]
ROWS = "[...document.querySelectorAll('.need')].map((row) => row.id)"


@pytest.fixture
def browse(chromium: Browser, running: tuple[World, str]) -> Iterator[Open]:
    """``browse("/desk/", helper, width=390)``: a page of a fresh context, signed in."""
    world, address = running
    contexts = []

    def open_page(path: str, helper: Any = None, *, width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        sign_in(context, address, helper or world.owner)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def world(running: tuple[World, str]) -> World:
    return running[0]


def need_path(world: World, key: str) -> str:
    return f"/desk/{world.need(key).public_id}/"


def bar(page: Page) -> Any:
    return page.locator("#claim")


def test_two_press_at_once_and_the_later_one_reads_along(browse: Open, world: World) -> None:
    ines, tomas = browse(need_path(world, "leo")), browse(need_path(world, "leo"), world.tomas)
    expect(bar(ines).locator(".along")).to_have_text("Tomás is reading along")
    expect(bar(tomas).locator(".along")).to_have_text("Inés is reading along")
    ines.locator("#text").fill("Push it twice.")
    # Nobody's page has heard of the other's press yet.
    tomas.route("**/desk/**", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    ines.locator("[data-key=claim]").click()
    expect(bar(ines)).to_contain_text("You’ve got this since")
    tomas.locator("[data-key=claim]").click()
    expect(bar(tomas).locator("p")).to_contain_text("Inés")
    tomas.unroute_all()
    expect(bar(tomas)).not_to_contain_text("You’ve got this")
    assert world.need("leo").claimed_by == world.owner
    expect(ines.locator("#text")).to_have_value("Push it twice.")
    expect(tomas.locator("draft-keeper")).to_have_count(0)


def test_who_was_writing_when_another_took_it_keeps_the_words_and_writes_on_when_it_is_let_go(
    browse: Open, world: World
) -> None:
    tomas = browse(need_path(world, "ivo"), world.tomas)
    text, kept = tomas.locator("#text"), tomas.locator("[data-do=note]")
    text.fill("It fits, Ivo.")
    expect(kept).to_be_hidden()
    claim_need(actor=world.owner, need=world.need("ivo"))
    expect(bar(tomas).locator("p")).to_contain_text("Inés has this")
    expect(text).not_to_be_editable()
    expect(text).to_have_value("It fits, Ivo.")
    expect(tomas.locator("[data-key=send]")).to_be_hidden()
    kept.click()
    expect(tomas.locator("#note-text")).to_have_value("It fits, Ivo.")
    let_go_need(actor=world.owner, need=world.need("ivo"))
    expect(text).to_be_editable()
    tomas.locator("[data-key=claim]").click()
    expect(bar(tomas)).to_contain_text("You’ve got this since")
    expect(text).to_have_value("It fits, Ivo.")
    # Who came while another had it can write as soon as it is theirs, without a reload.
    ines = browse(need_path(world, "ivo"))
    expect(ines.locator("draft-keeper")).to_have_count(0)
    let_go_need(actor=world.tomas, need=world.need("ivo"))
    expect(ines.locator("#text")).to_have_value("It fits, Ivo.")


def test_a_need_is_handed_over_with_a_word_and_nothing_moves(browse: Open, world: World) -> None:
    claim_need(actor=world.owner, need=world.need("dock"))
    ines, tomas = browse(need_path(world, "dock")), browse(need_path(world, "leo"), world.tomas)
    places = tomas.evaluate(
        "[...document.querySelectorAll('.need')].map((row) => [row.id, row.getBoundingClientRect().top])"
    )
    ines.locator("[data-key=hand_on]").click()
    sheet = ines.locator("#hand-on")
    expect(sheet.get_by_role("radio").first).to_be_focused()
    sheet.get_by_role("radio", name="Tomás Weir").check()
    sheet.get_by_label("A word for them").fill("The latch is in bay 3.")
    sheet.get_by_role("button", name="Hand it on").click()
    expect(ines.locator(".toast")).to_contain_text("Handed to Tomás.")
    expect(sheet).to_be_hidden()
    expect(bar(ines).locator("p")).to_contain_text("Tomás has this, handed on by you")
    row = tomas.locator(f"#on-{world.need('dock').public_id}")
    expect(row).to_have_text("Inés handed it to you")
    rows = tomas.evaluate(
        "[...document.querySelectorAll('.need')].map((row) => [row.id, row.getBoundingClientRect().top])"
    )
    assert [one[0] for one in rows] == [one[0] for one in places]
    tomas.goto(tomas.url.split("/desk/")[0] + need_path(world, "dock"))
    expect(bar(tomas)).to_contain_text("The latch is in bay 3.")
    tomas.get_by_role("button", name="I’ll take it").click()
    expect(bar(tomas)).to_contain_text("You’ve got this since")
    expect(ines.locator("#claim")).not_to_contain_text("handed on by you")
    assert Call.objects.get().settled == "taken"


def test_a_toast_waits_for_who_is_at_it_and_takes_it_back(browse: Open, world: World) -> None:
    claim_need(actor=world.owner, need=world.need("dock"))
    page = browse(need_path(world, "dock"))
    page.locator(".dots").click()
    page.locator("#claim-more").get_by_role("button", name="Put it to sleep").click()
    page.get_by_role("button", name="When they write again").click()
    expect(page.locator(".toast")).to_contain_text("Asleep until they write again.")
    page.clock.install()
    page.locator(".toast").hover()
    page.clock.fast_forward(30_000)
    page.locator(".toast").get_by_role("button", name="Take it back").click()
    expect(bar(page)).to_contain_text("You’ve got this since")
    assert Need.objects.get(pk=world.need("dock").pk).snoozed_at is None


def test_who_leaves_is_gone_for_the_others_at_once(browse: Open, world: World) -> None:
    ines, tomas = browse(need_path(world, "leo")), browse(need_path(world, "leo"), world.tomas)
    expect(bar(ines).locator(".along")).to_have_text("Tomás is reading along")
    tomas.locator("#text").fill("Push it")
    expect(bar(ines).locator(".along")).to_have_text("Tomás is writing")
    tomas.goto("about:blank")
    expect(bar(ines).locator(".along")).to_have_count(0)
    assert Presence.objects.filter(helper=world.tomas).count() == 1


def test_a_note_calls_a_colleague_by_completing_the_name(browse: Open, world: World) -> None:
    ines, tomas = browse(need_path(world, "leo")), browse("/desk/", world.tomas)
    ines.keyboard.press("n")
    note = ines.locator("#note-text")
    expect(note).to_be_focused()
    note.type("Latch in bay 3, @tom")
    expect(ines.locator(".offers button")).to_have_text("@Tomás Weir")
    note.press("Tab")
    expect(note).to_have_value("Latch in bay 3, @Tomás Weir ")
    note.type("take two")
    ines.get_by_role("button", name="Leave it here").click()
    expect(ines.locator(".note p.voice")).to_have_text("Latch in bay 3, @Tomás Weir take two")
    expect(ines.locator(".leave summary")).to_be_focused()  # not at the top of the page
    expect(tomas.locator(f"#on-{world.need('leo').public_id}")).to_have_text("Inés wrote you a note")
    ines.locator("#labels summary").press("Enter")
    expect(ines.locator("#label-name")).to_be_focused()
    ines.keyboard.type("latch\n")
    expect(ines.locator("#labels bdi")).to_have_text("latch")
    expect(ines.locator("#labels summary")).to_be_focused()
    ines.locator(".note").get_by_role("button", name="Delete").click()
    expect(ines.locator(".note")).to_have_count(0)
    ines.locator(".toast").get_by_role("button", name="Take it back").click()
    expect(ines.locator(".note")).to_have_count(1)
    assert Note.objects.get().deleted_at is None


def test_on_the_shop_floor_with_a_thumb(browse: Open, world: World) -> None:
    """Asked in on a phone, read, answered beside the one who has it; every target is large enough."""
    claim_need(actor=world.owner, need=world.need("leo"))
    ask_in(actor=world.owner, need=world.need("leo"), to=world.tomas, words="Do you see dock 3 from there?")
    page = browse("/desk/?view=yours", world.tomas, width=390, height=844, is_mobile=True, has_touch=True)
    page.locator(".need").tap()
    expect(bar(page)).to_contain_text("Inés asks you in")
    expect(bar(page)).to_contain_text("Do you see dock 3 from there?")
    small = page.evaluate(
        "[...document.querySelectorAll('.claim .end :is(button, a), .doing > summary')]"
        ".filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())"
        ".filter((box) => box.height < 44 || box.width < 44).length"
    )
    assert small == 0
    page.locator(".doing summary").first.tap()
    page.get_by_role("button", name="Like it as Velo Norte").tap()
    expect(page.locator(".gesture")).to_contain_text("The like is on its way to Echo.")
    page.get_by_role("link", name="Answer too").tap()
    page.locator("#text").fill("Tomás here: dock 3 is free.")
    page.locator("[data-key=send]").tap()
    expect(page.locator("#sending")).to_contain_text("Tomás here: dock 3 is free.")
    assert (world.need("leo").claimed_by, Delivery.objects.get().reply.beside) == (world.owner, world.tomas)
    assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0


def test_by_ear_the_bar_the_sheets_and_the_menus_say_what_they_are(browse: Open, world: World) -> None:
    claim_need(actor=world.owner, need=world.need("dock"))
    write_note(actor=world.tomas, need=world.need("dock"), text="Latch in bay 3, @Inés")
    page = browse(need_path(world, "dock"))
    expect(page.get_by_role("region", name="The conversation")).to_match_aria_snapshot("""
        - region "The conversation":
          - paragraph:
            - text: You’ve got this since
            - time
            - text: ; everyone sees it
          - button "Hand it on"
          - button "Let go"
          - button "More to do with it"
    """)
    expect(page.get_by_role("region", name="About the one who asks")).to_match_aria_snapshot("""
        - region "About the one who asks":
          - heading "Marta Rueda" [level=2]
          - heading "With us" [level=3]
          - heading /Tomás’s note, for you/ [level=3]:
            - time
          - paragraph: Latch in bay 3, @Inés
    """)
    page.keyboard.press("Tab")
    page.locator("[data-key=hand_on]").press("Enter")
    expect(page.get_by_role("dialog", name="Hand it on")).to_match_aria_snapshot("""
        - dialog "Hand it on":
          - group "Who":
            - radio /Olu Adeyemi/
            - radio /Tomás Weir/
          - textbox "A word for them"
          - paragraph:
            - button "Hand it on"
            - button "Leave it"
    """)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Hand it on")).to_be_hidden()
    expect(page.locator("[data-key=hand_on]")).to_be_focused()
    claim_need(actor=world.tomas, need=world.need("leo"))
    page.goto(page.url.split("/desk/")[0] + need_path(world, "leo"))
    hand_on(actor=world.tomas, need=world.need("leo"), to=world.owner, words="Yours?")
    expect(page.locator("#said")).to_contain_text("Tomás handed this to you")


def test_every_state_is_clean_for_screen_readers_by_day_and_night(browse: Open, world: World) -> None:
    claim_need(actor=world.owner, need=world.need("dock"))
    write_note(actor=world.tomas, need=world.need("dock"), text="Latch in bay 3, @Inés")
    write_note(actor=world.owner, need=world.need("dock"), text="Two of them")
    put_label(actor=world.owner, need=world.need("dock"), name="latch")
    claim_need(actor=world.tomas, need=world.need("leo"))
    hand_on(actor=world.tomas, need=world.need("leo"), to=world.owner, words="Yours?")
    gesture(actor=world.owner, post=world.post("dock"), kind="like")
    Gesture.objects.update(state="refused", trouble="refused")
    found = []
    for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
        page = browse("/desk/", width=width, height=844, color_scheme=theme)

        def look(name: str, page: Page = page, width: int = width, theme: str = theme) -> None:
            said = [(name, width, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)]
            found.extend(said)

        page.goto(page.url.split("/desk/")[0] + need_path(world, "leo"))
        look("handed")
        page.goto(page.url.split("/desk/")[0] + need_path(world, "dock"))
        page.locator(".doing summary").first.click()
        look("menu")
        page.locator(".labels .add summary").click()
        page.locator(".dots").click()
        look("more")
        page.locator("#claim-more [popovertarget=hand-on]").click()
        look("sheet")
        page.keyboard.press("Escape")
        page.goto(page.url.split("#")[0] + "#person")
        page.locator(".leave summary").click()
        look("person")
    assert found == []

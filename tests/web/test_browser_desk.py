"""The desk in a real browser: as stories, by keyboard, on a phone, without JavaScript, and for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.servers.chromium import accessibility_violations
from tests.web.shots import sign_in
from tests.web.world import World, promise
from tummler.acts.needs import claim_need, let_go_need
from tummler.acts.replies import save_draft
from tummler.common import clock
from tummler.records.models import Delivery, Need, Reach, Reply

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

Open = Callable[..., Page]


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


def deliver(world: World) -> None:
    """Ten seconds pass, and what was promised is delivered."""
    clock.shift(timedelta(seconds=11))
    world.settle()


def test_pages_are_clean_for_screen_readers_by_day_and_night(whole_morning: None, browse: Open, world: World) -> None:
    claim_need(actor=world.olu, need=world.need("charged"))
    promise(world, world.tomas, "ivo", "A cello fits, if its neck may look out.", 3600)
    keys = ("dock", "leo", "pedal", "deposit", "ivo")
    found = []
    for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
        page = browse("/desk/", width=width, height=844, color_scheme=theme)
        for path in ("/desk/", "/desk/?view=nearby", *(need_path(world, key) for key in keys)):
            page.goto(page.url.split("/desk/")[0] + path)
            found += [
                (path, width, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)
            ]
        page.locator("details.wrong summary").click()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        found += [("keys", width, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)]
    assert found == []


def test_columns_scroll_alone_and_the_desk_as_a_whole_never(browse: Open, world: World) -> None:
    page = browse(f"{need_path(world, 'dock')}#answer")
    size = "[document.scrollingElement.scrollHeight, innerHeight, scrollY]"
    assert page.evaluate(size) == [900, 900, 0]


def test_no_page_scrolls_sideways_at_320(whole_morning: None, browse: Open, world: World) -> None:
    page = browse("/desk/", width=320, height=640)
    for path in ("/desk/", *(need_path(world, key) for key in ("dock", "pedal", "deposit"))):
        for place in ("", "#answer", "#person"):
            page.goto(page.url.split("/desk/")[0] + path + place)
            assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0, path + place


def test_a_need_is_taken_answered_and_taken_back_by_keyboard(browse: Open, world: World) -> None:
    page = browse("/desk/")
    leo = world.need("leo")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#need-{leo.public_id}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_text("leo on wheels has a complaint")
    assert page.url.endswith(need_path(world, "leo"))
    expect(page.locator(f"#need-{leo.public_id}")).to_have_attribute("aria-current", "true")
    page.keyboard.press("c")
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")
    expect(page.locator("#said")).to_contain_text("You’ve got this since")
    page.keyboard.press("r")
    page.keyboard.type("Push it twice, c l j then count.")
    expect(page.locator("#count")).to_have_text("38 of 300")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#sending .sent")).to_contain_text("Leaves in")
    assert Delivery.objects.filter(reply__need=leo).count() == 1
    expect(page.locator("#text")).to_have_value("")  # the field that was written in has gone; a key is a key again
    page.keyboard.press("u")
    expect(page.locator("#text")).to_have_value("Push it twice, c l j then count.")
    assert Delivery.objects.filter(reply__need=leo).count() == 0
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_contain_text("need help.")


def test_what_was_taken_is_spoken_though_a_hint_renews_the_bar_at_once(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.evaluate("htmx.config.defaultSettleDelay = 60000")  # the hint of one's own press comes before it has settled
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("You’ve got this since")
    page.locator("#claim.htmx-settling").wait_for(state="detached")
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")


def test_an_answer_arrives_without_a_reload_and_nothing_moves_under_the_hand(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Push it twice.")
    page.locator("[data-key=send]").click()
    expect(page.locator("#sending")).to_contain_text("Push it twice. ^Inés")
    page.locator("details.another > summary").click()
    page.locator("#text").type("And then")
    deliver(world)
    expect(page.locator("#thread .sent").last).to_contain_text("On Echo since")
    expect(page.locator("#claim")).to_contain_text("Now it is leo on wheels’s word that counts.")
    expect(page.locator("#text")).to_have_value("And then")
    expect(page.locator("#text")).to_be_focused()


def test_new_needs_wait_behind_a_button(browse: Open, world: World) -> None:
    page = browse("/desk/")
    rows = page.locator(".need").count()
    world.say("ana", "@velonorte where is my refund?", by="ana", name="Ana")
    world.settle()
    expect(page.locator("#news a")).to_have_text("One new need")
    assert page.locator(".need").count() == rows
    expect(page.locator("#day")).to_contain_text("Four people need help.")
    page.keyboard.press(".")
    expect(page.locator(".need")).to_have_count(rows + 1)
    expect(page.locator("#news a")).to_have_count(0)


def test_where_nobody_stands_whoever_comes_stands_there_at_once(browse: Open, world: World) -> None:
    page = browse("/desk/?view=all&in=es")
    expect(page.locator("#market .empty")).to_be_visible()
    world.say("rui", "@velonorte ¿dónde está mi reembolso? Llevo una semana esperando.", by="rui", name="Rui")
    world.settle()
    expect(page.locator("#market .need")).to_have_count(1)
    expect(page.locator("#nobody h2")).to_have_text("Rui comes first.")
    expect(page.locator("#news a")).to_have_count(0)


def test_a_row_says_whom_it_reaches_anew_when_its_time_has_come(browse: Open, world: World) -> None:
    need = world.need("leo")
    Need.objects.filter(pk=need.pk).update(reach_until=clock.now() + timedelta(hours=1))
    last = {"brand_id": need.brand_id, "need": need, "place": 0, "why": "near", "facts": {}}
    reach = Reach.objects.create(**last, helper=world.tomas, due_at=clock.now() + timedelta(minutes=9))
    page = browse("/desk/?view=all")
    page.clock.install(time=clock.now())
    page.reload()
    row = page.locator(f"#need-{need.public_id}")
    expect(row).to_contain_text("Reaches more people by")
    Reach.objects.filter(pk=reach.pk).update(due_at=clock.now() - timedelta(minutes=1))
    page.clock.fast_forward(600_000)  # nobody does anything that would tell
    expect(row).not_to_contain_text("Reaches more people by")


def test_a_colleagues_claim_is_seen_and_spoken_at_once(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Half a sentence")
    claim_need(actor=world.tomas, need=world.need("leo"))
    expect(page.locator("#claim")).to_contain_text("Tomás has this since")
    expect(page.locator("#said")).to_contain_text("Tomás has this since")
    expect(page.locator("#text")).to_have_value("Half a sentence")
    let_go_need(actor=world.tomas, need=world.need("leo"))
    expect(page.locator("#claim")).to_contain_text("Open. Nobody has taken it.")


def test_draft_is_kept_every_two_seconds_and_survives_a_reload(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Push it")
    expect(page.locator(".kept")).to_contain_text("draft kept")
    assert Reply.objects.get(need=world.need("leo")).text == "Push it"
    page.locator("#text").fill("Push it twice and")
    page.reload()
    expect(page.locator("#text")).to_have_value("Push it twice and")


def test_draft_outlives_a_lost_network(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.context.set_offline(True)
    page.locator("#text").fill("Written in a tunnel")
    expect(page.locator(".kept")).to_contain_text("Kept on this device")
    page.context.set_offline(False)
    expect(page.locator(".kept")).to_contain_text("draft kept")
    assert Reply.objects.get(need=world.need("leo")).text == "Written in a tunnel"
    assert page.evaluate("localStorage.length") == 0


def test_draft_written_offline_comes_back_beside_a_colleagues(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.context.set_offline(True)
    page.locator("#text").fill("Mine, from the tunnel")
    expect(page.locator(".kept")).to_contain_text("Kept on this device")
    save_draft(actor=world.tomas, need=world.need("leo"), text="Tomás wrote this.", edition=0)
    page.context.set_offline(False)
    expect(page.locator(".overtaken")).to_contain_text("Tomás changed this draft")
    expect(page.locator(".overtaken [data-theirs]")).to_have_text("Tomás wrote this.")
    expect(page.locator("#text")).to_have_value("Mine, from the tunnel")
    page.locator("[data-take=mine]").click()
    expect(page.locator(".kept")).to_contain_text("draft kept")
    assert Reply.objects.get(need=world.need("leo")).text == "Mine, from the tunnel"


def test_the_leaves_follow_the_typing(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("word " * 70)
    expect(page.locator("#leaves .leaf")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("355 in 2 posts")
    page.locator("#text").fill("short")
    expect(page.locator("#leaves .leaf")).to_have_count(0)


def test_tabs_share_one_stream_and_the_next_takes_over(browse: Open, world: World) -> None:
    first = browse("/desk/")
    streams: list[str] = []
    first.context.on("request", lambda request: streams.append(request.url) if "/stream/" in request.url else None)
    second = first.context.new_page()
    second.goto(first.url)
    third = first.context.new_page()
    third.goto(first.url)
    world.say("ana", "@velonorte where is my refund?", by="ana", name="Ana")
    world.settle()
    for page in (first, second, third):
        expect(page.locator("#news a")).to_have_text("One new need")
    assert len(streams) <= 1  # the first tab's own, if it was still opening
    streams.clear()
    first.close()
    world.say("ben", "@velonorte where is my refund?", by="ben", name="Ben")
    world.settle()
    for page in (second, third):
        expect(page.locator("#news a")).to_have_text("Two new needs")
    assert len(streams) == 1


def test_single_keys_can_be_switched_off(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.keyboard.press("?")
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.reload()
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#single-keys")).not_to_be_checked()
    assert world.need("leo").state == "open"


def test_back_is_the_browsers_back(browse: Open, world: World) -> None:
    page = browse("/desk/")
    page.locator(f"#need-{world.need('leo').public_id}").click()
    expect(page.locator("#title")).to_have_text("leo on wheels has a complaint")
    assert page.title() == "leo on wheels has a complaint · Velo Norte"
    page.locator(f"#need-{world.need('ivo').public_id}").click()
    expect(page.locator("#title")).to_have_text("Ivo has a question about the bikes")
    page.go_back()
    expect(page.locator("#title")).to_have_text("leo on wheels has a complaint")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("need help.")


def test_a_phone_shows_one_screen_at_a_time(browse: Open, world: World) -> None:
    page = browse("/desk/", width=390, height=844, has_touch=True, is_mobile=True)
    page.locator(f"#need-{world.need('leo').public_id}").tap()
    expect(page.locator("#market")).to_be_hidden()
    expect(page.locator("#text")).to_be_hidden()
    page.get_by_role("button", name="I’ve got this").tap()
    page.get_by_role("link", name="Write").tap()
    expect(page.locator("#thread")).to_be_hidden()
    page.locator("#text").fill("Push it twice.")
    page.get_by_role("link", name="Back to the conversation; the draft is kept").tap()
    expect(page.locator("#thread")).to_be_visible()
    page.get_by_role("link", name="Write").tap()
    expect(page.locator("#text")).to_have_value("Push it twice.")
    page.get_by_role("button", name="Answer leo on wheels").tap()
    expect(page.locator("#sending")).to_be_visible()
    page.get_by_role("link", name="Back to who needs help").tap()
    expect(page.locator("#market")).to_be_visible()


def test_everything_but_the_live_works_without_javascript(browse: Open, world: World) -> None:
    page = browse("/desk/", java_script_enabled=False)
    leo = world.need("leo")
    page.locator(f"#need-{leo.public_id}").click()
    page.get_by_role("button", name="I’ve got this").click()
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")
    page.locator("#text").fill("Push it")
    page.get_by_role("button", name="Keep draft").click()
    expect(page.locator("#text")).to_have_value("Push it")
    page.locator("details.wrong summary").click()
    page.get_by_label("A question").check()
    page.get_by_role("button", name="Put it right").click()
    expect(page.locator("h1")).to_have_text("leo on wheels has a question")
    page.locator("#text").fill("Push it twice.")
    page.get_by_role("button", name="Answer leo on wheels").click()
    expect(page.locator("#sending")).to_contain_text("Push it twice. ^Inés")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#text")).to_have_value("Push it twice.")
    page.get_by_role("button", name="Answer leo on wheels").click()
    deliver(world)
    page.reload()
    expect(page.locator("#thread .sent").last).to_contain_text("On Echo since")
    assert Need.objects.get(pk=leo.pk).state == "answered"
    page.locator(".me summary").click()
    page.get_by_role("button", name="Night").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_page_breaks_no_rule_of_its_policy(browse: Open, world: World) -> None:
    page = browse("/desk/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for key in ("dock", "leo"):
        page.goto(page.url.split("/desk/")[0] + need_path(world, key))
        page.locator(".me summary").click()
    page.locator(f"#need-{world.need('ivo').public_id}").click()
    expect(page.locator("#title")).to_contain_text("Ivo")
    assert said == []

"""The composer in a real browser, as stories: a lost train connection, two in one draft, a phone with a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect

from tests.answering.test_pictures import picture
from tests.servers.chromium import accessibility_violations
from tests.web.serving import serving
from tests.web.shots import sign_in
from tests.web.test_browser_desk import browse, deliver, need_path, world
from tests.web.world import World
from tummler.acts.pictures import add_pictures
from tummler.acts.replies import save_draft
from tummler.records.models import Delivery, Picture, Reply

__all__ = ["browse", "world"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

Open = Callable[..., Page]
TWO = "word " * 70


@pytest.fixture
def latch(tmp_path: Path) -> Path:
    """A photo on the telephone."""
    file = tmp_path / "latch.jpg"
    file.write_bytes(picture(640, 480, "JPEG"))
    return file


def kept(page: Page) -> None:
    expect(page.locator(".kept").first).to_contain_text("draft kept")


def test_a_lost_train_connection_in_the_middle_of_an_answer(browse: Open, world: World, latch: Path) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Leo, I am on the train and")
    kept(page)
    page.context.set_offline(True)
    page.locator("#text").press("End")
    page.keyboard.type(" the tunnel begins.")
    page.locator("input[name=picture]").set_input_files(latch)
    expect(page.locator(".kept").first).to_contain_text("Kept on this device")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).to_have_value("Leo, I am on the train and the tunnel begins.")
    assert Delivery.objects.count() == 0
    page.context.set_offline(False)
    kept(page)
    expect(page.locator("#pictures img")).to_have_count(1)
    page.reload()
    expect(page.locator("#text")).to_have_value("Leo, I am on the train and the tunnel begins.")
    expect(page.locator("#pictures img")).to_have_count(1)
    assert Reply.objects.get(need=world.need("leo")).text == "Leo, I am on the train and the tunnel begins."


def test_words_kept_while_the_page_comes_anew_stand_in_it(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("First.")
    kept(page)
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        held[route.request.method] = route

    page.route("**/draft/", lambda route: hold(route) if route.request.method == "POST" else route.continue_())
    page.locator("#text").fill("First, and second.")
    until(page, lambda: "POST" in held)
    page.route(page.url, hold)
    page.evaluate("setTimeout(() => location.reload())")
    until(page, lambda: "GET" in held)
    stale = held["GET"].fetch()  # made before the words are kept
    with page.expect_response("**/draft/"):
        held["POST"].fulfill(response=held["POST"].fetch())
    held["GET"].fulfill(response=stale)
    expect(page.locator("#text")).to_have_value("First, and second.")


def until(page: Page, so: Callable[[], bool]) -> None:
    """Until the browser has asked for it."""
    for _ in range(300):
        if so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it was not asked for")


def test_a_page_closed_in_the_tunnel_brings_its_words_back(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("First.\n\nSecond.")
    kept(page)
    page.context.set_offline(True)
    page.locator("#text").fill("First.\n\nSecond, from the tunnel.")
    expect(page.locator(".kept").first).to_contain_text("Kept on this device")
    save_draft(actor=world.tomas, need=world.need("leo"), text="First, by Tomás.\n\nSecond.", edition=1)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#text")).to_have_value("First, by Tomás.\n\nSecond, from the tunnel.")
    expect(page.locator(".overtaken")).to_have_count(0)
    kept(page)
    assert Reply.objects.get(need=world.need("leo")).text == "First, by Tomás.\n\nSecond, from the tunnel."


def test_two_helpers_in_one_draft_see_each_other_and_lose_no_word(browse: Open, world: World) -> None:
    leo = world.need("leo")
    save_draft(actor=world.owner, need=leo, text="Hello Leo,\n\npush it twice.\n\nBye", edition=0)
    ines, tomas = browse(need_path(world, "leo")), browse(need_path(world, "leo"), world.tomas)
    ines.locator("#text").focus()
    ines.keyboard.press("Control+End")
    ines.keyboard.type(" and ride well")
    tomas.locator("#text").focus()
    tomas.keyboard.press("Control+Home")
    tomas.keyboard.press("End")
    tomas.keyboard.type(" sorry you had to wait,")
    both = "Hello Leo, sorry you had to wait,\n\npush it twice.\n\nBye and ride well"
    for page, who in ((ines, "Tomás"), (tomas, "Inés")):
        expect(page.locator("#text")).to_have_value(both, timeout=20_000)
        expect(page.locator("[data-writing]")).to_have_text(f"{who} is writing here too.")
        expect(page.locator(".overtaken")).to_have_count(0)
    tomas.keyboard.type(" really")  # the caret stayed where he was
    expect(ines.locator("#text")).to_have_value(both.replace("wait,", "wait, really"), timeout=20_000)
    assert Reply.objects.get(need=leo).text == both.replace("wait,", "wait, really")


def test_a_colleagues_picture_is_seen_by_who_writes(browse: Open, world: World) -> None:
    save_draft(actor=world.owner, need=world.need("leo"), text="Look:", edition=0)
    page = browse(need_path(world, "leo"))
    page.locator("#text").focus()
    add_pictures(actor=world.tomas, need=world.need("leo"), contents=[picture()])
    expect(page.locator("#pictures img")).to_have_count(1, timeout=20_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#sending img")).to_have_count(1)


def test_two_helpers_on_one_line_are_shown_both(browse: Open, world: World) -> None:
    save_draft(actor=world.owner, need=world.need("leo"), text="Push it.", edition=0)
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Push it twice.")
    save_draft(actor=world.tomas, need=world.need("leo"), text="Push it hard.", edition=1)
    expect(page.locator(".overtaken [data-theirs]")).to_have_text("Push it hard.")
    page.locator("[data-take=theirs]").click()
    expect(page.locator("#text")).to_have_value("Push it hard.")


def test_a_draft_outlives_a_deploy(chromium: Browser, transactional_db: None, echo: Any) -> None:
    from tests.web.world import make_world

    made = make_world(echo, early=True)
    context = chromium.new_context()
    with serving() as address:
        port = int(address.rsplit(":", 1)[1])
        sign_in(context, address, made.owner)
        page = context.new_page()
        page.goto(address + need_path(made, "leo"))
        page.locator("#text").fill("Before the deploy,")
        kept(page)
    page.locator("#text").fill("Before the deploy, during it,")
    expect(page.locator(".kept").first).to_contain_text("Kept on this device")
    with serving(port=port):
        kept(page)
        page.locator("#text").press("End")
        page.keyboard.type(" and after it.")
        page.wait_for_function("document.querySelector('.kept').textContent.includes('draft kept')")
        page.locator("[data-key=send]").click()
        expect(page.locator("#sending")).to_contain_text("Before the deploy, during it, and after it. ^Inés")
    assert Delivery.objects.count() == 1
    context.close()


def test_a_phone_answers_with_a_picture(browse: Open, world: World, latch: Path) -> None:
    page = browse(f"{need_path(world, 'leo')}#answer", width=390, height=844, has_touch=True, is_mobile=True)
    page.locator("#text").fill("Push this one, Leo:")
    page.locator("input[name=picture]").set_input_files(latch)
    expect(page.locator(".tip.undescribed")).to_have_count(0)  # it is looked at with the next word
    shown = page.locator("#pictures img")
    expect(shown).to_have_attribute("width", "640")
    expect(shown).to_have_attribute("height", "480")
    page.get_by_label("What’s in the picture, for those who can’t see it").fill("A steel latch, as long as a thumb")
    page.get_by_label(re.compile("Only leo on wheels")).check()
    assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0
    page.get_by_role("button", name="Answer leo on wheels").tap()
    expect(page.locator("#sending")).to_contain_text("Push this one, Leo: ^Inés")
    deliver(world)
    [sent] = [post for post in world.echo.posts().values() if post["by"] == "velonorte"]
    assert (sent["media"][0]["alt"], sent["visibility"]) == ("A steel latch, as long as a thumb", "direct")
    page.goto(page.url.removesuffix("#answer"))
    page.reload()
    shown = page.locator(".post.us figure img")
    expect(shown).to_have_attribute("alt", "A steel latch, as long as a thumb")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.post.us figure img').naturalWidth === 640")


def test_a_picture_is_pasted_dropped_and_taken_out(browse: Open, world: World, latch: Path) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Look:")
    for kind, name in (("paste", "clipboardData"), ("drop", "dataTransfer")):
        page.evaluate(
            """async ([kind, name, bytes]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], "a.jpg", { type: "image/jpeg" }));
              const event = new Event(kind, { bubbles: true, cancelable: true });
              Object.defineProperty(event, name, { value: data });
              document.querySelector("#text").dispatchEvent(event);
            }""",
            [kind, name, list(latch.read_bytes())],
        )
        expect(page.locator("#pictures .attached")).to_have_count(1 if kind == "paste" else 2)
    page.get_by_role("button", name="Take it out").first.click()
    expect(page.locator("#pictures .attached")).to_have_count(1)
    page.get_by_label("What’s in the picture, for those who can’t see it").fill("A latch")
    page.keyboard.press("Enter")  # said: that is no reason to send
    page.wait_for_function("(keeper) => keeper.saved === keeper.written()", arg=page.query_selector("draft-keeper"))
    assert (Picture.objects.get().description, Delivery.objects.count()) == ("A latch", 0)
    assert Reply.objects.get(need=world.need("leo")).text == "Look:"


def counts(page: Page) -> list[str]:
    return page.locator("#leaves .leaf .num").all_inner_texts()


def still_boxes(page: Page, *shown: Locator) -> list[FloatRect]:
    """Where these stand, once they stand still: hints that arrive above them move them."""
    boxes: list[FloatRect] = []
    for _ in range(50):
        before, boxes = boxes, [box for one in shown if (box := one.bounding_box())]
        if boxes == before and len(boxes) == len(shown):
            return boxes
        page.wait_for_timeout(300)
    raise AssertionError("they never stand still")


def test_the_cut_is_moved_by_keys_and_by_pointer(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"), height=1400)
    page.locator("#text").fill(TWO)
    expect(page.locator("#leaves .leaf")).to_have_count(2)
    earlier = page.get_by_role("button", name="Move the cut after post 1 a word earlier")
    earlier.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#leaves .num").first).to_have_text("294 of 300")
    expect(earlier).to_be_focused()  # it stays on it, also in the new leaves
    page.keyboard.press("Enter")
    expect(page.locator("#leaves .num").first).to_have_text("289 of 300")
    grip, words = page.locator("[data-grip]"), page.locator("#leaves .leaf .voice").first
    box, into = still_boxes(page, grip, words)
    page.mouse.move(box["x"] + 16, box["y"] + 16)
    page.mouse.down()
    page.mouse.move(into["x"] + into["width"] / 2, into["y"] + 12, steps=6)
    page.mouse.up()
    expect(page.locator("#leaves .num").first).not_to_have_text("289 of 300")
    dragged = counts(page)
    assert int(dragged[0].split(" ")[0]) < 100
    page.locator("#text").press("Control+Home")
    page.keyboard.type("A ")
    first = int(dragged[0].split(" ")[0])
    expect(page.locator("#leaves .num").first).to_have_text(f"{first + 2} of 300")
    page.wait_for_timeout(2500)
    page.reload()
    expect(page.locator("#leaves .num").first).to_have_text(f"{first + 2} of 300")


def test_who_sees_it_by_key_and_hints_by_press(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Could you DM us your postcode?")
    expect(page.locator(".tip.away b")).to_have_text("This sends leo on wheels away.")
    expect(page.locator("word-marks .hint.away")).to_have_text("DM us")
    page.keyboard.press("Control+Shift+V")
    expect(page.get_by_label(re.compile("Only leo on wheels"))).to_be_checked()
    expect(page.locator("#said")).to_contain_text("Only leo on wheels")
    expect(page.locator(".tip.away")).to_have_count(0)
    page.keyboard.press("Control+Shift+V")
    expect(page.locator(".tip.away")).to_have_count(1)
    page.get_by_role("button", name="Send it so").click()
    expect(page.locator(".tip")).to_have_count(0)
    page.wait_for_timeout(2500)
    page.reload()
    expect(page.locator("#text")).to_have_value("Could you DM us your postcode?")
    expect(page.locator(".tip")).to_have_count(0)
    page.locator("#text").fill("All is on https://bit.ly/3xYz, Leo.")
    page.get_by_role("button", name="Change the link").click()
    assert (
        page.evaluate(
            "getSelection().toString() || document.activeElement.value.slice("
            "document.activeElement.selectionStart, document.activeElement.selectionEnd)"
        )
        == "https://bit.ly/3xYz"
    )


def test_the_lines_under_the_words_lie_under_the_words(browse: Open, world: World) -> None:
    """The field and the words drawn behind it break their lines at the same places."""
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Marta, the red light is a tired latch, not you.\n\nA long, long line. " * 9 + "DM us")
    expect(page.locator("word-marks .hint.away")).to_have_text("DM us")
    mirror, field = page.locator("word-marks").bounding_box(), page.locator("#text").bounding_box()
    assert mirror and field
    assert (mirror["x"], mirror["y"], mirror["width"]) == (field["x"], field["y"], field["width"])
    assert abs(mirror["height"] - field["height"]) < 2


def everything(world: World) -> None:
    """A draft with all that can be said about one."""
    text = (
        f"Sorry for the inconvenience, Leo! {'The light is red because the latch is tired. ' * 6}\n\n"
        "DM us, or is 612 345 678 still yours? All is on https://bit.ly/3xYz too."
    )
    save_draft(actor=world.owner, need=world.need("leo"), text=text, edition=0)
    add_pictures(actor=world.owner, need=world.need("leo"), contents=[picture()])


def test_a_full_composer_is_clean_for_screen_readers_by_day_and_night(browse: Open, world: World) -> None:
    everything(world)
    found: list[Any] = []
    for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark"), (320, "light")):
        page = browse(f"{need_path(world, 'leo')}#answer", width=width, height=900, color_scheme=theme)
        expect(page.locator(".tip")).to_have_count(4)
        page.locator("details.as summary").click()
        found += [(width, theme, one["id"], one["nodes"][0]["html"]) for one in accessibility_violations(page)]
        assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0
    assert found == [], found


def test_a_whole_answer_without_javascript(browse: Open, world: World, latch: Path) -> None:
    page = browse(need_path(world, "leo"), java_script_enabled=False)
    page.locator("#text").fill(f"Could you DM us? {TWO}")
    page.locator("input[name=picture]").set_input_files(latch)
    page.get_by_role("button", name="Keep draft").last.click()
    expect(page.locator("#pictures img")).to_have_count(1)
    page.get_by_label("What’s in the picture, for those who can’t see it").fill("A latch")
    page.get_by_role("button", name="Send it so").click()
    expect(page.locator(".tip.away")).to_have_count(0)
    page.get_by_role("button", name="Move the cut after post 1 a word earlier").click()
    before = counts(page)
    page.get_by_label(re.compile("Only leo on wheels")).check(force=True)
    page.locator("[data-key=send]").click()
    expect(page.locator("#sending")).to_contain_text("Could you DM us?")
    parts = list(Delivery.objects.order_by("number"))
    assert [f"{len(part.part['text'])} of 300" for part in parts] == before
    assert {part.part["visibility"] for part in parts} == {"direct"}
    assert [[one["description"] for one in part.part["pictures"]] for part in parts] == [[], ["A latch"]]
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#pictures img")).to_have_count(1)

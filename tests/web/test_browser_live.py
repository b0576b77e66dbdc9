"""Live again after sleep, a lost network, a proxy that buffers, a tab that stops: without a reload, one stream for all.

Times are the page's own: its clock is moved on, the network and the server are real.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.web.shots import sign_in
from tests.web.test_browser_desk import Open, browse, need_path, world
from tests.web.world import World
from tummler.acts.passing import ask_in
from tummler.records.models import Presence

__all__ = ["browse", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def ask(world: World, name: str) -> None:
    """Somebody asks, and it is heard."""
    world.say(name, "@velonorte where is my refund?", by=name, name=name.title())
    world.settle()


def streams_of(context: BrowserContext) -> list[str]:
    """Every stream that a browser opens from now on."""
    opened: list[str] = []
    context.on("request", lambda request: opened.append(request.url) if "/stream/" in request.url else None)
    return opened


def timed(page: Page) -> Page:
    """The same page with a clock that the test moves on."""
    page.clock.install()
    page.reload()
    return page


class Buffering(BaseHTTPRequestHandler):
    """A proxy that passes everything on once it has all of it: a stream never ends, so nothing of it comes."""

    upstream = ""
    ending: threading.Event

    def do_GET(self) -> None:
        if self.path == "/stream/":
            self.streams.append(self.path)  # type: ignore[attr-defined]
            self.ending.wait(120)
            return
        self._pass_on(None)

    def do_POST(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _pass_on(self, body: bytes | None) -> None:
        upstream = http.client.HTTPConnection(urlsplit(self.upstream).netloc, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def buffered(running: tuple[World, str]) -> Iterator[tuple[str, list[str]]]:
    """The address of the product behind such a proxy, and the streams that were asked of it."""
    streams: list[str] = []
    kind = type("Proxy", (Buffering,), {"upstream": running[1], "ending": threading.Event(), "streams": streams})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}", streams
    kind.ending.set()
    server.shutdown()
    server.server_close()


def test_behind_a_proxy_that_buffers_the_desk_looks_by_itself(
    chromium: Browser, buffered: tuple[str, list[str]], world: World
) -> None:
    address, streams = buffered
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    sign_in(context, address, world.owner)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/desk/")
    expect(page.locator(".need")).to_have_count(3)
    ask(world, "ana")
    page.clock.run_for(11_000)
    page.clock.run_for(5_000)  # no first word: it looks at once
    expect(page.locator("#news a")).to_have_text("One new need")
    ask(world, "ben")
    page.clock.run_for(22_000)
    expect(page.locator("#news a")).to_have_text("Two new needs")
    assert len(streams) == 1
    page.clock.run_for(45_000)
    expect(page.locator("#offline")).to_be_hidden()  # it is connected, only not at once
    for _ in range(50):
        if len(streams) > 1:
            break
        page.wait_for_timeout(100)
    assert len(streams) == 2  # now and then it tries again
    context.close()


def test_a_lost_connection_is_said_quietly_and_comes_back_by_itself(browse: Open, world: World) -> None:
    page = browse(need_path(world, "leo"))
    page.locator("#text").fill("Push it")
    expect(page.locator(".kept")).to_contain_text("draft kept")
    before = page.locator("#thread").bounding_box()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("Not connected since")
    expect(page.locator("#offline")).to_contain_text("What you write is kept here.")
    assert page.locator("#thread").bounding_box() == before
    page.locator("#text").fill("Push it twice, then count")
    ask(world, "ana")
    assert page.locator("#news a").count() == 0
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#news a")).to_have_text("One new need")
    expect(page.locator("#text")).to_have_value("Push it twice, then count")
    expect(page.locator(".kept")).to_contain_text("draft kept")
    ask(world, "ben")
    expect(page.locator("#news a")).to_have_text("Two new needs")


def test_after_sleep_it_is_true_again(browse: Open, world: World) -> None:
    page = browse("/desk/")
    with page.expect_request("**/stream/"):
        timed(page)
    expect(page.locator(".need")).to_have_count(3)
    streams = streams_of(page.context)
    page.clock.fast_forward(3_600_000)  # timers jump
    page.clock.run_for(6_000)
    expect(page.locator("#market")).to_be_visible()
    ask(world, "ana")
    for _ in range(40):
        page.clock.run_for(500)
        if page.locator("#news a").count():
            break
        page.wait_for_timeout(50)
    expect(page.locator("#news a")).to_have_text("One new need")
    assert len(streams) == 1


def test_a_tab_that_is_stuck_loses_the_stream_to_the_next(browse: Open, world: World) -> None:
    first = browse("/desk/")
    expect(first.locator(".need")).to_have_count(3)
    second = first.context.new_page()
    second.clock.install()
    second.goto(first.url)
    expect(second.locator(".need")).to_have_count(3)
    streams = streams_of(first.context)
    first.evaluate("BroadcastChannel.prototype.postMessage = () => {}")  # it holds the lock and says nothing
    for _ in range(25):
        second.clock.run_for(5_000)
    second.wait_for_timeout(500)
    assert len(streams) == 1
    ask(world, "ana")
    for page in (second, first):
        for _ in range(40):
            if page is second:
                page.clock.run_for(500)
            if page.locator("#news a").count():
                break
            page.wait_for_timeout(50)
        expect(page.locator("#news a")).to_have_text("One new need")


def test_signed_out_elsewhere_the_page_asks_to_sign_in(browse: Open, world: World) -> None:
    page = browse("/desk/")
    expect(page.locator(".need")).to_have_count(3)
    page.context.clear_cookies()
    ask(world, "ana")
    expect(page.get_by_label("Password")).to_be_visible()


def test_on_a_slow_line_a_key_is_a_key_and_an_answer_comes_to_its_own_conversation(browse: Open, world: World) -> None:
    leo, marta = world.need("leo"), world.need("dock")
    page = browse(need_path(world, "leo"))
    page.keyboard.press("c")
    expect(page.locator("#claim")).to_contain_text("You’ve got this since")
    kept: list[Route] = []
    page.route("**/answer/", lambda route: kept.append(route))  # noqa: PLW0108 - playwright marks what it calls
    page.locator("#text").fill("Push it twice.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).not_to_be_editable()
    page.keyboard.press("[")  # the answer to it isn't here yet
    expect(page.locator("#thread .post").last).to_be_focused()
    expect(page.locator("#text")).to_have_value("Push it twice.")
    came = kept[0].fetch()
    expect(page.locator("#sending")).to_contain_text("Push it twice.")  # told by the stream
    post = page.evaluate("document.activeElement.id")
    kept.pop().fulfill(response=came)
    expect(page.locator("details.another")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == post
    page.keyboard.press("u")
    expect(page.locator("#text")).to_have_value("Push it twice.")
    page.locator("#text").fill("")
    page.locator("#text").press("Control+Enter")
    page.locator(f"#need-{marta.public_id}").click()
    expect(page.locator("#talk")).to_have_attribute("data-need", marta.public_id)
    kept.pop().continue_()
    expect(page.locator("#missed a")).to_have_text("leo on wheels: There is nothing in it yet.")
    expect(page.locator("#missed a")).to_have_attribute("href", f"/desk/{leo.public_id}/")
    expect(page.locator("#talk")).to_have_attribute("data-need", marta.public_id)
    page.locator(".me > summary").click()
    page.get_by_role("button", name="Night").click()  # the frame's forms lead back to what is open now
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith(need_path(world, "dock"))


#: A page that nobody looks at, as soon as it is told so; what it would show is kept.
AWAY = """
document.addEventListener("tummler:reached", () => { window.live = true; });
Object.defineProperty(document, "hidden", { get: () => Boolean(window.lookedAway) });
window.shown = [];
const real = window.Notification;
window.Notification = class {
  constructor(title, { body, tag }) { window.shown.push([title, body, tag]); }
  static get permission() { return real.permission; }
};
"""


def until(page: Page, true: str) -> None:
    """Wait until it is so in the page."""
    for _ in range(300):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise AssertionError(true)


def test_a_desk_that_nobody_looks_at_tells_by_the_browsers_own_notifications(browse: Open, world: World) -> None:
    you = browse("/you/", world.olu, permissions=["notifications"])
    you.get_by_role("button", name="Let this browser tell me").click()
    expect(you.locator("#by-browser")).to_contain_text("This browser tells you")
    page = you.context.new_page()
    page.add_init_script(AWAY)
    page.goto(you.url.replace("/you/", "/desk/"))
    you.close()
    until(page, "window.live")
    page.evaluate("import(document.getElementById('market').dataset.nudging).then(() => {})")
    leo = world.need("leo")
    ask_in(actor=world.owner, need=leo, to=world.olu, words="Is 4021 yours?")
    expect(page.locator(f"#need-{leo.public_id}")).to_contain_text("Inés asks you in")
    assert page.evaluate("shown") == [], "who looks at the desk has it there"
    page.evaluate("window.lookedAway = true; document.dispatchEvent(new Event('visibilitychange'))")
    dock = world.need("dock")
    ask_in(actor=world.owner, need=dock, to=world.olu, words="And 14?")
    until(page, f"shown.some((one) => one[2] === '{dock.public_id}')")
    told = [one for one in page.evaluate("shown") if one[2] == dock.public_id]
    assert told == [["Velo Norte", "Inés asks you in.", dock.public_id]]


def test_who_rests_on_a_row_has_it_at_the_press_and_reads_it_from_then_on(browse: Open, world: World) -> None:
    page, leo, path = browse("/desk/"), world.need("leo"), need_path(world, "leo")
    page.add_init_script("document.addEventListener('tummler:told', () => { window.live = true; })")
    page.reload()
    until(page, "window.live")  # its stream says "look at everything" first: what was asked for before is stale
    row = page.locator(f"#need-{leo.public_id}")
    with page.expect_response(f"**{path}") as ahead:
        row.hover()
    ahead.value.finished()
    assert list(Presence.objects.filter(need=leo)) == []  # a look that may lead nowhere is told to nobody
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith(path) else None)
    with page.expect_response(f"**{path}talk/?opened=1"):
        row.click()
    expect(page.locator("#title")).to_have_text("leo on wheels has a complaint")
    assert page.url.endswith(path)
    assert asked == []
    assert [sign.helper_id for sign in Presence.objects.filter(need=leo)] == [world.owner.pk]

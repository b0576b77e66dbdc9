"""What a person waits for, in a real browser four times slower than this machine, over a slow line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from tummler.cli.bench.figures import Figure, Reach
from tummler.cli.bench.measure import percentile
from tummler.cli.bench.serving import Served

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SLOWER = 4
#: Lighthouse's slow 4G: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
#: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 768_000 / 8}
_HOW = f"{_SLOWER} × slower CPU, slow 4G"

_LARGEST_PAINT = """() => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
        .observe({ type: "largest-contentful-paint", buffered: true })
})"""
_OPEN = """(at) => new Promise((done) => {
    const row = document.querySelectorAll(".need")[at], start = performance.now()
    const shown = () => document.getElementById("talk")?.dataset.need === row.id.slice(5)
    const look = () => requestAnimationFrame(shown() ? () => setTimeout(() => done(performance.now() - start)) : look)
    row.click()
    look()
})"""
#: A pointer comes to rest on a row, as it does before each press.
_REST = """(at) => document.querySelectorAll(".need")[at].dispatchEvent(
    new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }))"""
_RESTS_MS = 300
_TIME_TYPING = """() => {
    window.taken = []
    const field = document.getElementById("text") ?? document.querySelector("textarea")
    field.addEventListener("input", (event) => {
        requestAnimationFrame(() => setTimeout(() => window.taken.push(performance.now() - event.timeStamp)))
    })
    field.focus()
}"""
_BARE = "data:text/html,<!doctype html><textarea rows=3></textarea>"
_WORDS = "Leave the bike in the dock and run for it."


def in_a_browser(server: Served, cookie: str, square: str, rounds: int) -> list[Figure]:
    """First view of the square, from need to need, a key to its letter. Nothing without Playwright and a Chromium."""
    path = os.environ.get("TUMMLER_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        print("  no browser: Playwright and a Chromium are needed for what people wait for", file=sys.stderr)
        return []
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        people = _People(browser, f"http://127.0.0.1:{server.port}", cookie)
        try:
            return [_first_view(people, square, rounds), *_at_the_desk(people, rounds)]
        finally:
            browser.close()


class _People:
    """Opens pages as somebody would who was never here, on a slow phone."""

    def __init__(self, browser: Any, address: str, cookie: str) -> None:
        self._browser, self.address = browser, address
        name, _, value = cookie.partition("=")
        self._cookie = {"name": name, "value": value, "url": address}

    @contextmanager
    def page(self, path: str, *, signed_in: bool = False) -> Iterator[Any]:
        """A page in a context of its own, with nothing in its cache."""
        context = self._browser.new_context(viewport={"width": 1440, "height": 900})
        if signed_in:
            context.add_cookies([self._cookie])
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _LINE)
        try:
            page.goto(path if path.startswith("data:") else self.address + path)
            yield page
        finally:
            context.close()


def _first_view(people: _People, square: str, rounds: int) -> Figure:
    """Its largest part painted, by a browser with an empty cache; beside the robots' file, a page of a few words."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        for path, taken in ((square, ours), ("/robots.txt", theirs)):
            with people.page(path) as page:
                taken.append(float(page.evaluate(_LARGEST_PAINT)))
    return Figure(
        "square_view", f"First view of the square, {_HOW}", median(ours), "ms", "robots.txt of the same server",
        median(theirs), Reach("≤ 1.0 s", most=1000, of="ours"), "largest contentful paint, empty cache, median",
    )  # fmt: skip


def _at_the_desk(people: _People, rounds: int) -> list[Figure]:
    with people.page("/desk/", signed_in=True) as page:
        page.evaluate(_OPEN, 0)  # the first one brings scripts and faces along
        opened = [float(page.evaluate(_OPEN, number)) for number in range(1, rounds + 1)]
        rested = [_rested(page, number) for number in range(rounds + 1, 2 * rounds + 1)]
        typed = _typed(page)
    with people.page(_BARE) as page:
        bare = _typed(page)
    return [
        Figure(
            "need_to_need", f"From need to need, {_HOW}", median(opened), "ms",
            reach=Reach("≤ 0.5 s", most=500, of="ours"), note="from the press to the next conversation painted, median",
        ),
        Figure(
            "need_rested", f"The same, the pointer on its row before, {_HOW}", median(rested), "ms",
            reach=Reach("≤ 0.5 s", most=500, of="ours"), note=f"it rested there for {_RESTS_MS} ms, median",
        ),
        Figure(
            "typing", f"From a key to its letter, {_HOW}", percentile(typed, 0.95), "ms", "a bare text field",
            percentile(bare, 0.95), Reach("≤ 100 ms", most=100, of="ours"), f"p95 of {len(typed)} keys in the composer",
        ),
    ]  # fmt: skip


def _rested(page: Any, number: int) -> float:
    """Milliseconds from the press, where the pointer came to rest before it."""
    page.evaluate(_REST, number)
    page.wait_for_timeout(_RESTS_MS)
    return float(page.evaluate(_OPEN, number))


def _typed(page: Any) -> list[float]:
    """Milliseconds from each key to the frame that shows it."""
    page.evaluate(_TIME_TYPING)
    page.keyboard.type(_WORDS, delay=60)
    page.wait_for_timeout(500)  # the last frame
    return list(page.evaluate("window.taken"))

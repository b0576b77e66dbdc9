"""A Chromium for page tests: found or fetched, started without reaching beyond loopback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from .install import install
from .processes import NotInstalled

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = "`apt-get install chromium` (Debian), or name one in TUMMLER_CHROMIUM"
FETCH_S = 300
ALLOW_ASYNC = "DJANGO_ALLOW_ASYNC_UNSAFE"
# Two cores do several things at once: a page test fails by what is shown, not by how late it came.
expect.set_options(timeout=30_000)

# It asks the network for nothing of its own, and cannot reach anything but loopback when a page asks.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def _named() -> str | None:
    """The one the environment names, which must exist, or the first on the path."""
    if named := os.environ.get("TUMMLER_CHROMIUM"):
        if not Path(named).is_file():
            raise NotInstalled(f"TUMMLER_CHROMIUM names {named}, which is not there")
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


def _playwrights(playwright: Playwright) -> str | None:
    """Playwright's own, fetched when it is not there yet and its server can be reached."""
    own = Path(playwright.chromium.executable_path)
    if not own.exists():
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=FETCH_S)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
    return str(own) if own.exists() else None


def find_chromium(playwright: Playwright | None = None) -> str:
    """The path of a Chromium, or NotInstalled saying how to get one."""
    if found := _named():
        return found
    if playwright:
        found = _playwrights(playwright)
    else:
        with sync_playwright() as started:
            found = _playwrights(started)
    if not found:
        raise NotInstalled(f"no Chromium on the path, and Playwright could not fetch its own: {HOW}")
    return found


@contextmanager
def _records_reachable() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, beside which Django refuses its database: allow it."""
    before = os.environ.get(ALLOW_ASYNC)
    os.environ[ALLOW_ASYNC] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ[ALLOW_ASYNC]
        else:
            os.environ[ALLOW_ASYNC] = before


@contextmanager
def launch(*, headless: bool = True) -> Iterator[Browser]:
    """A browser for this block; each person in a test gets a context of their own from it."""
    # As root there is no sandbox to be had; as anyone else it stays on.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    with _records_reachable(), sync_playwright() as playwright:
        path = find_chromium(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=flags, headless=headless)
        try:
            yield browser
        finally:
            browser.close()


#: A colour on its way to another is no colour of the page: two frames, then everything that moves to an end is there.
STILL = """async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    await Promise.all(ending.map((one) => one.finished.catch(() => {})))
}"""


def accessibility_violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds wrong with the page as it stands; works under a strict Content-Security-Policy."""
    source = (install() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(source)
    page.evaluate(STILL)
    violations: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return violations

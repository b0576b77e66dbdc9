"""A Chromium opens our pages, and nothing else."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error

from tests.servers.chromium import accessibility_violations, find_chromium
from tests.servers.processes import NotInstalled

PAGE = b"<!doctype html><html lang=en><title>Desk</title><main><h1>Need help?</h1><img src=/x></main>"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    Thread(target=server.serve_forever, args=(0.05,)).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_page_opens_and_is_checked_under_a_strict_policy(chromium: Browser, address: str) -> None:
    with chromium.new_context() as person:
        page = person.new_page()
        page.goto(address)
        assert page.locator("h1").inner_text() == "Need help?"
        assert [violation["id"] for violation in accessibility_violations(page)] == ["image-alt"]


def test_nothing_beyond_loopback_is_reached(chromium: Browser) -> None:
    with chromium.new_context() as person, pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        person.new_page().goto("http://example.org/")


def test_named_chromium_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMMLER_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(NotInstalled, match="/nowhere/chromium, which is not there"):
        find_chromium()

"""What we ask of others ends in time, and never leads into our own network."""

from __future__ import annotations

import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

import pytest
import requests

from tummler.common import http as ours


class Handler(http.server.BaseHTTPRequestHandler):
    """``/drip`` sends a byte now and then and never ends, ``/large`` sends more than anybody wants."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path in ("/packed", "/short"):
            body = gzip.compress(b"hello " * 100_000)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body) + (self.path == "/short")))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = self.path == "/short"
            return
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):
            for _ in range(2000):
                self.wfile.write(b"x" if self.path == "/drip" else b"x" * 65536)
                time.sleep(0.05 if self.path == "/drip" else 0)

    clients: ClassVar[set[int]] = set()

    def setup(self) -> None:
        super().setup()
        self.clients.add(self.client_address[1])

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Handler.clients.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        listening.block_on_close = False
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()
        thread.join()


def test_a_packed_answer_is_unpacked_and_the_connection_kept(server: str) -> None:
    with ours.requests_session() as session:
        answers = [session.get(f"{server}/packed") for _ in range(2)]
    assert [answer.content for answer in answers] == [b"hello " * 100_000] * 2
    assert len(Handler.clients) == 1


def test_an_answer_that_ends_too_early_is_none(server: str) -> None:
    with pytest.raises(requests.RequestException):
        ours.requests_session().get(f"{server}/short")


@pytest.mark.parametrize("path", ["/drip", "/large"])
def test_an_answer_that_never_ends_is_left(server: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "BODY_SECONDS", 0.5)
    monkeypatch.setattr(ours, "MAX_BYTES", 1_000_000)
    begun = time.monotonic()
    with pytest.raises(requests.RequestException):
        ours.requests_session().get(server + path)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "url",
    [
        "http://10.1.2.3/",
        "http://172.16.0.1",
        "http://192.168.0.1",
        "http://169.254.169.254/",
        "http://100.64.0.1",
        "http://0.0.0.0",
        "http://[::1]/",
        "http://[fe80::1]",
        "http://[fd12::1]",
        "http://[::ffff:10.0.0.1]",
        "http://224.0.0.1",
        "http://255.255.255.255",
        "http://2130706433/",
        "http://user:pass@example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "//example.com",
        "",
    ],
)
def test_addresses_that_lead_inside_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUMMLER_ALLOW_LOOPBACK", raising=False)
    with pytest.raises(ours.Unsafe):
        ours.check_public(url)


def test_a_public_address_is_taken() -> None:
    assert ours.check_public("https://1.1.1.1/x") == "https://1.1.1.1/x"


def test_this_machine_is_taken_only_where_the_operator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "1")
    assert ours.check_public("http://127.0.0.1:3000/")
    with pytest.raises(ours.Unsafe):
        ours.check_public("http://10.0.0.1/")

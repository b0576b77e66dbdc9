"""Fetching from a stranger's address: only public ones, each redirect checked, never more than was asked for."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tummler.common import http
from tummler.common.http import Unsafe, ask_again, check_public, fetch_public


@pytest.fixture
def stranger():
    """A server that does what its path says; ``seen`` are the Host headers that it got."""

    class Handler(BaseHTTPRequestHandler):
        seen: list[str] = []

        def do_GET(self):
            self.seen.append(self.headers["Host"])
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", self.path[4:])
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            for _ in range(100 if self.path == "/drip" else 1):
                self.wfile.write(b"x" * (5000 if self.path == "/large" else 5))
                self.wfile.flush()
                time.sleep(0.05 if self.path == "/drip" else 0)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", Handler.seen
    server.shutdown()
    server.server_close()


def test_what_is_there_comes_with_its_type_under_its_own_name(stranger):
    url, seen = stranger
    assert fetch_public(f"{url}/", 100) == (b"xxxxx", "image/png")
    assert fetch_public(f"{url}/to//", 100) == (b"xxxxx", "image/png")
    assert set(seen) == {url.removeprefix("http://")}


@pytest.mark.parametrize("path", ["/large", "/drip", "/to/" * 5 + "x"])
def test_too_much_too_slow_and_round_in_circles_is_given_up(stranger, path, monkeypatch):
    monkeypatch.setattr(http, "FETCH_SECONDS", 0.3)
    with pytest.raises(httpx.HTTPError):
        fetch_public(stranger[0] + path, 1000)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "http://user:secret@example.org/", "http://10.0.0.1/",
        "http://169.254.169.254/latest", "http://[fd00::1]/", "http://0.0.0.0/", "http://224.0.0.1/", "gopher://x/",
        "http:///", "http://[::ffff:10.0.0.1]/",
    ],
)  # fmt: skip
def test_an_address_inside_is_never_spoken_to(url):
    with pytest.raises(Unsafe):
        check_public(url)


def test_loopback_is_inside_too_unless_the_operator_says_otherwise(stranger, monkeypatch):
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "0")
    for url in (stranger[0], "http://127.0.0.1/", "http://[::1]/"):
        with pytest.raises(Unsafe):
            fetch_public(url, 100)
    assert stranger[1] == []


def test_a_redirect_to_the_inside_is_not_followed(stranger):
    with pytest.raises(Unsafe):
        fetch_public(f"{stranger[0]}/to/http://10.0.0.1/", 100)


def test_a_name_that_leads_elsewhere_at_the_second_look_is_no_way_in(stranger, monkeypatch):
    """The number that was checked is the one that is called, whatever the name says a moment later."""
    real, asked = socket.getaddrinfo, []

    def changing(host, *args, **options):
        if host != "rebinding.example":
            return real(host, *args, **options)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    port = stranger[0].rsplit(":", 1)[1]
    assert fetch_public(f"http://rebinding.example:{port}/", 100)[0] == b"xxxxx"
    assert stranger[1] == [f"rebinding.example:{port}"]
    assert len(asked) == 1


def test_what_a_machine_is_told_about_itself_is_nobodys_system_however_it_is_written(monkeypatch):
    monkeypatch.delenv("TUMMLER_ALLOW_LOOPBACK")
    own = (
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "[fd00:ec2::254]",
    )
    for number in (*own, "[::169.254.169.254]", "100.100.100.200", "0.0.0.0", "[::]"):
        for inside in (False, True):
            with pytest.raises(Unsafe):
                check_public(f"http://{number}/", inside)
    for number in ("10.1.2.3", "[::ffff:10.1.2.3]", "[fd12::1]"):
        assert check_public(f"http://{number}/", True)
        with pytest.raises(Unsafe):
            check_public(f"http://{number}/")
    assert check_public("http://[::ffff:93.184.216.34]/")


@pytest.fixture
def system(monkeypatch):
    """A brand's system that keeps its lines open, until it is told to leave; ``lines`` is how many it saw."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        lines = 0
        told: list[str | None] = []

        def setup(self):
            Handler.lines += 1
            super().setup()

        def do_GET(self):
            self.told.append(self.headers["Cookie"])
            if self.path == "/leave":
                self.close_connection = True  # without having said so
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.send_header("Set-Cookie", "who=somebody")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args):
            pass

    monkeypatch.setattr(http, "_kept", threading.local())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, Handler
    server.shutdown()
    server.server_close()


def ask(port, path="/", name="localhost"):
    return ask_again("GET", f"http://{name}:{port}{path}", b"", {}, 100, 5)


def test_what_is_asked_often_is_asked_over_one_line_that_keeps_nothing_of_it(system):
    port, seen = system
    assert [ask(port), ask(port), ask(port)] == [(200, b"ok")] * 3
    assert seen.lines == 1
    assert seen.told == [None] * 3
    assert ask(port, name="127.0.0.1") == (200, b"ok")  # another name: whoever answers there is asked to prove it
    assert seen.lines == 2


def test_a_line_that_the_other_side_left_is_made_anew(system):
    port, seen = system
    assert [ask(port, "/leave"), ask(port, "/leave"), ask(port)] == [(200, b"ok")] * 3
    assert seen.lines == 3


def test_no_more_lines_are_kept_than_so_many(system, monkeypatch):
    monkeypatch.setattr(http, "_LINES", 1)
    port, seen = system
    for name in ("localhost", "127.0.0.1", "localhost"):
        assert ask(port, name=name) == (200, b"ok")
    assert seen.lines == 3
    assert len(http._kept.lines) == 1

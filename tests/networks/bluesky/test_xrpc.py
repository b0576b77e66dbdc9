"""What an answer means, and that no server can keep us waiting or fill our memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tummler.networks.bluesky import xrpc
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import NetworkTrouble, Refused, SlowDown, Unheard

Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(respond: Respond) -> Iterator[str]:
    """An HTTP server that answers as told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            respond(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_address[1]}"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def answering(status: int, body: bytes, **headers: str) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


@pytest.mark.parametrize(
    ("status", "body", "trouble", "code"),
    [
        (400, b'{"error":"RecordNotFound","message":"x"}', Said, "record_not_found"),
        (403, b'{"error":"AccountNotFound"}', Said, "account_not_found"),
        (413, b"<html>too large</html>", Said, "payload_too_large"),
        (400, b"<html>a proxy</html>", Unheard, "unclear_answer"),
        (404, b"", Unheard, "unclear_answer"),
        (400, b'{"error":7}', Unheard, "unclear_answer"),
        (408, b'{"error":"Timeout"}', Unheard, "service_failed"),
        (302, b"", Unheard, "service_failed"),
        (500, b'{"error":"InternalServerError"}', Unheard, "service_failed"),
        (502, b'{"error":"UpstreamFailure"}', Unheard, "service_failed"),
        (503, b"\xff\x00", Unheard, "service_failed"),
        (429, b"", SlowDown, "slow_down"),
    ],
)
def test_answer_means(status: int, body: bytes, trouble: type[NetworkTrouble], code: str) -> None:
    respond = answering(status, body, Location="http://10.0.0.1/")
    with server(respond) as address, pytest.raises(NetworkTrouble) as error:
        xrpc.call(address, "a.b.c")
    assert (type(error.value), error.value.code) == (trouble, code)


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"other":1}', b"\xff\xfe"])
def test_answer_that_is_something_else_is_unheard(body: bytes) -> None:
    with pytest.raises(Unheard):
        xrpc.decoded(body, list[int] if body != b"[]" else dict)


def test_answer_without_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xrpc, "MAX_BYTES", 100_000)

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" " * 65_536)
        except OSError:
            pass

    with server(respond) as address, pytest.raises(Unheard) as error:
        xrpc.call(address, "a.b.c")
    assert error.value.code == "answer_too_large"


def test_dripping_answer_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xrpc, "WHOLE_SECONDS", 0.5)

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    started = time.monotonic()
    with server(respond) as address, pytest.raises(Unheard) as error:
        xrpc.call(address, "a.b.c")
    assert error.value.code == "answer_too_slow"
    assert time.monotonic() - started < 5


def test_bad_address_is_unheard() -> None:
    for address in ("http://127.0.0.1:9", "http://[", "nothing"):
        with pytest.raises(Unheard):
            xrpc.call(address, "a.b.c")


def test_networks_no_is_a_refusal_with_a_stable_code() -> None:
    said = Said(400, "InvalidRequest")
    assert isinstance(said, Refused)
    assert (said.code, said.detail) == ("invalid_request", "")

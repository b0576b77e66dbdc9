"""The witness of the proofs itself: what it takes, and what it doesn't."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

WHOLE = json.dumps({"by": "velonorte", "text": "Hold the button."}).encode()
HEAD = b"POST /posts HTTP/1.1\r\nHost: echo\r\nAuthorization: Bearer t\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(WHOLE)


def send(url, data):
    """Send this and hang up; what came back."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), 5) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("sent", [HEAD, HEAD + LENGTH, HEAD + LENGTH + WHOLE[:20], HEAD + LENGTH + WHOLE[:-1]])
def test_a_post_whose_writer_died_half_way_never_stands(echo, sent):
    assert b" 200 " not in send(echo.url, sent)
    assert echo.posts() == {}


def test_a_whole_post_stands(echo):
    assert b" 200 " in send(echo.url, HEAD + LENGTH + WHOLE)
    assert [post["text"] for post in echo.posts().values()] == ["Hold the button."]

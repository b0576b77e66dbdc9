"""Pages go out compressed; streams and pictures as they are."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from tummler.web.compressing import CompressedPages

#: Longer than what isn't worth it.
WORDS = "The red button at the dock is held for five seconds. " * 20


@pytest.mark.parametrize("address", ["/desk/", "/square/velo-norte/", "/help/"])
def test_a_page_is_less_than_half_of_itself_on_the_line(desk, address):
    plain, packed = desk.get(address), desk.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert gzip.decompress(packed.content).decode().splitlines()[-1] == plain.content.decode().splitlines()[-1]


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        (HttpResponse(WORDS), "gzip"),
        (HttpResponse(WORDS, content_type="application/feed+json"), "gzip"),
        (HttpResponse(WORDS.encode(), content_type="image/webp"), ""),
        (StreamingHttpResponse([WORDS.encode()]), ""),
    ],
)
def test_whole_texts_are_and_nothing_else(answer, how):
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip")
    assert CompressedPages(lambda _: answer)(request).headers.get("Content-Encoding", "") == how

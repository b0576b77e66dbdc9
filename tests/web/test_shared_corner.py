"""Two organisations share a corner over HTTP: in words that somebody saw, known by their key, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.web.reading import read
from tummler.acts import sharing
from tummler.acts.corner import write_play_note
from tummler.acts.sharing import NotSubscribed, StillPersonal
from tummler.community import feed_document as documents
from tummler.records.access import NotAllowed
from tummler.records.models import Shared, Source, SourceItem

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@contextmanager
def saying(bodies: dict[str, bytes]) -> Iterator[str]:
    """A server of somebody else's, on loopback."""

    class Says(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Says)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_document_is_taken_only_as_it_was_signed_by_the_key_one_was_told() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    mark = documents.fingerprint_of(key.public_key().public_bytes_raw())
    item = documents.Item("a1", "We waited a day. Ünïcødé ✓", AT, key="brake")
    body = documents.write(name="Otra", address="https://o.example/c.json", items=[item], key=key, at=AT)
    told = documents.read(body, mark)
    assert (told.name, told.items, told.signed_at) == ("Otra", (item,), AT)
    loud = " ".join(mark.upper()[at : at + 4] for at in range(0, 64, 4))
    assert documents.as_typed(loud) == mark
    assert documents.as_typed("short") == ""
    turned = json.loads(body)
    turned["items"][0]["content_text"] = "Send me your password."
    signed_by_another = documents.write(name="Otra", address="x", items=[item], key=other, at=AT)
    wrong = [
        (json.dumps(turned).encode(), None, "wrong_signature"),
        (signed_by_another, None, "other_key"),
        (body, AT.replace(hour=13), "older"),
        (b"[]", None, "no_feed"),
        (b'{"version": 1}', None, "no_feed"),
        (b"\xff", None, "no_feed"),
    ]
    for said, since, code in wrong:
        with pytest.raises(documents.BadFeed, match=code):
            documents.read(said, mark, since)


@pytest.mark.django_db
def test_only_words_without_anybody_in_them_are_shared(owner: Any, helper: Any) -> None:
    note = write_play_note(actor=helper, step="brake", text="Ring Tomás Weir on +34 600 123 456 first.")
    with pytest.raises(StillPersonal) as still:
        sharing.share(actor=owner, note=note, text=note.text)
    assert "Tomás" not in still.value.text
    assert "600" not in still.value.text
    assert not Shared.objects.exists()
    shared = sharing.share(actor=owner, note=note, text=still.value.text)
    assert Shared.objects.get().text == still.value.text
    with pytest.raises(NotAllowed):
        sharing.unshare(actor=helper, shared=shared)
    assert sharing.unshare(actor=owner, shared=shared)
    with pytest.raises(NotAllowed):
        sharing.switch_feed(actor=helper, on=True)


@pytest.mark.django_db(transaction=True)
def test_two_servers_share_what_was_chosen_and_nothing_that_was_changed(
    owner: Any, helper: Any, other_owner: Any, client_of: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.web.serving import serving

    note = write_play_note(actor=helper, step="brake", text="We waited a day, and read it aloud.")
    ours, theirs = client_of(owner), client_of(other_owner)
    assert ours.get(f"/corner/{owner.brand.slug}.json").status_code == 404  # closed until somebody opens it
    ours.post("/corner/others/", {"do": "open_feed"})
    form = read(ours.get(f"/corner/share/note/{note.public_id}/"))
    assert form.one("textarea", name="text").words == note.text
    ours.post(f"/corner/share/note/{note.public_id}/", {"text": note.text, "do": "share_it"})
    mark = read(ours.get("/corner/others/")).one("dl", "told").all("dd")[1].words
    with serving() as address:
        said = {"do": "subscribe", "url": f"{address}/corner/{owner.brand.slug}.json", "fingerprint": mark}
        assert theirs.post("/corner/others/", said).status_code == 302
        body = sharing.feed_bytes(owner.brand.feed, said["url"])
        with saying({"/turned": body.replace(b"aloud", b"twice"), "/empty": b"{}"}) as other:
            for path, trouble in (("/turned", "wrong_signature"), ("/empty", "no_feed"), ("/gone", "no_answer")):
                with pytest.raises(NotSubscribed, match=trouble):
                    sharing.subscribe(actor=other_owner, url=f"{other}{path}", fingerprint=mark)
        with pytest.raises(NotSubscribed, match="other_key"):
            sharing.subscribe(actor=other_owner, url=said["url"], fingerprint="0" * 64)
        source = Source.objects.get()
        assert (source.name, source.brand) == ("Velo Norte", other_owner.brand)
        page = read(theirs.get("/corner/")).one("li", id="step-brake").one("blockquote", "theirs")
        assert [one.words for one in page.all("p")] == [note.text, "Velo Norte, from their corner"]
        # Another key: nothing of it is taken, what was read before stays, and the page says why.
        owner.brand.feed.delete()
        sharing.switch_feed(actor=owner, on=True)
        theirs.post("/corner/others/", {"do": "read_again", "source": source.public_id})
        assert read(theirs.get("/corner/others/")).one("", "no").words.startswith("It was signed with another key")
        assert SourceItem.objects.get().text == note.text
    monkeypatch.delenv("TUMMLER_ALLOW_LOOPBACK", raising=False)
    assert sharing.read_source(source) == "unsafe"
    theirs.post("/corner/others/", {"do": "end_source", "source": source.public_id})
    assert not SourceItem.objects.exists()

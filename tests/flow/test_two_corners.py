"""Two organisations, each with a Tummler of its own in a process of its own, read each other's corner over HTTP."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.flow.test_looking_killed import press, product
from tests.web.conftest import collected
from tests.web.reading import read
from tests.web.serving import serving
from tummler.acts.corner import write_play_note
from tummler.records.models import Shared, SourceItem

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

__all__ = ["collected"]
OURS, THEIRS = "We waited a day, and read it aloud.", "Ring the workshop before you answer."
OTHER = {
    "name": "Otra Bici", "helper_name": "Bo Lind", "email": "bo@otrabici.example", "colour": "#F2B01E",
    "password": "a long sentence of mine", "languages": "en", "words": "",
}  # fmt: skip


def told(page):
    """The address and the fingerprint that one gives others."""
    return [one.words for one in read(page).one("dl", "told").all("dd")]


def heard_at(page):
    """What others say beside a step, and who."""
    return [[one.words for one in quoted.all("p")] for quoted in read(page).all("blockquote", "theirs")]


def test_what_is_shared_in_one_house_stands_in_the_other_until_it_is_taken_back(
    tmp_path, owner, helper, client_of, monkeypatch
):
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "1")
    note = write_play_note(actor=helper, step="brake", text=OURS)
    ours = client_of(owner)
    with serving() as here, product(tmp_path / "other") as (_, there), httpx.Client(base_url=there, timeout=60) as bo:
        assert press(bo, "/setup/", **OTHER).headers["location"] == "/setup/#connect"
        press(bo, "/corner/others/", do="open_feed")
        press(bo, "/corner/", do="play_note", step="brake", text=THEIRS)
        shares = re.findall(r'href="(/corner/share/note/\w+/)"', bo.get("/corner/").text)
        press(bo, shares[0], text=THEIRS, do="share_it")
        address, fingerprint = told(bo.get("/corner/others/"))

        ours.post("/corner/others/", {"do": "open_feed"})
        ours.post(f"/corner/share/note/{note.public_id}/", {"text": OURS, "do": "share_it"})
        _, mark = told(ours.get("/corner/others/"))
        assert mark != fingerprint
        mine = f"{here}/corner/{owner.brand.slug}.json"
        assert press(bo, "/corner/others/", do="subscribe", url=mine, fingerprint=fingerprint).status_code == 422
        assert press(bo, "/corner/others/", do="subscribe", url=mine, fingerprint=mark).status_code == 302
        assert heard_at(bo.get("/corner/")) == [[OURS, "Velo Norte, from their corner"]]
        ours.post("/corner/others/", {"do": "subscribe", "url": address, "fingerprint": fingerprint})
        assert heard_at(ours.get("/corner/")) == [[THEIRS, "Otra Bici, from their corner"]]

        ours.post("/corner/others/", {"do": "unshare", "shared": Shared.objects.get().public_id})
        [source] = set(re.findall(r'name="source" value="(\w+)"', bo.get("/corner/others/").text))
        press(bo, "/corner/others/", do="read_again", source=source)
        assert heard_at(bo.get("/corner/")) == []
    assert SourceItem.objects.get().text == THEIRS, "it is kept though they can't be reached"

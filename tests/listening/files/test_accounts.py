"""Archives of whole accounts: read where they lie, post by post; what was made to hurt is refused."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.listening.files.accounts import bluesky_car, mastodon_tar, mastodon_zip, note, outbox
from tummler.listening.files.accounts import kind_of_account, write_lines
from tummler.listening.files.opening import NotReadable
from tummler.networks.mastodon import archive as mastodon

ANN = "at://did:plc:ann/app.bsky.feed.post"
REPLY = {"parent": {"uri": f"{ANN}/3q", "cid": "b"}, "root": {"uri": f"{ANN}/3r", "cid": "b"}}
FOLLOWERS, PUBLIC = "https://mastodon.example/users/velonorte/followers", "https://www.w3.org/ns/activitystreams#Public"
THEIRS = "https://other.example/users/ann"


@pytest.fixture
def lines(tmp_path):
    """``lines(path)``: its kind, whose it is, and its rows."""

    def read(path, **more):
        kind = kind_of_account(path)
        whose = write_lines(path, kind, tmp_path / "lines", **more)
        return kind, whose, [json.loads(line) for line in (tmp_path / "lines").read_text("utf-8").splitlines()]

    return read


@pytest.mark.parametrize("packed", ["zip", "tar.gz", "folder.tar.gz"])
def test_an_account_of_mastodon_is_read_in_each_packing(tmp_path, lines, packed):
    items = [
        note(1, "Dock 9 is back."),
        {"type": "Announce", "object": "https://elsewhere.example/1"},
        note(2, "Hold the button.", inReplyTo=f"{THEIRS}/statuses/7", to=[THEIRS], cc=[]),
        note(3, "For those who follow.", to=[FOLLOWERS]),
        note(4, "Quietly.", to=[FOLLOWERS], cc=[PUBLIC]),
    ]
    path = tmp_path / f"archive.{packed}"
    if packed == "zip":
        mastodon_zip(path, items)
    else:
        mastodon_tar(path, items, folder="export/" if packed.startswith("folder") else "")
    kind, whose, rows = lines(path)
    assert (kind, whose) == ("mastodon", "velonorte@mastodon.example")
    assert [row["visibility"] for row in rows] == ["public", "direct", "followers", "unlisted"]
    assert rows[0] == {
        "id": "https://mastodon.example/users/velonorte/statuses/1", "text": "<p>Dock 9 is back.</p>",
        "author": "velonorte@mastodon.example", "author_id": "https://mastodon.example/users/velonorte",
        "name": "Velo Norte", "time": "2024-05-01T10:00:00Z", "parent": "",
        "url": "https://mastodon.example/@velonorte/1", "language": "en", "visibility": "public",
    }  # fmt: skip
    assert rows[1]["parent"] == "https://other.example/users/ann/statuses/7"


def test_a_long_outbox_is_read_bit_by_bit(tmp_path, lines):
    items = [note(1, f"Number {number}. " + "ü" * 400) for number in range(3000)]
    _, _, rows = lines(mastodon_zip(tmp_path / "long.zip", items))
    assert [int(row["text"][10:].split(".")[0]) for row in rows] == list(range(3000))


def test_a_repository_of_bluesky_is_read(tmp_path, lines):
    posts = {
        "3kaaa": {"text": "Dock 9 is back.", "createdAt": "2024-05-01T10:00:00Z", "langs": ["en"]},
        "3kaab": {"text": "Hold the button.", "createdAt": "2024-05-02T10:00:00Z", "reply": REPLY},
    }
    kind, whose, rows = lines(bluesky_car(tmp_path / "repo.car", posts))
    assert (kind, whose) == ("bluesky", "did:plc:velonorte")
    assert [(row["id"], row["text"], row["parent"], row["root"]) for row in rows] == [
        ("at://did:plc:velonorte/app.bsky.feed.post/3kaaa", "Dock 9 is back.", "", ""),
        ("at://did:plc:velonorte/app.bsky.feed.post/3kaab", "Hold the button.", f"{ANN}/3q", f"{ANN}/3r"),
    ]
    assert rows[0]["url"] == "https://bsky.app/profile/did:plc:velonorte/post/3kaaa"


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path, lines):
    with pytest.raises(NotReadable, match="too_large"):
        lines(mastodon_zip(tmp_path / "bomb.zip", [note(1, "0" * 100_000) for _ in range(300)]), most=1_000_000)
    assert (tmp_path / "lines").stat().st_size < 2_000_000


def test_one_post_without_end_ends_the_reading(tmp_path, lines):
    path = tmp_path / "endless.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("outbox.json", b'{"orderedItems": [{"object": "' + b"0" * 50_000_000)
    with pytest.raises(NotReadable, match="no_rows"):
        lines(path)


@pytest.mark.parametrize("name", ["../outbox.json", "/etc/a/b/outbox.json", "a/b/outbox.json", "outbox.json.exe"])
def test_a_path_that_leads_elsewhere_is_no_outbox(tmp_path, name):
    path = tmp_path / "tricks.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, outbox([note(1, "x")]))
    assert kind_of_account(path) == ""


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"\x1f\x8brubbish", b"id,text\n1,a\n", b"\x3a\xa2eroots"])
def test_what_is_no_archive_is_none(tmp_path, data):
    path = tmp_path / "some"
    path.write_bytes(data)
    assert kind_of_account(path) in ("", "bluesky" if b"roots" in data and b"version" in data else "")


@pytest.mark.parametrize("cut", [100, 200, 300, -1, -40])
def test_a_repository_that_ends_too_early_is_said_to_be_damaged(tmp_path, lines, cut):
    path = bluesky_car(tmp_path / "repo.car", {"3kaaa": {"text": "a" * 100, "createdAt": "2024-05-01T10:00:00Z"}})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(NotReadable, match="damaged"):
        lines(path)


def test_an_outbox_that_unpacks_without_end_is_no_account(tmp_path, monkeypatch):
    packed = mastodon_zip(tmp_path / "a.zip", [note(1, "hello")])
    tarred = mastodon_tar(tmp_path / "a.tar.gz", [note(1, "hello")])
    assert (kind_of_account(packed), kind_of_account(tarred)) == ("mastodon", "mastodon")
    monkeypatch.setattr(mastodon, "_MOST_BYTES", 10)
    assert (kind_of_account(packed), kind_of_account(tarred)) == ("", "")

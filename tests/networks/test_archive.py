"""The archive as a network: it only reads what a file said, and nothing ever leaves through it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from tummler.networks.archive import NETWORK
from tummler.networks.archive.payload import Imported, pack_imported, unpack_imported
from tummler.networks.contract import (
    Addressed,
    Connected,
    Connection,
    Garbled,
    HeardAccount,
    HeardPost,
    MayAnswer,
    MayShow,
    Part,
    Place,
    Refused,
    Visibility,
)

AT = datetime(2025, 3, 31, 17, 5, tzinfo=UTC)
POST = Imported(
    "2", "Hold the button", "old:velonorte", "velonorte", AT, "Velo Norte", "1", "thread:9", "https://old.example/2",
    "en", Visibility.UNLISTED, Addressed.NO, True,
)  # fmt: skip
US = HeardAccount("archive:old", "old")
CONNECTION = Connection(US, {}, {}, {})
PLACE = Place("1", "", "1", "", HeardAccount("old:marta", "marta"), Visibility.PUBLIC)


def test_a_post_is_the_same_after_it_was_stored():
    assert unpack_imported(pack_imported(POST)) == POST
    assert pack_imported(POST) == pack_imported(unpack_imported(pack_imported(POST)))


def test_a_post_of_a_file_is_heard_whole_and_for_helpers_only():
    [heard] = NETWORK.normalise(pack_imported(POST), CONNECTION)
    assert isinstance(heard, HeardPost)
    assert (heard.remote_id, heard.text, heard.parent_id, heard.root_id) == ("2", "Hold the button", "1", "thread:9")
    assert heard.account == HeardAccount("old:velonorte", "velonorte", "Velo Norte")
    assert (heard.claimed_at, heard.url, heard.language, heard.by_us) == (AT, "https://old.example/2", "en", True)
    assert (heard.visibility, heard.may_show, heard.addressed) == (
        Visibility.UNLISTED,
        MayShow.HELPERS,
        Addressed.NO,
    )


@pytest.mark.parametrize("payload", [b"", b"\xff", b"{}", b"[1]", b'{"id": 5}', b"[" * 100_000])
def test_what_is_no_post_is_garbled(payload):
    with pytest.raises(Garbled):
        NETWORK.normalise(payload, CONNECTION)


def test_two_archives_are_two_accounts():
    one, other = (NETWORK.connect_begin({"source": name}, "") for name in ("old", "older"))
    assert isinstance(one, Connected) and isinstance(other, Connected)
    assert (one.account.remote_id, other.account.remote_id) == ("archive:old", "archive:older")


def test_nothing_is_read_and_nothing_leaves():
    assert (NETWORK.streams, list(NETWORK.read(CONNECTION, "", None, threading.Event()))) == ((), [])
    assert NETWORK.fetch_thread(CONNECTION, "1") == ()
    assert NETWORK.traits({}).may_answer == MayAnswer.NOBODY
    assert NETWORK.compose("Hello", PLACE, NETWORK.traits({}), ()).sendable is True
    assert NETWORK.compose("  ", PLACE, NETWORK.traits({}), ()).sendable is False
    part = Part(NETWORK.new_key(AT), "Hello", (), AT, PLACE, Visibility.PUBLIC)
    with pytest.raises(Refused):
        NETWORK.deliver(CONNECTION, part)
    assert NETWORK.look(CONNECTION, part) is None
    assert [check.ok for check in NETWORK.verify(CONNECTION, True)] == [True]

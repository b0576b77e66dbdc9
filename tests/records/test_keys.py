"""Keys lie beside the database, never in it; what they seal opens only with them."""

from __future__ import annotations

import stat

import pytest
from cryptography.fernet import Fernet

from tests.racing import failures, race
from tummler.records.keys import DataFolder, UnreadableSecret

SECRET = {"token": "s3cret", "refresh": "öß\u0000👩‍👩‍👧"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder that nobody has used yet."""
    for name in ("TUMMLER_SECRET_KEYS", "TUMMLER_SIGNING_KEY"):
        monkeypatch.delenv(name, raising=False)
    return DataFolder(tmp_path / "data")


def key_file(folder, name="secret.key"):
    return folder.path / "keys" / name


def test_what_was_sealed_is_opened_and_can_not_be_read_in_the_box(folder):
    box = folder.seal(SECRET)
    assert folder.open(box) == SECRET
    assert b"s3cret" not in box
    assert folder.seal(SECRET) != box


def test_an_empty_box_holds_nothing(folder):
    assert folder.open(b"") == {}


@pytest.mark.parametrize("name", ["secret.key", "signing.key", "setup.key"])
def test_key_files_are_for_us_alone(folder, name):
    folder.seal(SECRET)
    folder.signing_key()
    folder.setup_key()
    assert stat.S_IMODE(key_file(folder, name).stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file(folder).parent.stat().st_mode) == 0o700
    assert sorted(file.name for file in key_file(folder).parent.iterdir()) == ["secret.key", "setup.key", "signing.key"]


def test_keys_stay_the_same_when_they_are_there(folder):
    again = DataFolder(folder.path)
    assert (folder.signing_key(), folder.setup_key()) == (again.signing_key(), again.setup_key())
    assert again.open(folder.seal(SECRET)) == SECRET


def test_a_rotated_key_opens_what_the_old_one_sealed_and_seals_with_the_new(folder):
    box = folder.seal(SECRET)
    old = key_file(folder).read_text().strip()
    new = Fernet.generate_key().decode()
    key_file(folder).write_text(f"{new}\n{old}\n")
    assert folder.open(box) == SECRET
    fresh = folder.seal(SECRET)
    key_file(folder).write_text(new)
    assert folder.open(fresh) == SECRET
    with pytest.raises(UnreadableSecret):
        folder.open(box)


def test_keys_may_come_from_the_environment_with_commas(folder, monkeypatch):
    one, two = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv("TUMMLER_SECRET_KEYS", one)
    box = folder.seal(SECRET)
    monkeypatch.setenv("TUMMLER_SECRET_KEYS", f"{two}, {one}")
    assert folder.open(box) == SECRET
    assert not key_file(folder).exists()


@pytest.mark.parametrize("content", ["", "\n", "no key", "x" * 44, Fernet.generate_key().decode()[:20]])
def test_a_spoilt_key_file_says_what_to_do(folder, content):
    box = folder.seal(SECRET)
    key_file(folder).write_text(content)
    for use in (lambda: folder.open(box), lambda: folder.seal(SECRET)):
        with pytest.raises(UnreadableSecret, match=r"keys/secret\.key"):
            use()


def test_a_lost_key_file_says_what_to_do_and_never_opens_as_something_else(folder):
    box = folder.seal(SECRET)
    key_file(folder).unlink()
    with pytest.raises(UnreadableSecret, match=r"keys/secret\.key"):
        folder.open(box)


@pytest.mark.parametrize("box", [b"\x00", b"gAAAA", b"x" * 300])
def test_what_is_no_box_is_unreadable(folder, box):
    with pytest.raises(UnreadableSecret):
        folder.open(box)


def test_of_many_who_begin_at_once_all_have_the_same_keys(folder):
    boxes = race(*([lambda: (folder.seal(SECRET), folder.signing_key(), folder.setup_key())] * 12))
    assert failures(boxes) == []
    assert [folder.open(box) for box, _signing, _setup in boxes] == [SECRET] * 12
    assert len({(signing, setup) for _box, signing, setup in boxes}) == 1
    assert len(list(key_file(folder).parent.iterdir())) == 3

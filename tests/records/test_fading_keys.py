"""A key of its own for what fades: what it sealed opens only while it is there, and one alone destroys it."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.racing import race
from tummler.records import fading_keys
from tummler.records.fading_keys import KeyGone


def test_destroyed_nothing_opens_what_it_sealed():
    key, other = fading_keys.new_key(), fading_keys.new_key()
    box = fading_keys.seal(key, "the code is 4711")
    assert fading_keys.open_box(key, box) == "the code is 4711"
    with pytest.raises(KeyGone):
        fading_keys.open_box(other, box)
    assert b"4711" not in box
    assert (fading_keys.destroy(key), fading_keys.destroy(key)) == (True, False)
    with pytest.raises(KeyGone):
        fading_keys.open_box(key, box)
    assert fading_keys.destroy(other)


def test_of_many_who_destroy_it_at_once_it_is_one():
    key = fading_keys.new_key()
    assert sorted(race(*[lambda: fading_keys.destroy(key)] * 6)) == [False] * 5 + [True]


def test_what_a_kill_left_is_swept_and_only_its_owner_reads_a_key():
    folder = settings.DATA.path / "fading"
    key = fading_keys.new_key()
    (folder / f".gone.{key}.aa").write_bytes((folder / key).read_bytes())
    assert (folder.stat().st_mode & 0o777, (folder / key).stat().st_mode & 0o777) == (0o700, 0o600)
    assert key not in fading_keys.names_older(60)
    there = {file.name for file in folder.iterdir()} - {".erased"}  # the list of who was erased stays
    assert there == fading_keys.names_there()
    assert key in fading_keys.names_older(-1)
    fading_keys.destroy(key)


@pytest.mark.parametrize("name", ["../keys/secret.key", "", "../../etc/passwd", "."])
def test_a_name_that_is_none_opens_and_destroys_nothing(name):
    assert fading_keys.destroy(name) is False
    with pytest.raises(KeyGone):
        fading_keys.open_box(name, b"x" * 40)

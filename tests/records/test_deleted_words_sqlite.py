"""A deleted word leaves the database file itself: its pages, the full-text index, the log of writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests.on_disk import content
from tests.saying import account_gone, gone, make_channel, post, queue, say
from tummler.records.search import find_post_ids
from tummler.work.schedule import clear_search

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "zanzibarquux"


def files_with(word):
    """The files of the database that hold a word."""
    path = Path(connection.settings_dict["NAME"])
    files = [file for file in (path, Path(f"{path}-wal")) if file.exists()]
    return [file.name for file in files if word.encode() in content(file).lower()]


@pytest.fixture
def told(owner):
    return make_channel(owner)


def filler(channel, start=0):
    say(
        channel,
        *(
            post(f"f{n}", f"@velonorte number {n}, why? " + "and more words " * 9, by=f"f{n}")
            for n in range(start, start + 60)
        ),
    )


@pytest.mark.parametrize("event", [gone("q"), account_gone("marta")], ids=["post", "account"])
def test_a_word_that_was_taken_away_is_in_no_file_after_the_schedule_came_by(told, brand, event):
    filler(told)
    say(told, post("q", f"@velonorte my {WORD} is stuck, why? {WORD}@example.org", name=f"Marta {WORD}", warning=WORD))
    filler(told, 100)
    assert files_with(WORD) != []
    say(told, post("r", "@velonorte by the way", name="Marta"))
    say(told, event)
    assert clear_search() == 1
    assert (find_post_ids(brand.pk, WORD), files_with(WORD)) == ([], [])


def test_personal_data_that_was_edited_away_is_in_no_file_after_the_schedule_came_by(told, brand):
    filler(told)
    say(told, post("q", f"@velonorte why? mail me at {WORD}@example.org"))
    filler(told, 100)
    say(told, post("q", "@velonorte why?", edited=1))
    assert clear_search() == 1
    assert (find_post_ids(brand.pk, WORD), files_with(WORD)) == ([], [])


def test_a_word_that_was_never_read_is_in_no_file_once_its_delete_is(told):
    queue(told, post("q", f"@velonorte my {WORD} is stuck"), gone("q"))
    say(told)
    assert clear_search() == 1
    assert files_with(WORD) == []


def test_without_anything_taken_away_nothing_is_rewritten(told):
    say(told, post("q", f"@velonorte my {WORD} is stuck"))
    assert clear_search() == 0
    assert files_with(WORD) != []


def test_deleted_pages_are_written_over_whatever_sqlite_was_built_with():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1

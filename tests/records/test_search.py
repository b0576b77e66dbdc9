"""Search finds the same posts on both databases, never another brand's, and forgets what was deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests.on_disk import content
from tummler.records.models import Post
from tummler.records.search import find_post_ids, optimise

pytestmark = pytest.mark.django_db(transaction=True)

SAID = (
    "Dock 14 at Plaza del Norte keeps my bike",
    "¿Dónde está el anclaje 14?",
    "自転車が動かない",
    'it\'s "broken" AND NOT OR near(dock)',
    "👩‍👩‍👧 family ride",
)


@pytest.fixture
def said(heard):
    """Each of these, in order."""
    return [heard(text, by=f"rider{n}").pk for n, text in enumerate(SAID)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dock", [3, 0]),
        ("DOCK 14", [0]),
        ("14", [1, 0]),
        ("donde anclaje", [1]),
        ("DÓNDE", [1]),
        ("転車", [2]),
        ("車動", [2]),
        ("broken not", [3]),
        ('" OR *', [3]),
        ("near(dock)", [3]),
        ("family", [4]),
        ("helmet", []),
        ("", []),
        ("👩", []),
        ("'; DROP TABLE records_post; --", []),
    ],
)
def test_search_finds_newest_first(brand, said, words, found):
    assert find_post_ids(brand.pk, words) == [said[n] for n in found]


def test_search_pages_on(brand, said):
    assert find_post_ids(brand.pk, "14", limit=1) == [said[1]]
    assert find_post_ids(brand.pk, "14", limit=1, before=said[1]) == [said[0]]


def test_another_brand_finds_nothing(other_owner, said):
    assert find_post_ids(other_owner.brand_id, "dock") == []


def test_a_deleted_word_is_found_no_more_and_leaves_the_file(echo, brand, heard, settle):
    post = heard("my zanzibarquux is stuck in the dock")
    echo.delete(post.remote_id)
    settle()
    assert (find_post_ids(brand.pk, "zanzibarquux"), Post.objects.get(pk=post.pk).text) == ([], "")
    optimise()
    if connection.vendor == "sqlite":
        path = connection.settings_dict["NAME"]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in (path, f"{path}-wal"):
            assert b"zanzibarquux" not in content(Path(name)).lower()

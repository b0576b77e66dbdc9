"""Happenings: written with what they tell of, each read once, whoever is still writing."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.racing import failures, race
from tummler.records.happenings import ACTS, happen, happen_many, last_id, seen_now, since
from tummler.records.models import Happening

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """Reads on and on; ``told`` is everything that it was told, in order."""

    def __init__(self) -> None:
        self.seen = seen_now()
        self.told: list[int] = []

    def look(self) -> list[int]:
        rows, self.seen = since(self.seen)
        new = [row.pk for row in rows]
        self.told += new
        return new


def test_what_happens_is_told_once_and_in_order(brand):
    reader = Reader()
    assert reader.look() == []
    pks = [happen("draft_saved", brand).pk for _ in range(5)]
    assert reader.look() == pks
    assert reader.look() == []
    pks.append(happen("draft_saved", brand).pk)
    assert reader.look() == pks[-1:]


def test_what_happened_before_reading_began_is_not_told(brand):
    happen("draft_saved", brand)
    reader = Reader()
    assert (reader.look(), reader.seen.number) == ([], last_id())


def test_more_than_a_thousand_at_once_are_all_told(brand):
    reader = Reader()
    happen_many([Happening(brand_id=brand.pk, act="draft_saved") for _ in range(1500)])
    assert len(reader.look()) == 1500
    assert reader.look() == []


def test_what_was_not_committed_did_not_happen(brand):
    reader = Reader()
    with pytest.raises(RuntimeError):
        _fail_after_a_happening(brand)
    assert reader.look() == []
    pk = happen("draft_saved", brand).pk
    assert reader.look() == [pk]


def _fail_after_a_happening(brand):
    with transaction.atomic():
        happen("draft_saved", brand)
        raise RuntimeError


@pytest.mark.parametrize(
    "write", [lambda b: happen("no_such_act", b), lambda b: happen_many([Happening(brand=b, act="x")])]
)
def test_an_act_that_is_none_is_refused(brand, write):
    with pytest.raises(ValueError, match="no such act"):
        write(brand)
    assert "no_such_act" not in ACTS


def test_many_writers_and_one_reader_each_happening_is_told_once(brand):
    reader = Reader()

    def write():
        for _ in range(15):
            with transaction.atomic():
                happen("draft_saved", brand)
                happen("draft_saved", brand)

    def read():
        for _ in range(150):
            reader.look()

    assert failures(race(write, write, write, read)) == []
    reader.look()
    assert sorted(reader.told) == list(
        Happening.objects.filter(act="draft_saved").order_by("pk").values_list("pk", flat=True)
    )
    assert len(reader.told) == 90

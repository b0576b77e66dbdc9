"""Happenings on PostgreSQL, where numbers are not given in the order of commits: none is passed over, none waits."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.records.test_happenings import Reader
from tummler.records.happenings import happen

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def under_way():
    """A transaction of somebody else: ``write()`` writes a happening in it; it is committed with the block."""
    orders, done = [], []
    wake, answered = threading.Semaphore(0), threading.Semaphore(0)

    def run():
        from django.db import connections

        try:
            with transaction.atomic():
                while True:
                    wake.acquire()
                    order = orders.pop()
                    if order is None:
                        return
                    done.append(happen("draft_saved", order).pk)
                    answered.release()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def write(brand):
        orders.append(brand)
        wake.release()
        assert answered.acquire(timeout=10)
        return done[-1]

    try:
        yield write
    finally:
        orders.append(None)
        wake.release()
        thread.join(10)


def test_an_older_transaction_that_ends_late_is_told_when_it_does(brand):
    reader = Reader()
    with under_way() as write:
        early = write(brand)
        late = happen("draft_saved", brand).pk
        assert early < late
        assert reader.look() == [late]
        assert reader.look() == []
    assert reader.look() == [early]
    assert reader.look() == []


def test_the_lower_number_of_the_later_transaction_is_not_passed_over(brand):
    """The other way round: numbers and transactions in opposite orders."""
    reader = Reader()
    with under_way() as first, under_way() as second:
        one = first(brand)  # the first transaction has the lower number of its own,
        two = second(brand)
        three = first(brand)  # and the highest of all
        assert one < two < three
        assert reader.look() == []
        # The second ends first.
        four = happen("draft_saved", brand).pk
        assert reader.look() == [four]
    assert sorted(reader.look()) == [one, two, three]
    assert reader.look() == []


def test_a_transaction_that_stays_open_holds_nobody_up(brand):
    reader = Reader()
    with under_way() as write:
        early = write(brand)
        for _ in range(50):
            pk = happen("draft_saved", brand).pk
            assert reader.look() == [pk]
    assert reader.look() == [early]


def test_reading_looks_back_no_further_than_it_must(brand):
    reader = Reader()
    for _ in range(20):
        happen("draft_saved", brand)
        reader.look()
    assert reader.seen.mark[1] >= reader.seen.number - 2
    assert reader.seen.floor >= reader.seen.number - 1_020

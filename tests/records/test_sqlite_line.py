"""Writers of one process are served in the order in which they came, on SQLite."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from tummler.records.sqlite.base import Line


def test_line_lets_in_one_by_one_in_the_order_they_came():
    line, order = Line(), []
    assert line.enter(1)

    def come(number):
        assert line.enter(10)
        order.append(number)
        line.leave()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=come, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]


def test_line_gives_up_after_a_while_and_is_not_broken_by_it():
    line = Line()
    assert line.enter(1)
    assert not line.enter(0.01)
    line.leave()
    assert line.enter(0.01)


@pytest.mark.django_db(transaction=True)
def test_transaction_leaves_the_line_however_it_ends():
    if connection.vendor != "sqlite":
        assert not hasattr(connection, "_first")
        return
    with transaction.atomic():
        assert connection._first
    assert not connection._first
    with pytest.raises(OperationalError), transaction.atomic():
        raise OperationalError("disk full")
    assert not connection._first
    with transaction.atomic():
        connection.close()
    assert not connection._first
    with transaction.atomic():
        assert connection._first

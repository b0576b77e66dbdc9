"""Limits are counted for all processes at once, and their windows end when they said they would."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections

from tummler.web.asking_limits import count_within

pytestmark = pytest.mark.django_db(transaction=True)

ANOTHER = """
import django
django.setup()
from django.db import connections
from django.conf import settings
connections.databases["default"]["NAME"] = {name!r}
from tummler.web.asking_limits import count_within
print([count_within("sign-in", 600) for _ in range({times})][-1])
"""


@pytest.fixture(autouse=True)
def fresh(db):
    cache.clear()
    yield
    cache.clear()


def in_another_process(times):
    name = str(connection.settings_dict["NAME"])
    # Reading the file of a database takes the locks of this process's connections away (POSIX): who read it before us
    # would have the other process think that it is alone, and take the log of writes along as it ends.
    # https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    connection.close()
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER.format(name=name, times=times)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TUMMLER_DATA": str(settings.DATA.path)},
    )


def test_two_processes_count_as_one():
    ours = [count_within("sign-in", 600) for _ in range(3)]
    processes = [in_another_process(20), in_another_process(20)]
    theirs = sorted(int(one.communicate(timeout=60)[0]) for one in processes)
    assert ours == [1, 2, 3]
    assert theirs[-1] == 43
    assert count_within("sign-in", 600) == 44


def test_threads_that_count_at_once_each_get_a_number():
    seen: list[int] = []

    def count():
        seen.extend(count_within("asked", 600) for _ in range(10))
        connections.close_all()

    count_within("asked", 600)
    threads = [threading.Thread(target=count) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(seen) == list(range(2, 42))


def test_counting_does_not_put_off_the_end_of_the_window():
    count_within("asked", 600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM records_cache")
        before = cursor.fetchall()
        count_within("asked", 9_000)
        cursor.execute("SELECT expires FROM records_cache")
        assert cursor.fetchall() == before


def test_what_is_not_counted_is_not_counted_on():
    with pytest.raises(ValueError, match="nothing is counted"):
        cache.incr("asked")

"""What we promise waits for the disk; what can be made again does not, and never makes a promise that doesn't."""

import pytest
from django.db import connection, transaction

from tummler.records.durability import made_again_if_lost

FULL, NORMAL = 2, 1

pytestmark = pytest.mark.django_db(transaction=True)


def level() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the server's own setting; nothing of ours changes it
            cursor.execute("SHOW synchronous_commit")
            return FULL if cursor.fetchone()[0] != "off" else NORMAL
        return int(cursor.execute("PRAGMA synchronous").fetchone()[0])


def test_commits_wait_for_the_disk_but_for_what_is_made_again():
    assert level() == FULL
    with made_again_if_lost():
        assert level() == (NORMAL if connection.vendor == "sqlite" else FULL)
    assert level() == FULL


def test_commits_wait_again_after_something_broke_and_on_a_new_connection():
    with pytest.raises(ZeroDivisionError), made_again_if_lost(), transaction.atomic():
        raise ZeroDivisionError
    assert level() == FULL
    with made_again_if_lost():
        connection.close()
        assert level() == FULL
    assert level() == FULL


def test_a_transaction_under_way_keeps_what_it_began_with():
    with transaction.atomic(), made_again_if_lost():
        assert level() == FULL

"""A server that has ended holds nothing open in the database."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from tests.web.serving import serving


def others() -> int:
    """Sessions of others in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        [(count,)] = cursor.fetchall()
    return int(count)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_ended_leaves_no_session():
    before = others()
    with serving():
        assert others() > before
    until = time.monotonic() + 0.7  # the listener alone would look up only after a second
    while others() > before and time.monotonic() < until:
        time.sleep(0.02)
    assert others() <= before

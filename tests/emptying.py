"""What a test that commits leaves behind is taken away: of the tables that hold something, and only of them.

Django's own ``flush`` truncates every table and makes content types and permissions anew, which nobody here touches:
on PostgreSQL a fifth of a second after each such test, whatever it wrote. And it closes the connection: the next has
to learn all tables anew, which takes PostgreSQL longer than most tests.
"""

from __future__ import annotations

from functools import cache
from typing import Any

#: Written once, when the database is made; the same after every test.
MADE_WITH_THE_TABLES = frozenset(["django_content_type", "auth_permission", "django_migrations"])


def empty_what_was_written(case: Any) -> None:
    """In place of ``TransactionTestCase._fixture_teardown``."""
    from django.db import connection, transaction

    connection.close_if_unusable_or_obsolete()  # a test may have broken it
    # Foreign keys are looked at when the transaction ends: any order does.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_what_holds_something())
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def stays_connected(case: Any) -> bool:
    """In place of ``TransactionTestCase._should_reload_connections``."""
    return False


@cache
def _what_holds_something() -> str:
    from django.db import connection

    quote = connection.ops.quote_name
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})"
        for table in sorted(tables - MADE_WITH_THE_TABLES)
    )

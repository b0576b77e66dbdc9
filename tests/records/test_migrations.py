"""Migrations go forwards and backwards, on both databases, and lead where the models are."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def tables():
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.startswith("records_")}


def columns(table):
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def schema():
    with connection.cursor() as cursor:
        return {
            table: (
                frozenset(column.name for column in connection.introspection.get_table_description(cursor, table)),
                frozenset(connection.introspection.get_constraints(cursor, table)),
            )
            for table in tables()
            if not table.startswith("records_words")
        }


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate([("records", target)])


@pytest.fixture
def forwards_again():
    """Whatever a test did: the newest schema afterwards."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_can_be_undone_one_by_one_and_done_again(forwards_again):
    names = sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == "records")
    newest = schema()
    for name in reversed(names[:-1]):
        migrate(name)
    migrate(None)
    assert tables() == set()
    for name in names:
        migrate(name)
    assert schema() == newest


def test_search_works_after_going_back_and_forth(forwards_again):
    names = sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == "records")
    migrate(names[0])
    migrate(names[-1])
    from tests.people import make_owner
    from tests.saying import make_channel, post, say
    from tummler.records.happenings import seen_now, since
    from tummler.records.search import find_post_ids

    owner = make_owner("Again", "again@velonorte.example", "Ada Again")
    channel = make_channel(owner)
    before = seen_now()
    say(channel, post("q"))
    assert len(find_post_ids(owner.brand_id, "harbour")) == 1
    assert "post_heard" in [row.act for row in since(before)[0]]


def test_rows_survive_the_migrations_after_the_first_back_and_forth(forwards_again, owner):
    from tests.saying import make_channel, post, say, told

    channel = make_channel(owner)
    say(channel, post("q"))
    row = told(channel, "q")
    names = sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == "records")
    migrate(names[1])
    migrate(names[-1])
    row.refresh_from_db()
    assert (row.text, row.brand_id) == (
        "@velonorte my bike won't unlock at Harbour Road, what do I do?",
        owner.brand_id,
    )

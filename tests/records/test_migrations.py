"""Migrations go forwards and backwards, on both databases, and lead where the models are."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.people import make_owner
from tests.saying import make_channel, post, say, told
from tummler.records.happenings import seen_now, since
from tummler.records.search import find_post_ids

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


def in_order():
    return sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == "records")


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


def test_rows_and_search_survive_every_migration_back_and_forth(forwards_again, owner):
    """Each one's way back and way forth, down to the second: the first holds no search, before it are no tables."""
    channel = make_channel(owner)
    say(channel, post("q"))
    row, newest, names = told(channel, "q"), schema(), in_order()
    migrate(names[1])
    migrate(names[-1])
    assert schema() == newest
    row.refresh_from_db()
    assert (row.text, row.brand_id) == (
        "@velonorte my bike won't unlock at Harbour Road, what do I do?",
        owner.brand_id,
    )
    assert find_post_ids(owner.brand_id, "harbour") == [row.pk]


def test_everything_can_be_undone_and_made_anew(forwards_again):
    newest, names = schema(), in_order()
    migrate(None)
    assert tables() == set()
    migrate(names[-1])
    assert schema() == newest
    owner = make_owner("Again", "again@velonorte.example", "Ada Again")
    channel = make_channel(owner)
    before = seen_now()
    say(channel, post("q"))
    assert len(find_post_ids(owner.brand_id, "harbour")) == 1
    assert "post_heard" in [happening.act for happening in since(before)[0]]

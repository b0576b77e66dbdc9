"""Migrations go forwards and backwards, on both databases, and lead where the models are."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.people import make_owner
from tests.saying import make_channel, post, say, told
from tummler.records.happenings import seen_now, since
from tummler.records.search import find_post_ids

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def tables():
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.startswith("records_")}


def schema():
    """Every column with its type, every constraint and index, every trigger."""
    with connection.cursor() as cursor:
        found = {
            table: (
                {
                    (column.name, str(column.type_code), column.display_size, column.null_ok, str(column.default))
                    for column in connection.introspection.get_table_description(cursor, table)
                },
                named(connection.introspection.get_constraints(cursor, table)),
            )
            for table in tables()
            if not table.startswith("records_words")
        }
        cursor.execute(WRITTEN_OUT[connection.vendor])
        return found, set(cursor.fetchall())


def differences(one, other):
    """What only one of two schemas has, a line each."""
    found = [(table, one[0].get(table) or ((), ()), other[0].get(table) or ((), ())) for table in {*one[0], *other[0]}]
    rows = [(table, set(mine[part]) ^ set(theirs[part])) for table, mine, theirs in found for part in (0, 1)]
    return sorted(str(row) for row in [*rows, ("written out", one[1] ^ other[1])] if row[1])


#: Triggers, and indexes with their conditions, as each database writes them out.
WRITTEN_OUT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL "
    "AND tbl_name LIKE 'records_%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'records_%' "
    "AND (indexdef NOT LIKE 'CREATE UNIQUE%' OR indexdef LIKE '% WHERE %') "
    "UNION SELECT tgname::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


def named(constraints):
    """Without the names that a database makes up for what has none."""
    return {
        (
            "" if name.startswith(("__", "fk_")) or name.endswith(("_key", "_uniq")) else name,
            str(what["columns"]),
            what["unique"],
            what["primary_key"],
            what["check"],
            str(what["foreign_key"]),
        )
        for name, what in constraints.items()
    }


class Steps(MigrationLoader):
    """Our steps, one by one, as if nothing took many of them at once."""

    def load_disk(self):
        super().load_disk()
        last = {
            key: step.replaces[-1]
            for key, step in self.disk_migrations.items()
            if key[0] == "records" and step.replaces
        }
        self.disk_migrations = {key: step for key, step in self.disk_migrations.items() if key not in last}
        for step in self.disk_migrations.values():
            step.dependencies = [last.get(key, key) for key in step.dependencies]


def in_order():
    return sorted(name for app, name in Steps(connection).disk_migrations if app == "records")


def migrate(target, *, step_by_step=False):
    executor = MigrationExecutor(connection)
    if step_by_step:
        executor.loader = Steps(connection)
    executor.migrate([("records", target)])


@pytest.fixture
def forwards_again():
    """Whatever a test did: the newest schema afterwards."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def quickly(monkeypatch):
    """Of the models in between only what a step changes is drawn anew, and everything before a step's own code runs.

    Django draws every model that hangs together with it after each operation, which here is all of them: a minute of
    the processor. The statements to the database are the same; a schema that came out otherwise would be seen.
    """

    def itself(state, app_label, model_name, delay=False):
        state.is_delayed = True  # whoever runs code of a step gets all models anew
        return {(app_label, model_name)}

    monkeypatch.setattr(ProjectState, "_find_reload_model", itself)


def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_rows_and_search_survive_every_migration_back_and_forth(forwards_again, owner, quickly):
    """Each one's way back and way forth, down to the second: the first holds no search, before it are no tables.

    The steps lead to the very schema that who begins now gets at once.
    """
    channel = make_channel(owner)
    say(channel, post("q"))
    row, newest, names = told(channel, "q"), schema(), in_order()
    migrate(names[1], step_by_step=True)
    migrate(names[-1], step_by_step=True)
    assert differences(newest, schema()) == []
    row.refresh_from_db()
    assert (row.text, row.brand_id) == (
        "@velonorte my bike won't unlock at Harbour Road, what do I do?",
        owner.brand_id,
    )
    assert find_post_ids(owner.brand_id, "harbour") == [row.pk]


def test_everything_can_be_undone_and_made_anew(forwards_again):
    newest = schema()
    migrate(None)
    assert tables() == set()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("records"))
    assert differences(newest, schema()) == []
    owner = make_owner("Again", "again@velonorte.example", "Ada Again")
    channel = make_channel(owner)
    before = seen_now()
    say(channel, post("q"))
    assert len(find_post_ids(owner.brand_id, "harbour")) == 1
    assert "post_heard" in [happening.act for happening in since(before)[0]]

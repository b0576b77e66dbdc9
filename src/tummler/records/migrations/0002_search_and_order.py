"""Full text on both databases, and the transaction number that orders happenings on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE records_words USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 0')",
]
SQLITE_BACK = ["DROP TABLE records_words"]
POSTGRESQL = [
    "CREATE INDEX records_post_words ON records_post USING gin (to_tsvector('simple', search_text))",
    "ALTER TABLE records_happening ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id()",
]
POSTGRESQL_BACK = [
    "DROP INDEX records_post_words",
    "ALTER TABLE records_happening DROP COLUMN tx",
]


def _run(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("records", "0001_first_tables")]
    operations = [migrations.RunPython(forwards, backwards)]

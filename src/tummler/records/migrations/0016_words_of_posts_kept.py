"""PostgreSQL keeps the words of each post beside it: a search no longer cuts every text that may fit into words."""

from django.db import migrations

POSTGRESQL = [
    "DROP INDEX records_post_words",
    # Made anew by the database whenever the text changes: nothing of ours can forget to.
    "ALTER TABLE records_post ADD COLUMN words tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search_text)) STORED",
    "CREATE INDEX records_post_words ON records_post USING gin (words)",
]
POSTGRESQL_BACK = [
    "DROP INDEX records_post_words",
    "ALTER TABLE records_post DROP COLUMN words",
    "CREATE INDEX records_post_words ON records_post USING gin (to_tsvector('simple', search_text))",
]


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("records", "0015_topics_taught_and_meanings")]
    operations = [migrations.RunPython(forwards, backwards)]

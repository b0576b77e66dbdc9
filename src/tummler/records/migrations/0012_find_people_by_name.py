"""Names and handles can be searched: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL. Both fold accents."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE records_names USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO records_names(rowid, brand, words) SELECT id, 'b' || brand_id, name || ' ' || handle FROM records_account",
    """CREATE TRIGGER records_name_heard AFTER INSERT ON records_account BEGIN
        INSERT INTO records_names(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.name || ' ' || new.handle);
    END""",
    """CREATE TRIGGER records_name_changed AFTER UPDATE OF name, handle ON records_account
        WHEN old.name || ' ' || old.handle IS NOT new.name || ' ' || new.handle BEGIN
        INSERT INTO records_names(records_names, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.name || ' ' || old.handle);
        INSERT INTO records_names(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.name || ' ' || new.handle);
    END""",
    """CREATE TRIGGER records_name_gone AFTER DELETE ON records_account BEGIN
        INSERT INTO records_names(records_names, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.name || ' ' || old.handle);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER records_name_heard",
    "DROP TRIGGER records_name_changed",
    "DROP TRIGGER records_name_gone",
    "DROP TABLE records_names",
]
# What cuts words apart is cut out first: "marta.rueda@example.org" would be one word of PostgreSQL's.
FOLDED = (
    "regexp_replace(regexp_replace(normalize(lower(name || ' ' || handle), NFKD), '[\u0300-\u036f]', '', 'g'), "
    "'[^[:alnum:]]+', ' ', 'g')"
)
POSTGRESQL = [f"CREATE INDEX records_account_names ON records_account USING gin (to_tsvector('simple', {FOLDED}))"]
POSTGRESQL_BACK = ["DROP INDEX records_account_names"]


def _run(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("records", "0011_made_up_and_listening_only")]
    operations = [migrations.RunPython(forwards, backwards)]

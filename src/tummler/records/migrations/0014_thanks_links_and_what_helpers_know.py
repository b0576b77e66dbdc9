"""Thanks, links between people, what helpers say they know; and notes can be found by an index."""

import django.db.models.deletion
from django.db import migrations, models

import tummler.common.clock
import tummler.common.ids

SQLITE = [
    "CREATE VIRTUAL TABLE records_notes USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO records_notes(rowid, brand, words) SELECT id, 'b' || brand_id, search_text FROM records_note",
    """CREATE TRIGGER records_note_written AFTER INSERT ON records_note BEGIN
        INSERT INTO records_notes(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.search_text);
    END""",
    """CREATE TRIGGER records_note_changed AFTER UPDATE OF search_text ON records_note
        WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO records_notes(records_notes, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.search_text);
        INSERT INTO records_notes(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.search_text);
    END""",
    """CREATE TRIGGER records_note_gone AFTER DELETE ON records_note BEGIN
        INSERT INTO records_notes(records_notes, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.search_text);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER records_note_written",
    "DROP TRIGGER records_note_changed",
    "DROP TRIGGER records_note_gone",
    "DROP TABLE records_notes",
]
POSTGRESQL = ["CREATE INDEX records_note_words ON records_note USING gin (to_tsvector('simple', search_text))"]
POSTGRESQL_BACK = ["DROP INDEX records_note_words"]


def _run(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0013_seen_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="helper",
            name="languages",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="helper",
            name="topics",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="Thanks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="thanks", to="records.account"
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="thanks", to="records.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("moved", models.JSONField(default=list)),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="records.person"
                    ),
                ),
                (
                    "was",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("undone_at", None)), fields=["person"], name="link_standing")
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]

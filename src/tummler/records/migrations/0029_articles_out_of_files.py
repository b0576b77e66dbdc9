"""Articles out of files are known again by the file; what they say of their source is theirs."""

from django.db import migrations, models

# SQLite makes a table anew to change it, and forgets its triggers by that: they keep the full-text index (0024).
TRIGGERS = [
    """CREATE TRIGGER IF NOT EXISTS records_article_written AFTER INSERT ON records_article BEGIN
        INSERT INTO records_articles(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS records_article_changed AFTER UPDATE OF search_text ON records_article
        WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO records_articles(records_articles, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.search_text);
        INSERT INTO records_articles(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS records_article_gone AFTER DELETE ON records_article BEGIN
        INSERT INTO records_articles(records_articles, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.search_text);
    END""",
]


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in TRIGGERS:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0028_what_runs_out"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, make_triggers),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_file_once",
        ),
        migrations.AddField(
            model_name="article",
            name="file",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                condition=models.Q(("file", ""), _negated=True), fields=("brand", "file"), name="article_file_once"
            ),
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]

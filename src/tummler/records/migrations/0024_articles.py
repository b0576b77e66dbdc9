"""Articles, what readers said of them, and finding them by an index."""

import django.db.models.deletion
from django.db import migrations, models

import tummler.common.clock
import tummler.common.ids

SQLITE = [
    "CREATE VIRTUAL TABLE records_articles USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 2')",
    """CREATE TRIGGER records_article_written AFTER INSERT ON records_article BEGIN
        INSERT INTO records_articles(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.search_text);
    END""",
    """CREATE TRIGGER records_article_changed AFTER UPDATE OF search_text ON records_article
        WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO records_articles(records_articles, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.search_text);
        INSERT INTO records_articles(rowid, brand, words) VALUES (new.id, 'b' || new.brand_id, new.search_text);
    END""",
    """CREATE TRIGGER records_article_gone AFTER DELETE ON records_article BEGIN
        INSERT INTO records_articles(records_articles, rowid, brand, words)
            VALUES ('delete', old.id, 'b' || old.brand_id, old.search_text);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER records_article_written",
    "DROP TRIGGER records_article_changed",
    "DROP TRIGGER records_article_gone",
    "DROP TABLE records_articles",
]
POSTGRESQL = ["CREATE INDEX records_article_words ON records_article USING gin (to_tsvector('simple', search_text))"]
POSTGRESQL_BACK = ["DROP INDEX records_article_words"]


def _run(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0023_tags_that_answer"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="articles_archived_after",
            field=models.PositiveSmallIntegerField(default=120),
        ),
        migrations.AddField(
            model_name="brand",
            name="articles_faint_after",
            field=models.PositiveSmallIntegerField(default=120),
        ),
        migrations.AddField(
            model_name="brand",
            name="articles_read_to",
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("state", models.CharField(default="proposed", max_length=8)),
                ("question", models.CharField(blank=True, max_length=300)),
                ("answer", models.TextField(blank=True)),
                ("search_text", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=35)),
                ("topic", models.CharField(blank=True, max_length=60)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("their_words", models.BooleanField(default=False)),
                ("why", models.JSONField(default=dict)),
                ("kept", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(null=True)),
                ("look_again", models.DateField(null=True)),
                ("used_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("used", models.PositiveIntegerField(default=0)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("vector", models.BinaryField(default=bytes)),
                ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("changed_at", models.DateTimeField(default=tummler.common.clock.now)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="articles", to="records.brand"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles",
                        to="records.need",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ArticleWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("value", models.CharField(max_length=12)),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="records.article"
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["brand", "state"], name="article_state"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                condition=models.Q(("need__isnull", False)), fields=("need",), name="article_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True), fields=("brand", "source"), name="article_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleword",
            constraint=models.UniqueConstraint(fields=("article", "key", "value"), name="article_word_once"),
        ),
        migrations.RunPython(forwards, backwards),
    ]

"""Everything up to here at once, for who begins now; who began before went there step by step.

Long, because it is every table; written from the models, never by hand.
"""

import django.db.models.deletion
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models

import tummler.common.clock
import tummler.common.ids
from tummler.records.tables import MakeTables

SQLITE = [
    "CREATE VIRTUAL TABLE records_words USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE records_names USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 2')",
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
    "CREATE VIRTUAL TABLE records_notes USING fts5(brand, words, content='', tokenize='unicode61 remove_diacritics 2')",
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
    """CREATE TRIGGER records_transfer_update_refused BEFORE UPDATE ON records_transfer
        WHEN EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) BEGIN
        SELECT RAISE(ABORT, 'the ledger is only ever added to');
    END""",
    """CREATE TRIGGER records_transfer_delete_refused BEFORE DELETE ON records_transfer
        WHEN EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) BEGIN
        SELECT RAISE(ABORT, 'the ledger is only ever added to');
    END""",
    """CREATE TRIGGER records_entry_update_refused BEFORE UPDATE ON records_entry
        WHEN EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) BEGIN
        SELECT RAISE(ABORT, 'the ledger is only ever added to');
    END""",
    """CREATE TRIGGER records_entry_delete_refused BEFORE DELETE ON records_entry
        WHEN EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) BEGIN
        SELECT RAISE(ABORT, 'the ledger is only ever added to');
    END""",
]

SQLITE_BACK = [
    "DROP TRIGGER records_transfer_update_refused",
    "DROP TRIGGER records_transfer_delete_refused",
    "DROP TRIGGER records_entry_update_refused",
    "DROP TRIGGER records_entry_delete_refused",
    "DROP TRIGGER records_article_written",
    "DROP TRIGGER records_article_changed",
    "DROP TRIGGER records_article_gone",
    "DROP TABLE records_articles",
    "DROP TRIGGER records_note_written",
    "DROP TRIGGER records_note_changed",
    "DROP TRIGGER records_note_gone",
    "DROP TABLE records_notes",
    "DROP TRIGGER records_name_heard",
    "DROP TRIGGER records_name_changed",
    "DROP TRIGGER records_name_gone",
    "DROP TABLE records_names",
    "DROP TABLE records_words",
]

POSTGRESQL = [
    "ALTER TABLE records_happening ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "CREATE INDEX records_account_names ON records_account USING gin (to_tsvector('simple', regexp_replace(regexp_replace(normalize(lower(name || ' ' || handle), NFKD), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')))",
    "CREATE INDEX records_note_words ON records_note USING gin (to_tsvector('simple', search_text))",
    "CREATE INDEX records_article_words ON records_article USING gin (to_tsvector('simple', search_text))",
    """CREATE FUNCTION records_ledger_refuses() RETURNS trigger AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) THEN
            RAISE EXCEPTION 'the ledger is only ever added to';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN old; END IF;
        RETURN new;
    END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER records_transfer_refused BEFORE UPDATE OR DELETE ON records_transfer
            FOR EACH ROW EXECUTE FUNCTION records_ledger_refuses()""",
    """CREATE TRIGGER records_entry_refused BEFORE UPDATE OR DELETE ON records_entry
            FOR EACH ROW EXECUTE FUNCTION records_ledger_refuses()""",
    "ALTER TABLE records_post ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search_text)) STORED",
    "CREATE INDEX records_post_words ON records_post USING gin (words)",
]

POSTGRESQL_BACK = [
    "DROP INDEX records_post_words",
    "ALTER TABLE records_post DROP COLUMN words",
    "DROP TRIGGER records_transfer_refused ON records_transfer",
    "DROP TRIGGER records_entry_refused ON records_entry",
    "DROP FUNCTION records_ledger_refuses()",
    "DROP INDEX records_article_words",
    "DROP INDEX records_note_words",
    "DROP INDEX records_account_names",
    "ALTER TABLE records_happening DROP COLUMN tx",
]


def _run(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    """What Django knows no words for: full text, its triggers, and the order of happenings on PostgreSQL."""
    call_command("createcachetable", "records_cache", database=schema_editor.connection.alias, verbosity=0)
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    """As it came."""
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})
    schema_editor.execute("DROP TABLE records_cache")


class Migration(migrations.Migration):
    replaces = [
        ("records", "0001_first_tables"),
        ("records", "0002_search_and_order"),
        ("records", "0003_when_the_named_person_was_rung"),
        ("records", "0004_find_what_is_gone_and_what_stands_there"),
        ("records", "0005_where_a_gone_post_would_stand"),
        ("records", "0006_a_cache_that_processes_share"),
        ("records", "0007_colleagues_on_one_need_and_gestures"),
        ("records", "0008_views_kept_by_name"),
        ("records", "0009_the_square_and_files_brought_in_the_page"),
        ("records", "0010_what_an_answer_is_written_with"),
        ("records", "0011_made_up_and_listening_only"),
        ("records", "0012_find_people_by_name"),
        ("records", "0013_seen_once"),
        ("records", "0014_thanks_links_and_what_helpers_know"),
        ("records", "0015_topics_taught_and_meanings"),
        ("records", "0016_words_of_posts_kept"),
        ("records", "0017_incidents"),
        ("records", "0018_a_large_model"),
        ("records", "0019_topics_removed_and_joined"),
        ("records", "0020_proven_accounts"),
        ("records", "0021_answers_that_fade"),
        ("records", "0022_where_an_account_is_at_home"),
        ("records", "0023_tags_that_answer"),
        ("records", "0024_articles"),
        ("records", "0025_a_large_model_of_ones_own"),
        ("records", "0026_how_long_things_are_kept"),
        ("records", "0027_tags_want_fresh_proof"),
        ("records", "0028_what_runs_out"),
        ("records", "0029_articles_out_of_files"),
        ("records", "0030_copies_for_the_law"),
        ("records", "0031_found_by_need_and_name"),
        ("records", "0032_who_helped"),
        ("records", "0033_who_helped_before"),
        ("records", "0034_any_employee"),
        ("records", "0035_circles_guests_approvals_corner"),
        ("records", "0036_whom_a_need_reaches"),
        ("records", "0037_peers_help"),
        ("records", "0038_what_customers_wish_for"),
        ("records", "0039_copies_of_what_is_seen_once"),
        ("records", "0040_thanks_that_change_hands"),
        ("records", "0041_quests_together"),
    ]

    initial = True

    dependencies = []

    operations = [
        MakeTables(
            operations=[
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("is_active", models.BooleanField(default=True)),
                        ("joined_at", models.DateTimeField(default=tummler.common.clock.now)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Brand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("slug", models.SlugField(max_length=60, unique=True)),
                        ("colour", models.CharField(default="#F2B01E", max_length=7)),
                        ("languages", models.JSONField(default=list)),
                        ("words", models.JSONField(default=list)),
                        ("brake_on", models.BooleanField(default=True)),
                        ("brake_lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("helper_tag", models.CharField(blank=True, max_length=60)),
                        ("helper_tag_on", models.BooleanField(default=False)),
                        ("findable", models.BooleanField(default=True)),
                        ("model_address", models.CharField(blank=True, max_length=300)),
                        ("model_name", models.CharField(blank=True, max_length=80)),
                        ("model_box", models.BinaryField(default=bytes)),
                        ("model_inside", models.BooleanField(default=False)),
                        ("made_up", models.BooleanField(default=False)),
                        ("listens_only_since", models.DateTimeField(blank=True, null=True)),
                        ("demand_shown", models.BooleanField(default=False)),
                        ("wish_days", models.PositiveSmallIntegerField(default=14)),
                        ("slow_mode", models.BooleanField(default=False)),
                        ("proposals_wanted_at", models.DateTimeField(blank=True, null=True)),
                        ("articles_faint_after", models.PositiveSmallIntegerField(default=120)),
                        ("articles_archived_after", models.PositiveSmallIntegerField(default=120)),
                        ("articles_read_to", models.BigIntegerField(default=0)),
                        ("retention", models.JSONField(default=dict)),
                        ("compliance", models.BinaryField(default=bytes)),
                        ("serendipity", models.PositiveSmallIntegerField(default=12)),
                        ("thanks_since", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=tummler.common.clock.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("network", models.CharField(max_length=30)),
                        ("remote_id", models.CharField(max_length=255)),
                        ("handle", models.CharField(max_length=255)),
                        ("name", models.CharField(blank=True, max_length=255)),
                        ("avatar_url", models.TextField(blank=True)),
                        ("url", models.TextField(blank=True)),
                        ("robot", models.BooleanField(default=False)),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        ("gone_at", models.DateTimeField(blank=True, null=True)),
                        ("first_heard_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="accounts", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "name"], name="account_named")],
                        "constraints": [
                            models.UniqueConstraint(fields=("brand", "network", "remote_id"), name="account_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Channel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("network", models.CharField(max_length=30)),
                        ("handle", models.CharField(max_length=255)),
                        ("account", models.JSONField(default=dict)),
                        ("account_remote_id", models.CharField(max_length=255)),
                        ("settings", models.JSONField(default=dict)),
                        ("facts", models.JSONField(default=dict)),
                        ("secret_box", models.BinaryField(default=bytes)),
                        ("trouble", models.CharField(blank=True, max_length=40)),
                        ("trouble_at", models.DateTimeField(blank=True, null=True)),
                        ("heard_at", models.DateTimeField(blank=True, null=True)),
                        ("health", models.JSONField(default=list)),
                        ("health_at", models.DateTimeField(blank=True, null=True)),
                        ("paused", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="channels", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("brand", "network", "account_remote_id"), name="channel_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Circle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=60)),
                        ("about", models.CharField(blank=True, max_length=200)),
                        ("topics", models.JSONField(default=list)),
                        ("open", models.BooleanField(default=True)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("gone_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="circles", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gone_at", None)), fields=("brand", "key"), name="circle_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conversation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("root_remote_id", models.CharField(max_length=512)),
                        ("last_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("completed_at", models.DateTimeField(blank=True, null=True)),
                        ("wanted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conversations",
                                to="records.brand",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conversations",
                                to="records.channel",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("wanted_at__isnull", False)),
                                fields=["wanted_at"],
                                name="conversation_wanted",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("channel", "root_remote_id"), name="conversation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cursor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stream", models.CharField(max_length=30)),
                        ("value", models.TextField()),
                        ("read_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cursors",
                                to="records.channel",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("channel", "stream"), name="cursor_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Customer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ref", models.CharField(max_length=255)),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("brand", "ref"), name="customer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Door",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer", models.CharField(blank=True, max_length=300)),
                        ("client_id", models.CharField(blank=True, max_length=200)),
                        ("box", models.BinaryField(default=bytes)),
                        ("changed_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="door", to="records.brand"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Entrance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("domains", models.JSONField(default=list)),
                        ("by_mail", models.BooleanField(default=False)),
                        ("issuer", models.CharField(blank=True, max_length=300)),
                        ("client_id", models.CharField(blank=True, max_length=200)),
                        ("box", models.BinaryField(default=bytes)),
                        ("changed_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="entrance", to="records.brand"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("remote_id", models.CharField(max_length=512)),
                        ("payload", models.BinaryField()),
                        ("heard", models.BinaryField(default=bytes)),
                        ("history", models.BooleanField(default=False)),
                        ("state", models.CharField(default="received", max_length=12)),
                        ("trouble", models.CharField(blank=True, max_length=40)),
                        ("received_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="events", to="records.channel"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["done", "garbled"]), _negated=True),
                                fields=["state", "id"],
                                name="event_undone",
                            ),
                            models.Index(
                                condition=models.Q(("state", "garbled")), fields=["received_at"], name="event_spoilt"
                            ),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("channel", "remote_id"), name="event_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Feed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public", models.BinaryField()),
                        ("box", models.BinaryField()),
                        ("on", models.BooleanField(default=False)),
                        ("changed_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="feed", to="records.brand"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Happening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("act", models.CharField(max_length=40)),
                        ("helper_id", models.BigIntegerField(null=True)),
                        ("need_id", models.BigIntegerField(null=True)),
                        ("conversation_id", models.BigIntegerField(null=True)),
                        ("post_id", models.BigIntegerField(null=True)),
                        ("channel_id", models.BigIntegerField(null=True)),
                        ("reply_id", models.BigIntegerField(null=True)),
                        ("facts", models.JSONField(default=dict)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["brand", "id"], name="happening_feed"),
                            models.Index(fields=["conversation_id", "id"], name="happening_conversation"),
                            models.Index(fields=["need_id", "id"], name="happening_need"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Helper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("signature", models.CharField(blank=True, max_length=40)),
                        ("department", models.CharField(blank=True, max_length=80)),
                        ("languages", models.JSONField(default=list)),
                        ("topics", models.JSONField(default=list)),
                        (
                            "role",
                            models.CharField(
                                choices=[("owner", "Owner"), ("lead", "Lead"), ("helper", "Helper")],
                                default="helper",
                                max_length=10,
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        ("joined_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("joined_by", models.CharField(default="asked", max_length=10)),
                        ("vouched_at", models.DateTimeField(blank=True, null=True)),
                        ("alias", models.CharField(blank=True, max_length=80)),
                        ("hours", models.JSONField(default=list)),
                        ("zone", models.CharField(blank=True, max_length=60)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="helpers", to="records.brand"
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helpers",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "vouched_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("brand", "user"), name="helper_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Helped",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helped",
                                to="records.account",
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
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helped",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("undone_at", None)), fields=["brand", "at"], name="helped_lately"
                            ),
                            models.Index(
                                condition=models.Q(("undone_at__isnull", False)), fields=["brand"], name="helped_undone"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("account", None), ("helper__isnull", False)),
                                    models.Q(("account__isnull", False), ("helper", None)),
                                    _connector="OR",
                                ),
                                name="helped_by_one",
                            ),
                            models.UniqueConstraint(fields=("need", "helper"), name="helped_once"),
                            models.UniqueConstraint(fields=("need", "account"), name="helped_once_outside"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CircleMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="records.circle"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="circles", to="records.helper"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("circle", "helper"), name="circle_member_once")
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="circle",
                    name="made_by",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
                    ),
                ),
                migrations.AddField(
                    model_name="brand",
                    name="duty_helper",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duty_for",
                        to="records.helper",
                    ),
                ),
                migrations.CreateModel(
                    name="Blocked",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("why", models.CharField(max_length=10)),
                        ("asked_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocked",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "said_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("account",), name="blocked_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Badge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer", models.CharField(max_length=300)),
                        ("ref", models.CharField(max_length=255)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="badges", to="records.helper"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("brand", "issuer", "ref"), name="badge_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("value", models.CharField(max_length=60)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.circle",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["brand"], name="approval_rules"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("why", models.CharField(max_length=120)),
                        ("asked_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("agreed_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="records.account"
                            ),
                        ),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="records.brand"
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("account",), name="hold_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Holder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("balance", models.BigIntegerField(default=0)),
                        ("payable", models.BigIntegerField(default=0)),
                        ("key", models.CharField(blank=True, max_length=8)),
                        ("off_at", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="holders",
                                to="records.cause",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "kind", "key"], name="holder_resting")],
                        "constraints": [
                            models.UniqueConstraint(fields=("brand", "helper"), name="holder_helper"),
                            models.UniqueConstraint(fields=("brand", "account"), name="holder_account"),
                            models.UniqueConstraint(fields=("brand", "need"), name="holder_need"),
                            models.UniqueConstraint(fields=("brand", "cause"), name="holder_cause"),
                            models.UniqueConstraint(
                                condition=models.Q(("kind__in", ["mint", "way", "rest", "turned"])),
                                fields=("brand", "kind"),
                                name="holder_own",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "mint"),
                                    models.Q(("balance__gte", models.F("payable")), ("payable__gte", 0)),
                                    _connector="OR",
                                ),
                                name="holder_never_below",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        ("payable", models.BigIntegerField(default=0)),
                        ("state", models.CharField(default="leaving", max_length=8)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="gifts", to="records.holder"
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.holder"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["leaving", "pledged"])),
                                fields=["state", "until"],
                                name="gift_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="gift_of_something")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Due",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nth", models.PositiveIntegerField(default=1)),
                        ("amount", models.BigIntegerField(default=0)),
                        ("payable", models.BooleanField(default=False)),
                        ("why", models.CharField(blank=True, max_length=5)),
                        ("standing", models.BooleanField(default=True)),
                        ("turn", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helped",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="due", to="records.helped"
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.holder"
                            ),
                        ),
                        (
                            "taker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="dues", to="records.holder"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["taker", "at"], name="due_taken"),
                            models.Index(condition=models.Q(("standing", False)), fields=["brand"], name="due_fallen"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Holding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("account_proven_at", models.DateTimeField()),
                        ("customer_proven_at", models.DateTimeField()),
                        ("home_id", models.CharField(blank=True, max_length=255)),
                        ("since", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holdings",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holdings",
                                to="records.customer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("account",), name="holding_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("row", models.PositiveIntegerField(default=0)),
                        ("stored", models.PositiveIntegerField(default=0)),
                        ("errors", models.JSONField(default=list)),
                        ("started_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="imports", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.channel"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("channel", "digest"), name="import_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("state", models.CharField(default="suspected", max_length=12)),
                        ("terms", models.JSONField(default=list)),
                        ("words", models.JSONField(default=list)),
                        ("surprise", models.FloatField(default=0.0)),
                        ("since", models.DateTimeField(default=tummler.common.clock.now)),
                        ("last_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("found_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("quiet_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="incidents",
                                to="records.brand",
                            ),
                        ),
                        (
                            "dismissed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["brand", "last_at"], name="incident_lately"),
                            models.Index(
                                condition=models.Q(("state", "suspected")), fields=["brand"], name="incident_now"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("box", models.BinaryField()),
                        ("most", models.PositiveSmallIntegerField()),
                        ("used", models.PositiveSmallIntegerField(default=0)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="records.helper",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Label",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("key", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=60)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="labels", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("brand", "key"), name="label_once")],
                    },
                ),
                migrations.CreateModel(
                    name="LawfulCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("key", models.CharField(max_length=12)),
                        ("topic", models.CharField(max_length=60)),
                        ("box", models.BinaryField()),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["brand", "made_at"], name="copy_made"),
                            models.Index(fields=["until"], name="copy_until"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeftThread",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="left",
                                to="records.conversation",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.helper"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("conversation", "helper"), name="left_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Lesson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("taught", models.JSONField(default=list)),
                        ("told", models.JSONField(default=dict)),
                        ("in_use", models.BooleanField(default=False)),
                        ("left_at", models.DateTimeField(null=True)),
                        ("applied_at", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lessons", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("brand", "number"), name="lesson_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("in_use", True)), fields=("brand",), name="lesson_in_use"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LinkKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("kind", models.CharField(max_length=7)),
                        ("box", models.BinaryField()),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("used_at", models.DateTimeField(null=True)),
                        ("until", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="link_keys",
                                to="records.brand",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Need",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("topic", models.CharField(blank=True, max_length=60)),
                        ("urgency", models.PositiveSmallIntegerField(default=2)),
                        ("care", models.CharField(blank=True, max_length=12)),
                        ("rung_at", models.DateTimeField(null=True)),
                        ("heard_nearby", models.BooleanField(default=False)),
                        ("state", models.CharField(default="open", max_length=12)),
                        ("waiting_since", models.DateTimeField(default=tummler.common.clock.now)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        ("claim_alive_at", models.DateTimeField(null=True)),
                        ("snoozed_at", models.DateTimeField(null=True)),
                        ("snoozed_until", models.DateTimeField(null=True)),
                        ("promised_until", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("came_back", models.PositiveSmallIntegerField(default=0)),
                        ("same_here", models.PositiveIntegerField(default=0)),
                        ("opened_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("reach_until", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="records.account"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="records.brand"
                            ),
                        ),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="claims",
                                to="records.helper",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needs",
                                to="records.conversation",
                            ),
                        ),
                        (
                            "joined_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="joined",
                                to="records.need",
                            ),
                        ),
                        (
                            "split_from",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="split_off",
                                to="records.need",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["reach_until"], name="need_reach"
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["open", "claimed"])),
                                fields=["brand", "urgency", "waiting_since", "id"],
                                name="need_market",
                            ),
                            models.Index(fields=["conversation", "account"], name="need_asker"),
                            models.Index(
                                condition=models.Q(("state", "answered")),
                                fields=["state", "answered_at"],
                                name="need_answered",
                            ),
                            models.Index(
                                condition=models.Q(models.Q(("care", ""), _negated=True), ("rung_at", None)),
                                fields=["rung_at"],
                                name="need_to_ring",
                            ),
                            models.Index(
                                condition=models.Q(("snoozed_at__isnull", False)),
                                fields=["snoozed_until"],
                                name="need_snoozed",
                            ),
                            models.Index(
                                condition=models.Q(("state", "claimed")),
                                fields=["state", "claim_alive_at"],
                                name="need_claims",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Labelled",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "label",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="labelled", to="records.label"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="labelled", to="records.need"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("need", "label"), name="labelled_once")],
                    },
                ),
                migrations.AddField(
                    model_name="holder",
                    name="need",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.need"
                    ),
                ),
                migrations.AddField(
                    model_name="helped",
                    name="need",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="helped", to="records.need"
                    ),
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("text", models.TextField()),
                        ("search_text", models.TextField(blank=True)),
                        ("written_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("edited_at", models.DateTimeField(null=True)),
                        ("deleted_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="records.need"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["brand", "written_at"], name="note_written"),
                            models.Index(
                                condition=models.Q(("deleted_at__isnull", False)),
                                fields=["deleted_at"],
                                name="note_deleted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Guest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("text", models.TextField()),
                        ("shows", models.CharField(default="asked", max_length=8)),
                        ("posts", models.JSONField(default=list)),
                        ("private", models.BooleanField(default=False)),
                        ("plain", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("browser", models.CharField(blank=True, max_length=64)),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("credit", models.CharField(blank=True, max_length=60)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="guests", to="records.need"
                            ),
                        ),
                        (
                            "note",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="guest",
                                to="records.note",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NoThanks",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helped",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="no_thanks",
                                to="records.helped",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OwnAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("how", models.CharField(max_length=10)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="own_accounts",
                                to="records.account",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="own_accounts",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("account",), name="own_account_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Peer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        (
                            "trust",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "New"), (1, "Known"), (2, "Trusted"), (3, "Steward")], default=0
                            ),
                        ),
                        ("languages", models.JSONField(default=list)),
                        ("topics", models.JSONField(default=list)),
                        ("agreed", models.PositiveSmallIntegerField(default=0)),
                        ("agreed_at", models.DateTimeField(null=True)),
                        ("joined_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("steward_since", models.DateTimeField(null=True)),
                        ("left_at", models.DateTimeField(null=True)),
                        ("blocked_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="peer", to="records.account"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="peers", to="records.brand"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="peers",
                                to="records.customer",
                            ),
                        ),
                        (
                            "voice",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="voice_of",
                                to="records.account",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("blocked_at", None), ("left_at", None)),
                                fields=["brand"],
                                name="peer_here",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeerAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("remote_id", models.CharField(blank=True, max_length=512)),
                        ("state", models.CharField(default="stands", max_length=10)),
                        ("why", models.CharField(blank=True, max_length=20)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("looked_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_answers",
                                to="records.need",
                            ),
                        ),
                        (
                            "peer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="records.peer"
                            ),
                        ),
                        (
                            "steward",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.peer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waits")), fields=["brand", "at"], name="peer_answer_waits"
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("post", None), ("state", "stands"), models.Q(("remote_id", ""), _negated=True)
                                ),
                                fields=["at"],
                                name="peer_answer_unheard",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("remote_id", ""), _negated=True),
                                fields=("brand", "remote_id"),
                                name="peer_answer_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeerBlock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by_peer", models.BooleanField()),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_blocks",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "peer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="records.peer"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("peer", "account", "by_peer"), name="peer_block_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeerChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("peers", models.BooleanField()),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_choice",
                                to="records.account",
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
                migrations.CreateModel(
                    name="PeerClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=8)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_claims",
                                to="records.need",
                            ),
                        ),
                        (
                            "peer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="records.peer"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["until"], name="peer_claim_standing"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("need",), name="peer_claim_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeerReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("why", models.CharField(max_length=10)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("outcome", models.CharField(blank=True, max_length=8)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.account"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="records.peeranswer",
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.need"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_at", None)),
                                fields=["brand", "at"],
                                name="peer_report_waits",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("answer", "account"), name="reported_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("answer", None)),
                                fields=("need", "account"),
                                name="question_reported_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeerRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("open", models.BooleanField(default=True)),
                        ("look_first", models.BooleanField(default=True)),
                        ("slow_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("changed_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_rules",
                                to="records.brand",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="people", to="records.brand"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("moved", models.JSONField(default=list)),
                        ("waits", models.BooleanField(default=False)),
                        ("proven", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.account",
                            ),
                        ),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
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
                            models.Index(
                                condition=models.Q(("undone_at", None)), fields=["person"], name="link_standing"
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="account",
                    name="person",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="accounts",
                        to="records.person",
                    ),
                ),
                migrations.CreateModel(
                    name="PlayNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "key"], name="play_notes")],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("remote_id", models.CharField(max_length=512)),
                        ("version", models.CharField(blank=True, max_length=128)),
                        ("parent_remote_id", models.CharField(blank=True, max_length=512)),
                        ("root_remote_id", models.CharField(blank=True, max_length=512)),
                        ("quote_remote_id", models.CharField(blank=True, max_length=512)),
                        ("text", models.TextField(blank=True)),
                        ("search_text", models.TextField(blank=True)),
                        ("spans", models.JSONField(default=list)),
                        ("media", models.JSONField(default=list)),
                        ("warning", models.TextField(blank=True)),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("visibility", models.CharField(default="public", max_length=12)),
                        ("may_show", models.CharField(default="anyone", max_length=12)),
                        ("addressed", models.CharField(default="no", max_length=12)),
                        ("url", models.TextField(blank=True)),
                        ("by_us", models.BooleanField(default=False)),
                        ("history", models.BooleanField(default=False)),
                        ("state", models.CharField(default="threaded", max_length=12)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("shown_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("edited_at", models.DateTimeField(null=True)),
                        ("gone_at", models.DateTimeField(null=True)),
                        ("gone_why", models.CharField(blank=True, max_length=12)),
                        ("keep_until", models.DateTimeField(null=True)),
                        ("key_id", models.BigIntegerField(null=True)),
                        ("archived", models.BooleanField(default=False)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="records.account"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.channel"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="posts",
                                to="records.conversation",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["conversation", "shown_at"], name="post_thread"),
                            models.Index(
                                condition=models.Q(("state", "understood"), _negated=True),
                                fields=["state", "id"],
                                name="post_unread",
                            ),
                            models.Index(fields=["account", "shown_at"], name="post_author"),
                            models.Index(
                                condition=models.Q(("gone_at", None), ("visibility", "direct")),
                                fields=["shown_at"],
                                name="post_direct",
                            ),
                            models.Index(
                                condition=models.Q(("gone_at__isnull", False)), fields=["gone_at"], name="post_gone"
                            ),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("channel", "remote_id"), name="post_once")],
                    },
                ),
                migrations.AddField(
                    model_name="peeranswer",
                    name="post",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="peer_answer",
                        to="records.post",
                    ),
                ),
                migrations.CreateModel(
                    name="Once",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=20)),
                        ("sealed", models.BinaryField()),
                        ("seconds", models.PositiveIntegerField(null=True)),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("archived", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        ("gone_at", models.DateTimeField(null=True)),
                        ("gone_why", models.CharField(blank=True, max_length=10)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.account"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.conversation",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="once",
                                to="records.post",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("gone_at", None)), fields=["until"], name="once_waiting"),
                            models.Index(fields=["account", "made_at"], name="once_reader"),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="need",
                    name="post",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="records.post"
                    ),
                ),
                migrations.CreateModel(
                    name="Meaning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
                        ("vector", models.BinaryField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="meaning", to="records.post"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "post"], name="meaning_of_brand")],
                    },
                ),
                migrations.CreateModel(
                    name="IncidentPost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="told", to="records.incident"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="incidents", to="records.post"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("incident", "post"), name="told_once")],
                    },
                ),
                migrations.AddField(
                    model_name="incident",
                    name="telling",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.post"
                    ),
                ),
                migrations.AddField(
                    model_name="helped",
                    name="post",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.post"
                    ),
                ),
                migrations.CreateModel(
                    name="Gesture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("on", models.BooleanField(default=True)),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("state", models.CharField(default="waiting", max_length=8)),
                        ("due_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("tries", models.PositiveIntegerField(default=0)),
                        ("trouble", models.CharField(blank=True, max_length=40)),
                        ("answer", models.CharField(blank=True, max_length=512)),
                        ("asked_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gestures",
                                to="records.channel",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="gestures",
                                to="records.conversation",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="gestures", to="records.post"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "retry", "doing"])),
                                fields=["due_at", "id"],
                                name="gesture_due",
                            ),
                            models.Index(fields=["conversation", "id"], name="gesture_thread"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Demand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=120)),
                        ("word", models.CharField(max_length=120)),
                        ("asked", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.account"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.post"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "at"], name="demand_lately")],
                        "constraints": [models.UniqueConstraint(fields=("post", "key"), name="demand_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("field", models.CharField(max_length=12)),
                        ("before", models.CharField(blank=True, max_length=60)),
                        ("sure", models.FloatField(null=True)),
                        ("value", models.CharField(max_length=60)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="records.brand",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="records.post",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("post", "field"), name="correction_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Article",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("state", models.CharField(default="proposed", max_length=8)),
                        ("question", models.CharField(blank=True, max_length=300)),
                        ("answer", models.TextField(blank=True)),
                        ("search_text", models.TextField(blank=True)),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("topic", models.CharField(blank=True, max_length=60)),
                        ("file", models.CharField(blank=True, max_length=200)),
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.post",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "state"], name="article_state")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("need__isnull", False)), fields=("need",), name="article_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("file", ""), _negated=True),
                                fields=("brand", "file"),
                                name="article_file_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("version", models.CharField(blank=True, max_length=128)),
                        ("replaced_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="records.post"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("doing", models.CharField(default="reading", max_length=8)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("changed_at", models.DateTimeField(db_index=True, default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.helper"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="records.need"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("need", "helper"), name="presence_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Quest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("state", models.CharField(default="draft", max_length=8)),
                        ("title", models.CharField(max_length=140)),
                        ("text", models.TextField(blank=True)),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("days", models.JSONField(default=dict)),
                        ("name", models.CharField(blank=True, max_length=60)),
                        ("listed", models.BooleanField(default=True)),
                        ("result", models.TextField(blank=True)),
                        ("thanks", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("moved_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("gone_at", models.DateTimeField(null=True)),
                        (
                            "article",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="quests",
                                to="records.article",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="quests", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("gone_at", None)), fields=["brand", "state"], name="quest_state"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Quester",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=60)),
                        ("role", models.CharField(blank=True, max_length=80)),
                        ("key", models.CharField(blank=True, max_length=64)),
                        ("until", models.DateTimeField(null=True)),
                        ("parts", models.JSONField(default=list)),
                        ("shows_name", models.BooleanField(default=False)),
                        ("joined_at", models.DateTimeField(null=True)),
                        ("left_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "quest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="questers", to="records.quest"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("quest", "account"), name="quester_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("key",),
                                name="quester_link_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("worked", models.CharField(blank=True, max_length=6)),
                        ("stage", models.CharField(max_length=8)),
                        ("text", models.TextField()),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("hidden_at", models.DateTimeField(null=True)),
                        ("held", models.BooleanField(default=False)),
                        ("objected", models.JSONField(default=list)),
                        ("chosen_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="trials",
                                to="records.contribution",
                            ),
                        ),
                        (
                            "quest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contributions",
                                to="records.quest",
                            ),
                        ),
                        (
                            "quester",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contributions",
                                to="records.quester",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["quest", "at"], name="contribution_of_quest")],
                    },
                ),
                migrations.CreateModel(
                    name="Backing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "contribution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="backings",
                                to="records.contribution",
                            ),
                        ),
                        (
                            "quester",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="backings",
                                to="records.quester",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contribution", "quester"), name="backing_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="records.circle",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="records.need",
                            ),
                        ),
                        (
                            "note",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="answers",
                                to="records.note",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("need", None)), fields=["brand", "at"], name="question_corner"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CornerAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="records.question",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("words", models.TextField(blank=True)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("settled", models.CharField(blank=True, max_length=10)),
                        ("settled_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="records.helper"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="records.need"
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="records.note",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="records.question",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled", "")), fields=["to", "need"], name="call_waiting"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=140)),
                        ("text", models.TextField(blank=True)),
                        ("most", models.PositiveSmallIntegerField(default=3)),
                        ("gone_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "quest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="records.quest"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("quest", "number"), name="quest_part_once")],
                    },
                ),
                migrations.AddField(
                    model_name="contribution",
                    name="part",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributions",
                        to="records.questpart",
                    ),
                ),
                migrations.CreateModel(
                    name="Reach",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("why", models.CharField(max_length=8)),
                        ("facts", models.JSONField(default=dict)),
                        ("outside", models.BooleanField(default=False)),
                        ("due_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reaches", to="records.need"
                            ),
                        ),
                        (
                            "peer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.peer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("outside", True)), fields=["brand", "due_at"], name="reach_outside"
                            ),
                            models.Index(condition=models.Q(("outside", False)), fields=["due_at"], name="reach_due"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("helper__isnull", False), ("peer", None)),
                                    models.Q(("helper", None), ("peer__isnull", False)),
                                    _connector="OR",
                                ),
                                name="reach_of_one",
                            ),
                            models.UniqueConstraint(fields=("need", "helper"), name="reach_once"),
                            models.UniqueConstraint(fields=("need", "peer"), name="reach_once_peer"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("mind", models.CharField(max_length=40)),
                        ("kind", models.JSONField(default=dict)),
                        ("topic", models.JSONField(null=True)),
                        ("urgency", models.JSONField(default=dict)),
                        ("language", models.JSONField(default=dict)),
                        ("care", models.JSONField(null=True)),
                        ("read_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "post",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reading", to="records.post"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PeerLook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=10)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "reading",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_look",
                                to="records.reading",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("key", models.CharField(blank=True, max_length=20)),
                        ("lasting", models.CharField(blank=True, max_length=8)),
                        ("edition", models.PositiveIntegerField(default=0)),
                        ("cuts", models.JSONField(default=list)),
                        ("visibility", models.CharField(default="public", max_length=12)),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("signature", models.CharField(max_length=40, null=True)),
                        ("waved", models.JSONField(default=list)),
                        ("machine", models.CharField(blank=True, max_length=8)),
                        ("started_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("saved_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("promised_at", models.DateTimeField(null=True)),
                        ("held", models.CharField(blank=True, max_length=20)),
                        ("held_at", models.DateTimeField(null=True)),
                        (
                            "beside",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="records.channel",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="records.conversation",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replies",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="records.need"
                            ),
                        ),
                        (
                            "to_post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="records.post"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("key", ""), _negated=True), fields=["key"], name="reply_sealed"
                            ),
                            models.Index(
                                condition=models.Q(("lasting__in", ["solved", "day"])),
                                fields=["lasting", "promised_at"],
                                name="reply_fades",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("beside", None), ("promised_at", None)),
                                fields=("need",),
                                name="draft_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("promised_at", None)),
                                fields=("need", "beside"),
                                name="draft_beside_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Picture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("mime", models.CharField(max_length=40)),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("description", models.TextField(blank=True)),
                        ("leaf", models.PositiveSmallIntegerField(null=True)),
                        ("added_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="pictures",
                                to="records.post",
                            ),
                        ),
                        (
                            "reply",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="records.reply"
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="peeranswer",
                    name="reply",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="brought",
                        to="records.reply",
                    ),
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("key", models.CharField(max_length=64)),
                        ("part", models.JSONField()),
                        ("by_person", models.BooleanField(default=True)),
                        ("state", models.CharField(default="waiting", max_length=8)),
                        ("due_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("tries", models.PositiveIntegerField(default=0)),
                        ("trouble", models.CharField(blank=True, max_length=40)),
                        ("remote_id", models.CharField(blank=True, max_length=512)),
                        ("version", models.CharField(blank=True, max_length=128)),
                        ("url", models.TextField(blank=True)),
                        ("promised_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="records.channel",
                            ),
                        ),
                        (
                            "reply",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="records.reply",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "retry", "sending"])),
                                fields=["due_at", "id"],
                                name="delivery_due",
                            ),
                            models.Index(fields=["channel", "sent_at"], name="delivery_spent"),
                            models.Index(
                                condition=models.Q(("remote_id", ""), _negated=True),
                                fields=["channel", "remote_id"],
                                name="delivery_there",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("reply", "number"), name="delivery_once"),
                            models.UniqueConstraint(fields=("channel", "key"), name="delivery_key_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("edition", models.PositiveIntegerField()),
                        ("asked_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("state", models.CharField(default="waiting", max_length=10)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("text", models.TextField(blank=True)),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.approvalrule"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="records.need"
                            ),
                        ),
                        (
                            "reply",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="records.reply",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")), fields=("reply",), name="approval_waits_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reward",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("terms", models.CharField(blank=True, max_length=500)),
                        ("price", models.BigIntegerField()),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("price__gt", 0)), name="reward_has_price")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        ("state", models.CharField(default="asked", max_length=8)),
                        ("adult_at", models.DateTimeField()),
                        ("asked_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("settled_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="payouts", to="records.holder"
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "reward",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="payouts", to="records.reward"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ring",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("members", models.JSONField(default=list)),
                        ("inside", models.PositiveIntegerField(default=0)),
                        ("taken", models.PositiveIntegerField(default=0)),
                        ("value", models.CharField(blank=True, max_length=5)),
                        ("found_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
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
                migrations.CreateModel(
                    name="SameHere",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="same", to="records.need"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("need", "key"), name="same_here_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("query", models.CharField(max_length=600)),
                        ("shared", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("removed_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="views", to="records.helper"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "name"], name="view_named")],
                    },
                ),
                migrations.CreateModel(
                    name="Shared",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=40)),
                        ("title", models.TextField(blank=True)),
                        ("text", models.TextField()),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.need",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.playnote",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("note",), name="shared_note_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("need",), name="shared_answer_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("url", models.CharField(max_length=300)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("name", models.CharField(blank=True, max_length=80)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("fetched_at", models.DateTimeField(null=True)),
                        ("signed_at", models.DateTimeField(null=True)),
                        ("trouble", models.CharField(blank=True, max_length=20)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("brand", "url"), name="source_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SourceItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("remote_id", models.CharField(max_length=64)),
                        ("key", models.CharField(blank=True, max_length=40)),
                        ("title", models.TextField(blank=True)),
                        ("text", models.TextField()),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("at", models.DateTimeField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="records.source"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "remote_id"), name="source_item_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="stop", to="records.account"
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
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=120)),
                        ("spellings", models.JSONField(default=list)),
                        ("folds", models.JSONField(default=list)),
                        ("does", models.CharField(blank=True, max_length=200)),
                        ("parameters", models.JSONField(default=list)),
                        ("proven", models.BooleanField(default=False)),
                        ("fresh_days", models.PositiveSmallIntegerField(null=True)),
                        (
                            "answers",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("system", "System"),
                                    ("python", "Python"),
                                    ("people", "People"),
                                ],
                                default="text",
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("kind", models.CharField(default="request", max_length=12)),
                        ("urgency", models.PositiveSmallIntegerField(default=1)),
                        ("promised_minutes", models.PositiveIntegerField(null=True)),
                        ("topic", models.CharField(blank=True, max_length=60)),
                        ("method", models.CharField(default="GET", max_length=6)),
                        ("address", models.CharField(blank=True, max_length=500)),
                        ("header_box", models.BinaryField(default=bytes)),
                        ("header_names", models.JSONField(default=list)),
                        ("body", models.TextField(blank=True)),
                        ("seconds", models.FloatField(default=5.0)),
                        ("inside", models.BooleanField(default=False)),
                        ("plugin", models.CharField(blank=True, max_length=80)),
                        ("on", models.BooleanField(default=False)),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        ("rests_until", models.DateTimeField(null=True)),
                        ("before", models.JSONField(default=dict)),
                        ("gone_at", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gone_at", None)), fields=("brand", "key"), name="tag_once"
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="need",
                    name="tag",
                    field=models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="needs", to="records.tag"
                    ),
                ),
                migrations.CreateModel(
                    name="TagRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("misspelt", models.CharField(blank=True, max_length=120)),
                        ("state", models.CharField(default="heard", max_length=10)),
                        ("code", models.CharField(blank=True, max_length=40)),
                        ("due_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("tries", models.PositiveIntegerField(default=0)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("heard_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.account"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tag_requests",
                                to="records.need",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tag_requests",
                                to="records.post",
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="requests", to="records.tag"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["heard", "asking", "waiting"])),
                                fields=["due_at", "id"],
                                name="tag_request_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "unproven")),
                                fields=["account"],
                                name="tag_request_unproven",
                            ),
                            models.Index(fields=["account", "heard_at"], name="tag_request_of"),
                            models.Index(fields=["tag", "heard_at"], name="tag_request_lately"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("post", "tag"), name="tag_request_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Thanks",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
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
                    name="Tombstone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("remote_id", models.CharField(max_length=512)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.channel"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.conversation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("channel", "remote_id"), name="tombstone_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60)),
                        ("name", models.CharField(max_length=80)),
                        ("words", models.JSONField(default=list)),
                        ("keep_years", models.PositiveSmallIntegerField(default=0)),
                        ("gone_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="records.brand"
                            ),
                        ),
                        (
                            "into",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="joined",
                                to="records.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("brand", "key"), name="topic_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("words", models.JSONField(default=list)),
                        ("posts", models.JSONField(default=list)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("state", models.CharField(default="waiting", max_length=8)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proposals",
                                to="records.brand",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.topic",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Example",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("out_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="examples", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.post",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="examples",
                                to="records.topic",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("post__isnull", False)), fields=("post",), name="example_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("key", models.CharField(max_length=60)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.holder",
                            ),
                        ),
                        (
                            "taker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.holder",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "at"], name="transfer_lately")],
                        "constraints": [models.UniqueConstraint(fields=("brand", "key"), name="transfer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        ("payable", models.BigIntegerField(default=0)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="records.holder"
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="records.transfer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("transfer", "holder"), name="entry_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=255)),
                        ("size", models.BigIntegerField(default=0)),
                        ("digest", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=12)),
                        ("told", models.JSONField(default=dict)),
                        ("found", models.JSONField(default=dict)),
                        ("progress", models.JSONField(default=dict)),
                        ("wanted", models.CharField(blank=True, max_length=8)),
                        ("held_until", models.DateTimeField(null=True)),
                        ("trouble", models.CharField(blank=True, max_length=40)),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "importing",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="upload",
                                to="records.import",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("wanted", ""), _negated=True), fields=["id"], name="upload_wanted"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsedLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("until", models.DateTimeField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("brand", "digest"), name="link_used_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Visitor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.CharField(max_length=64, unique=True)),
                        ("way", models.CharField(max_length=30)),
                        ("box", models.BinaryField()),
                        ("until", models.DateTimeField()),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "visitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.visitor"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Proof",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("how", models.CharField(max_length=10)),
                        ("home_id", models.CharField(blank=True, max_length=255)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proofs",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proofs",
                                to="records.customer",
                            ),
                        ),
                        (
                            "visitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="proofs", to="records.visitor"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["visitor"], name="proof_standing"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("account__isnull", False), ("customer", None)),
                                    models.Q(("account", None), ("customer__isnull", False)),
                                    _connector="OR",
                                ),
                                name="proof_of_one",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OneTimeWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("box", models.BinaryField(default=bytes)),
                        ("state", models.CharField(default="shown", max_length=8)),
                        ("code", models.CharField(blank=True, max_length=64)),
                        ("wrong", models.PositiveSmallIntegerField(default=0)),
                        ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("until", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.post",
                            ),
                        ),
                        (
                            "reply",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.reply",
                            ),
                        ),
                        (
                            "visitor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="words", to="records.visitor"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["shown", "heard", "told"])),
                                fields=["state", "until"],
                                name="word_under_way",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "shown")),
                                fields=("brand", "digest"),
                                name="word_shown_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vouch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.account",
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
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "peer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="vouches", to="records.peer"
                            ),
                        ),
                        (
                            "steward",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.peer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("peer", "helper"), name="vouched_once"),
                            models.UniqueConstraint(fields=("peer", "steward"), name="vouched_once_by_steward"),
                            models.UniqueConstraint(fields=("peer", "account"), name="vouched_once_outside"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("tag", "Tag"),
                                    ("place", "Place"),
                                    ("hour", "Hour"),
                                    ("fix", "Fix"),
                                    ("answer", "Answer"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("state", models.CharField(default="open", max_length=6)),
                        ("key", models.CharField(blank=True, max_length=120)),
                        ("supports", models.PositiveIntegerField(default=0)),
                        ("proposed_at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("days", models.PositiveSmallIntegerField(default=14)),
                        ("hidden_at", models.DateTimeField(null=True)),
                        ("held", models.BooleanField(default=False)),
                        ("link", models.CharField(blank=True, max_length=300)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("vector_key", models.CharField(blank=True, max_length=40)),
                        ("vector", models.BinaryField(default=bytes)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="wishes",
                                to="records.account",
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="wishes",
                                to="records.article",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="wishes", to="records.brand"
                            ),
                        ),
                        (
                            "into",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="joined",
                                to="records.wish",
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="wishes",
                                to="records.tag",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["brand", "state", "-supports"], name="wish_state"),
                            models.Index(
                                condition=models.Q(("due_at__isnull", False)),
                                fields=["brand", "due_at"],
                                name="wish_due",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="quest",
                    name="wish",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="quests",
                        to="records.wish",
                    ),
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=0)),
                        ("key", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("settled_at", models.DateTimeField(null=True)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "wish",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="objections",
                                to="records.wish",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("wish", "number", "key"), name="objection_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Credit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("others", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("declined_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="credits",
                                to="records.account",
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="credits",
                                to="records.article",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="credits",
                                to="records.tag",
                            ),
                        ),
                        (
                            "wish",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="credits",
                                to="records.wish",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("account", "tag"), name="credit_tag_once"),
                            models.UniqueConstraint(fields=("account", "article"), name="credit_article_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WishAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=5)),
                        ("because", models.TextField()),
                        ("until", models.DateTimeField(null=True)),
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.helper",
                            ),
                        ),
                        (
                            "wish",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="records.wish"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="WishSupport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("seen_at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "via",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.wish",
                            ),
                        ),
                        (
                            "wish",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="supporters",
                                to="records.wish",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["brand", "key"], name="wish_support_of")],
                        "constraints": [models.UniqueConstraint(fields=("wish", "key"), name="wish_support_once")],
                    },
                ),
                migrations.CreateModel(
                    name="WishVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("title", models.CharField(max_length=160)),
                        ("text", models.TextField(blank=True)),
                        ("draft", models.JSONField(default=dict)),
                        ("because", models.CharField(blank=True, max_length=200)),
                        ("language", models.CharField(blank=True, max_length=35)),
                        ("over", models.PositiveSmallIntegerField(default=0)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        ("picked_at", models.DateTimeField(null=True)),
                        ("passed_at", models.DateTimeField(null=True)),
                        ("hidden_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.account",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "wish",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="records.wish"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("wish", "number"), name="wish_version_once")],
                    },
                ),
                migrations.AddField(
                    model_name="wish",
                    name="current",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.wishversion",
                    ),
                ),
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=12)),
                        ("why", models.CharField(blank=True, max_length=40)),
                        ("marks", models.JSONField(default=list)),
                        ("at", models.DateTimeField(default=tummler.common.clock.now)),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="words", to="records.need"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="records.post",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="helped",
                    name="word",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="helped",
                        to="records.word",
                    ),
                ),
                migrations.CreateModel(
                    name="ArticleWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("article", "key", "value"), name="article_word_once")
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]

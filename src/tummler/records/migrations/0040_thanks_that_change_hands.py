"""Thanks that change hands: a ledger that is only ever added to, which the database itself sees to."""

import django.db.models.deletion
from django.db import migrations, models

import tummler.common.clock
import tummler.common.ids

#: A row stays as it is for as long as its brand does; one that was made up ends with its brand.
SQLITE = [
    f"""CREATE TRIGGER records_{table}_{verb.lower()}_refused BEFORE {verb} ON records_{table}
        WHEN EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) BEGIN
        SELECT RAISE(ABORT, 'the ledger is only ever added to');
    END"""
    for table in ("transfer", "entry")
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = [
    f"DROP TRIGGER records_{table}_{verb}_refused" for table in ("transfer", "entry") for verb in ("update", "delete")
]
POSTGRESQL = [
    """CREATE FUNCTION records_ledger_refuses() RETURNS trigger AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM records_brand WHERE id = old.brand_id AND NOT made_up) THEN
            RAISE EXCEPTION 'the ledger is only ever added to';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN old; END IF;
        RETURN new;
    END $$ LANGUAGE plpgsql""",
    *(
        f"""CREATE TRIGGER records_{table}_refused BEFORE UPDATE OR DELETE ON records_{table}
            FOR EACH ROW EXECUTE FUNCTION records_ledger_refuses()"""
        for table in ("transfer", "entry")
    ),
]
POSTGRESQL_BACK = [
    "DROP TRIGGER records_transfer_refused ON records_transfer",
    "DROP TRIGGER records_entry_refused ON records_entry",
    "DROP FUNCTION records_ledger_refuses()",
]


def _run(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0039_copies_of_what_is_seen_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=80)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nth", models.PositiveIntegerField(default=1)),
                ("amount", models.BigIntegerField(default=0)),
                ("payable", models.BooleanField(default=False)),
                ("why", models.CharField(blank=True, max_length=5)),
                ("standing", models.BooleanField(default=True)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField()),
                ("payable", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("amount", models.BigIntegerField()),
                ("payable", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="leaving", max_length=8)),
                ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Holder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=8)),
                ("balance", models.BigIntegerField(default=0)),
                ("payable", models.BigIntegerField(default=0)),
                ("key", models.CharField(blank=True, max_length=8)),
                ("off_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("amount", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=8)),
                ("adult_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=80)),
                ("terms", models.CharField(blank=True, max_length=500)),
                ("price", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("members", models.JSONField(default=list)),
                ("inside", models.PositiveIntegerField(default=0)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("value", models.CharField(blank=True, max_length=5)),
                ("found_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=60)),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name="brand",
            name="thanks_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="helped",
            index=models.Index(
                condition=models.Q(("undone_at__isnull", False)), fields=["brand"], name="helped_undone"
            ),
        ),
        migrations.AddField(
            model_name="cause",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="due",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="due",
            name="helped",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="due", to="records.helped"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="gift",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="holder",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.account"
            ),
        ),
        migrations.AddField(
            model_name="holder",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="holder",
            name="cause",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="holders", to="records.cause"
            ),
        ),
        migrations.AddField(
            model_name="holder",
            name="helper",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
            ),
        ),
        migrations.AddField(
            model_name="holder",
            name="need",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.need"
            ),
        ),
        migrations.AddField(
            model_name="gift",
            name="giver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="gifts", to="records.holder"
            ),
        ),
        migrations.AddField(
            model_name="gift",
            name="to",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.holder"),
        ),
        migrations.AddField(
            model_name="entry",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="records.holder"
            ),
        ),
        migrations.AddField(
            model_name="due",
            name="giver",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.holder"),
        ),
        migrations.AddField(
            model_name="due",
            name="taker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="dues", to="records.holder"
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="payout",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="payouts", to="records.holder"
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
            ),
        ),
        migrations.AddField(
            model_name="reward",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="payout",
            name="reward",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="payouts", to="records.reward"
            ),
        ),
        migrations.AddField(
            model_name="ring",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
            ),
        ),
        migrations.AddField(
            model_name="ring",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="brand",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="giver",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.holder"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="taker",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.holder"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="transfer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="records.transfer"
            ),
        ),
        migrations.AddIndex(
            model_name="holder",
            index=models.Index(fields=["brand", "kind", "key"], name="holder_resting"),
        ),
        migrations.AddConstraint(
            model_name="holder",
            constraint=models.UniqueConstraint(fields=("brand", "helper"), name="holder_helper"),
        ),
        migrations.AddConstraint(
            model_name="holder",
            constraint=models.UniqueConstraint(fields=("brand", "account"), name="holder_account"),
        ),
        migrations.AddConstraint(
            model_name="holder",
            constraint=models.UniqueConstraint(fields=("brand", "need"), name="holder_need"),
        ),
        migrations.AddConstraint(
            model_name="holder",
            constraint=models.UniqueConstraint(fields=("brand", "cause"), name="holder_cause"),
        ),
        migrations.AddConstraint(
            model_name="holder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["mint", "way", "rest", "turned"])),
                fields=("brand", "kind"),
                name="holder_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="holder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "mint"),
                    models.Q(("balance__gte", models.F("payable")), ("payable__gte", 0)),
                    _connector="OR",
                ),
                name="holder_never_below",
            ),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(
                condition=models.Q(("state__in", ["leaving", "pledged"])), fields=["state", "until"], name="gift_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="gift_of_something"),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(fields=["taker", "at"], name="due_taken"),
        ),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(condition=models.Q(("standing", False)), fields=["brand"], name="due_fallen"),
        ),
        migrations.AddConstraint(
            model_name="reward",
            constraint=models.CheckConstraint(condition=models.Q(("price__gt", 0)), name="reward_has_price"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["brand", "at"], name="transfer_lately"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("brand", "key"), name="transfer_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("transfer", "holder"), name="entry_once"),
        ),
        migrations.RunPython(forwards, backwards),
    ]

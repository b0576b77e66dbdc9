from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import tummler.common.ids


def name_and_place(apps: Any, schema: Any) -> None:
    """What waited already gets a name of its own, and the conversation of its post."""
    for once in apps.get_model("records", "Once").objects.select_related("post"):
        once.public_id, once.conversation_id = tummler.common.ids.public_id(), once.post.conversation_id
        once.save(update_fields=["public_id", "conversation"])
    if schema.connection.vendor == "postgresql":  # it alters no table while a check of its rows is put off
        schema.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0020_proven_accounts"),
    ]

    operations = [
        migrations.AddField("once", "public_id", models.CharField(max_length=16, null=True)),
        migrations.AddField(
            "once",
            "conversation",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.conversation"
            ),
        ),
        migrations.AddField(
            "once",
            "helper",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.helper"
            ),
        ),
        migrations.AddField("once", "key", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("once", "seconds", models.PositiveIntegerField(null=True)),
        migrations.RunPython(name_and_place, migrations.RunPython.noop),
        migrations.AlterField(
            "once",
            "public_id",
            models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
        ),
        migrations.AlterField("once", "key", models.CharField(blank=True, max_length=20)),
        migrations.AlterField(
            "once",
            "post",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="once", to="records.post"
            ),
        ),
        migrations.AddIndex("once", models.Index(fields=["account", "made_at"], name="once_reader")),
        migrations.AddField("reply", "key", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("reply", "lasting", models.CharField(blank=True, default="", max_length=8)),
        migrations.AlterField("reply", "key", models.CharField(blank=True, max_length=20)),
        migrations.AlterField("reply", "lasting", models.CharField(blank=True, max_length=8)),
        migrations.AddIndex(
            "reply", models.Index(condition=models.Q(("key", ""), _negated=True), fields=["key"], name="reply_sealed")
        ),
    ]

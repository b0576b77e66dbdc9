"""What may be duty of care and doesn't ring: a look of the named person."""

import django.db.models.deletion
from django.db import migrations, models

import tummler.common.clock
import tummler.common.ids


class Migration(migrations.Migration):
    """A table of its own; nothing that was there changes."""

    dependencies = [
        ("records", "0044_nudged_by_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Glance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                ("care", models.CharField(max_length=12)),
                ("likely", models.FloatField()),
                ("marks", models.JSONField(default=list)),
                ("said", models.CharField(blank=True, max_length=4)),
                ("said_at", models.DateTimeField(null=True)),
                ("before", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.brand"
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="glance", to="records.post"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("said", "")), fields=["brand", "-likely"], name="glance_unseen")
                ],
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

import tummler.common.clock
import tummler.common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0031_found_by_need_and_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Helped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="helped", to="records.need"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="records.post"
                    ),
                ),
                (
                    "word",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="helped",
                        to="records.word",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("undone_at", None)), fields=["brand", "at"], name="helped_lately")
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
            name="OwnAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("how", models.CharField(max_length=10)),
                ("at", models.DateTimeField(default=tummler.common.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_accounts", to="records.account"
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_accounts", to="records.helper"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=tummler.common.ids.public_id, editable=False, max_length=16, unique=True),
                ),
                (
                    "trust",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "New"), (1, "Known"), (2, "Trusted"), (3, "Steward")], default=0
                    ),
                ),
                ("languages", models.JSONField(default=list)),
                ("topics", models.JSONField(default=list)),
                ("joined_at", models.DateTimeField(default=tummler.common.clock.now)),
                ("seen_at", models.DateTimeField(null=True)),
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
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("blocked_at", None), ("left_at", None)), fields=["brand"], name="peer_here"
                    )
                ],
            },
        ),
    ]

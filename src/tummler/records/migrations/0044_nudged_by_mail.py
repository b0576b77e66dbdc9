"""What a helper is told by mail while they aren't here, and when last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty at first: nobody is told anything by mail who didn't ask for it."""

    dependencies = [
        ("records", "0043_reposting_helpers"),
    ]

    operations = [
        migrations.AddField("helper", "mail_calls_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("helper", "mail_reached_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("helper", "nudged_at", models.DateTimeField(blank=True, null=True)),
    ]

"""How many answers a tag gives in an hour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty at first: as many as are asked for, as before."""

    dependencies = [
        ("records", "0045_have_a_look"),
    ]

    operations = [
        migrations.AddField("tag", "an_hour", models.PositiveIntegerField(null=True)),
    ]

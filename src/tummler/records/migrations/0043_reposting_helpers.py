"""Whether the brand reposts what its helpers answered from their own accounts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty at first: a column that may be is added without making the table anew, which the ledger's guards refuse."""

    dependencies = [
        ("records", "0042_every_rule_wants_its_yes"),
    ]

    operations = [
        migrations.AddField("brand", "reposts_since", models.DateTimeField(blank=True, null=True)),
    ]

"""The table that limits are counted in."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "records_cache"


def make_table(apps: Any, schema_editor: Any) -> None:
    """As Django itself makes it; there already is as good."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps: Any, schema_editor: Any) -> None:
    """Nothing in it lasts longer than a day."""
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("records", "0005_where_a_gone_post_would_stand")]
    operations = [migrations.RunPython(make_table, drop_table)]

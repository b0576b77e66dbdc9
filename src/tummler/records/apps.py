"""The one Django app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """All tables of ours."""

    name = "tummler.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

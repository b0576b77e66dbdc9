"""Making Django ready, for the commands that touch rows."""

from __future__ import annotations

import os


def prepare() -> None:
    """Django, ready: called by each command that touches rows, so that --help needs nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tummler.project.settings")
    import django

    from tummler.common import log

    log.set_up(os.environ.get("TUMMLER_LOG", "INFO"))
    django.setup()

"""Making Django ready, for the commands that touch rows."""

from __future__ import annotations

import os

#: How much the log may say.
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def prepare() -> None:
    """Django, ready: called by each command that touches rows, so that --help needs nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tummler.project.settings")
    import django

    from tummler.common import log

    level = os.environ.get("TUMMLER_LOG", "INFO").upper()
    if level not in LEVELS:
        raise SystemExit(f"TUMMLER_LOG: {level!r} is no level. Use one of {', '.join(LEVELS)}.")
    log.set_up(level)
    django.setup()

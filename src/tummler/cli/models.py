"""Where the sentence model is made: in the data folder."""

from __future__ import annotations

from pathlib import Path


def models_folder() -> Path:
    """The folder of the sentence model."""
    from tummler.cli.preparing import prepare

    prepare()
    from django.conf import settings

    folder: Path = settings.DATA.models
    return folder

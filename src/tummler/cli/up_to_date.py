"""Whether there is anything to bring up to date at a start: what does it takes half a second and 13 MB to find out."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from pkgutil import iter_modules

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def tables_are() -> bool:
    """Whether every migration that there is a file for has been applied."""
    folders = ((app.label, Path(app.path) / "migrations") for app in apps.get_app_configs())
    there = {(label, file.name) for label, folder in folders for file in iter_modules([str(folder)])}
    return there <= MigrationRecorder(connection).applied_migrations().keys()


def static_files_are() -> bool:
    """Whether style and scripts were made of the files that are there now."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    try:
        return manifest.exists() and _made_of().read_text("utf-8") == _now()
    except FileNotFoundError:
        return False


def static_files_were_made() -> None:
    """Remember what of."""
    _made_of().write_text(_now(), "utf-8")


def _made_of() -> Path:
    return Path(settings.STATIC_ROOT) / "made-of.txt"


def _now() -> str:
    digest = hashlib.sha256(f"{django.VERSION} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()

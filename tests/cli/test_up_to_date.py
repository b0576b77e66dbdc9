"""A start finds out by itself whether there is anything to do, and a server takes along only what a desk needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import FileSystemFinder
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tummler.cli import up_to_date

#: What only some houses, some commands, some hours need: tens of megabytes.
NOT_AT_A_START = ("rich", "pygments", "mastodon", "robust_downloader", "tqdm", "tummler.minds.taking_out.cases")


@pytest.mark.django_db
def test_tables_are_up_to_date_once_every_migration_is_applied() -> None:
    assert up_to_date.tables_are()
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("records", max(name for app, name in recorder.applied_migrations() if app == "records"))
    assert not up_to_date.tables_are()


def test_static_files_are_made_again_when_one_of_them_changed_or_all_are_gone(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, made = tmp_path / "source", tmp_path / "made"
    source.mkdir()
    made.mkdir()
    (source / "kit.css").write_text("a")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], made
    monkeypatch.setattr(up_to_date, "get_finders", lambda: [FileSystemFinder()])
    assert not up_to_date.static_files_are()
    up_to_date.static_files_were_made()
    assert not up_to_date.static_files_are(), "there is no list of them"
    (made / "staticfiles.json").write_text("{}")
    assert up_to_date.static_files_are()
    (source / "kit.css").write_text("ab")
    assert not up_to_date.static_files_are()


def test_a_server_takes_along_only_what_a_desk_needs() -> None:
    program = (
        "from tummler.cli.preparing import prepare; prepare()\n"
        "import sys, tummler.cli.main, tummler.cli.running, tummler.project.urls\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "tummler.web.desk" in loaded
    assert [name for name in NOT_AT_A_START if name in loaded] == []

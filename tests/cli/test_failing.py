"""What goes wrong is told in words with what to do: no traceback for anything but our own mistakes."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys

import pytest
from django.db import DatabaseError, OperationalError
from typer.testing import CliRunner

from tummler.cli.failing import Failed, WrongUse, explain
from tummler.cli.main import app

COMMANDS = (
    ["serve"], ["web"], ["listen"], ["work"], ["import"], ["bench"], ["doctor"], ["channel", "list"],
    ["channel", "check"],
)  # fmt: skip


def run(*arguments, **env):
    """The command line in a process of its own, with nothing set but this."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("TUMMLER_", "DATABASE_"))}
    command = [sys.executable, "-m", "tummler.cli.main", *arguments]
    return subprocess.run(command, check=False, env={**plain, **env}, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_it_does_and_needs_nothing(command, tmp_path):
    result = CliRunner().invoke(app, [*command, "--help"])
    assert (result.exit_code, result.output.startswith("Usage: ")) == (0, True)
    assert all(part in result.output for part in (" ".join(["tummler", *command]), "  --help"))


def test_help_makes_nothing(tmp_path):
    assert run("--help", TUMMLER_DATA=str(tmp_path / "data")).returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error, words",
    [
        (WrongUse("Say which."), "Say which."),
        (Failed("It is closed."), "It is closed."),
        (OperationalError("database is locked"), "The database is locked"),
        (OperationalError("database or disk is full"), "The disk is full."),
        (OperationalError("could not extend file: No space left on device"), "The disk is full."),
        (OperationalError("no such table: records_brand"), "The database is not made yet"),
        (DatabaseError('relation "records_brand" does not exist'), "The database is not made yet"),
        (OperationalError("unable to open database file"), "The database file can't be written."),
        (OperationalError("attempt to write a readonly database"), "The database file can't be written."),
        (DatabaseError("database disk image is malformed"), "The database file is damaged."),
        (OperationalError("connection failed: Connection refused"), "The database can't be reached."),
        (OperationalError('connection failed: FATAL: database "x" does not exist'), "The database can't be reached."),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/keys"), "We may not write /srv/keys."),
        (FileNotFoundError(errno.ENOENT, "No such file", "/srv/x"), "There is no such file or folder: /srv/x."),
        (ValueError("Fernet key must be 32 url-safe base64-encoded bytes."), "TUMMLER_SECRET_KEYS, or keys/secret.key"),
    ],
)
def test_what_we_know_is_told_in_words(error, words):
    assert explain(error)[: len(words)] == words


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), DatabaseError("syntax error"), OSError("x")])
def test_a_mistake_of_ours_is_not_dressed_up(error):
    assert explain(error) is None


def test_a_database_that_was_never_made_is_told(tmp_path):
    done = run("channel", "list", TUMMLER_DATA=str(tmp_path))
    assert (done.returncode, done.stderr) == (
        1,
        "The database is not made yet, or older than this program. This brings it up to date: tummler work --once\n",
    )


def test_a_postgresql_that_does_not_answer_is_told(tmp_path):
    done = run("channel", "list", TUMMLER_DATA=str(tmp_path), DATABASE_URL="postgresql://me:secret@127.0.0.1:9/x")
    assert (done.returncode, done.stderr) == (
        1,
        "The database can't be reached. Is PostgreSQL running, and is DATABASE_URL right? More says: tummler doctor\n",
    )


def test_a_database_that_we_do_not_know_is_told(tmp_path):
    done = run("work", "--once", TUMMLER_DATA=str(tmp_path), DATABASE_URL="mysql://x")
    assert (done.returncode, "'mysql' is not a database we know" in done.stderr) == (1, True)


def test_a_data_folder_that_can_not_be_is_told(tmp_path):
    (tmp_path / "file").touch()
    done = run("serve", TUMMLER_DATA=str(tmp_path / "file" / "data"))
    assert (done.returncode, done.stderr) == (1, f"There is no such file or folder: {tmp_path}/file/data/keys.\n")


def test_a_port_that_is_taken_is_told_with_another(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), TUMMLER_DATA=str(tmp_path))
    other = port % 65535 + 1
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1,
        f"Port {port} on 127.0.0.1 is taken. Try another: make run PORT={other}, or ./tummler serve --port {other}",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TUMMLER_LOG", "LOUD"),
        ("TUMMLER_TIME_ZONE", "Nowhere/Land"),
        ("TUMMLER_URL", "care.example.org"),
        ("DATABASE_URL", "postgresql://u:p@db:port/care"),
    ],
)
def test_a_setting_that_can_not_be_meant_is_named(name, value, tmp_path):
    done = run("channel", "list", TUMMLER_DATA=str(tmp_path), **{name: value})
    assert (done.returncode, done.stderr.partition(":")[0], done.stderr.count("\n")) == (1, name, 1)


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("serve", "--port", "many"), ("serve", "--port", "70000"), ("import",), ("import", "no")],
)
def test_wrong_use_ends_with_2_and_points_to_help(arguments, tmp_path):
    done = run(*arguments, TUMMLER_DATA=str(tmp_path))
    assert (done.returncode, "--help" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_a_full_disk_while_a_file_of_errors_is_written_is_told(tmp_path, db, owner):
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    file = tmp_path / "old.csv"
    file.write_text("id,author,text,time\n" + "1,marta,,2025-01-01\n" * 2000)
    (tmp_path / "old.csv.errors.csv.part").symlink_to("/dev/full")
    result = CliRunner().invoke(app, ["import", str(file)])
    assert (result.exit_code, result.stderr.splitlines()[-1][:17]) == (1, "The disk is full.")


def test_a_file_is_understood_in_a_process_of_its_own(tmp_path):
    """What needs Django gets it ready itself: in a test it always is."""
    rows = "from tummler.cli.bench.understanding import command; command.every_row()"
    assert subprocess.run([sys.executable, "-c", rows], check=False, capture_output=True).returncode == 0
    posts, found = tmp_path / "posts.csv", tmp_path / "found.json"
    posts.write_text("time,text\n2026-01-01T10:00:00Z,why is dock 14 red?\n", encoding="utf-8")
    for more, lines in (([], 1), (["--incidents"], 0)):
        done = run("understand", str(posts), "--json", str(found), *more, TUMMLER_DATA=str(tmp_path / "data"))
        assert (done.returncode, len(found.read_text("utf-8").splitlines())) == (0, lines), done.stderr

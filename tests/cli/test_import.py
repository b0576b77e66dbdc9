"""``tummler import``: history stays history, errors stop nothing, nothing is there twice, whatever ends it."""

from __future__ import annotations

import csv
import json
import lzma
import os
import pty
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from typer.testing import CliRunner

from tests.people import connect_echo
from tests.proofs.scenes import Shared
from tummler.acts.importing import BATCH, take_in
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.outbox import deliver_due
from tummler.cli.main import app
from tummler.common.killpoint import IMPORT_KILL_POINTS
from tummler.records.models import (
    Account,
    Channel,
    Conversation,
    Delivery,
    Event,
    Happening,
    Import,
    Need,
    Post,
    PostVersion,
)
from tummler.records.public import posts_for_anyone

pytestmark = pytest.mark.django_db(transaction=True)

CSV = (
    "id,author,text,created_at,in_reply_to\n"
    '1,marta,"My bike is stuck, help",2025-03-31T17:05:00Z,\n'
    "2,velonorte,Hold the button,2025-03-31T17:10:00Z,1\n"
    "3,marta,That worked thank you,2025-03-31T17:20:00Z,2\n"
    "4,dapo,Where are you at night?,2025-04-01T08:00:00Z,\n"
)


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["import", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stderr if code else result.stdout


def write(tmp_path, text, name="old.csv"):
    file = tmp_path / name
    file.write_text(text, "utf-8", newline="")
    return file


def stored():
    return sorted(Post.objects.values_list("remote_id", "account__handle", "text", "by_us"))


ROWS = [
    ("1", "marta", "My bike is stuck, help", False),
    ("2", "velonorte", "Hold the button", True),
    ("3", "marta", "That worked thank you", False),
    ("4", "dapo", "Where are you at night?", False),
]


def test_what_is_imported_is_history_and_never_a_need(tmp_path, brand):
    output = run(write(tmp_path, CSV), "--as", "velonorte")
    assert output.splitlines()[-2:] == [
        "Taken in: 4 posts out of 4 rows.",
        "Kept as history in “old”: 4 posts in 2 threads by 2 people.",
    ]
    assert stored() == ROWS
    assert (Need.objects.count(), Post.objects.filter(history=False).count()) == (0, 0)
    assert (Conversation.objects.count(), Post.objects.exclude(state="understood").count()) == (2, 0)
    assert list(Happening.objects.filter(act="imported").values_list("facts", flat=True)) == [
        {"rows": 4, "stored": 4, "errors": 0}
    ]


def test_what_is_imported_is_shown_to_helpers_only(tmp_path, brand):
    run(write(tmp_path, CSV))
    assert (Post.objects.count(), posts_for_anyone(brand).count()) == (4, 0)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path, brand):
    file = write(tmp_path, CSV + "5,,Who am I?,2025-04-01T08:00:00Z,\n6,ana,,2025-04-01T08:00:00Z,\n")
    assert run(file, "--dry-run", "--as", "@VeloNorte").splitlines() == [
        "old.csv: CSV, UTF-8; each row is a post.",
        "  id         ← id",
        "  text       ← text",
        "  author     ← author",
        "  time       ← created_at",
        "  parent     ← in_reply_to",
        "6 rows: 4 posts in 2 threads by 2 people, from 31 March 2025 to 1 April 2025, 1 of them the brand's own.",
        "2 errors:",
        "  1 × nobody is named who wrote it",
        "  1 × there is no text",
        "The first of each:",
        "  row 5: nobody is named who wrote it: Who am I?",
        "  row 6: there is no text: {'id': '6', 'author': 'ana', 'text': '', 'created_at': '2025-04-01T08:00:00Z', '",
        "Nothing was stored. Without --dry-run it is taken in.",
    ]
    assert (Channel.objects.filter(network="archive").count(), Event.objects.count(), Import.objects.count()) == (
        0,
        0,
        0,
    )
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]


def test_the_same_file_again_brings_nothing(tmp_path, brand):
    file = write(tmp_path, CSV)
    run(file, "--as", "velonorte")
    assert "It was taken in on " in run(file, "--as", "velonorte")
    assert (stored(), Import.objects.count()) == (ROWS, 1)


def test_a_longer_export_of_the_same_archive_brings_what_is_new(tmp_path, brand):
    run(write(tmp_path, CSV), "--as", "velonorte")
    longer = write(tmp_path, CSV + "5,ana,And I?,2025-04-02T08:00:00Z,4\n")
    assert "Taken in: 1 post out of 5 rows; 4 were here already." in run(longer, "--as", "velonorte")
    assert stored() == [*ROWS, ("5", "ana", "And I?", False)]
    assert Conversation.objects.count() == 2


def test_another_archive_has_people_and_posts_of_its_own(tmp_path, brand):
    run(write(tmp_path, CSV))
    run(write(tmp_path, CSV), "--source", "another")
    assert (Post.objects.count(), Account.objects.filter(handle="marta").count()) == (8, 2)


def test_a_corrected_export_corrects_and_keeps_what_was_said_before(tmp_path, brand):
    run(write(tmp_path, CSV))
    run(write(tmp_path, CSV.replace("at night", "on Sundays")))
    assert Post.objects.get(remote_id="4").text == "Where are you on Sundays?"
    assert [one.text for one in PostVersion.objects.all()] == ["Where are you at night?"]


def test_errors_are_told_by_row_and_written_beside_the_file(tmp_path, brand):
    bad = CSV + "5,ana,Hi,yesterday,\n" + f"6,ana,{'x' * 1_048_576},2025-04-02T08:00:00Z,\n" + '7,ana,"=cmd(),2025,\n'
    output = run(write(tmp_path, bad), "--as", "velonorte")
    assert stored() == ROWS
    assert "3 errors:" in output
    with (tmp_path / "old.csv.errors.csv").open(newline="") as file:
        found = [(row["row"], row["code"], row["sample"][:8]) for row in csv.DictReader(file)]
    assert found == [("5", "bad_time", "Hi"), ("6", "long_text", "xxxxxxxx"), ("7", "open_quote", '7,ana,"=')]
    assert Import.objects.get().errors == [[5, "bad_time"], [6, "long_text"], [7, "open_quote"]]


def test_a_file_of_errors_goes_when_there_are_none_any_more(tmp_path, brand):
    run(write(tmp_path, CSV + "5,ana,=Hi,yesterday,\n"))
    assert "'=Hi" in (tmp_path / "old.csv.errors.csv").read_text()
    run(write(tmp_path, CSV))
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_packed_and_otherwise_written_files_are_the_same(tmp_path, brand, encoding):
    file = tmp_path / "old.csv.xz"
    file.write_bytes(lzma.compress(CSV.replace("stuck", "está rota").encode(encoding)))
    run(file)
    assert Post.objects.get(remote_id="1").text == "My bike is está rota, help"


def test_hostile_rows_are_words_and_nothing_else(tmp_path, brand):
    texts = ["<script>alert(1)</script>", "a\0b", "\u202eevil", "z\u0335\u0321" * 500, "👨‍👩‍👧‍👦" * 100, "\ud83d"]
    rows = [{"id": n, "author": "<b>", "text": one, "time": 1_743_440_700 + n} for n, one in enumerate(texts)]
    run(write(tmp_path, "\n".join(map(json.dumps, rows)), "old.jsonl"))
    expected = [one.replace("\0", "\ufffd").replace("\ud83d", "\ufffd") for one in texts]
    assert [post.text for post in Post.objects.order_by("remote_id")] == expected


def test_without_work_it_waits_for_the_stages(tmp_path, brand):
    output = run(write(tmp_path, CSV), "--no-work")
    assert output.splitlines()[-1].startswith("They wait to be worked on")
    assert (Event.objects.filter(state="received").count(), Post.objects.count()) == (4, 0)


TWCS = """tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id
8,sprintcare,False,Tue Oct 31 21:45:10 +0000 2017,@115712 We would like to look into this.,,6.0
6,115712,True,Tue Oct 31 21:49:35 +0000 2017,@sprintcare I did.,8,4.0
4,sprintcare,False,Tue Oct 31 21:54:49 +0000 2017,@115712 Please send us a message.,6,3.0
11,sprintcare,False,Tue Oct 31 22:10:35 +0000 2017,@115713 This is saddening to hear.,,12.0
3,115712,True,Tue Oct 31 22:08:27 +0000 2017,@sprintcare is the worst customer service,4,
12,115713,True,Tue Oct 31 22:04:47 +0000 2017,@sprintcare my network is down,11,
"""


def test_an_export_with_the_newest_first_is_threaded_all_the_same(tmp_path, brand):
    run(write(tmp_path, TWCS))
    threads = {}
    for post in Post.objects.order_by("remote_id"):
        threads.setdefault(post.conversation.root_remote_id, set()).add((post.remote_id, post.by_us))
    assert threads == {
        "3": {("3", False), ("4", True), ("6", False), ("8", True)},
        "12": {("12", False), ("11", True)},
    }


def test_how_far_it_is_stands_in_lines_where_there_is_no_terminal(tmp_path, brand, monkeypatch):
    monkeypatch.setattr("tummler.cli.progress.APART", 0)
    file = many_rows(tmp_path)
    result = CliRunner().invoke(app, ["import", str(file), "--no-work"])
    lines = [line for line in result.stderr.splitlines() if line.startswith("Taking in: ")]
    assert [line.split(", ", 1)[1] for line in lines] == [
        f"{n:,} rows, {n - 1:,} posts" for n in range(250, MANY + 2, 250)
    ]


def test_on_a_terminal_it_is_a_bar(tmp_path, brand):
    file, shared = write(tmp_path, CSV), Shared(tmp_path)
    main, other = pty.openpty()
    command = [sys.executable, "-m", "tummler.cli.main", "import", str(file)]
    env = {**shared.env, "TERM": "xterm", "COLUMNS": "120"}
    done = subprocess.run(command, check=False, env=env, stdout=subprocess.PIPE, stderr=other, text=True)
    os.close(other)
    shown = os.read(main, 65_536).decode()
    assert (done.returncode, "Taking in" in shown, "100%" in shown) == (0, True, True)


def test_ctrl_c_says_where_it_goes_on(tmp_path, brand, monkeypatch):
    def interrupted(**more):
        raise KeyboardInterrupt

    monkeypatch.setattr("tummler.cli.importing.take_in", interrupted)
    result = CliRunner().invoke(app, ["import", str(write(tmp_path, CSV))])
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        130,
        "Stopped after row 0. The same command goes on from there.",
    )


def test_a_long_name_of_an_archive_is_told_or_shortened(tmp_path, brand):
    assert "--source takes at most 60 signs." in run(write(tmp_path, CSV), "--source", "x" * 61, code=2)
    run(write(tmp_path, CSV, "y" * 100 + ".csv"))
    assert len(Channel.objects.get(network="archive").handle) == 60


# ------------------------------------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("--brand", "nobody"), "There is no brand “nobody”. There are: velo-norte"),
        (("--map", "text"), "--map is written FIELD=COLUMN, each field once: --map text=body --map author=user.name"),
        (("--map", "txt=text"), "There is no field “txt”. There are: id, text,"),
        (("--map", "text=txt"), "There is no column “txt”. There are: id, author, text, created_at, in_reply_to"),
    ],
)
def test_wrong_use_says_what_to_write_and_ends_with_2(tmp_path, brand, arguments, said):
    assert said in run(write(tmp_path, CSV), *arguments, code=2)


@pytest.mark.parametrize(
    "content, said",
    [
        ("", "It is empty."),
        ('[{"id": 1}]', "It is one JSON array. Make lines of it"),
        (
            "a,b\n1,2\n",
            "No column looks like the text of a post. Say which it is: --map text=COLUMN\nIts columns: a, b",
        ),
        ("text,date\nhi,2025-01-01\n", "No column looks like who wrote it."),
        ("text,author\nhi,me\n", "No column looks like the time."),
        ("{\n{\n", "No row in it can be read."),
    ],
)
def test_a_file_that_can_not_be_meant_is_told(tmp_path, brand, content, said):
    assert said in run(write(tmp_path, content), code=2)


def test_without_a_brand_the_way_to_one_is_told(tmp_path, db):
    assert "There is no brand yet. Start tummler serve" in run(write(tmp_path, CSV), code=1)


def test_with_two_brands_one_has_to_be_named(tmp_path, brand, other_owner):
    assert "There are: otra-marca, velo-norte" in run(write(tmp_path, CSV), code=2)
    run(write(tmp_path, CSV), "--brand", "otra-marca")
    assert set(Post.objects.values_list("brand__slug", flat=True)) == {"otra-marca"}


# ---------------------------------------------------------------------------------------------- replay


def test_a_replay_works_the_past_as_if_it_were_said_now(tmp_path, brand):
    output = run(write(tmp_path, CSV), "--as", "velonorte", "--replay")
    assert sorted(Need.objects.values_list("account__handle", "state")) == [("dapo", "open"), ("marta", "helped")]
    assert output.splitlines()[-3:] == [
        "2 threads, 4 posts by 2 customers.",
        "2 needs opened: 1 complaint, 1 question.",
        "1 got an answer of the brand. 1 asker said that it helped, 0 that it did not. 1 still waits.",
    ]


def test_an_answer_to_a_replayed_need_never_leaves(tmp_path, owner, brand):
    run(write(tmp_path, CSV), "--as", "velonorte", "--replay")
    reply = save_draft(actor=owner, need=Need.objects.get(state="open"), text="We are open all night", edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    assert deliver_due() is True
    assert [(one.state, one.trouble) for one in Delivery.objects.all()] == [("never", "not_wanted_there")]


def test_a_replay_and_the_history_of_the_same_file_stand_apart(tmp_path, brand):
    file = write(tmp_path, CSV)
    run(file, "--as", "velonorte")
    run(file, "--as", "velonorte", "--replay")
    archives = Channel.objects.filter(network="archive").order_by("pk")
    assert [one.handle for one in archives] == ["old", "replay:old"]
    assert [Post.objects.filter(channel=one, history=True).count() for one in archives] == [4, 0]


def test_a_replay_is_not_for_a_brand_that_listens_right_now(tmp_path, owner, echo):
    connect_echo(owner, echo)
    assert "a replay would put old needs among people who wait right now" in run(
        write(tmp_path, CSV), "--replay", code=2
    )
    assert Event.objects.count() == 0


def test_a_replay_wants_the_oldest_first(tmp_path, brand):
    head, *rows = CSV.splitlines()
    upside_down = "\n".join([head, *reversed(rows)])
    assert "row 2 is older than one before it. Sort the file by its column “created_at”" in run(
        write(tmp_path, upside_down), "--replay", code=2
    )
    assert Event.objects.count() == 0


# ------------------------------------------------------------------------------------------ cut short


MANY = 4 * BATCH + 17


def many_rows(tmp_path):
    rows = (f"{n},marta,My bike number {n} is stuck,{1_743_440_700 + n},\n" for n in range(1, MANY + 1))
    bad = "x,marta,,1743440700,\n"
    return write(tmp_path, CSV.splitlines()[0] + "\n" + bad + "".join(rows))


@pytest.mark.proof
@pytest.mark.parametrize("point", IMPORT_KILL_POINTS)
def test_killed_at_any_batch_it_goes_on_and_nothing_is_there_twice(tmp_path, brand, point):
    file, shared = many_rows(tmp_path), Shared(tmp_path)
    command = [sys.executable, "-m", "tummler.cli.main", "import", str(file), "--no-work"]
    rows = []
    for nth in (1, 2):  # of the first run its first batch, of the second its second
        env = {**shared.env, "TUMMLER_KILL_AT": f"{point}:{nth}", "TUMMLER_KILL_LOG": str(tmp_path / "kills.log")}
        assert subprocess.run(command, check=False, env=env, capture_output=True).returncode == -9
        rows.append(Import.objects.get().row)
    assert rows == ([0, BATCH + 1] if point == "import.before_commit" else [BATCH + 1, 3 * BATCH + 1])
    done = subprocess.run(command, check=False, env=shared.env, capture_output=True, text=True)
    assert (done.returncode, f"Going on after row {rows[-1]:,}." in done.stdout) == (0, True)
    assert f"Taken in: {MANY:,} posts out of {MANY + 1:,} rows." in done.stdout
    assert shared.hits() == [point, point]
    ids = sorted(int(bytes(payload).split(b'"id":"')[1].split(b'"')[0]) for payload in payloads())
    assert ids == list(range(1, MANY + 1))
    ended = Import.objects.get()
    assert (ended.row, ended.stored, ended.errors) == (MANY + 1, MANY, [[1, "no_text"]])
    errors = (tmp_path / "old.csv.errors.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in errors] == ["row", "1"]


@pytest.mark.proof
@pytest.mark.parametrize("point", ["stage.before_commit", "stage.after_commit"])
def test_killed_while_it_works_the_same_command_finishes(tmp_path, brand, point):
    file, shared = write(tmp_path, CSV), Shared(tmp_path)
    command = [sys.executable, "-m", "tummler.cli.main", "import", str(file), "--as", "velonorte"]
    for nth in (1, 2, 3):
        env = {**shared.env, "TUMMLER_KILL_AT": f"{point}:{nth}", "TUMMLER_KILL_LOG": str(tmp_path / "kills.log")}
        assert subprocess.run(command, check=False, env=env, capture_output=True).returncode in (-9, 0)
    run(file, "--as", "velonorte")
    assert (stored(), shared.hits()[0]) == (ROWS, point)
    assert (Event.objects.exclude(state="done").count(), Post.objects.exclude(state="understood").count()) == (0, 0)


def payloads():
    return Event.objects.values_list("payload", flat=True)


def test_of_two_who_take_in_the_same_file_at_once_one_stops(tmp_path, brand, monkeypatch):
    def meanwhile(*, importing, **more):
        Import.objects.filter(pk=importing.pk).update(row=1)
        return take_in(importing=importing, **more)

    monkeypatch.setattr("tummler.cli.importing.take_in", meanwhile)
    assert "Somebody else is taking in this very file just now." in run(write(tmp_path, CSV), code=1)
    assert Event.objects.count() == 0


def test_a_locked_database_is_told_and_the_same_command_goes_on(tmp_path, brand, sqlite_only):
    file = write(tmp_path, CSV)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    output = run(file, code=1)
    other.execute("ROLLBACK")
    other.close()
    assert output.splitlines()[-1].startswith("The database is locked: another process has been writing")
    run(file, "--as", "velonorte")
    assert stored() == ROWS


def test_a_full_disk_is_told_and_the_same_command_goes_on(tmp_path, brand, sqlite_only):
    file = many_rows(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0] + 60}")
        output = run(file, "--no-work", code=1)
        cursor.execute("PRAGMA max_page_count=4294967294")
    assert output.splitlines()[-1].startswith("The disk is full.")
    taken = Import.objects.get()
    assert (0 < taken.row < MANY, taken.stored) == (True, Event.objects.count())
    run(file, "--no-work")
    assert Event.objects.count() == MANY


def test_the_archive_of_an_account_is_imported_as_it_came(tmp_path, brand):
    from tests.listening.files.accounts import mastodon_zip, note

    items = [note(1, "Dock 9 is back."), note(2, "Hold the button."), note(3, "When?", published="yesterday")]
    file = mastodon_zip(tmp_path / "archive.zip", items)
    output = run(file)
    assert output.splitlines()[0] == "archive.zip: the archive of an account on Mastodon, velonorte@mastodon.example."
    assert "Taken in: 2 posts out of 3 rows." in output
    assert list(Post.objects.order_by("pk").values_list("text", "by_us", "history")) == [
        ("Dock 9 is back.", True, True),
        ("Hold the button.", True, True),
    ]
    assert (tmp_path / "archive.zip.errors.csv").exists()
    assert "It was taken in on" in run(file)

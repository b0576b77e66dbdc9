"""``tummler doctor``: every fault is planted, and exactly its line turns red.

One long file: a test for each line that the doctor prints, in its order.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from typer.testing import CliRunner

from tummler.cli import doctor
from tummler.cli.examine import database, keys, machine
from tummler.cli.examine.file_systems import (
    UnsafeFileSystem,
    check_file_system,
    kind_of,
    mounts_of_linux,
    mounts_of_mac,
    read_mounts,
)
from tummler.cli.main import app
from tummler.common import clock
from tummler.records.models import (
    Brand,
    Channel,
    Conversation,
    Delivery,
    Entry,
    Event,
    Happening,
    Holder,
    Need,
    Post,
    Reply,
    Tombstone,
    Transfer,
)
from tummler.records.search import find_post_ids, rebuild

GIB = 1024**3


def names(state):
    return [finding.name for finding in doctor.examine() if finding.state == state]


@pytest.fixture
def on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has it")


@pytest.fixture
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has it")


# --------------------------------------------------------------------------------------------- machine


@pytest.mark.parametrize("version, state", [((3, 10, 12), "fault"), ((3, 11, 0), "well"), ((3, 14, 1), "well")])
def test_python_is_new_enough(version, state):
    assert machine.python_version(version).state == state


@pytest.mark.parametrize(
    "version, state",
    [
        ((3, 34, 1), "fault"),
        ((3, 40, 1), "doubt"),
        ((3, 44, 5), "doubt"),
        ((3, 44, 6), "well"),
        ((3, 45, 0), "doubt"),
        ((3, 50, 6), "doubt"),
        ((3, 50, 7), "well"),
        ((3, 51, 2), "doubt"),
        ((3, 51, 3), "well"),
        ((3, 53, 0), "well"),
    ],
)
def test_sqlite_is_new_enough_and_without_the_known_race(version, state):
    assert machine.sqlite_version(version).state == state


def test_full_text_is_there_and_its_lack_is_told(monkeypatch):
    assert machine.full_text().state == "well"

    class Without:
        def execute(self, sql):
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self):
            pass

    monkeypatch.setattr(sqlite3, "connect", lambda name: Without())
    assert machine.full_text().state == "fault"


def test_a_data_folder_that_can_not_be_written_is_told(tmp_path, monkeypatch):
    assert machine.data_folder(tmp_path).state == "well"
    assert machine.data_folder(tmp_path / "later").state == "well"
    (tmp_path / "file").touch()
    assert machine.data_folder(tmp_path / "file" / "below").state == "fault"


@pytest.mark.parametrize("free, state", [(0, "fault"), (GIB // 8, "fault"), (GIB, "doubt"), (50 * GIB, "well")])
def test_little_room_is_told(tmp_path, free, state):
    assert machine.free_disk(tmp_path, free).state == state


MOUNTINFO = r"""
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:41 / /mnt/c rw,noatime - 9p C:\134 rw,aname=drvfs
31 22 0:42 / /data rw - virtiofs share rw
32 31 254:2 / /data/inside rw - xfs /dev/vdb rw
33 22 0:43 / /mnt/with\040space rw - nfs4 server:/x rw
34 22 0:44 / /sync rw - fuse.sshfs me@there:/ rw
35 22 0:45 / /covered rw - ext4 /dev/vdc rw
36 22 0:46 / /covered rw - cifs //server/share rw
"""
MACS = """/dev/disk3s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)
//me@server/share on /Volumes/the share (smbfs, nodev, nosuid, mounted by me)
"""


@pytest.mark.parametrize(
    "path, kind",
    [
        ("/srv/tummler", "ext4"),
        ("/mnt/c/Users/me", "9p"),
        ("/data/var", "virtiofs"),
        ("/data/inside/var", "xfs"),
        ("/database", "ext4"),
        ("/mnt/with space/var", "nfs4"),
        ("/sync", "fuse.sshfs"),
        ("/covered/var", "cifs"),
    ],
)
def test_the_file_system_of_a_folder_is_the_innermost_mount(path, kind):
    assert kind_of(Path(path), mounts_of_linux(MOUNTINFO)) == kind


@pytest.mark.parametrize(
    "path, kind", [("/Users/me/tummler", "apfs"), ("/Volumes/the share/tummler", "smbfs"), ("/Volumes/the", "apfs")]
)
def test_macs_say_it_in_their_own_way(path, kind):
    assert kind_of(Path(path), mounts_of_mac(MACS)) == kind


@pytest.mark.parametrize("path", ["/mnt/c/x", "/data/x", "/mnt/with space/x", "/sync/x", "/covered/x"])
def test_where_sqlite_would_be_damaged_it_is_refused(path):
    mounts = mounts_of_linux(MOUNTINFO)
    with pytest.raises(UnsafeFileSystem, match="TUMMLER_DATA"):
        check_file_system(Path(path), mounts)
    assert machine.file_system(Path(path), mounts).state == "fault"


def test_whoever_vouches_for_it_is_only_told(monkeypatch):
    monkeypatch.setenv("TUMMLER_ANY_FILE_SYSTEM", "1")
    assert machine.file_system(Path("/data/x"), mounts_of_linux(MOUNTINFO)).state == "doubt"


@pytest.mark.parametrize("path", ["/srv/x", "/data/inside/x", "/database"])
def test_a_disk_of_this_machine_is_fine(path):
    assert check_file_system(Path(path), mounts_of_linux(MOUNTINFO)) in ("ext4", "xfs")


def test_where_it_can_not_be_told_nothing_is_refused(tmp_path):
    assert check_file_system(tmp_path, []) == ""
    assert machine.file_system(tmp_path, []).state == "well"
    assert check_file_system(tmp_path) == kind_of(tmp_path, read_mounts())


def test_serving_refuses_an_unsafe_folder_before_it_makes_anything(db, on_sqlite, monkeypatch):
    monkeypatch.setattr("tummler.cli.examine.file_systems.read_mounts", lambda: [("/", "virtiofs")])
    result = CliRunner().invoke(app, ["work", "--once"])
    assert (result.exit_code, result.stderr.startswith(f"{settings.DATA.path} lies on a folder of the host")) == (
        1,
        True,
    )


# ----------------------------------------------------------------------------------- a sound installation


@pytest.fixture
def sound(db, owner, channel, heard, settle):
    """A brand with a question, an answer that was sent, and the asker's word."""
    from tests.flow.test_loop import QUESTION, answer

    rebuild()  # emptying tables between tests leaves the index of their words
    asked = heard(QUESTION)
    answer(owner, Need.objects.get())
    settle()
    heard("@velonorte that worked, thank you!", parent=Delivery.objects.get().remote_id)
    return asked


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _durable_server(monkeypatch):
    """The PostgreSQL of the tests is as fast as it can be, and not durable on purpose."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr(database, "SETTINGS", {"full_page_writes": ("on", "off")})


def test_a_sound_installation_has_no_fault(sound):
    assert names("fault") == []
    assert set(names("doubt")) <= {"sqlite", "settings", "mail", "address", "free_disk"}


def test_what_is_found_is_said_with_why_and_what_to_do_and_ends_with_1(sound):
    Need.objects.update(state="claimed", claimed_by=None)
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index("FAULT  Needs that are claimed by nobody: 1")
    assert lines[at + 1 : at + 3] == [
        "       Why: Everyone believes that somebody else is on it.",
        "       Do:  This is a mistake of ours: tell us, with what doctor --json says.",
    ]
    assert lines[-1].startswith("1 fault, ")


def test_json_says_the_same(sound):
    told = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert told["well"] is True
    assert [one["name"] for one in told["findings"]] == [finding.name for finding in doctor.examine()]


# ---------------------------------------------------------------------------------------- planted faults


def sent_without_proof():
    Delivery.objects.update(remote_id="")


def sending_without_lease():
    Delivery.objects.update(state="sending", lease_until=None)


def promised_to_nobody():
    Delivery.objects.all().delete()


def sent_without_promise():
    Reply.objects.update(promised_at=None)


def states():
    Need.objects.update(state="pending")


def claimed_by_nobody():
    Need.objects.update(state="claimed", claimed_by=None)


def answered_at_no_time():
    Need.objects.update(state="answered", answered_at=None)


def two_live_needs():
    need = Need.objects.get()
    Need.objects.update(state="open")
    Need.objects.create(
        brand=need.brand, conversation=need.conversation, post=need.post, account=need.account, kind="question"
    )


def helped_without_word():
    Need.objects.get().words.all().delete()


def gone_with_words():
    from tummler.records.search import unindex_posts

    post = Post.objects.filter(by_us=False).first()
    unindex_posts([(post.pk, post.brand_id, post.search_text)])
    Post.objects.filter(pk=post.pk).update(gone_at=clock.now())


def risen():
    post = Post.objects.first()
    Tombstone.objects.create(brand=post.brand, channel=post.channel, remote_id=post.remote_id)


def strangers():
    other = Brand.objects.create(
        name="Other", slug="other", brake_on=False, duty_helper=Brand.objects.get().duty_helper
    )
    Conversation.objects.update(brand=other)


def heard_late():
    post = Post.objects.first()
    Event.objects.create(
        brand=post.brand,
        channel=post.channel,
        remote_id="x",
        payload=b"{}",
        received_at=clock.now() - timedelta(hours=1),
    )


def garbled():
    post = Post.objects.first()
    Event.objects.create(
        brand=post.brand, channel=post.channel, remote_id="x", payload=b"{}", state="garbled", trouble="ours"
    )


def promised():
    Delivery.objects.update(state="waiting", due_at=clock.now() - timedelta(hours=1))


def claims():
    long_ago = clock.now() - timedelta(hours=2)
    Reply.objects.all().delete()
    Need.objects.update(state="claimed", claimed_by=Brand.objects.get().duty_helper, claim_alive_at=long_ago)


def duty():
    Brand.objects.update(duty_helper=None)


def channels():
    Channel.objects.filter(network="echo").update(trouble="key_revoked")


def channels_of_an_unknown_network():
    Channel.objects.filter(network="echo").update(network="carrier_pigeon")


def channels_that_failed_their_check():
    Channel.objects.filter(network="echo").update(health=[{"name": "read", "ok": False, "words": "silent", "cure": ""}])


def secrets():
    Channel.objects.filter(network="echo").update(secret_box=b"locked with another key")


def a_clock_that_was_ahead():
    Happening.objects.create(brand=Brand.objects.get(), act="brake_lifted", at=clock.now() + timedelta(hours=1))


def thanks_out_of_balance():
    brand = Brand.objects.get()
    holder = Holder.objects.create(brand=brand, kind="account", balance=5)
    transfer = Transfer.objects.create(brand=brand, kind="gift", key="x")
    Entry.objects.create(brand=brand, transfer=transfer, holder=holder, amount=5)


def thanks_miscounted():
    Holder.objects.create(brand=Brand.objects.get(), kind="account", balance=3)


def thanks_unguarded():
    on = "_update" if connection.vendor == "sqlite" else ""
    of = "" if connection.vendor == "sqlite" else " ON records_entry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER records_entry{on}_refused{of}")


PLANTED = [
    (sent_without_proof, "sent_without_proof"),
    (sending_without_lease, "sending_without_lease"),
    (promised_to_nobody, "promised_to_nobody"),
    (sent_without_promise, "sent_without_promise"),
    (states, "states"),
    (claimed_by_nobody, "claimed_by_nobody"),
    (answered_at_no_time, "answered_at_no_time"),
    (two_live_needs, "two_live_needs"),
    (helped_without_word, "helped_without_word"),
    (gone_with_words, "gone_with_words"),
    (risen, "risen"),
    (strangers, "strangers"),
    (thanks_out_of_balance, "thanks_out_of_balance"),
    (thanks_miscounted, "thanks_miscounted"),
    (thanks_unguarded, "thanks_unguarded"),
    (heard_late, "heard"),
    (garbled, "garbled"),
    (promised, "promised"),
    (claims, "claims"),
    (duty, "duty"),
    (channels, "channels"),
    (channels_of_an_unknown_network, "channels"),
    (channels_that_failed_their_check, "channels"),
    (secrets, "secrets"),
    (a_clock_that_was_ahead, "clock"),
]


def test_each_planted_fault_is_found_and_nothing_else(sound):
    found = {}
    for plant, _ in PLANTED:
        with transaction.atomic():
            plant()
            found[plant.__name__] = names("fault")
            transaction.set_rollback(True)
    assert found == {plant.__name__: [name] for plant, name in PLANTED}
    assert names("fault") == []


def test_every_rule_has_its_fault_planted():
    from tummler.cli.examine.rows import RULES

    on_index = {"found_though_gone", "not_found"}
    assert {rule.name for rule in RULES} - on_index <= {name for _, name in PLANTED}


def test_a_deleted_post_that_search_finds_is_told_and_the_index_made_anew(sound, on_sqlite):
    Post.objects.filter(pk=sound.pk).update(gone_at=clock.now(), text="", search_text="", spans=[])
    sound.reading.delete()
    assert names("fault") == ["found_though_gone"]
    result = CliRunner().invoke(app, ["doctor", "--rebuild-search"])
    assert (result.exit_code, result.stdout) == (0, "2 posts can be found again.\n")
    assert names("fault") == []
    assert find_post_ids(sound.brand_id, "unlock") == []
    assert len(find_post_ids(sound.brand_id, "worked")) == 1


def test_a_post_that_search_misses_is_told_and_the_index_made_anew(sound, on_sqlite):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO records_words(records_words) VALUES ('delete-all')")
    assert names("fault") == ["not_found"]
    CliRunner().invoke(app, ["doctor", "--rebuild-search"])
    assert (names("fault"), find_post_ids(sound.brand_id, "unlock")) == ([], [sound.pk])


@pytest.mark.parametrize("pragma, value", [("synchronous", "1"), ("journal_mode", "delete")])
def test_a_setting_that_would_lose_answers_is_told(sound, on_sqlite, pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}={value}")
    assert names("fault") == [pragma]
    connection.close()
    assert names("fault") == []


def test_a_setting_of_postgresql_that_would_lose_answers_is_told(on_postgresql, sound, monkeypatch):
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        monkeypatch.setattr(database, "SETTINGS", {name: ("no such value",)})
        assert names("fault") == [name]


def test_a_migration_that_is_missing_or_too_new_is_told(sound):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', %s)", [clock.now()]
        )
        assert names("fault") == ["migrations"]
        cursor.execute(
            "UPDATE django_migrations SET name = '0001_squashed_0002_search_and_order' WHERE name = '9999_later'"
        )
        assert names("fault") == []
        cursor.execute("DELETE FROM django_migrations WHERE name = '0001_squashed_0002_search_and_order'")
        cursor.execute(
            "SELECT app, name, applied FROM django_migrations WHERE app = 'records' ORDER BY name DESC LIMIT 1"
        )
        row = cursor.fetchone()
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", row[:2])
        assert names("fault") == ["migrations"]
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    assert names("fault") == []


def test_a_clock_that_went_back_is_worth_a_look(sound):
    last = Happening.objects.order_by("pk").last()
    Happening.objects.filter(pk=last.pk).update(at=last.at - timedelta(hours=3))
    found = [one for one in doctor.examine() if one.name == "happenings"]
    assert [(one.state, one.what.startswith("The clock went back 1 time, by up to 10,")) for one in found] == [
        ("doubt", True)
    ]
    assert names("fault") == []


def test_the_databases_clock_is_compared_with_ours(on_postgresql, sound):
    clock.shift(timedelta(minutes=2))
    assert "clock" in names("fault")


def test_a_brake_that_is_on_is_no_fault(sound):
    Brand.objects.update(brake_on=True)
    assert (names("fault"), "brake" in names("doubt")) == ([], True)


def test_without_mail_it_is_said_who_is_not_rung(sound, settings):
    settings.EMAIL_HOST = ""
    assert "mail" in names("doubt")
    settings.EMAIL_HOST = "mail.example.org"
    assert "mail" not in names("doubt")


def test_debugging_in_earnest_is_a_fault(sound, settings):
    settings.DEBUG = True
    assert names("fault") == ["settings"]


def test_keys_that_others_can_read_are_told(tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir(0o700)
    (folder / "secret.key").touch(0o600)
    assert [one.state for one in keys.key_files(folder)] == ["well"]
    (folder / "secret.key").chmod(0o640)
    [found] = keys.key_files(folder)
    assert (found.state, found.cure) == ("fault", f"chmod -R go= {folder}")


def test_a_lost_key_is_told_and_not_made_anew_by_looking(sound, tmp_path, monkeypatch):
    monkeypatch.setattr(settings.DATA, "path", tmp_path)
    assert names("fault") == ["secrets"]
    assert not (tmp_path / "keys" / "secret.key").exists()


def test_an_installation_that_was_never_set_up_is_no_fault(tmp_path, db, on_sqlite, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "not.sqlite3"))
    assert (names("fault"), names("doubt")[-1], list(tmp_path.iterdir())) == ([], "database", [])


def test_a_damaged_file_is_told(tmp_path, db, on_sqlite, monkeypatch):
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"SQLite format 3\0" + b"rubbish" * 2000)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(damaged))
    assert names("fault") == ["database"]
    connection.close()

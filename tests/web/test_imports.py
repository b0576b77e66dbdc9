"""Bringing a file in the page: look, map, look through, take in, errors, resume, take back, and what is refused."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.listening.files.accounts import bluesky_car, mastodon_zip, note
from tests.proofs.scenes import Shared, wait_for_death
from tests.web.reading import read
from tests.web.test_isolation import snapshot
from tummler.acts import uploading
from tummler.acts.importing import begin_import, take_in
from tummler.acts.uploading import bring_file, folder, know, path_of, rows_of
from tummler.common import clock
from tummler.records.models import (
    Account,
    Channel,
    Conversation,
    Event,
    Happening,
    Import,
    Need,
    Person,
    Post,
    Upload,
)
from tummler.records.search import find_post_ids
from tummler.web.upload_handler import may_bring
from tummler.work.flow import run_all
from tummler.work.importing import HELD, import_due, sweep_uploads

pytestmark = pytest.mark.django_db(transaction=True)

CSV = (
    "id,customer,body,created_at,in_reply_to\n"
    '1,marta,"My bike is stuck, help",2025-03-31T17:05:00Z,\n'
    "2,velonorte,Hold the button,2025-03-31T17:10:00Z,1\n"
    "3,marta,That worked thank you,2025-03-31T17:20:00Z,2\n"
    "4,dapo,,2025-04-01T08:00:00Z,\n"
    "5,dapo,Where are you at night?,31/04/2025,\n"
)


@pytest.fixture(autouse=True)
def tidy():
    """Files of one test are none of the next."""
    yield
    for file in folder().iterdir():
        file.unlink()


def work():
    while import_due(threading.Event()):
        pass


def bring(client, data=CSV, name="tickets.csv", **more):
    content = data.encode() if isinstance(data, str) else data
    return client.post("/imports/", {"file": SimpleUploadedFile(name, content), "own": "velonorte", **more})


@pytest.fixture
def brought(desk):
    """The file, told which columns are what."""
    address = bring(desk)["Location"]
    desk.post(address, {"do": "tell", "map_text": "body", "map_author": "customer", "own": "velonorte"})
    return address


def do(client, address, what):
    answer = client.post(address.split("#")[0], {"do": what})
    work()
    return answer


def main(client, address):
    return read(client.get(address)).one("main").words


def test_a_file_is_asked_what_its_columns_are_and_then_shows_its_beginning(desk):
    address = bring(desk)["Location"]
    page = main(desk, address)
    assert "Which column says who wrote it?" in page
    assert "So it begins" not in page
    told = {"do": "tell", "map_text": "body", "map_author": "customer", "own": "@velonorte"}
    assert desk.post(address, told)["Location"] == f"{address}#now"
    page = main(desk, address)
    assert "So it begins marta" in page
    begins = read(desk.get(address)).one("ol", "begins")
    assert [one.words for one in begins.all("span", "role")] == ["yours"]
    assert "Hold the button" in page
    assert Post.objects.count() == Event.objects.count() == 0


def test_a_look_through_counts_everything_and_stores_nothing(desk, brought):
    do(desk, brought, "survey")
    page = main(desk, brought)
    assert "3 posts in 1 thread by 1 person, from 31 March 2025 to 31 March 2025." in page
    assert "1 of them is yours." in page
    assert "2 rows can’t be taken in" in page
    rows = [[cell.words for cell in row.all("td")] for row in read(desk.get(brought)).one("tbody").all("tr")]
    assert rows == [["4", "there is no text"], ["5", "its time can’t be read: say how times are written"]]
    assert (Event.objects.count(), Import.objects.count()) == (0, 0)
    errors = desk.get(f"{brought}errors.csv")
    assert errors.content.decode().splitlines() == [
        "row,code,why", "4,no_text,there is no text",
        "5,bad_time,its time can’t be read: say how times are written",
    ]  # fmt: skip


def test_taken_in_it_is_history_like_by_the_command_line(desk, brought, owner):
    do(desk, brought, "survey")
    do(desk, brought, "take")
    run_all()
    assert "In: 3 posts." in main(desk, brought)
    rows = Post.objects.order_by("pk").values_list("remote_id", "text", "by_us", "history", "may_show")
    assert list(rows) == [
        ("1", "My bike is stuck, help", False, True, "helpers"),
        ("2", "Hold the button", True, True, "helpers"),
        ("3", "That worked thank you", False, True, "helpers"),
    ]
    assert Need.objects.count() == 0
    upload = Upload.objects.get()
    assert not path_of(upload).exists()
    assert list(Happening.objects.filter(act="imported").values_list("helper_id", "facts")) == [
        (owner.pk, {"rows": 5, "stored": 3, "errors": 2})
    ]


def test_taken_back_everything_that_it_brought_goes_and_nothing_else(desk, brought, owner, brand, heard):
    heard("@velonorte how do I end my ride when dock 9 is full?", by="marta")
    other = bring(desk, CSV.replace("2025-03", "2025-01"), name="tickets.csv")["Location"]
    desk.post(other, {"do": "tell", "map_text": "body", "map_author": "customer"})
    do(desk, other, "take")
    run_all()
    before = snapshot(brand)
    do(desk, brought, "take")
    run_all()
    assert Post.objects.filter(channel__network="archive").count() == 6
    do(desk, brought, "undo")
    assert "Taken back" in main(desk, brought)
    after = snapshot(brand)
    for noun in ("Happening", "Upload"):
        before.pop(noun), after.pop(noun)
    assert after == before
    assert Happening.objects.filter(act="import_undone").count() == 1
    assert do(desk, brought, "put_away")["Location"] == "/imports/"
    assert Upload.objects.count() == 1


def test_killed_on_the_way_it_goes_on_where_it_stopped(desk, brought, owner):
    many = "".join(f"{n},rider{n},Why is dock {n} full?,2025-03-31T17:05:00Z,\n" for n in range(10, 2010))
    address = bring(desk, CSV + many, name="many.csv")["Location"]
    desk.post(address, {"do": "tell", "map_text": "body", "map_author": "customer"})
    desk.post(address, {"do": "take"})
    upload = Upload.objects.get(public_id=address.split("/")[-2])
    known = know(upload)
    importing = begin_import(actor=owner, brand=owner.brand, said_on="", digest=upload.digest, shape=known.shape)
    Upload.objects.filter(pk=upload.pk).update(importing=importing)

    class Killed(Exception):
        pass

    def die(taken):
        if taken.rows == 1200:
            raise Killed

    with rows_of(known) as (rows, _), pytest.raises(Killed):
        take_in(importing=importing, rows=rows, shape=known.shape, on_row=die)
    half = Event.objects.count()
    assert 0 < half < 2003
    work()
    assert Event.objects.count() == 2003
    assert Import.objects.get(pk=importing.pk).stored == 2003
    assert "In: 2,003 posts." in main(desk, address)


def test_stopped_by_hand_it_can_be_gone_on_with(desk, brought):
    desk.post(brought, {"do": "take"})
    assert "Taking it in" in main(desk, brought)
    desk.post(brought, {"do": "stop"})
    work()
    assert Event.objects.count() == 0
    do(desk, brought, "take")
    assert Event.objects.count() == 3


def test_progress_comes_by_itself_and_ends_in_the_whole_page(desk, brought):
    desk.post(brought, {"do": "survey"})
    asking = {"headers": {"HX-Request": "true"}}
    fragment = desk.get(brought, **asking)
    assert "Looking through it" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert (
        'http-equiv="refresh" content="3;' in desk.get(brought).content.decode()
    )  # without JavaScript the page comes again
    work()
    assert desk.get(brought, **asking)["HX-Refresh"] == "true"


def test_two_who_press_at_once_begin_it_once(desk, brought):
    desk.post(brought, {"do": "take"})
    desk.post(brought, {"do": "survey"})
    assert Upload.objects.get().wanted == "take"
    work()
    assert Event.objects.count() == 3


def test_a_page_asked_for_while_its_file_goes_still_comes(desk, brought, settings):
    """It was taken in between two looks of ours: the file is gone, and the row that we read doesn't say so yet."""
    assert desk.get(brought).status_code == 200  # its facts are known by now
    for file in (settings.DATA.path / "imports").iterdir():
        file.unlink()
    assert desk.get(brought).status_code == 200


def test_a_page_asked_for_while_it_is_taken_in_says_that_it_is_in(desk, brought, monkeypatch):
    """The worker takes it in, and away, after the page has read its row and before it opens its file."""
    real = uploading.open_text
    desk.post(brought, {"do": "take"})

    def late(facts):
        monkeypatch.setattr(uploading, "open_text", real)
        work()
        return real(facts)

    monkeypatch.setattr(uploading, "open_text", late)
    assert "In: 3 posts." in main(desk, brought)


def test_the_same_file_again_says_that_it_is_in_already(desk, brought):
    do(desk, brought, "take")
    again = bring(desk)["Location"]
    assert "This very file is in already: tickets.csv" in main(desk, again)


def test_an_archive_of_an_account_is_known_by_itself(desk, tmp_path):
    path = mastodon_zip(tmp_path / "a.zip", [note(1, "Dock 9 is back."), note(2, "Hold the button.")])
    address = bring(desk, path.read_bytes(), "archive.zip", own="")["Location"]
    assert "an account’s archive from Mastodon" in main(desk, address)
    do(desk, address, "take")
    run_all()
    assert list(Post.objects.order_by("pk").values_list("text", "by_us", "url")) == [
        ("Dock 9 is back.", True, "https://mastodon.example/@velonorte/1"),
        ("Hold the button.", True, "https://mastodon.example/@velonorte/2"),
    ]
    assert Channel.objects.get(network="archive").account["name"] == "mastodon"


def test_a_repository_of_bluesky_is_known_by_itself(desk, tmp_path):
    path = bluesky_car(tmp_path / "a.car", {"3k": {"text": "Dock 9 is back.", "createdAt": "2024-05-01T10:00:00Z"}})
    address = bring(desk, path.read_bytes(), "repo.car", own="")["Location"]
    do(desk, address, "take")
    assert "In: 1 post." in main(desk, address)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "It is empty."),
        (b"PK\x03\x04" + b"x" * 99, "a.xlsx", "Save it as CSV"),
        (b'[{"id": 1}]', "a.json", "one JSON array"),
        (b"\x1f\x8b" + b"x" * 99, "a.gz", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0" + bytes(range(128, 256)), "a.csv", "It is no text"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(desk, data, name, said):
    answer = bring(desk, data, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (Upload.objects.count(), list(folder().iterdir())) == (0, [])


def test_a_form_without_a_file_is_handed_back(desk):
    answer = desk.post("/imports/", {"own": "x"})
    assert (answer.status_code, "Choose one" in answer.content.decode()) == (422, True)


def test_a_name_of_a_file_leads_nowhere(desk):
    address = bring(desk, name="../../keys/secret.csv")["Location"]
    upload = Upload.objects.get()
    assert upload.name == "secret.csv"
    assert path_of(upload).parent == folder()
    assert "secret.csv" in main(desk, address)


def test_who_only_helps_brings_nothing(client_of, helper, desk, brought):
    theirs = client_of(helper)
    assert bring(theirs).status_code == 403
    assert theirs.post(brought, {"do": "take"}).status_code == 403
    assert "An owner or a lead brings files" in main(theirs, "/imports/")
    work()
    assert Event.objects.count() == 0


def test_a_file_is_kept_of_nobody_who_is_not_signed_in(client, brand, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    def sent(size):
        return {"file": SimpleUploadedFile("a.csv", b"x" * size), "text": "?"}

    assert client.post("/imports/", sent(5000)).status_code == 302  # to sign in, the body unread
    assert Client(enforce_csrf_checks=True).post("/imports/", sent(5000)).status_code == 403
    refused = client.post(f"/square/{brand.slug}/", sent(5000))
    assert (refused.status_code, "too large" in refused.content.decode()) == (400, True)
    assert client.post(f"/square/{brand.slug}/", sent(50)).status_code == 422
    assert list(folder().iterdir()) == []


def test_pictures_may_be_brought_to_the_desk_and_by_nobody_else(rf, owner):
    from django.contrib.auth.models import AnonymousUser

    def most(path, user):
        request = rf.post(path)
        request.user = user
        return may_bring(request)

    assert most("/desk/abc/pictures/", owner.user) > 4 * 24 * 1024**2
    assert most("/imports/", owner.user) == 1024**3
    assert most("/people/", owner.user) == most("/desk/abc/pictures/", AnonymousUser()) == 0


def test_a_packed_file_that_unpacks_without_end_is_refused(desk, monkeypatch):
    import gzip

    from tummler.acts import uploading

    monkeypatch.setattr(uploading, "MOST_BYTES", 1_000_000)
    answer = bring(desk, gzip.compress(b"0" * 2_000_000), "bomb.csv.gz")
    assert answer.status_code == 422
    assert "larger than 1 GB" in answer.content.decode()
    assert list(folder().iterdir()) == []


def test_a_file_that_nobody_takes_in_goes_after_two_weeks(owner, brand):
    upload = bring_file(actor=owner, name="a.csv", chunks=[CSV.encode()])
    assert (sweep_uploads(), path_of(upload).exists()) == (0, True)
    clock.shift(timedelta(days=15))
    assert (sweep_uploads(), path_of(upload).exists(), Upload.objects.count()) == (1, False, 0)


def test_taking_back_leaves_no_person_and_no_word_in_search(desk, brought, owner):
    do(desk, brought, "take")
    run_all()
    assert len(find_post_ids(owner.brand_id, "stuck")) == 1
    assert (Account.objects.count(), Person.objects.count(), Conversation.objects.count()) != (0, 0, 0)
    do(desk, brought, "undo")
    assert (Account.objects.count(), Person.objects.count(), Conversation.objects.count()) == (0, 0, 0)
    assert Channel.objects.filter(network="archive").count() == 0
    assert find_post_ids(owner.brand_id, "stuck") == []


@pytest.mark.parametrize("point", ["import.before_commit:2", "import.after_commit:2"])
def test_the_process_killed_while_it_takes_in_another_goes_on(desk, brand, tmp_path, point):
    """SIGKILL between batches: what is in is in, nothing is there twice, and the next process finishes."""
    shared = Shared(tmp_path)
    many = "".join(f"{n},rider{n},Why is dock {n} full?,2025-03-31T17:05:00Z,\n" for n in range(1300))
    address = bring(desk, "id,customer,body,created_at,x\n" + many, name="many.csv")["Location"]
    desk.post(address, {"do": "tell", "map_text": "body", "map_author": "customer"})
    desk.post(address, {"do": "take"})
    with shared.process("loops", kill_at=point) as process:
        wait_for_death(process)
    assert Event.objects.count() == (500 if "before" in point else 1000)
    assert "Taking it in" in main(desk, address)
    clock.shift(HELD)
    work()
    assert (Event.objects.count(), Import.objects.get().stored) == (1300, 1300)
    assert "In: 1,300 posts." in main(desk, address)


def test_a_longer_export_of_the_same_brings_only_what_is_new(desk):
    first, longer = CSV, CSV + "6,marta,And now the other one,2025-05-01T09:00:00Z,3\n"
    for name, text in (("tickets.csv", first), ("tickets-may.csv", longer)):
        address = bring(desk, text, name)["Location"]
        desk.post(address, {"do": "tell", "map_text": "body", "map_author": "customer", "own": "velonorte"})
        do(desk, address, "take")
        work()
        run_all()
    stored = list(Upload.objects.order_by("pk").values_list("importing__stored", flat=True))
    assert (stored, Post.objects.filter(channel__network="archive").count()) == ([3, 1], 4)
    assert "In: 1 post. 3 were here already." in main(desk, address)
    do(desk, address, "undo")
    work()
    assert Post.objects.filter(channel__network="archive").count() == 3  # what the first one brought stays

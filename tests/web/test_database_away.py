"""A database that can't be written, or isn't there: said in words with 503, nothing half done, no page ever a 500."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from tests.database_trouble import full_disk, locked
from tests.web.reading import read
from tummler.records.models import Happening, Need, Reply

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The database can’t be written just now."
STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"


@pytest.fixture
def need(heard, client_of, owner):
    return heard(STUCK).needs.get()


@pytest.fixture
def patient(client_of, owner):
    """The owner's browser, which wants the page that a visitor would get instead of the error."""
    client = client_of(owner)
    client.raise_request_exception = False
    return client


def rows():
    return (Need.objects.get().state, Reply.objects.count(), Happening.objects.count())


@pytest.mark.parametrize(
    ("verb", "fields"), [("claim", {}), ("draft", {"text": "Push it twice.", "edition": "0", "after": ""})]
)
def test_what_cannot_be_written_is_said_and_done_the_next_time(sqlite_only, need, patient, impatient, verb, fields):
    before = rows()
    with locked():
        answer = patient.post(f"/desk/{need.public_id}/{verb}/", fields)
    assert (answer.status_code, answer["Retry-After"], read(answer).one("h1").words) == (503, "5", WORDS)
    assert rows() == before
    assert patient.post(f"/desk/{need.public_id}/{verb}/", fields).status_code in (200, 302)
    assert rows() != before


def test_reading_goes_on_while_another_writes(sqlite_only, need, patient, impatient):
    assert patient.get("/desk/").status_code == 200  # that they are here is written down now, and not each time
    with locked():
        assert patient.get("/desk/").status_code == 200


def test_a_full_disk_is_said(sqlite_only, need, patient, monkeypatch):
    before = rows()
    with full_disk(monkeypatch):
        answers = [
            patient.post(f"/desk/{need.public_id}/draft/", {"text": "x" * 9000, "edition": "0", "after": ""})
            for _ in range(3)
        ]
    assert {answer.status_code for answer in answers} == {503}
    assert rows() == before


def test_a_database_that_is_away_is_said_on_any_page(db, patient, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("connection refused")

    monkeypatch.setattr("tummler.web.desk.market_rows.market_page", away)
    answer = patient.get("/desk/")
    assert (answer.status_code, read(answer).one("h1").words) == (503, WORDS)


def test_our_own_mistake_stays_a_500(db, patient, monkeypatch):
    monkeypatch.setattr("tummler.web.desk.market_rows.market_page", lambda *_: 1 / 0)
    answer = patient.get("/desk/")
    assert (answer.status_code, read(answer).one("h1").words) == (500, "Something broke on our side.")

"""A person's export and erasure reach every noun that holds something of theirs, and nothing brings them back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.on_disk import content
from tests.saying import make_channel, post, say
from tummler.acts import people_data
from tummler.acts.linking import link_people
from tummler.acts.needs import claim_need
from tummler.acts.noting import write_note
from tummler.acts.proving import new_visitor, prove_account
from tummler.acts.readings import correct_reading
from tummler.acts.replies import promise_reply, save_draft
from tummler.acts.setting_up import add_helper
from tummler.answering.once import seal
from tummler.records import erased, fading_keys
from tummler.records.models import Account, Delivery, Happening, Need, Once, Person, Post, Reply
from tummler.records.people_data import NOBODYS, duties
from tummler.records.search import find_account_ids, find_note_ids, find_post_ids
from tummler.work.schedule import clear_search

WORD, NAME = "kaleidoscope", "martaquux"


def lived(owner: Any) -> tuple[Any, Account]:
    """Somebody who asked, was answered, noted about, corrected, linked, proven; and somebody beside them."""
    channel = make_channel(owner)
    asked = f"@velonorte my {WORD} is stuck, mail me at {NAME}@example.org, what do I do?"
    say(channel, post(f"{NAME}-1", asked, by=NAME, name=f"Marta {NAME}", url=f"https://e.example/{NAME}/1"))
    say(channel, post("r", "@velonorte why is dock 14 shut?", by="leo", parent=f"{NAME}-1", root=f"{NAME}-1"))
    mine = Account.objects.get(handle=NAME)
    need = Need.objects.get(account=mine)
    claim_need(actor=owner, need=need)
    write_note(actor=owner, need=need, text=f"{NAME} has a {WORD}, too")
    correct_reading(actor=owner, post=need.post, field="urgency", value="now")
    draft = save_draft(actor=owner, need=need, text=f"@{NAME} turn the {WORD}", edition=0)
    promise_reply(actor=owner, reply=draft, undo=timedelta(hours=1))
    save_draft(actor=owner, need=need, text=f"And another {WORD}", edition=0)
    second = add_helper(actor=owner, email="t@velonorte.example", password="a long password", name="Tomás Weir")
    for actor in (owner, second):
        link_people(actor=actor, need=need, account=Account.objects.get(handle="leo"))
    visitor, _secret = new_visitor(owner.brand)
    prove_account(visitor=visitor, account=mine, how="word")
    seal(account=mine, words=f"the code of your {WORD}")
    return channel, mine


def rows_with(*words: str) -> list[str]:
    """Every row of every table that holds one of the words, read as it lies there."""
    found = []
    with connection.cursor() as cursor:
        for noun in apps.get_app_config("records").get_models():
            cursor.execute(f'SELECT * FROM "{noun._meta.db_table}"')
            for row in cursor.fetchall():
                if any(word in str(value) for value in row for word in words):
                    found.append(noun.__name__)
    return sorted(set(found))


def test_every_noun_says_what_it_holds_of_a_person() -> None:
    nouns = {noun.__name__ for noun in apps.get_app_config("records").get_models()}
    registered = {noun.__name__ for noun in duties()}
    assert nouns - registered - set(NOBODYS) == set(), "say in records/people_data.py or by register() what it holds"
    assert registered & set(NOBODYS) == set()


@pytest.mark.django_db
def test_what_somebody_takes_along_is_theirs_and_whole(owner: Any) -> None:
    _channel, mine = lived(owner)
    told = people_data.export([mine.pk])
    assert json.loads(json.dumps(told)) == told
    assert [one["handle"] for one in told["Account"]] == [NAME]  # leo is linked by a helper's word: that proves nothing
    assert [WORD in one["text"] for one in told["Post"]] == [True]
    assert [one["text"] for one in told["Note"]] == [f"{NAME} has a {WORD}, too"]
    assert [one["how"] for one in told["Proof"]] == ["word"]
    assert "words" not in str(told["Once"])
    assert len(people_data.export(mine.person)["Account"]) == 2
    assert people_data.export([]) == {}


@pytest.mark.django_db(transaction=True)
def test_erased_is_erased_everywhere_and_stays_so(owner: Any) -> None:
    channel, mine = lived(owner)
    other = Person.objects.get(pk=mine.person_id)
    assert rows_with(WORD, NAME) != []
    box = Once.objects.get().key
    before = dict(Account.objects.filter(pk=mine.pk).values().get())
    people_data.erase([mine.pk])
    assert rows_with(WORD, NAME) == []
    assert [find_post_ids(owner.brand_id, WORD), find_note_ids(owner.brand_id, WORD)] == [[], []]
    assert find_account_ids(owner.brand_id, NAME) == []
    assert Once.objects.count() == 0
    assert box not in fading_keys.names_there()
    assert list(Delivery.objects.values_list("state", "trouble")) == [("never", "erased")]
    # What leo said stands, in its thread.
    leo = Account.objects.get(handle="leo")
    assert (leo.person_id, leo.posts.get().text) == (other.pk, "@velonorte why is dock 14 shut?")
    clear_search()
    if connection.vendor == "sqlite":
        files = [file for file in settings.DATA.path.rglob("*") if file.is_file() and "static" not in file.parts]
        assert [file.name for file in files if WORD.encode() in content(file) or NAME.encode() in content(file)] == []
    # Their network still tells of it: it isn't stored again.
    say(channel, post(f"{NAME}-1", f"@velonorte my {WORD} is stuck, what now?", by=NAME))
    assert Post.objects.filter(text__contains=WORD).count() == 0
    # Asking anew is a new beginning, and a restored backup is not.
    assert people_data.erase_again() == 0
    Account.objects.filter(handle=NAME).delete()
    Account.objects.filter(pk=mine.pk).update(**{name: before[name] for name in ("remote_id", "handle", "name")})
    Happening.objects.filter(act="person_erased").delete()
    assert (people_data.erase_again(), rows_with(NAME), people_data.erase_again()) == (1, [], 0)
    told = Happening.objects.filter(act="person_erased").values_list("facts", flat=True)
    assert {facts["hash"] for facts in told} <= erased.everybody()
    assert Reply.objects.exclude(text="").count() == 0


@pytest.mark.django_db
def test_in_what_everybody_reads_their_name_goes_however_it_was_written(owner: Any) -> None:
    channel, mine = lived(owner)
    text = f"Hi Marta, @{NAME} and {NAME.title()}: turn it. Marta's bike is fine. ^Inés"
    say(channel, post("o", text, by="velonorte", parent=f"{NAME}-1", root=f"{NAME}-1", minute=3))
    people_data.erase([mine.pk])
    assert Post.objects.get(remote_id="o").text == "Hi …, … and …: turn it. … bike is fine. ^Inés"

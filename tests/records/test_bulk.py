"""Many rows in one statement say the same as many rows saved by Django."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from tummler.records import fading_keys
from tummler.records.bulk import insert_new, set_where, store, update_each
from tummler.records.models import Account, Event, Happening, Person, Reading, Reply, Topic
from tummler.records.sealed_text import Sealed

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 14, 10, 38, 1, 234567, tzinfo=UTC)
EVENT = ("brand", "channel", "remote_id", "payload", "heard", "history", "state", "trouble", "received_at")


def event(channel, remote_id, **more):
    values = {
        "payload": b"\x00\xff",
        "heard": b"",
        "history": False,
        "state": "received",
        "trouble": "",
        "at": AT,
        **more,
    }
    return (channel.brand_id, channel.pk, remote_id, *values.values())


def test_inserted_rows_are_as_django_saves_them(channel_told):
    insert_new(Event, EVENT, [event(channel_told, "bulk", history=True)])
    Event.objects.create(
        brand=channel_told.brand,
        channel=channel_told,
        remote_id="saved",
        payload=b"\x00\xff",
        history=True,
        received_at=AT,
    )
    bulk, saved = Event.objects.order_by("pk").values()
    for row in (bulk, saved):
        row["payload"], row["heard"] = bytes(row["payload"]), bytes(row["heard"])
        row.pop("id")
    assert bulk | {"remote_id": ""} == saved | {"remote_id": ""}


def test_what_is_there_already_is_left_out_and_left_alone(channel_told):
    assert len(insert_new(Event, EVENT, [event(channel_told, "a"), event(channel_told, "b")])) == 2
    again = [event(channel_told, name, payload=b"other") for name in ("a", "c", "c")]
    assert insert_new(Event, EVENT, again, returning=("remote_id",)) == [("c",)]
    assert [bytes(one.payload) for one in Event.objects.order_by("remote_id")] == [b"\x00\xff", b"\x00\xff", b"other"]


def test_no_rows_are_no_statement(channel_told, query_count):
    with query_count() as queries:
        assert insert_new(Event, EVENT, []) == []
        update_each(Event, "trouble", {})
    assert len(queries) == 0


@pytest.mark.parametrize("count", [1, 499, 500, 501, 7000])
def test_any_number_of_rows_is_inserted_whole(channel_told, count):
    made = insert_new(Event, EVENT, [event(channel_told, f"e{n}") for n in range(count)], returning=("id", "remote_id"))
    assert sorted(name for _pk, name in made) == sorted(f"e{n}" for n in range(count))
    assert Event.objects.filter(pk__in=[pk for pk, _name in made[:20]]).count() == min(20, count)


@pytest.mark.parametrize(
    "facts",
    [{}, {"a": 1, "b": [1, None, "ü"]}, {"nested": {"list": []}}, {"quote": "\"'\\ %s {} 👩‍👩‍👧"}],
)
def test_json_and_empty_values_come_back_as_they_were(brand, facts):
    fields = ("brand", "act", "helper_id", "facts", "at")
    insert_new(Happening, fields, [(brand.pk, "draft_saved", None, facts, AT), (brand.pk, "draft_saved", 7, {}, AT)])
    rows = list(Happening.objects.filter(act="draft_saved").order_by("pk").values_list("helper_id", "facts", "at"))
    assert rows == [(None, facts, AT), (7, {}, AT)]


def test_no_json_is_null_and_not_the_word(brand, hear):
    row = hear("q")
    reading = Reading.objects.get()
    values = (brand.pk, row.pk, "m", {"value": "x"}, None, {"value": "y"}, {"value": "z"}, None, AT)
    reading.delete()
    insert_new(Reading, ("brand", "post", "mind", "kind", "topic", "urgency", "language", "care", "read_at"), [values])
    assert Reading.objects.filter(topic__isnull=True, care__isnull=True).count() == 1
    assert Reading.objects.get().topic is None


@pytest.mark.parametrize("text", ["", "'; DROP TABLE x; --", "%s %(x)s {}", "\\", "👩‍👩‍👧‍👦", "\u202e", "a\nb\tc"])
def test_words_are_values_and_never_part_of_the_statement(brand, text):
    fields = ("brand", "network", "remote_id", "handle", "name", "avatar_url", "url", "robot", "first_heard_at")
    insert_new(Account, fields, [(brand.pk, "echo", "1", text, text, text, text, False, AT)])
    account = Account.objects.get()
    assert {account.handle, account.name, account.avatar_url, account.url} == {text}
    update_each(Account, "name", {account.pk: f"{text}!"})
    account.refresh_from_db()
    assert account.name == f"{text}!"


def test_each_row_gets_its_own_value_and_others_keep_theirs(brand):
    topics = [Topic.objects.create(brand=brand, key=f"k{n}", name=f"n{n}") for n in range(4)]
    update_each(Topic, "name", {topics[0].pk: "zero", topics[2].pk: "two"})
    assert list(Topic.objects.order_by("pk").values_list("name", flat=True)) == ["zero", "n1", "two", "n3"]


def test_unless_leaves_alone_what_has_a_value(brand):
    people = [Person.objects.create(brand=brand) for _ in range(2)]
    accounts = [
        Account.objects.create(brand=brand, network="echo", remote_id=str(n), handle="x", person=person)
        for n, person in enumerate((None, people[0]))
    ]
    update_each(Account, "person", {account.pk: people[1].pk for account in accounts}, unless="person")
    assert [Account.objects.get(pk=a.pk).person_id for a in accounts] == [people[1].pk, people[0].pk]


def test_rows_are_changed_where_their_fields_are_so(channel_told, query_count):
    for name in ("one", "two"):
        insert_new(Event, EVENT, [event(channel_told, name)])
    one, two = Event.objects.order_by("remote_id")
    changes = {"state": "garbled", "received_at": AT.replace(year=2027), "heard": b"\x00\xff"}
    with query_count() as queries:
        assert set_where(Event, changes, {"id": one.pk, "state": "received", "channel": channel_told.pk}) == 1
    assert len(queries) == 1
    Event.objects.filter(pk=two.pk).update(**changes)
    same = ("state", "received_at", "heard", "payload", "trouble")
    assert Event.objects.values_list(*same).get(pk=one.pk) == Event.objects.values_list(*same).get(pk=two.pk)
    assert set_where(Event, {"trouble": "x"}, {"id": one.pk, "state": "received"}) == 0
    account = Account.objects.create(brand=channel_told.brand, network="echo", remote_id="a", handle="a")
    assert set_where(Account, {"name": "A"}, {"id": account.pk, "person": None}) == 1
    assert set_where(Event, {"trouble": "y"}, {"id": (one.pk, two.pk), "state": ("garbled", "done")}) == 2
    assert set_where(Event, {"trouble": "z"}, {"id": (one.pk, two.pk), "state": ("received",)}) == 0


def test_words_under_a_key_of_their_own_are_ciphertext_however_their_row_is_written(asked):
    need, key = asked(), fading_keys.new_key()
    reply = Reply(brand=need.brand, need=need, conversation=need.conversation, channel=need.post.channel)
    reply.to_post, reply.text = need.post, Sealed("the first secret", key)
    store(reply)
    assert set_where(Reply, {"signature": "Inés"}, {"id": reply.pk}) == 1
    with connection.cursor() as cursor:
        [(stored,)] = cursor.execute("SELECT text FROM records_reply").fetchall()
        assert "secret" not in stored
        assert Reply.objects.get(pk=reply.pk).text == "the first secret"
        set_where(Reply, {"text": Sealed("another secret", key)}, {"id": reply.pk})
        [(stored,)] = cursor.execute("SELECT text FROM records_reply").fetchall()
    assert "secret" not in stored
    assert Reply.objects.get(pk=reply.pk).text == "another secret"

"""Rows into posts: which column is what, what a post needs, to whom it was said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tummler.listening.files.columns import UnknownColumn, recognise
from tummler.listening.files.opening import NotReadable
from tummler.listening.files.posts import LONGEST_TEXT, Fault, posts_of
from tummler.listening.files.rows import Row
from tummler.listening.files.shape import Told, folded, shape_of
from tummler.listening.normalise import LONGEST
from tummler.networks.archive.payload import Imported
from tummler.networks.contract import Addressed, Visibility

AT = "2025-03-31T17:05:00Z"
WHEN = datetime(2025, 3, 31, 17, 5, tzinfo=UTC)


def posts(*values, **told):
    rows = [Row(number, number, one) for number, one in enumerate(values, 1)]
    shape = shape_of(rows, Told("old", **told))
    return [one for row in rows for one in posts_of(row, shape)]


def codes(*values, **told):
    return [one.code if isinstance(one, Fault) else one.id for one in posts(*values, **told)]


GOOD = {"id": "1", "author": "marta", "text": "My bike is stuck", "time": AT}


def test_a_row_is_a_post():
    assert posts(GOOD) == [Imported("1", "My bike is stuck", "old:marta", "marta", WHEN)]


@pytest.mark.parametrize(
    "keys, columns",
    [
        (  # the Customer Support on Twitter set
            ["tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"],
            {"id": "tweet_id", "author_id": "author_id", "inbound": "inbound", "time": "created_at", "text": "text",
             "parent": "in_response_to_tweet_id"},
        ),
        (  # Twitter's API
            ["id", "id_str", "full_text", "created_at", "user.screen_name", "user.name", "user.id_str",
             "in_reply_to_status_id_str", "lang"],
            {"id": "id_str", "text": "full_text", "time": "created_at", "author": "user.screen_name",
             "name": "user.name", "author_id": "user.id_str", "parent": "in_reply_to_status_id_str",
             "language": "lang"},
        ),
        (  # Mastodon's
            ["id", "uri", "url", "content", "created_at", "account.acct", "account.display_name", "account.id",
             "in_reply_to_id", "language", "visibility"],
            {"id": "id", "url": "url", "text": "content", "time": "created_at", "author": "account.acct",
             "name": "account.display_name", "author_id": "account.id", "parent": "in_reply_to_id",
             "language": "language", "visibility": "visibility"},
        ),
        (  # Bluesky's
            ["uri", "cid", "author.did", "author.handle", "author.displayName", "record.text", "record.createdAt",
             "record.langs", "record.reply.parent.uri", "record.reply.root.uri"],
            {"id": "uri", "url": "uri", "author_id": "author.did", "author": "author.handle",
             "name": "author.displayName", "text": "record.text", "time": "record.createdAt",
             "language": "record.langs", "parent": "record.reply.parent.uri", "root": "record.reply.root.uri"},
        ),
        (  # a spreadsheet
            ["Ticket ID", "From", "Message", "Sent At"],
            {"thread": "Ticket ID", "author": "From", "text": "Message", "time": "Sent At"},
        ),
        (["Name", "Comment", "Date"], {"author": "Name", "text": "Comment", "time": "Date"}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(keys, columns):
    assert recognise(keys, {}) == columns


def test_what_was_told_goes_before_what_is_known():
    odd = {"id": "1", "text": "not this", "words": "My bike is stuck", "who": "marta", "time": AT}
    told = {"text": "words", "author": "who"}
    assert posts(odd, columns=told) == [Imported("1", "My bike is stuck", "old:marta", "marta", WHEN)]


@pytest.mark.parametrize("told, what", [({"txt": "text"}, "field"), ({"text": "txt"}, "column")])
def test_a_mapping_to_nothing_is_told(told, what):
    with pytest.raises(UnknownColumn) as raised:
        posts(GOOD, columns=told)
    assert raised.value.what == what


@pytest.mark.parametrize("missing", ["text", "author", "time"])
def test_a_file_without_a_needed_column_is_no_file_of_posts(missing):
    with pytest.raises(NotReadable, match=f"no_{missing}_column"):
        posts({key: value for key, value in GOOD.items() if key != missing})


@pytest.mark.parametrize(
    "change, code",
    [
        ({"text": " \n"}, "no_text"),
        ({"text": None}, "no_text"),
        ({"text": ["a"]}, "no_text"),
        ({"text": "x" * 65_537}, "long_text"),
        ({"author": ""}, "no_author"),
        ({"author": "@"}, "no_author"),
        ({"time": ""}, "no_time"),
        ({"time": "yesterday"}, "bad_time"),
        ({"id": "1.2454E+18"}, "rounded_id"),
        ({"id": 1.2454034387558523e18}, "rounded_id"),
        ({"id": "x" * 401}, "long_id"),
    ],
)
def test_what_is_no_post_is_told_and_the_next_goes_on(change, code):
    assert codes(GOOD, {**GOOD, **change}, {**GOOD, "id": "3"}) == ["1", code, "3"]


def test_a_fault_shows_its_row_and_what_it_says():
    assert posts(GOOD, {**GOOD, "time": "yesterday"})[1] == Fault(2, "bad_time", "My bike is stuck")


def test_without_ids_the_same_words_of_the_same_person_at_the_same_time_are_one_post():
    bare = {key: value for key, value in GOOD.items() if key != "id"}
    one, same, other = (post.id for post in posts(bare, dict(bare), {**bare, "text": "Still stuck"}))
    assert (one == same, one == other, one[:4]) == (True, False, "row:")


def test_ids_that_a_table_turned_into_fractions_are_whole_again():
    found = posts({**GOOD, "id": 5.0, "parent": "4.0"}, {**GOOD, "id": "6.0", "parent": "nan"})
    assert [(post.id, post.parent) for post in found] == [("5", "4"), ("6", "")]


def test_the_longest_text_is_what_is_stored_whole():
    assert LONGEST_TEXT == LONGEST
    assert len(posts({**GOOD, "text": "x" * LONGEST})[0].text) == LONGEST


def test_two_long_names_never_become_one():
    one, other = posts({**GOOD, "author": "x" * 300 + "1"}, {**GOOD, "author": "x" * 300 + "2"})
    assert (one.author == other.author, len(one.author), len(other.author)) == (False, 245, 245)


def test_a_ticket_and_a_post_of_the_same_number_are_not_the_same():
    assert posts({**GOOD, "id": "5", "thread": "5"})[0].root == "thread:5"


def test_nul_and_lone_surrogates_become_what_databases_hold():
    found = posts({**GOOD, "text": "a\0b\ud800", "author": "ma\0rta", "name": "M\ud800"})[0]
    assert (found.text, found.handle, found.name) == ("a\ufffdb\ufffd", "ma\ufffdrta", "M\ufffd")


def test_html_becomes_text():
    assert posts({**GOOD, "text": "<p>Hello <b>you</b></p><p>&amp; you</p>"})[0].text == "Hello you\n\n& you"


def test_escapes_are_undone_where_the_whole_file_escapes():
    assert posts({**GOOD, "text": "a &amp; b &lt;3"})[0].text == "a & b <3"
    assert posts({**GOOD, "text": "a &amp; b"}, {**GOOD, "text": "this & that"})[0].text == "a &amp; b"


@pytest.mark.parametrize(
    "value, visibility",
    [("", "public"), ("unlisted", "unlisted"), ("private", "followers"), ("direct", "direct"), ("??", "direct")],
)
def test_a_visibility_that_nobody_knows_is_the_narrowest(value, visibility):
    assert posts({**GOOD, "visibility": value})[0].visibility == Visibility(visibility)


@pytest.mark.parametrize("language, found", [("en", "en"), ("pt-BR", "pt-BR"), (["es"], "es"), ("und", ""), ("?!", "")])
def test_a_language_is_a_tag(language, found):
    assert posts({**GOOD, "lang": language})[0].language == found


def test_posts_of_the_brand_are_ours():
    ours, theirs = {**GOOD, "author": "@VeloNorte"}, {**GOOD, "id": "2"}
    assert [post.by_us for post in posts(ours, theirs, own=folded(["velonorte"]))] == [True, False]
    assert [post.by_us for post in posts({**ours, "inbound": "False"}, {**theirs, "inbound": "True"})] == [True, False]


def test_a_mention_in_the_words_is_one():
    said = {**GOOD, "text": "Hey @VeloNorte, help"}
    other = {**GOOD, "text": "mail me at marta@velonorte.example, @velonorte2"}
    found = posts(said, other, own=folded(["@velonorte"]))
    assert [post.addressed for post in found] == [Addressed.MENTION, Addressed.NO]


def test_in_a_replay_who_begins_asks_us_and_who_answers_others_does_not():
    begin, among, named = GOOD, {**GOOD, "parent": "1"}, {**GOOD, "parent": "1", "text": "@velonorte me too"}
    found = posts(begin, among, named, own=folded(["velonorte"]), replay=True)
    assert [post.addressed for post in found] == [Addressed.MENTION, Addressed.NO, Addressed.MENTION]


THREAD = {
    "brand": "TeamLamp",
    "thread": "t1",
    "posts": [
        {"id": "10", "at": "2025-03-31T17:00:00Z", "from": "marta", "text": "@TeamLamp it is dark"},
        {"id": "12", "at": "2025-03-31T17:09:00Z", "from": "marta", "text": "@TeamLamp still dark"},
        {"id": "11", "at": "2025-03-31T17:05:00Z", "from": "brand", "text": "@marta press the switch"},
        {"id": "13", "at": "2025-03-31T17:10:00Z", "from": "dapo", "text": "@marta mine too"},
    ],
}


def test_a_row_that_is_a_thread_gives_its_posts_in_order_and_what_each_answers():
    assert [(p.id, p.handle, p.by_us, p.parent, p.root) for p in posts(THREAD)] == [
        ("10", "marta", False, "", "10"),
        ("11", "TeamLamp", True, "10", "10"),
        ("12", "marta", False, "11", "10"),
        ("13", "dapo", False, "12", "10"),
    ]


def test_in_a_replay_of_a_thread_the_asker_asks_answers_us_and_others_stay_bystanders():
    found = posts(THREAD, replay=True)
    assert [post.addressed.value for post in found] == ["mention", "no", "reply", "no"]


def test_a_bad_post_of_a_thread_is_told_and_the_others_go_on():
    broken = {**THREAD, "posts": [THREAD["posts"][0], {"id": "x"}, "what?", THREAD["posts"][2]]}
    found = posts(broken)
    assert [(one.row, one.post, one.code) for one in found if isinstance(one, Fault)] == [
        (1, 2, "no_text"),
        (1, 3, "no_object"),
    ]
    assert [one.id for one in found if isinstance(one, Imported)] == ["10", "11"]


def test_posts_of_a_thread_without_ids_are_named_by_their_place():
    bare = [{key: value for key, value in post.items() if key != "id"} for post in THREAD["posts"][:2]]
    assert [post.id for post in posts({**THREAD, "posts": bare})] == ["thread:t1#1", "thread:t1#2"]


def test_a_missing_time_is_read_from_the_id_where_ids_hold_it():
    ids = {
        "posts": [
            {"id": "1245403438755852288", "at": "2020-04-01T17:31:32.000Z", "from": "a", "text": "b"},
            {"id": "1245425308704149506", "at": None, "from": "c", "text": "d"},
        ]
    }
    assert [post.at.isoformat(timespec="seconds") for post in posts(ids)] == [
        "2020-04-01T17:31:32+00:00",
        "2020-04-01T18:58:27+00:00",
    ]


def test_threads_under_another_key_are_found_or_told():
    found = posts({"id": "t9", "stuff": [1], "Messages": THREAD["posts"][:1]})
    assert [(post.id, post.root) for post in found] == [("10", "10")]
    assert [p.id for p in posts({"x": "t", "talk": THREAD["posts"][:1]}, columns={"posts": "talk"})] == ["10"]


def test_an_empty_thread_is_told():
    assert codes(THREAD, {"thread": "t2", "posts": []}, {"thread": "t3", "posts": "?"})[4:] == ["no_posts", "no_posts"]

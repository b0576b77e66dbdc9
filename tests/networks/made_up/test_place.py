"""The made-up places: the real ones' traits and refusals, on a log that survives whoever writes it."""

from __future__ import annotations

import json
import threading
from dataclasses import fields, replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from tummler.networks.contract import Connection, HeardAccount, HeardPost, Part, Place, Refused, Unheard, Visibility
from tummler.networks.made_up.ground import Ground
from tummler.networks.made_up.people.troubles import troubles
from tummler.networks.made_up.pictures import address_of
from tummler.networks.registry import network

AT = datetime(2026, 5, 14, 10, 38, tzinfo=UTC)
PLACES = {"bluesky": "velonorte.example", "mastodon": "velonorte@norte.example"}
each = pytest.mark.parametrize("place", PLACES)


@pytest.fixture
def us(tmp_path):
    """Velo Norte in a place, on a fresh log."""

    def connected(place):
        log = tmp_path / f"{place}.jsonl"
        log.touch()
        answers = {"handle": PLACES[place], "name": "Velo Norte", "log": str(log)}
        found = network(f"made-up-{place}").connect_begin(answers, "")
        return Connection(found.account, found.settings, found.secrets, found.facts, words=("velo norte",))

    return connected


def ground_of(link):
    from pathlib import Path

    return Ground(Path(link.settings["log"]))


def asked(link, text="Help?", **more):
    post = {"key": "q", "by": "ann.example", "name": "Ann", "text": text, "at": AT.timestamp()}
    return ground_of(link).post({**post, **more})


def part_to(one, link, post, text, key="k1", visibility=Visibility.PUBLIC):
    account = HeardAccount("did:web:ann.example", post["by"], "Ann")
    where = Place(post["id"], "", post["id"], "", account, visibility, handles={post["by"]: account.remote_id})
    made = one.compose(text, where, one.traits({}), ())
    return Part(key, made.leaves[0].text, made.leaves[0].spans, AT, where, made.visibility, "en", made.warning), made


def heard(one, link):
    stop = threading.Event()
    stop.set()
    batches = list(one.read(link, "events", None, stop))
    return [value for batch in batches for event in batch.events for value in one.normalise(event.payload, link)]


@each
def test_the_traits_are_the_real_ones_declared_there(place):
    real, made_up = (network(key).traits({}) for key in (place, f"made-up-{place}"))
    assert made_up == replace(real, outside=False, tested_against="itself")
    assert (real.outside, network(f"made-up-{place}").compose) == (True, network(place).compose)
    assert network(f"made-up-{place}").settings_fields == ()
    assert len(fields(real)) > 10


@each
def test_an_answer_stands_there_once_with_its_words_and_spans(place, us):
    one, link = network(f"made-up-{place}"), us(place)
    post = asked(link)
    part, _ = part_to(one, link, post, "Look at https://velonorte.example/ñ #docks")
    first = one.deliver(link, part)
    assert one.deliver(link, part).remote_id == first.remote_id == one.look(link, part).remote_id
    question, answer = heard(one, link)
    assert isinstance(answer, HeardPost)
    assert (answer.text, answer.by_us, answer.parent_id, answer.root_id) == (part.text, True, post["id"], post["id"])
    assert answer.spans == part.spans
    assert question.by_us is False


def test_bluesky_keeps_its_spans_as_facets_in_bytes(us):
    one, link = network("made-up-bluesky"), us("bluesky")
    part, _ = part_to(one, link, asked(link), "ñañ https://velonorte.example")
    one.deliver(link, part)
    [facet] = next(p for p in ground_of(link).posts().values() if p["by"] == "velonorte.example")["spans"]
    assert facet["index"] == {"byteStart": 6, "byteEnd": 6 + len("https://velonorte.example")}


@each
def test_it_refuses_what_the_real_one_would(place, us):
    one, link = network(f"made-up-{place}"), us(place)
    post = asked(link)
    part, _ = part_to(one, link, post, "Fine.")
    limit = one.traits({}).length.limit
    with pytest.raises(Refused, match="too_long"):
        one.deliver(link, replace(part, text="x" * (limit + 1)))
    ground_of(link).delete(post["id"])
    with pytest.raises(Refused, match="reply_gone"):
        one.deliver(link, part)
    assert [event for event in heard(one, link) if isinstance(event, HeardPost) and event.by_us] == []


def test_on_mastodon_a_link_counts_23_and_a_warning_is_taken_over(us):
    one, link = network("made-up-mastodon"), us("mastodon")
    post = asked(link, warning="lost things", visibility="unlisted")
    account = HeardAccount("norte.example#ann", "ann@norte.example", "Ann")
    where = Place(post["id"], "", post["id"], "", account, Visibility.UNLISTED, warning="lost things")
    made = one.compose("See https://example.org/" + "a" * 600, where, one.traits({}), ())
    assert (len(made.leaves), made.visibility, made.warning) == (1, Visibility.UNLISTED, "lost things")
    assert made.leaves[0].count == len("@ann See ") + 23 + len("lost things")


@each
def test_who_is_meant_and_who_only_said_the_name(place, us):
    one, link = network(f"made-up-{place}"), us(place)
    here = ground_of(link)
    mention = "@velonorte" if place == "mastodon" else "@velonorte.example"
    for number, (text, more) in enumerate(
        [
            (f"{mention} help", {}), ("those Velo Norte bikes", {}), ("nothing", {}), ("hm", {"to": PLACES[place]}),
            ("psst", {"visibility": "direct"}), ("@velonorte.example.org hi", {}),
        ]
    ):  # fmt: skip
        here.post({"key": f"p{number}", "by": f"p{number}.example", "text": text, "at": AT.timestamp(), **more})
    assert [str(one.addressed) for one in heard(one, link)] == ["mention", "nearby", "no", "reply", "direct", "no"]


def test_a_line_that_was_cut_short_was_never_written(us):
    link = us("bluesky")
    here = ground_of(link)
    asked(link)
    with here.log.open("ab") as out:
        out.write(b'{"kind": "post", "post": {"id": "half')
    assert [post["text"] for post in ground_of(link).posts().values()] == ["Help?"]
    here.post({"key": "r", "by": "b.example", "text": "Whole", "at": AT.timestamp()})
    assert [post["text"] for post in ground_of(link).posts().values()] == ["Help?", "Whole"]
    assert [event["kind"] for _, event in ground_of(link).since(0)] == ["post", "post"]


def test_many_who_write_at_once_write_each_line_whole(us):
    link = us("bluesky")

    def write(who):
        here = ground_of(link)
        for number in range(20):
            here.post({"key": f"{who}-{number}", "by": who, "text": "x" * 500, "at": AT.timestamp()})

    threads = [threading.Thread(target=write, args=(f"w{n}.example",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = ground_of(link).log.read_bytes().splitlines()
    assert len(lines) == len({json.loads(line)["post"]["id"] for line in lines}) == 80


@each
def test_what_ended_can_not_be_reached_any_more(place, us):
    one, link = network(f"made-up-{place}"), us(place)
    post = asked(link)
    part, _ = part_to(one, link, post, "Fine.")
    ground_of(link).log.unlink()
    with pytest.raises(Unheard):
        one.deliver(link, part)
    assert not ground_of(link).log.exists()


def test_every_picture_is_drawn_and_says_what_it_shows():
    shown = [one for one in troubles().values() if one.picture]
    assert {one.picture for one in shown} == {"dock", "flat"}
    for one in shown:
        drawn = network("made-up-bluesky").picture(address_of(one.picture))
        assert Image.open(BytesIO(drawn)).size == (1200, 760)
        assert len(one.alt) > 20
    with pytest.raises(LookupError):
        network("made-up-bluesky").picture("https://elsewhere.example/x.png")

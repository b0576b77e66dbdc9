"""What is personal goes out of an answer, whoever's it is; what is nobody's stays."""

from __future__ import annotations

import json
import time

import pytest

from tummler.cli.bench.understanding.rows.taken_out import ITEMS, _ours, _scores, nobodys_taken
from tummler.minds.taking_out import find_to_take_out


def taken(text, names=(), ours=("velonorte",)):
    return [(one.kind, text[one.start : one.end]) for one in find_to_take_out(text, names, ours)]


@pytest.mark.parametrize("half", ["kept aside", "worked on"])
def test_of_the_planted_things_at_least_ninety_nine_in_a_hundred_go(half):
    rows = [json.loads(line) for line in ITEMS.read_text("utf-8").splitlines()]
    some = [row for row in rows if row["half"] == half]
    assert sum(len(row["personal"]) for row in some) == 250
    recall, precision = _scores(some, _ours)
    assert (recall >= 0.99, precision >= 0.95) == (True, True)


@pytest.mark.parametrize(
    ("halves", "planted", "least", "exact", "too_much"),
    [
        (("sealed",), 272, 0.975, 0.93, 0.05),  # nobody looks at what is missed here: it stays an honest figure
        (("first", "second", "third", "fourth", "plain", "last"), 1114, 0.995, 0.93, 0.09),
        (("talk one", "talk two", "talk three", "talk four"), 660, 0.785, 0.73, 0.23),
    ],
)
def test_what_was_planted_without_knowing_the_rules_goes_as_far_as_was_measured(
    halves, planted, least, exact, too_much
):
    rows = [json.loads(line) for line in ITEMS.read_text("utf-8").splitlines()]
    some = [row for row in rows if row["half"] in halves]
    assert sum(len(row["personal"]) for row in some) == planted
    recall, precision = _scores(some, _ours)
    assert (recall >= least, precision >= exact, nobodys_taken(some) <= too_much) == (True, True, True)


def test_amounts_and_hours_of_a_case_go_and_prices_and_opening_hours_stay():
    mine = "We sent back £31.20. Our fitter comes on Friday 8 December between 9 and 11am."
    assert taken(mine) == [("amount", "£31.20"), ("appointment", "on Friday 8 December between 9 and 11am")]
    assert taken("A new saddle costs £31.20. The shop is open on Fridays from 9 to 11am.") == []


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Your driver today was Tendai M., he has the door code K7-44Q.", ["Tendai M", "K7-44Q"]),
        ("Left with the neighbour at no. 43; you pay 1.90, we send back ten euros.", ["no. 43", "1.90", "ten euros"]),
        ("Die Buchung läuft unter Achterberg, Code 0815*, Durchwahl 214.", ["Achterberg", "0815*", "214"]),
        ("Schreib an jonas (punkt) hartl (at) web.example.", ["jonas (punkt) hartl (at) web.example"]),
        ("You are in seat 14C and room 212, dear. Your code is 0604.", ["seat 14C", "room 212", "0604"]),
        ("omg zadie, complaints C-118 and C-126 are with Ms Will.", ["zadie", "C-118 and C-126", "Ms Will"]),
        (
            "Dr Okoro sees you on Friday the ninth, half past eleven, about the knee operation.",
            ["Dr Okoro", "Friday the ninth, half past eleven", "knee operation"],
        ),
        (
            "Il vient mercredi, onze heures moins le quart, au 14 rue de la Soie, 69002 Lyon; 192.168.1.254 reste.",
            ["mercredi, onze heures moins le quart", "14 rue de la Soie, 69002 Lyon"],
        ),
        ("Use the code WELCOME10 for ten percent off; error code E-1234 goes by itself.", []),
    ],
)
def test_what_opens_a_door_and_is_told_in_words_goes(text, goes):
    assert [words for _kind, words in taken(text)] == goes


def test_how_everyone_reaches_the_brand_stays():
    assert taken("Ring us on 0800 028 4411 or write to help@velo.example; our shop is at 12 Mill Road.") == []


def test_names_of_the_conversation_go_in_any_case_and_common_words_stay():
    text = "xanthia quill and I tried it, Quill rode. Bike lovers know: press End ride. ^Tomás"
    assert taken(text, ("Xanthia Quill", "xq_77", "Tomás Weir", "Bike Lover")) == [
        ("name", "xanthia quill"), ("name", "Quill"), ("name", "^Tomás"),
    ]  # fmt: skip


def test_what_is_nobodys_stays():
    for text in (
        "Hold the button for 10 seconds, then press End ride. It costs 2,50 € and 1.20 an hour, from 7:00 to 23:00.",
        "Version 4.2.1 of the app needs iOS 17. Error E-1234 means that the battery is below 20 %.",
        "@velonorte answers on weekdays, 9-17; in 2024 there were 120.000 rides. See https://velonorte.example/help",
        "Dock 14 at Harbour Road is full until Thursday 12 March; the next is 300 m away.",
    ):
        assert taken(text) == [], text


@pytest.mark.parametrize("text", ["Aa " * 7_000, "Hi " * 6_000, "Ana, " * 4_000, "12-" * 7_000, "Aa-" * 7_000])
def test_any_text_is_read_in_bounded_time(text):
    began = time.monotonic()
    find_to_take_out(text[:8_000], ("Ana",))
    assert time.monotonic() - began < 4

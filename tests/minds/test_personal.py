"""Personal data in public is marked where it stands; prices, dates and model names are not taken for it."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings, strategies as st

from tummler.minds.personal import KINDS, read_personal

FOUND = [
    ("my card 4111 1111 1111 1111 was charged twice", "card", "4111 1111 1111 1111"),
    ("card: 5500-0000-0000-0004 exp 12/27", "card", "5500-0000-0000-0004"),
    ("pay me to DE89 3704 0044 0532 0130 00 please", "iban", "DE89 3704 0044 0532 0130 00"),
    ("IBAN ES9121000418450200051332", "iban", "ES9121000418450200051332"),
    ("write to jane.doe+care@example.co.uk, thanks", "email", "jane.doe+care@example.co.uk"),
    ("mail me: jane (at) example (dot) com", "email", "jane (at) example (dot) com"),
    ("call me on +44 7700 900123 after six", "phone", "+44 7700 900123"),
    ("my number is 555-0142-77", "phone", "555-0142-77"),
    ("llámame al 612 345 678", "phone", "612 345 678"),
    ("meine Nummer: 0151 23456789", "phone", "0151 23456789"),
    ("order #AB-123456 never came", "order_number", "AB-123456"),
    ("mi pedido 33812 no llega", "order_number", "33812"),
    ("Bestellnummer 4711-0815 fehlt", "order_number", "4711-0815"),
    ("booking reference X7KQ29 is gone", "order_number", "X7KQ29"),
    ("deliver to 12 Baker Street, London NW1 6XE as always", "address", "12 Baker Street, London NW1 6XE"),
    ("vivo en Calle de Alcalá 45, 28014", "address", "Calle de Alcalá 45, 28014"),
    ("ich wohne in der Lindenstraße 12, 10969 Berlin", "address", "Lindenstraße 12, 10969 Berlin"),
    ("j'habite 14 rue de la Paix, 75002", "address", "14 rue de la Paix, 75002"),
    ("SSN 219-09-9999 is on your form", "id_number", "219-09-9999"),
    ("mi DNI es 12345678Z", "id_number", "12345678Z"),
    ("رقم بطاقتي ٤١١١ ١١١١ ١١١١ ١١١١", "card", "٤١١١ ١١١١ ١١١١ ١١١١"),
    ("meu CPF 529.982.247-25 está errado", "id_number", "529.982.247-25"),
    ("codice fiscale RSSMRA85M01H501Q", "id_number", "RSSMRA85M01H501Q"),
    ("my NI number is AB 12 34 56 C", "id_number", "AB 12 34 56 C"),
    ("رقم الطلب 12345678", "order_number", "12345678"),
    ("deliver to 221B Baker Street, London", "address", "221B Baker Street, London"),
    ("मेरा नंबर ०९८१० ४५६ ७८९ है", "phone", "०९८१० ४५६ ७८९"),
    ("404 500 5023 is where I am all day", "phone", "404 500 5023"),
    ("call me: 500 502 503", "phone", "500 502 503"),
    ("611 934 207 es el mío", "phone", "611 934 207"),
    ("my order 448812 was due, look: https://shop.example/help/77120034", "order_number", "448812"),
    ("I live above the shop at 12 Baker Street", "address", "12 Baker Street"),
    ("my store at 45 Market Street was never paid", "address", "45 Market Street"),
    ("deliver it to 12 Baker Street, the shop was shut", "address", "12 Baker Street"),
    ("the driver was at 9 Mill Lane and never rang", "address", "9 Mill Lane"),
    ("wir wohnen über dem Laden in der Lindenstraße 12", "address", "Lindenstraße 12"),
]
CLEAN = [
    "",
    "I paid £1,299.99 on 2026-11-22 at 11:20",
    "card 4111 1111 1111 1112 is not one",
    "error 0x80070057 on Windows 10 build 19045",
    "@jane.doe the iPhone 15 Pro Max 256 GB for 1199",
    "the bus 42 at 7:40 was late 3 times in 2 weeks",
    "flight BA2490 on the 12th",
    "we won 21-17 in 1998-1999",
    "my order from 2019 came in order",
    "https://example.org/article/20261122 is worth reading",
    "15 million people in 2020",
    "call me maybe",
    "404 500 502 503 errors all day",
    "500 502 503 again, is anybody there?",
    "channels 101 102 103 are black",
    "seats 201 202 203 204 together please",
    "why does https://shop.example/order/123456789 say not found?",
    "www.example.com/tracking/99887766 never loads",
    "shop.example/case/AB-123456 is your page, not mine",
    "your branch at 12 Baker Street is closed",
    "the store on 45 Market Street never answers",
    "is the 45 Market Street store open on Sunday?",
    "la tienda de la Calle Mayor 12 está cerrada",
    "eure Filiale in der Lindenstraße 12 ist zu",
    "le magasin du 14 rue de la Paix, encore fermé",
    "dock on 3 Harbour Road is full again",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_personal_data_is_marked(text: str, kind: str, words: str) -> None:
    assert [(mark.why, text[mark.start : mark.end]) for mark in read_personal(text)] == [(kind, words)]


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert read_personal(text) == ()


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("0123456789+-() @.aZé/#\n😀"), max_size=200))
def test_marks_lie_in_the_text_and_apart(text: str) -> None:
    marks = read_personal(text)
    assert all(0 <= mark.start < mark.end <= len(text) and mark.why in KINDS for mark in marks)
    assert all(one.end <= other.start for one, other in itertools.pairwise(marks))


@pytest.mark.parametrize("unit", ["1", "1 ", "a@", "@a.", "order ", "1-", "A1", "12 A ", "+1(", "Calle A ", "1 rue a "])
def test_hostile_text_is_quick(unit: str) -> None:
    start = time.process_time()
    read_personal(unit * (1_000_000 // len(unit)))
    assert time.process_time() - start < 0.5

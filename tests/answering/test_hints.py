"""What a writer is pointed at, on sentences that care teams really write, in English and Spanish."""

from __future__ import annotations

import pytest

from tummler.answering.hints import Drafted, Newer, hints_of
from tummler.answering.likeness import Earlier
from tummler.answering.readable import why_not


def found(text, kind=None, **more):
    """(kind, what, words) of each hint."""
    hints = hints_of(Drafted(text, **more))
    return [(one.kind, one.what, text[one.start : one.end]) for one in hints if kind in (None, one.kind)]


@pytest.mark.parametrize(
    "text, what, words",
    [
        ("For the 2 €, write to help@velonorte.example. ^Inés", "mail", "write to help@velonorte.example"),
        ("Hi! Please email us at care@bank.example with your details", "mail", "email us at care@bank.example"),
        ("Sorry to hear that. Can you drop us an email?", "mail", "drop us an email"),
        ("Please give us a call on 0800 123 4567 and we'll help", "call", "give us a call on 0800 123 4567"),
        ("Call our customer service team on 900 123 456.", "call", "Call our customer service team on 900 123 456"),
        ("You'd have to phone us about that.", "call", "phone us"),
        ("We're sorry. Please send us a DM with your order number.", "dm", "send us a DM"),
        ("Could you DM us your postcode?", "dm", "DM us"),
        ("Hey! Drop us a direct message so we can look into it", "dm", "Drop us a direct message"),
        ("Please fill in our contact form: https://velonorte.example/form", "page",
         "fill in our contact form: https://velonorte.example/form"),
        ("Please visit our website.", "page", "visit our website"),
        ("Head over to https://help.velonorte.example/lost and tell them", "page",
         "Head over to https://help.velonorte.example/lost and tell"),
        ("To claim it, click here", "page", "To claim it, click here"),
        ("Please contact customer support.", "page", "contact customer support"),
        ("You can open a ticket and someone answers", "page", "open a ticket"),
        ("Come to our nearest shop and they will swap it", "shop", "Come to our nearest shop"),
        ("Escríbenos a ayuda@velonorte.example y lo vemos", "mail", "Escríbenos a ayuda@velonorte.example"),
        ("Lo sentimos. Envíanos un correo con tus datos", "mail", "Envíanos un correo"),
        ("Llámanos al 900 123 456 por favor", "call", "Llámanos al 900 123 456"),
        ("Hola, mándanos un mensaje privado con tu DNI", "dm", "mándanos un mensaje privado"),
        ("¿Nos lo cuentas por MD? Gracias", "dm", "por MD"),
        ("Escríbenos por privado y te ayudamos", "dm", "Escríbenos por privado"),
        ("Rellena el formulario de contacto y te llamamos", "page", "Rellena el formulario de contacto"),
        ("Visita nuestra web: www.velonorte.example", "page", "Visita nuestra web: www.velonorte.example"),
        ("Haz clic aquí para reclamar", "page", "Haz clic aquí para reclamar"),
        ("Ponte en contacto con atención al cliente", "page", "Ponte en contacto con atención al cliente"),
        ("Acércate a nuestra tienda de Gran Vía", "shop", "Acércate a nuestra tienda"),
    ],
)  # fmt: skip
def test_sending_away_is_seen_in_its_words(text, what, words):
    assert found(text, "away") == [("away", what, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Leave the bike in dock 14 and run for your train: I ended your ride at 10:38.",
        "I called the workshop; they message back within the hour.",
        "Your e-mail is confirmed, and the form you sent has arrived.",
        "The dock’s website was down at noon. It is back.",
        "We saw your message. It is being looked at.",
        "Push it twice, then count to five. Message me back how it went.",
        "Nos llamaron del taller: tu bici está lista.",
        "El formulario que enviaste ha llegado, y el correo también.",
        "Hemos visto tu mensaje, lo miramos ahora mismo.",
        "Deja la bici en el anclaje 14, yo cierro el viaje.",
        "The opening hours are on https://velonorte.example/hours too.",
        "I ended it. If you need anything else, DM us.",
    ],
)
def test_helping_in_the_place_is_not_sending_away(text):
    assert found(text, "away") == []


def test_a_private_message_is_not_sent_to_a_private_message():
    assert found("Could you DM us your postcode?", "away", private=True) == []
    assert found("Call us on 0800 123 4567", "away", private=True) == [("away", "call", "Call us on 0800 123 4567")]


@pytest.mark.parametrize(
    "text, what, words",
    [
        ("Your card 4111 1111 1111 1111 was charged twice", "card", "4111 1111 1111 1111"),
        ("We paid it to ES91 2100 0418 4502 0005 1332 today", "iban", "ES91 2100 0418 4502 0005 1332"),
        ("Is marta.rueda@correo.example still right?", "email", "marta.rueda@correo.example"),
        ("¿Sigue siendo tu número el 612 345 678?", "phone", "612 345 678"),
    ],
)
def test_personal_data_in_public_is_seen_and_in_private_it_is_not(text, what, words):
    assert found(text) == [("personal", what, words)]
    assert found(text, private=True) == []


def test_our_own_address_is_sending_away_and_nothing_else():
    kinds = [kind for kind, _, _ in found("Write to help@velonorte.example or call us on 900 123 456")]
    assert kinds == ["away", "away"]


@pytest.mark.parametrize(
    "address, why",
    [
        ("https://bit.ly/3xYz", "short"),
        ("http://t.co/abc", "short"),
        ("https://intranet/help", "ours"),
        ("http://192.168.0.7/form", "ours"),
        ("http://localhost:8000/", "ours"),
        ("https://help.velonorte.internal/a", "ours"),
        ("https://velonorte.atlassian.net/browse/OPS-12", "login"),
        ("https://docs.google.com/document/d/1/edit", "login"),
        ("https://velonorte.example/account/login?next=/x", "login"),
        ("https://velonorte.example/wp-admin/post.php", "login"),
        ("https://velonorte..example/", "nowhere"),
        ("https://velo norte", "ours"),
        ("https://999.1.1.1/", "nowhere"),
        ("https://[::1", "nowhere"),
        ("https://velonorte.example/hours", ""),
        ("www.velonorte.example", ""),
        ("https://catalogin.example/plugin", ""),
        ("https://8.8.8.8/", ""),
        ("https://bücher.example/", ""),
    ],
)
def test_a_link_is_judged_by_how_it_looks(address, why):
    assert why_not(address) == why


def test_a_link_that_cant_be_opened_is_seen_in_its_place():
    text = "It is all here (https://bit.ly/3xYz), or there: https://velonorte.example/hours."
    assert found(text, "link") == [("link", "short", "https://bit.ly/3xYz")]


def test_a_picture_without_words_is_seen():
    assert found("Look", "undescribed", pictures=[("a", "A latch"), ("b", " ")]) == [("undescribed", "b", "")]
    assert found("Look", "undescribed", pictures=[("a", "A latch")]) == []


def test_another_language_than_theirs_is_seen():
    assert found("Push it.", "language", written="en", theirs="es-MX") == [("language", "en", "")]
    assert found("Push it.", "language", written="es", theirs="es-MX") == []
    assert found("Push it.", "language", written="", theirs="es") == []


def test_the_last_to_answer_meanwhile_is_named():
    newer = [Newer(1, "Olu", "Have you tried?"), Newer(2, "Dapo", "Push until it clicks.")]
    [hint] = hints_of(Drafted("Push it.", newer=newer))
    assert (hint.kind, hint.what, hint.more.name) == ("meanwhile", "2", "Dapo")


SORRY = (
    "Sorry for the inconvenience, Leo! The dock is being repaired.",
    "Hi Ana, sorry for the inconvenience. Your refund left today.",
    "Sorry for the inconvenience, we are on it.",
    "Conchi, con 13 años sí puede.",
    "It ended at 08:12, Pete. Restart the app and you will see it.",
)


def earlier(*texts):
    return [Earlier(text, "Tomás", f"need{number}") for number, text in enumerate(texts)]


def test_a_phrase_that_many_answers_have_is_seen_with_its_twins():
    text = "Sorry for the inconvenience, Marta! Leave the bike in dock 14."
    [hint] = hints_of(Drafted(text, earlier=earlier(*SORRY)))
    assert (hint.kind, text[hint.start : hint.end]) == ("alike", "Sorry for the inconvenience")
    assert (hint.more.count, hint.more.of) == (3, 5)
    assert [one.need for one in hint.more.twins] == ["need0", "need1", "need2"]


def test_an_answer_that_was_given_before_is_seen():
    said = "It ended at 08:12, Marta. Restart the app and you will see it there."
    [hint] = hints_of(Drafted(said, earlier=earlier(*SORRY)))
    assert (hint.kind, hint.more.count, hint.more.twins[0].text) == ("alike", 1, SORRY[4])


@pytest.mark.parametrize(
    "text",
    [
        "Leave the bike in dock 14 and run for your train: I ended your ride.",
        "Sorry about that, Marta.",
        "",
        "The dock is open again. Restart the app.",
    ],
)
def test_words_of_ones_own_sound_like_nobody(text):
    assert found(text, "alike", earlier=earlier(*SORRY)) == []


def test_what_was_waved_off_stays_away_until_other_words_come():
    text = "Could you DM us your postcode?"
    [hint] = hints_of(Drafted(text))
    assert hints_of(Drafted(text, waved={hint.key})) == []
    assert hints_of(Drafted(f"Hi. {text}", waved={hint.key})) == []
    assert len(hints_of(Drafted("Could you message us your postcode?", waved={hint.key}))) == 1
    assert "DM" not in hint.key and len(hint.key) <= 40


def test_a_hostile_text_is_read_in_no_time():
    for text in ("a@" * 5000, "1 " * 10_000, "call our " + "very " * 4000, "http://" * 2000, "x." * 9000):
        hints_of(Drafted(text, earlier=earlier(*SORRY)))

"""Promises of money, dates and rights are heard in six languages; what only sounds like them isn't one."""

from __future__ import annotations

import pytest

from tummler.answering.promising import find_promises

PROMISES = {
    "money": [
        "We'll refund you today.",
        "We will credit 12.50 € to your card.",
        "You'll get a full refund.",
        "That is a voucher of £20 for you.",
        "You won't be charged for it.",
        "I've refunded the second ride.",
        "Te devolvemos los 3,20 €.",
        "Te vamos a reembolsar el viaje.",
        "Recibirás un reembolso completo.",
        "No te cobraremos nada.",
        "Wir erstatten dir den Betrag.",
        "Du bekommst dein Geld zurück.",
        "Das sind 5 Euro zurück.",
        "Das ist für Sie kostenlos.",
        "Nous vous remboursons la course.",
        "Vous recevrez un avoir de 10 euros.",
        "C'est sans frais pour toi.",
        "Vamos te reembolsar o valor.",
        "Você vai receber de volta 20 reais.",
        "Será sem custo para você.",
        "Ti rimborsiamo la corsa.",
        "Riceverai un buono di 10 euro.",
        "È gratis per te.",
    ],
    "dates": [
        "It will be fixed by Friday.",
        "Your bike will arrive on 3 May.",
        "We'll call you within two hours.",
        "I'll write to you tomorrow.",
        "Llegará el 12 de mayo.",
        "Te responderemos antes de mañana.",
        "Estará arreglado en dos días.",
        "Es kommt am Freitag.",
        "Wir melden uns bis morgen.",
        "Das ist spätestens in drei Tagen da: spätestens Montag.",
        "Il arrivera vendredi.",
        "Vous serez livré avant le 3 mai.",
        "Nous répondrons sous 24 heures.",
        "Chega na sexta-feira.",
        "Responderemos até amanhã.",
        "Arriverà entro lunedì.",
        "Risponderemo in due ore.",
    ],
    "rights": [
        "You are entitled to a new one.",
        "You can return it within 30 days.",
        "Your warranty covers that.",
        "We guarantee that it holds.",
        "Tienes derecho a una bici nueva.",
        "Puedes cancelar gratis hasta el viernes.",
        "La garantía cubre eso.",
        "Du hast Anspruch auf Ersatz.",
        "Sie können jederzeit kündigen.",
        "Die Garantie gilt dafür.",
        "Vous avez droit à un échange.",
        "Tu peux annuler à tout moment.",
        "Você tem direito a outra.",
        "Pode cancelar quando quiser.",
        "Hai diritto a una nuova.",
        "Puoi disdire quando vuoi.",
    ],
}
NONE = [
    "Hold the button for five seconds.",
    "Your code for the box is 4711.",
    "The app asks for your name first.",
    "Did you pay at the dock?",
    "Tu código es 4711.",
    "Mantén pulsado el botón.",
    "¿Cuánto pagaste?",
    "Halte den Knopf gedrückt.",
    "Dein Code ist 4711.",
    "Votre code est 4711.",
    "Appuyez sur le bouton.",
    "Seu código é 4711.",
    "Segure o botão.",
    "Il tuo codice è 4711.",
    "Tieni premuto il pulsante.",
    "Two of the three are holds.",
    "I looked at your ride on the map.",
    "Thanks for telling us.",
]


@pytest.mark.parametrize("what", sorted(PROMISES))
def test_every_promise_is_heard(what: str) -> None:
    assert [text for text in PROMISES[what] if not find_promises(text)] == []


def test_of_which_kind_it_is_is_said_of_its_own_words() -> None:
    text = "Hello Marta. We'll refund 3.20 €, and it will be there by Friday."
    assert [(text[one.start : one.end], one.what) for one in find_promises(text)][:1] == [
        (
            "We'll refund 3.20 €, and it will be there by Friday",
            "money",
        )
    ]


def test_what_promises_nothing_is_left_alone() -> None:
    assert [(text, find_promises(text)) for text in NONE if find_promises(text)] == []

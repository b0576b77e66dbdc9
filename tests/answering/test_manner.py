"""How people like this one are answered well: from answers that helped, in their language, and nothing from others."""

from __future__ import annotations

import pytest

from tummler.answering.hints import Drafted, hints_of
from tummler.answering.manner import Good, form_of, has_emoji, manner_of

GOOD = [
    Good("¡Hola! Te hemos devuelto la fianza 😊, mañana la tienes.", "¿dónde está mi fianza?", "es"),
    Good("Ya tienes la fianza en tu cuenta.", "no me llega la fianza", "es"),
    Good("Le hemos devuelto la fianza, gracias a usted.", "quisiera saber de mi fianza, gracias", "es"),
    Good("It is on its way.", "where is my deposit?", "en"),
]


@pytest.mark.parametrize(
    "text, language, form",
    [
        ("¿Me puedes ayudar tú?", "es", "familiar"), ("¿Podría usted ayudarme?", "es", "formal"),
        ("Können Sie mir helfen?", "de", "formal"), ("Kannst du mal schauen?", "de", "familiar"),
        ("sie sind alle rot", "de", ""), ("Pouvez-vous vérifier votre page ?", "fr", "formal"),
        ("tu peux regarder ?", "fr", "familiar"), ("Lei può aiutarmi?", "it", "formal"),
        ("puoi aiutarmi?", "it", "familiar"), ("você pode ajudar?", "pt", "familiar"), ("can you help?", "en", ""),
    ],
)  # fmt: skip
def test_forms_of_address_are_told_apart(text: str, language: str, form: str) -> None:
    assert form_of(text, language) == form


def test_emoji_are_seen_and_digits_are_none() -> None:
    assert [has_emoji(text) for text in ("ok 👍🏽", "dock 14 #stuck *", "❤️", "© 2026")] == [True, False, True, False]


def test_only_good_answers_in_their_language_count() -> None:
    """Three in Spanish say how; one in English says nothing yet."""
    manner = manner_of("¿tienes mi fianza?", "es-ES", GOOD)
    assert manner is not None
    assert (manner.form, manner.emoji, manner.answers) == ("familiar", False, 3)
    assert (manner.familiar, manner.formal, manner.with_emoji, manner.words) == (2, 1, 1, ("fianza",))
    assert manner_of("where is it?", "en", GOOD) is None
    assert manner_of("?", "", GOOD) is None


def test_it_is_a_hint_that_can_be_waved_off() -> None:
    manner = manner_of("¿tienes mi fianza?", "es", GOOD)
    [hint] = hints_of(Drafted("Hola", manner=manner))
    assert (hint.kind, hint.more) == ("manner", manner)
    assert hints_of(Drafted("Hola", manner=manner, waved={hint.key})) == []

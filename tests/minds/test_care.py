"""Duty of care: what must ring somebody at once. To miss one is worse than to ring once too often."""

from __future__ import annotations

import pytest

from tummler.minds.contract import PostToRead
from tummler.minds.first import MIND

RINGS = [
    ("I want to kill myself because of this app", "self_harm"),
    ("I can't go on anymore, there is no reason to live", "self_harm"),
    ("you took my last money, i'm going to end it all tonight", "self_harm"),
    ("thinking about suicide", "self_harm"),
    ("everybody would be better off without me", "self_harm"),
    ("me quiero morir", "self_harm"),
    ("ya no quiero vivir", "self_harm"),
    ("ich will nicht mehr leben", "self_harm"),
    ("j'ai envie de mourir", "self_harm"),
    ("quero morrer", "self_harm"),
    ("I will come to your office and shoot you all", "threat"),
    ("I know where you live", "threat"),
    ("there is a bomb in the building, bomb threat", "threat"),
    ("you deserve to die", "threat"),
    ("gonna burn your store down", "threat"),
    ("voy a quemar su oficina", "threat"),
    ("your driver hit me in the face", "violence"),
    ("I was assaulted by your security guard", "violence"),
    ("he tried to grab me and followed me home", "violence"),
    ("I fear for my life", "violence"),
    ("su empleado me golpeó", "violence"),
    ("my baby is locked in the car", "child"),
    ("a man keeps messaging my daughter in your game asking for nude photos", "child"),
    ("7 year old stranded alone at the station", "child"),
    ("child abuse on your platform", "child"),
    ("mi bebé está encerrado en el coche", "child"),
    ("I'm writing a story for the Guardian, who can I talk to?", "press"),
    ("journalist here, request for comment", "press"),
    ("I will go to the press with this", "press"),
    ("soy periodista y quisiera una declaración", "press"),
    ("You will hear from my lawyer", "legal"),
    ("I'll sue you", "legal"),
    ("see you in small claims court", "legal"),
    ("I have filed a complaint with the ombudsman", "legal"),
    ("this is a subject access request under GDPR", "legal"),
    ("reported you to trading standards", "legal"),
    ("voy a demandarlos, ya hablé con mi abogado", "legal"),
    ("mein Anwalt meldet sich bei euch", "legal"),
    ("vou no Procon e vou processar vocês", "legal"),
]
SILENT = [
    "how do I cancel my subscription?",
    "my battery died again",
    "this game is killing it",
    "I'm dying to try the new menu",
    "the kids love your cereal",
    "great fight last night, what a match",
    "the app crashed and lost my photos",
    "my refund is late for 5 days",
    "you beat the price of the others",
    "booked the tennis court for 5pm",
    "¿a qué hora abren mañana?",
    "llevo tres días sin internet",
    "gracias por nada",
]


@pytest.mark.parametrize(("text", "care"), RINGS)
def test_care_rings(text: str, care: str) -> None:
    judgement = MIND.read([PostToRead(text, languages=("en", "es", "de", "fr", "pt"))])[0].care
    assert judgement is not None
    assert (judgement.value, bool(judgement.marks)) == (care, True)


@pytest.mark.parametrize("text", SILENT)
def test_care_is_silent(text: str) -> None:
    assert MIND.read([PostToRead(text, languages=("en", "es"))])[0].care is None


def test_care_takes_what_cannot_wait() -> None:
    text = "my lawyer will call you, and I want to die"
    care = MIND.read([PostToRead(text)])[0].care
    assert care is not None
    assert (care.value, [text[mark.start : mark.end] for mark in care.marks]) == ("self_harm", ["want to die"])

"""The asker's word on an answer: plain cases by hand, and the labelled follow-ups of real threads."""

from __future__ import annotations

import pytest

from tests.minds.labels import read_labels
from tests.minds.measure import figures, said_word
from tummler.minds.contract import FollowUp
from tummler.minds.first import MIND

ADVICE = "Please reinstall the app and restart your phone. The steps are on our help page."
QUESTION = "Which phone do you have, and what does the message say?"
DID_IT = "We have reset it on our side. Is it working now?"

HELPED = [
    "That worked, thanks!",
    "that worked",
    "It works now, thank you so much",
    "Working now!",
    "Fixed!",
    "Sorted, thanks",
    "All sorted now, cheers",
    "Thanks, that did the trick",
    "Yep that fixed it",
    "Restarting it worked.",
    "Problem solved, thank you",
    "I'm back in, thank you!",
    "Finally I can log in again. Thanks!",
    "Got it working, thanks for the tip",
    "everything is back to normal",
    "my refund has arrived, thank you",
    "You saved my day",
    "That answered my question, thanks",
    "Exactly what I was looking for!",
    "Perfect, it's working again 🎉",
    "The first one didn't work but the second one fixed it",
    "It's sorted now, reinstalling updates didn't work so had to initialize instead",
    "Ya funciona, muchas gracias",
    "Eso funcionó!",
    "ya se solucionó, gracias",
    "Problema resuelto",
    "Por fin me llegó el reembolso",
    "Danke, funktioniert wieder!",
    "Ça marche maintenant, merci",
    "Deu certo, obrigada!",
]
NOT_HELPED = [
    "still broken",
    "Still not working",
    "It's still not working",
    "Sorry, that didn't work",
    "Didn't help.",
    "I tried that already, no luck",
    "Same error again",
    "same problem",
    "Nope, nothing has changed",
    "Done all that. Nothing works.",
    "I've tried everything!",
    "thanks for nothing",
    "Great help you are 🙄",
    "It worked for a minute but now it's broken again",
    "It hasn't been fixed",
    "No dice, sorry",
    "doesn't work",
    "This is not helpful at all",
    "I have reinstalled the app many times. It's still an issue",
    "Sigue sin funcionar",
    "no me sirvió",
    "ya lo intenté y nada",
    "gracias por nada",
    "todavía no me llega el reembolso",
    "mismo error",
    "Funktioniert immer noch nicht",
    "Toujours pas de réponse",
    "Ainda não funciona",
]
OPEN = [
    "Thanks",
    "Thank you!",
    "great, thanks",
    "ok thanks, sending DM now",
    "Thanks, will try",
    "I'll try that tonight and let you know if it works",
    "thanks in advance",
    "I hope that fixes it",
    "Fingers crossed it works this time",
    "did that work for anybody else?",
    "Will it be fixed soon?",
    "Has it been fixed?",
    "I need it fixed today",
    "Please get it sorted",
    "It worked yesterday",
    "It used to work fine",
    "It works on my laptop, why not here?",
    "You said it would be resolved",
    "When it works I will tell you",
    "PS4",
    "Yes",
    "No",
    "no error message",
    "Windows 10, 16 GB",
    "How do I do that?",
    "Another thing: how do I change my address?",
    "It keeps crashing when I export",
    "good work",
    "",
    "Gracias",
    "Gracias, voy a probar",
    "gracias de antemano",
    "Espero que se solucione",
    "¿ya funciona?",
    "funcionaba ayer",
    "ya te envié un DM",
    "Danke, probiere ich aus",
    "Merci d'avance",
]


def word(text: str, *, by_asker: bool = True, answer: str = "") -> str:
    return MIND.word(FollowUp(text, by_asker, answer=answer)).value


@pytest.mark.parametrize("text", HELPED)
def test_word_helped_is_heard(text: str) -> None:
    assert word(text, answer=ADVICE) == "helped"


@pytest.mark.parametrize("text", NOT_HELPED)
def test_word_not_helped_is_heard(text: str) -> None:
    assert word(text, answer=ADVICE) == "not_helped"


@pytest.mark.parametrize("text", OPEN)
def test_word_stays_open_after_a_question(text: str) -> None:
    assert word(text, answer=QUESTION) == "open"


@pytest.mark.parametrize("text", [*HELPED, *NOT_HELPED, *OPEN])
def test_word_of_a_bystander_is_open(text: str) -> None:
    judgement = MIND.word(FollowUp(text, by_asker=False, answer=ADVICE))
    assert (judgement.value, judgement.why, judgement.marks) == ("open", "not_the_asker", ())


@pytest.mark.parametrize(
    ("text", "answer", "value"),
    [
        ("Yes", DID_IT, "helped"),
        ("yep, thanks", DID_IT, "helped"),
        ("Nope", DID_IT, "not_helped"),
        ("No", QUESTION, "open"),
        ("yes", ADVICE, "open"),
        ("Sí, gracias", "Lo hemos reiniciado. ¿Te funcionó?", "helped"),
        ("not working", ADVICE, "not_helped"),
        ("not working", QUESTION, "open"),
        ("it won't let me", "", "open"),
    ],
)
def test_word_is_read_with_our_answer(text: str, answer: str, value: str) -> None:
    assert word(text, answer=answer) == value


def test_word_marks_the_words_it_took() -> None:
    text = "Hi! That worked, thanks"
    judgement = MIND.word(FollowUp(text, by_asker=True))
    assert [text[mark.start : mark.end] for mark in judgement.marks] == ["That worked"]


@pytest.mark.parametrize("value", ["helped", "not_helped"])
def test_word_is_precise_on_labelled_follow_ups(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [(label.label, said_word(label)) for label in read_labels()]
    precision, recall, _ = figures(pairs, value)
    with capsys.disabled():
        print(f"\n{value}: precision {precision:.3f}, recall {recall:.3f} of {len(pairs)} labelled follow-ups")
    assert precision >= 0.95

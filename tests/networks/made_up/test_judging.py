"""How made-up people take answers: 90 written ones with what they are, decided by hand; compared one by one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tummler.minds.contract import FollowUp, PostToRead, TopicWords
from tummler.minds.first.mind import FirstMind
from tummler.networks.made_up.people.judging import judge, language_of
from tummler.networks.made_up.people.phrases import concepts
from tummler.networks.made_up.people.scenes import filled, mention_of_us
from tummler.networks.made_up.people.troubles import Trouble, cast, troubles

ANSWERS = [json.loads(line) for line in (Path(__file__).parent / "answers.jsonl").read_text("utf-8").splitlines()]
TOPICS = tuple(TopicWords(name.lower(), tuple(words)) for name, words in cast().topics.items())
each_trouble = pytest.mark.parametrize("trouble", troubles().values(), ids=lambda one: one.key)


def test_there_are_answers_of_every_kind():
    kinds = Counter(one["verdict"] for one in ANSWERS)
    assert len(ANSWERS) >= 90
    assert {kind for kind, number in kinds.items() if number >= 4} == {
        "helped", "asks", "part", "wrong", "away", "other", "empty",
    }  # fmt: skip


@pytest.mark.parametrize("one", ANSWERS, ids=lambda one: f"{one['trouble']}: {one['text']}")
def test_an_answer_is_taken_as_it_is(one):
    assert judge(troubles()[one["trouble"]], one["text"]).verdict == one["verdict"]


def test_what_was_said_before_counts_and_what_was_asked_is_asked_once():
    deposit = troubles()["deposit"]
    first = judge(deposit, "I refunded your deposit.")
    assert (first.verdict, first.what, sorted(first.had)) == ("part", "refund", ["refund"])
    assert judge(deposit, "You have it within two days.", first.had).verdict == "helped"
    unlock = troubles()["unlock"]
    assert judge(unlock, "Which bike is it?").what == "ask_bike"
    assert judge(unlock, "Which bike is it?", told=["ask_bike"]).verdict == "empty"


@pytest.mark.parametrize(
    ("text", "language"),
    [("You can take the other one.", "en"), ("Puede coger la otra.", "es"), ("Ok!", ""), ("¿Dónde?", "es")],
)
def test_a_language_is_told_by_its_little_words(text, language):
    assert language_of(text) == language


# -------------------------------------------------------------- what they write themselves, read by the product


def fill_of(trouble: Trouble) -> dict[str, str]:
    fill = {name: choices[0] for name, choices in cast().fill.items()}
    return fill | {"us": mention_of_us(trouble.place), "name": "Ann"}


def read(trouble: Trouble, text: str, addressed: str):
    post = PostToRead(
        text=filled(text, fill_of(trouble)), addressed=addressed, language_hint=trouble.language,
        languages=("en", "es"), brand_words=("velo norte", "yellow bikes"), topics=TOPICS,
    )  # fmt: skip
    return FirstMind().read([post])[0]


def word(trouble: Trouble, text: str) -> str:
    answer = {"en": "Hold the button for five seconds.", "es": "Mantén el botón apretado."}[trouble.language]
    follow_up = FollowUp(filled(text, fill_of(trouble)), True, answer=answer, language=trouble.language)
    return FirstMind().word(follow_up).value


@each_trouble
def test_every_trouble_says_only_what_there_is(trouble):
    named = {*trouble.facts, *trouble.ask, *trouble.part, *trouble.wrong}
    assert named - set(concepts()) == set()
    assert bool(trouble.must) == (not trouble.aside)


@each_trouble
def test_what_they_ask_is_a_need_and_danger_rings(trouble):
    for text in trouble.texts:
        reading = read(trouble, text, "nearby" if trouble.nearby else "mention")
        assert (reading.need or trouble.rings) == (not trouble.aside or bool(trouble.deleted_after)), text
        assert (reading.care is not None) == trouble.rings, text
        assert reading.language.value == trouble.language, text


@each_trouble
def test_their_thanks_are_read_as_thanks_and_nothing_else_is(trouble):
    assert {text: word(trouble, text) for text in trouble.thanks} == dict.fromkeys(trouble.thanks, "helped")
    others = [*trouble.still, *trouble.empty, *trouble.away, *trouble.other, *trouble.gave_up]
    others += [*trouble.ask.values(), *trouble.part.values(), *trouble.wrong.values()]
    assert [text for text in others if word(trouble, text) == "helped"] == []


@each_trouble
def test_who_was_not_helped_is_heard_as_that(trouble):
    still = [*trouble.still, *trouble.empty, *trouble.away, *trouble.other, *trouble.part.values()]
    lost = [
        text for text in still if word(trouble, text) != "not_helped" and not read(trouble, text, "reply").need
    ]  # fmt: skip
    assert lost == []


@each_trouble
def test_what_the_house_knows_is_a_good_answer(trouble):
    """Whoever says what the page tells them is thanked; in the asker's language, and as done."""
    said = {
        "unlock": "Hold the button on its lock for five seconds.", "granddaughter": "Con su cuenta y usted a su lado.",
        "night": "No cierra nunca.", "flat": "Déjala en el anclaje más cercano.", "card": "En la app: Perfil, Pago.",
    }  # fmt: skip
    if trouble.knows and trouble.key not in ("dock", "froze", "charged", "push", "deposit"):
        assert judge(trouble, said.get(trouble.key, trouble.knows)).verdict == "helped"

"""What the first mind makes of a post: kind, urgency, topic, language, and the words it says so by."""

from __future__ import annotations

import pytest

from tummler.minds.contract import NEEDY, Judgement, PostToRead, Reading, TopicWords
from tummler.minds.first import MIND

TOPICS = (
    TopicWords("refunds", ("refund", "money back", "reimbursement")),
    TopicWords("rides", ("ride", "trip", "driver")),
    TopicWords("lost-property", ("lost", "left my bag", "forgot")),
)


def read(text: str, addressed: str = "mention", languages: tuple[str, ...] = ("en", "es", "hi")) -> Reading:
    return MIND.read([PostToRead(text, addressed=addressed, languages=languages, topics=TOPICS)])[0]


def marked(judgement: Judgement, text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in judgement.marks]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how do I cancel my subscription?", "question"),
        ("what are your opening hours on sunday?", "question"),
        ("Does anyone know if the 8 o'clock bus runs on holidays?", "question"),
        ("My ride is still running, anyone?", "complaint"),
        ("third time I ask for my refund, waiting since monday", "complaint"),
        ("WORST service EVER!!!", "complaint"),
        ("Thanks for cancelling my order without telling me", "complaint"),
        ("why is my card declined", "complaint"),
        ("Can you please reset my password?", "request"),
        ("please unlock my account", "request"),
        ("you guys are the best, love the new app!", "praise"),
        ("Thank you for resolving my issue so quickly", "praise"),
        ("Hi", "noise"),
        ("ok", "noise"),
        ("good morning everyone", "noise"),
        ("lol same", "noise"),
        ("", "noise"),
        ("Earn $500 a day, click here now", "spam"),
        ("you fucking idiots", "abuse"),
        ("¿Cómo puedo cambiar mi contraseña?", "question"),
        ("Llevo tres días sin internet y nadie contesta", "complaint"),
        ("me pueden ayudar con mi pedido por favor", "request"),
        ("me encanta la nueva app, felicidades", "praise"),
        ("Hola", "noise"),
        ("bhai mera paisa kab wapas hoga? kya kar rahe ho", "question"),
    ],
)
def test_kind_of_a_post_to_us(text: str, kind: str) -> None:
    assert read(text).kind.value == kind


@pytest.mark.parametrize(
    ("text", "addressed", "needy"),
    [
        ("thanks!", "reply", False),
        ("ok thanks, have a nice day", "reply", False),
        ("@bob where did you get that?", "nearby", False),
        ("watching the match with my girlfriend tonight", "nearby", False),
        ("Acme is down again, can't log in since this morning", "nearby", True),
        ("no problem at all, love it", "mention", False),
        ("my order 4711 came yesterday in the evening and the left shoe", "mention", True),
        ("my order 4711 came yesterday in the evening and the left shoe", "nearby", False),
    ],
)
def test_kind_heeds_the_setting(text: str, addressed: str, needy: bool) -> None:
    reading = read(text, addressed)
    assert (reading.kind.value in NEEDY, reading.need) == (needy, needy)


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("@acme hello! My ride is still running, anyone?", "not_working", ["My ride is still running", "anyone?"]),
        ("Hi @acme, how do I cancel my subscription?", "asked", ["how do I cancel my subscription?"]),
        ("Can’t log in to the app at work 😡 since noon", "not_working", ["Can’t log in", "😡"]),
        ("ok", "chatter", ["ok"]),
        ("", "no_words", []),
    ],
)
def test_kind_marks_the_words_a_person_would(text: str, why: str, words: list[str]) -> None:
    kind = read(text).kind
    assert (kind.why, marked(kind, text)) == (why, words)


@pytest.mark.parametrize(
    ("text", "urgency", "why"),
    [
        ("my train leaves at 11:20 and the ticket won't load", "now", "departs"),
        ("I'm locked out of my flat", "now", "locked_out"),
        ("stranded at the airport with two kids", "now", "stuck_now"),
        ("I smell gas in the kitchen", "now", "safety"),
        ("I need an answer before midnight", "now", "deadline"),
        ("my card was stolen", "now", "locked_out"),
        ("waiting for 5 days", "today", "waiting_since"),
        ("this is the third time I write", "today", "again"),
        ("you charged me twice", "today", "losing_money"),
        ("you said it would be delivered by yesterday", "today", "promised"),
        ("no rush, but how do I change my address?", "no_hurry", "at_leisure"),
        ("how do I change my address?", "no_hurry", "no_time_said"),
        ("ANSWER ME!!!!! WORST COMPANY EVER!!!!!!", "no_hurry", "no_time_said"),
        ("mi tren sale a las 11:20 y la app no carga", "now", "departs"),
        ("Llevo tres días sin internet", "today", "waiting_since"),
        ("sin prisa, ¿cómo cambio mi dirección?", "no_hurry", "at_leisure"),
    ],
)
def test_urgency_is_taken_from_words(text: str, urgency: str, why: str) -> None:
    judgement = read(text).urgency
    assert (judgement.value, judgement.why, bool(judgement.marks)) == (urgency, why, why != "no_time_said")


def test_urgency_is_the_same_however_loud() -> None:
    text = "my card does not work and nobody answers"
    assert read(text).urgency.value == read(text.upper() + "!!!!!!").urgency.value


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("I want my money back for the trip and a refund", "refunds", ["money back", "refund"]),
        ("the driver cancelled my trips", "rides", ["driver", "trips"]),
        ("I think I left my bag in the car", "lost-property", ["left my bag"]),
        ("#Refund please", "refunds", ["Refund"]),
        ("hello there", None, []),
    ],
)
def test_topic_is_one_of_the_brands_own(text: str, topic: str | None, words: list[str]) -> None:
    judgement = read(text).topic
    found = (judgement.value, marked(judgement, text)) if judgement else (None, [])
    assert found == (topic, words)


def test_topic_without_topics_is_none() -> None:
    assert MIND.read([PostToRead("refund")])[0].topic is None


@pytest.mark.parametrize(
    ("text", "hint", "languages", "language", "why"),
    [
        ("the train is late again and nobody tells us why", "", ("en", "es", "de"), "en", "language_letters"),
        ("el tren llega tarde otra vez y nadie dice nada", "en", ("en", "es", "de"), "es", "language_letters"),
        ("el tren llega tarde otra vez y nadie dice nada", "es", ("en",), "es", "language_letters"),
        ("the train is late again and nobody tells us why", "es", ("en",), "en", "language_letters"),
        ("der Zug kommt schon wieder zu spät und keiner sagt etwas", "", ("en", "de"), "de", "language_letters"),
        ("ok", "de", ("en", "es", "de"), "de", "language_declared"),
        ("👍👍", "es-MX", ("en", "es"), "es", "language_declared"),
        ("👍👍", "fr", ("en", "es"), "und", "language_unknown"),
        ("👍👍", "", ("pt",), "pt", "language_only_one"),
        ("bhai mera paisa kab wapas hoga? kya kar rahe ho", "en", ("en", "hi"), "hi", "language_words"),
        ("bhai mera paisa kab wapas hoga? kya kar rahe ho", "", ("en", "es"), "und", "language_words"),
        ("電車が遅れています", "", ("en", "ja"), "ja", "language_letters"),
    ],
)
def test_language_is_one_of_those_configured_or_the_one_that_app_and_words_agree_on(
    text: str, hint: str, languages: tuple[str, ...], language: str, why: str
) -> None:
    judgement = MIND.read([PostToRead(text, language_hint=hint, languages=languages)])[0].language
    assert (judgement.value, judgement.why) == (language, why)


def test_language_of_romanised_hindi_is_never_sure() -> None:
    assert read("mera order abhi tak nahi aaya kya karu").language.probability < 0.8


def test_read_keeps_the_order() -> None:
    readings = MIND.read([PostToRead("Hi"), PostToRead("how do I cancel?")])
    assert [reading.kind.value for reading in readings] == ["noise", "question"]

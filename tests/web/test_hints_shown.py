"""Hints under the answer: in words, with one thing to do, waved off for good, and never in the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answering.test_pictures import picture
from tests.web.reading import Node, read
from tests.web.test_writing import STUCK, Composing, composing
from tummler.acts.pictures import add_pictures
from tummler.acts.replies import save_draft
from tummler.answering.drafts import Chosen
from tummler.common import clock
from tummler.records.models import Delivery, Need, Reply, Word

__all__ = ["composing"]


def tips(page: Node) -> list[Node]:
    return page.all("li", "tip")


def told(page: Node) -> list[str]:
    return [one.one("p").words for one in tips(page)]


def deeds(tip: Node) -> list[str]:
    return [one.words for one in tip.one("", "acts").all("", "b")]


def test_a_hint_says_what_why_and_what_to_do(composing: Composing) -> None:
    seen = read(composing.post("leaves", "Could you DM us your postcode?"))
    [tip] = tips(seen)
    assert tip.one("p").one("b").words == "This sends marta away."
    assert "You can ask in private from here." in tip.one("p").words
    assert deeds(tip) == ["Only marta", "Send it so"]
    assert (tip.attributes["data-words"], tip.attributes["data-start"]) == ("DM us", "10")
    deed = tip.all("button")[0].attributes
    assert (deed["data-do"], deed["data-value"]) == ("choose", "visibility=direct")
    assert told(read(composing.post("leaves", "Could you DM us?", fields={"visibility": "direct"}))) == []


def test_a_hint_that_was_waved_off_stays_away_with_the_draft(composing: Composing) -> None:
    composing.post("draft", "Could you DM us your postcode?")
    [tip] = tips(composing.open())
    composing.post(
        "draft", "Could you DM us your postcode?", fields={"waved": tip.all("button")[1].attributes["value"]}
    )
    assert (tips(composing.open()), len(Reply.objects.get().waved)) == ([], 1)
    assert tips(read(composing.post("leaves", "Could you DM us your postcode?"))) == []


def test_with_every_hint_there_is_it_is_sent(composing: Composing, helper: Any, echo: Any, settle: Any) -> None:
    text = (
        "Sorry about that. DM us, or is your number still 612 345 678? All is on https://bit.ly/3xYz now. "
        "Escríbenos por privado y te lo contamos todo con mucho gusto, de verdad, sin prisa ninguna."
    )
    add_pictures(actor=helper, need=composing.need, contents=[picture()])
    echo.say("Push it until it clicks.", "dapo", name="Dapo", parent=composing.need.post.remote_id)
    settle()
    composing.open()
    composing.post("draft", text)
    page = composing.open()
    kinds = [one.attributes["data-kind"] for one in tips(page)]
    assert kinds == ["away", "away", "personal", "link", "undescribed", "meanwhile"]
    said = told(page)
    assert said[2].startswith("This looks like a telephone number. Anyone can read it here.")
    assert said[3].startswith("A short link hides where it leads. Many don’t open what they can’t read.")
    assert said[4] == "The picture has no description. Echo shows it; who can’t see it hears nothing."
    assert said[5] == "Dapo answered while you wrote. Is yours still needed? Push it until it clicks."
    assert tips(page)[5].one("a").attributes["href"].startswith("#post-")
    assert composing.post("answer", text).status_code == 302
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    "asked, answer, said",
    [
        ("@velonorte mi bici no se abre y estoy en el anclaje 14, ¿me ayudas?",
         "Push the button twice, wait for the green light, then count to five and pull.",
         "marta writes Spanish. This is English."),
        (STUCK, "Pulsa el botón dos veces, espera la luz verde, cuenta hasta cinco y tira.",
         "marta writes English. This is Spanish."),
    ],
)  # fmt: skip
def test_another_language_than_theirs_is_told(heard: Any, desk: Any, asked: str, answer: str, said: str) -> None:
    composing = Composing(desk, heard(asked).needs.get())
    assert told(read(composing.post("leaves", answer))) == [said]


def test_what_the_whole_team_says_is_shown_beside_it(heard: Any, owner: Any, helper: Any, desk: Any) -> None:
    from tummler.acts.needs import claim_need
    from tummler.acts.replies import promise_reply

    for number in range(3):
        need = heard(f"@velonorte dock {number} keeps my bike, help?", by=f"rider{number}").needs.get()
        claim_need(actor=helper, need=need)
        text = f"Sorry for the inconvenience! Dock {number} is open."
        promise_reply(actor=helper, reply=save_draft(actor=helper, need=need, text=text, edition=0))
    composing = Composing(desk, heard(STUCK).needs.get())
    [tip] = tips(read(composing.post("leaves", "Marta, sorry for the inconvenience. I opened it.")))
    assert tip.all("p")[0].words == "Sounds like 3 others. 3 of the last 3 answers say that."
    assert tip.attributes["data-words"] == "sorry for the inconvenience"
    twins = tip.one("details", "twins").all("li")
    assert twins[0].one("p", "voice").words == "Sorry for the inconvenience! Dock 2 is open."
    assert twins[0].one("p", "q").words == "Tomás Weir · Open"


def test_nobody_is_hinted_at_what_they_said_themselves(
    composing: Composing, owner: Any, echo: Any, settle: Any
) -> None:
    save_draft(actor=owner, need=composing.need, text="Push it.", edition=0, chosen=Chosen(language="en"))
    echo.say("Still nothing!", "marta", parent=composing.need.post.remote_id)
    settle()
    assert told(composing.open()) == []


def test_answers_that_helped_say_how_people_like_this_are_answered(
    composing: Composing, heard: Any, helper: Any
) -> None:
    """Three good answers in their language: how many are how, in words; what is private says nothing."""
    for number in range(4):
        need = heard("@velonorte where is my deposit?", by=f"asker{number}").needs.get()
        Reply.objects.create(
            brand=need.brand, need=need, conversation=need.conversation, channel=need.post.channel, to_post=need.post,
            helper=helper, text=f"Your deposit left us on day {number} 🙂", promised_at=clock.now(),
            visibility="direct" if number == 3 else "public",
        )  # fmt: skip
        Word.objects.create(brand=need.brand, need=need, value="helped")
        Need.objects.filter(pk=need.pk).update(state="helped")
    [said] = [one for one in told(read(composing.post("leaves", "Push the wheel in."))) if "helped in" in one]
    assert said == (
        "How people are answered in English. Of three answers that helped in English, three had an emoji. "
        "Their words: “deposit”."
    )

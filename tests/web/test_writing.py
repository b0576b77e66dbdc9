"""An answer on its way: kept while it is typed, shown as it will stand there, sent once, taken back, told truly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import Node, read
from tummler.acts.needs import claim_need
from tummler.acts.replies import save_draft
from tummler.common import clock
from tummler.records.models import Brand, Delivery, Need, Reply

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
EXCHANGE = {"HX-Request": "true"}
BY_SCRIPT = {"Accept": "application/json"}


class Composing:
    """A helper with a need open: posts its form as the page has it."""

    def __init__(self, client: Any, need: Any) -> None:
        self.client, self.need = client, need
        self.open()

    def open(self) -> Node:
        """Look at the page, as it is now."""
        self.page = read(self.client.get(f"/desk/{self.need.public_id}/"))
        return self.page

    def post(self, verb: str, text: str = "", **more: Any) -> Any:
        """Send the composer's form, with what its page knew."""
        fields = {"text": text}
        for name in ("edition", "after", "base", "was"):
            found = self.page.all("input", name=name)
            fields |= {name: found[0].attributes["value"]} if found else {}
        return self.client.post(f"/desk/{self.need.public_id}/{verb}/", fields | more.pop("fields", {}), **more)

    def line(self) -> str:
        """The state of the newest answer, in words."""
        return self.open().all("", "sent")[-1].words


@pytest.fixture
def composing(heard: Any, desk: Any) -> Composing:
    return Composing(desk, heard(STUCK).needs.get())


def test_draft_is_kept_and_restored(composing: Composing) -> None:
    said = composing.post("draft", "Push it twice,\r\nthen count.", headers=BY_SCRIPT)
    assert said.json()["edition"] == 1
    page = composing.open()
    assert page.one("textarea", id="text").words == "Push it twice, then count."
    assert page.one("input", name="edition").attributes["value"] == "1"
    assert Reply.objects.get().text == "Push it twice,\nthen count."


def test_draft_is_kept_without_javascript(composing: Composing) -> None:
    answer = composing.post("draft", "Push it twice.")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/{composing.need.public_id}/#answer")


def test_overtaken_draft_shows_both_texts_and_loses_none(
    composing: Composing, helper: Any, client_of: Callable[[Any], Any]
) -> None:
    save_draft(actor=helper, need=composing.need, text="Tomás wrote this.", edition=0)
    told = composing.post("draft", "And I wrote that.", headers=BY_SCRIPT)
    assert told.status_code == 409
    section = read(told).one("", "overtaken")
    assert section.one("b").words.startswith("Tomás changed this draft ")
    theirs = section.one("", "leaf")
    assert (theirs.words, theirs.attributes["data-edition"]) == ("Tomás wrote this.", "1")
    page = read(composing.post("draft", "And I wrote that."))
    assert page.one("textarea", id="text").words == "And I wrote that."
    assert page.one("", "overtaken").one("", "leaf").words == "Tomás wrote this."
    composing.page = page
    composing.post("draft", "Both.")
    assert Reply.objects.get().text == "Both."


def test_sending_an_overtaken_draft_sends_nothing(composing: Composing, helper: Any) -> None:
    save_draft(actor=helper, need=composing.need, text="Tomás wrote this.", edition=0)
    answer = composing.post("answer", "And I wrote that.")
    assert answer.status_code == 409
    assert Delivery.objects.count() == 0
    assert read(answer).one("textarea", id="text").words == "And I wrote that."


def test_leaves_are_cut_and_counted_by_the_network(composing: Composing) -> None:
    short = read(composing.post("leaves", "Push it twice."))
    assert short.one("", id="leaves").words == ""
    long = read(composing.post("leaves", "word " * 70))
    assert long.all("p")[0].words == "As it will be posted, in two posts:"
    assert [leaf.one("", "num").words for leaf in long.all("li")] == ["299 of 300", "55 of 300"]
    assert long.all("li")[1].one("p", "voice").words.endswith("word ^Inés")
    assert Reply.objects.count() == 0


def test_words_over_the_limit_are_underlined_and_not_sent(heard: Any, owner: Any, desk: Any, settle: Any) -> None:
    from tummler.acts.asking import Asker, ask_on_square
    from tummler.work.flow import run_all

    ask_on_square(brand=owner.brand, asker=Asker("key", "Ana"), text="How do I end my ride?")
    run_all()
    composing = Composing(desk, Need.objects.get(account__name="Ana"))
    text = "é" * 4000
    leaves = read(composing.post("leaves", text))
    assert leaves.one("li", "over").one("u").words == " ^Inés".strip()
    refused = composing.post("answer", text)
    assert refused.status_code == 422
    said = "Square takes no more than that. What is too much is underlined; the draft is kept."
    assert read(refused).one("p", role="alert").words == said
    assert (Reply.objects.get().text, Delivery.objects.count()) == (text, 0)


def test_an_empty_answer_says_so(composing: Composing) -> None:
    answer = composing.post("answer", "  \n ")
    assert answer.status_code == 422
    assert read(answer).one("p", role="alert").words == "There is nothing in it yet."


def test_answer_leaves_after_ten_seconds_and_stands_there(composing: Composing, owner: Any, settle: Any) -> None:
    answer = composing.post("answer", "Push it twice.")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/{composing.need.public_id}/#sending")
    assert composing.line().startswith("Leaves in ")
    assert composing.page.one("", id="sending").one("p", "voice").words == "Push it twice. ^Inés"
    assert composing.page.one("button", **{"data-key": "take_back"}).words == "Take it back"
    clock.shift(timedelta(seconds=11))
    settle()
    line = composing.line()
    assert line.startswith("On Echo since ") and line.endswith(", seen there")
    assert composing.page.all("", id="sending") == []
    composing.need.refresh_from_db()
    assert (composing.need.state, composing.need.claimed_by) == ("answered", owner)


def test_pressed_twice_is_sent_once(composing: Composing) -> None:
    for _ in range(2):
        composing.post("answer", "Push it twice.")
    assert (Reply.objects.count(), Delivery.objects.count()) == (1, 1)


def test_going_back_and_sending_again_is_sent_once(composing: Composing, settle: Any) -> None:
    stale = composing.page
    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=11))
    settle()
    composing.page = stale
    assert composing.post("answer", "Push it twice.").status_code == 302
    assert Delivery.objects.count() == 1
    refused = composing.post("answer", "Something else.")
    assert refused.status_code == 409
    assert read(refused).one("p", role="alert").words.startswith("An answer was sent meanwhile.")
    assert read(refused).one("textarea", id="text").words == "Something else."
    assert Delivery.objects.count() == 1


def test_a_draft_that_arrives_after_its_answer_is_no_new_draft(composing: Composing) -> None:
    stale = composing.page
    composing.post("answer", "Push it twice.")
    composing.page = stale
    assert composing.post("draft", "Push it twice.", headers=BY_SCRIPT).json() == {"sent": True}
    assert Reply.objects.count() == 1


def test_take_back_makes_it_a_draft_again(composing: Composing) -> None:
    composing.post("answer", "Push it twice.")
    reply = Reply.objects.get()
    composing.post("take-back", fields={"reply": reply.public_id})
    assert Delivery.objects.count() == 0
    page = composing.open()
    assert page.one("textarea", id="text").words == "Push it twice."
    assert page.all("", id="sending") == []


def test_too_late_to_take_back_says_so(composing: Composing, settle: Any) -> None:
    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=11))
    settle()
    answer = composing.post("take-back", fields={"reply": Reply.objects.get().public_id})
    assert "Too late to take it back: it is on its way." in read(answer).words
    assert Delivery.objects.get().state == "sent"


def test_the_brake_keeps_and_only_the_owner_lifts(
    composing: Composing, helper: Any, brand: Brand, settle: Any, client_of: Callable[[Any], Any]
) -> None:
    assert client_of(helper).post("/brake/pull/", {"next": "/desk/"}).headers["Location"] == "/desk/"
    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=11))
    settle()
    assert composing.line() == "Kept. The brake is on; nothing leaves until it’s lifted."
    said = composing.page.one("section", "brake").words
    assert said == "The brake is on. Answers are kept until it is lifted. Lift the brake"
    refused = client_of(helper).post("/brake/lift/")
    assert refused.status_code == 403
    assert read(refused).one("h1").words == "Only the owner lifts the brake."
    assert read(client_of(helper).get("/desk/")).one("section", "brake").words.endswith("The owner lifts it.")
    composing.client.post("/brake/lift/")
    clock.shift(timedelta(seconds=30))
    settle()
    assert composing.line().startswith("On Echo since ")


def test_refused_says_cause_and_cure_and_can_be_tried_again(composing: Composing, echo: Any, settle: Any) -> None:
    echo.fault("create", "refuse")
    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=11))
    settle()
    line = composing.line()
    assert line == "Not delivered. Echo refused it, without saying why. Change the words, or try once more."
    composing.post("again", fields={"reply": Reply.objects.get().public_id})
    settle()
    assert composing.line().startswith("On Echo since ")
    assert len(echo.accepted("velonorte")) == 1


def test_silence_is_told_with_the_next_try(composing: Composing, echo: Any, settle: Any) -> None:
    echo.fault("create", "error")
    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=11))
    settle()
    line = composing.line()
    assert line.startswith("Echo isn’t answering. Kept; next try at ") and line.endswith("It won’t be sent twice.")


def test_a_revoked_key_keeps_the_answer_and_turns_the_desk_red(composing: Composing, echo: Any, settle: Any) -> None:
    from tummler.answering.outbox import deliver_due

    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=11))
    echo.revoke("token-velonorte")
    deliver_due()
    assert composing.line().startswith("Kept. Echo no longer knows our key; it goes once, when")
    notice = composing.page.one("section", "err").words
    assert notice.startswith("Echo stopped talking to us at ")
    assert "Its key is no longer good. Nothing was lost." in notice


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("they_said_stop", "They asked us to stop writing. That is kept for good, unless they ask again."),
        ("reply_gone", "The post it answers was deleted. There is nothing left to answer."),
        ("blocked", "They blocked us on Echo. Nothing more can be written to them there."),
        ("something_new", "Echo refused it, without saying why. Change the words, or try once more."),
    ],
)
def test_every_refusal_has_words(composing: Composing, code: str, line: str) -> None:
    composing.post("answer", "Push it twice.")
    Delivery.objects.update(state="never", trouble=code)
    assert composing.line() == f"Not delivered. {line}"


def test_somebody_elses_need_is_not_answered_and_the_draft_is_kept(composing: Composing, helper: Any) -> None:
    claim_need(actor=helper, need=composing.need)
    answer = composing.post("answer", "Push it twice.")
    assert answer.status_code == 409
    assert read(answer).one("p", role="alert").words == "Tomás has this now. Nothing was sent; the draft is kept."
    assert (Reply.objects.get().text, Delivery.objects.count()) == ("Push it twice.", 0)


def test_answered_elsewhere_holds_the_send_and_keeps_the_draft(composing: Composing, echo: Any, settle: Any) -> None:
    composing.post("draft", "Push it", headers=BY_SCRIPT)
    composing.open()
    clock.shift(timedelta(seconds=1))
    composing.post("answer", "Push it twice.")
    said = echo.say("Hold the button, dear.", by="velonorte", parent=composing.need.post.remote_id, to="marta")
    assert said
    clock.shift(timedelta(seconds=12))
    settle()
    page = composing.open()
    assert page.one("section", "held").one("b").words == "Somebody of yours answered there meanwhile."
    assert page.one("textarea", id="text").words == "Push it twice."
    assert "Hold the button, dear." in page.one("", id="thread").words
    assert Delivery.objects.count() == 0
    composing.post("answer", "Push it twice.")
    clock.shift(timedelta(seconds=24))
    settle()
    assert len(echo.accepted("velonorte")) == 2


def test_another_brands_answer_can_not_be_taken_back(
    composing: Composing, other_owner: Any, client_of: Callable[[Any], Any]
) -> None:
    composing.post("answer", "Push it twice.")
    reply = Reply.objects.get()
    for verb in ("take-back", "again"):
        address = f"/desk/{composing.need.public_id}/{verb}/"
        assert client_of(other_owner).post(address, {"reply": reply.public_id}).status_code == 404
    assert Delivery.objects.count() == 1


def test_an_exchange_brings_the_conversation_with_the_answer_in_it(composing: Composing) -> None:
    page = read(composing.post("answer", "Push it twice.", headers=EXCHANGE))
    assert page.one("", id="sending").one("p", "voice").words == "Push it twice. ^Inés"
    assert page.one("details", "another").all("summary")[0].words == "Write more"


def test_a_refused_answer_is_changed_and_sent_anew(composing: Composing, echo: Any, settle: Any) -> None:
    echo.fault("create", "refuse")
    composing.post("answer", "Push it hard.")
    Delivery.objects.update(due_at=clock.now())
    settle()
    row = composing.open().one("", id="sending")
    assert [press.words for press in row.all("button")] == ["Change it", "Try again"]
    reply = row.all("input", name="reply")[0].attributes["value"]
    page = read(composing.post("change", fields={"reply": reply}, headers=EXCHANGE))
    assert page.all("p", "beside", role="status")[0].words.startswith("Taken back. It is a draft again.")
    assert page.one("textarea", id="text").words == "Push it hard."
    composing.open()
    composing.post("answer", "Push it twice.")
    Delivery.objects.update(due_at=clock.now())
    settle()
    assert [post["text"] for post in echo.accepted("velonorte")] == ["Push it twice. ^Inés"]


def test_a_picture_on_its_way_is_shown_with_who_will_see_it(composing: Composing) -> None:
    from tests.answering.test_pictures import picture
    from tummler.acts.pictures import add_pictures

    add_pictures(actor=composing.need.brand.helpers.first(), need=composing.need, contents=[picture(64, 48)])
    composing.open()
    composing.post("answer", "Look:", fields={"visibility": "direct"})
    row = composing.open().one("", id="sending")
    shown = row.one("img").attributes
    assert (shown["width"], shown["height"]) == ("64", "48")
    assert composing.client.get(shown["src"]).status_code == 200
    assert row.one("span", "dim").words == "Only they and we can read it"

"""Pictures and choices in the composer, as a plain form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.answering.test_pictures import picture
from tests.web.reading import read
from tests.web.test_writing import BY_SCRIPT, EXCHANGE, STUCK, Composing, composing
from tummler.acts.pictures import add_pictures
from tummler.acts.replies import promise_reply, save_draft
from tummler.records.models import Delivery, Picture, Post, Reply
from tummler.web.media import media_address

__all__ = ["composing"]


def photo(content: bytes = b"", name: str = "latch.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(320, 240), "image/png")


def test_a_picture_is_put_in_with_the_form_and_asked_what_it_shows(composing: Composing) -> None:
    composing.post("draft", "Look at this:", fields={"picture": [photo(), photo()]})
    page = composing.open()
    assert page.one("textarea", id="text").words == "Look at this:"
    rows = page.all("", "attached")
    assert len(rows) == 2
    shown = rows[0].one("img").attributes
    assert (shown["width"], shown["height"], shown["alt"]) == ("320", "240", "")
    served = composing.client.get(shown["src"])
    assert (served.headers["Content-Type"], served.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert served.content == bytes(Picture.objects.order_by("pk")[0].content)
    name = rows[0].one("input").attributes["name"]
    composing.post("draft", "Look at this:", fields={name: "A steel latch"})
    assert composing.open().all("", "attached")[0].one("input").attributes["value"] == "A steel latch"


def test_a_picture_is_sent_with_the_same_press_that_chose_it(composing: Composing, settle: Any, echo: Any) -> None:
    answer = composing.post("answer", "Look at this:", fields={"picture": photo()})
    assert answer.status_code == 302
    Delivery.objects.update(due_at=Reply.objects.get().started_at)
    settle()
    [sent] = echo.accepted("velonorte")
    assert (sent["text"], len(sent["media"])) == ("Look at this: ^Inés", 1)
    post = Post.objects.get(remote_id=sent["id"])
    assert composing.client.get(media_address(post, 0)).content == bytes(Picture.objects.get().content)
    assert composing.open().all("figure", "pic")[0].one("figcaption").words == "Photo: not described"


def test_taking_a_picture_out_keeps_the_words(composing: Composing) -> None:
    composing.post("draft", "Look:", fields={"picture": photo()})
    composing.open()
    where = composing.page.one("", "attached").one("button").attributes["formaction"]
    verb = where.removeprefix(f"/desk/{composing.need.public_id}/").rstrip("/")
    composing.post(verb, "Look at this:")
    page = composing.open()
    assert (page.one("textarea", id="text").words, page.all("", "attached"), Picture.objects.count()) == (
        "Look at this:",
        [],
        0,
    )


@pytest.mark.parametrize(
    "content, said",
    [
        (b"<svg/>", "That is no picture we can read. JPEG, PNG, WebP and GIF are."),
        (b"x" * (24 * 1024 * 1024 + 1), "That file is too large. A photo of up to 24 MB can be read."),
    ],
)
def test_what_is_no_picture_is_said_and_the_words_stay(composing: Composing, content: bytes, said: str) -> None:
    answer = composing.post("draft", "Look:", fields={"picture": photo(content)})
    page = read(answer)
    assert (answer.status_code, page.one("p", role="alert").words, page.one("textarea", id="text").words) == (
        422,
        said,
        "Look:",
    )
    by_script = composing.post("pictures", fields={"picture": photo(content)}, headers=EXCHANGE)
    assert read(by_script).one("p", role="alert").words == said


def test_too_many_pictures_are_refused_in_words(composing: Composing) -> None:
    answer = composing.post("pictures", fields={"picture": [photo() for _ in range(5)]}, headers=EXCHANGE)
    said = "Echo takes four pictures in this answer. Take one out before you put in another."
    assert (read(answer).one("p", role="alert").words, Picture.objects.count()) == (said, 0)


def test_nobody_else_sees_a_drafts_picture(composing: Composing, other_owner: Any, client_of: Any, client: Any) -> None:
    composing.post("draft", "Look:", fields={"picture": photo()})
    where = composing.open().one("", "attached").one("img").attributes["src"]
    assert client_of(other_owner).get(where).status_code == 404
    assert client.get(where).status_code == 302
    drop = f"{where}drop/"
    assert client_of(other_owner).post(drop).status_code == 404
    assert Picture.objects.count() == 1


def test_the_square_takes_no_pictures_and_says_so(heard: Any, owner: Any, desk: Any) -> None:
    from tummler.acts.asking import Asker, ask_on_square
    from tummler.records.models import Need
    from tummler.work.flow import run_all

    ask_on_square(brand=owner.brand, asker=Asker("key", "Ana"), text="How do I end my ride?")
    run_all()
    composing = Composing(desk, Need.objects.get(account__name="Ana"))
    assert composing.page.all("input", name="picture") == []
    shown = [one.one("", "name").words for one in composing.page.one("fieldset", "seeing").all("label")]
    assert shown == ["Public", "Only Ana, once"]
    answer = composing.post("pictures", fields={"picture": photo()}, headers=EXCHANGE)
    assert read(answer).one("p", role="alert").words == "Square takes no pictures here. Nothing was attached."


# ------------------------------------------------------------------------------------------- the cut


def test_a_cut_is_moved_with_a_press_and_stays(composing: Composing) -> None:
    composing.post("draft", "word " * 70)
    press = next(one for one in composing.open().all("button", name="move") if one.words == "a word earlier")
    composing.post("draft", "word " * 70, fields={"move": press.attributes["value"]})
    page = composing.open()
    assert [leaf.one("", "num").words for leaf in page.one("", "posted").all("li")] == ["294 of 300", "60 of 300"]
    cuts = page.one("input", name="cuts").attributes["value"]
    composing.post("draft", "A " + "word " * 70, fields={"cuts": cuts, "cuts_of": "base", "base": "word " * 70})
    page = composing.open()
    assert [leaf.one("", "num").words for leaf in page.one("", "posted").all("li")] == ["296 of 300", "60 of 300"]
    promise_reply(actor=composing.need.claimed_by or Reply.objects.get().helper, reply=Reply.objects.get())
    assert [len(row.part["text"]) for row in Delivery.objects.order_by("number")] == [296, 60]


def test_a_cut_that_no_longer_fits_is_dropped_in_words(composing: Composing) -> None:
    seen = read(composing.post("leaves", "word " * 90, fields={"cuts": "349", "cuts_of": "text"}))
    said = seen.one("p", role="status").words
    assert said == "The cut after “word word word” no longer fits: Echo takes less in one post, so it is cut earlier."
    assert seen.one("input", name="cuts").attributes["value"] == ""


# ------------------------------------------------------------------------------------------- who, how, as whom


def test_only_the_asker_sees_what_is_sent_privately(composing: Composing, settle: Any, echo: Any) -> None:
    labels = [one.words for one in composing.page.one("fieldset", "seeing").all("label")]
    assert labels == [
        "Public in the thread, for the next person",
        "Only marta a private message; Echo’s own people could read it",
    ]
    composing.post("answer", "Your code is 4711.", fields={"visibility": "direct"})
    Delivery.objects.update(due_at=Reply.objects.get().started_at)
    settle()
    [sent] = echo.accepted("velonorte")
    assert (sent["visibility"], Post.objects.get(remote_id=sent["id"]).visibility) == ("direct", "direct")


@pytest.mark.parametrize("wanted", ["public", "unlisted", "everyone", ""])
def test_an_answer_is_never_wider_than_its_question(heard: Any, desk: Any, wanted: str) -> None:
    composing = Composing(desk, heard(STUCK, visibility="direct").needs.get())
    assert composing.page.all("fieldset", "seeing") == []
    composing.post("answer", "Push it twice.", fields={"visibility": wanted})
    assert Delivery.objects.get().part["visibility"] == "direct"


def test_a_signature_for_once_stands_under_this_answer_alone(composing: Composing, owner: Any) -> None:
    was = composing.page.one("input", name="was").attributes["value"]
    composing.post("draft", "Push it twice.", fields={"signature": "^the workshop", "was": was})
    assert composing.open().one("input", name="signature").attributes["value"] == "^the workshop"
    composing.post("answer", "Push it twice.", fields={"signature": "^the workshop"})
    assert Delivery.objects.get().part["text"] == "Push it twice. ^the workshop"
    owner.refresh_from_db()
    assert (owner.signature, composing.open().one("input", name="signature").attributes["value"]) == ("^Inés", "^Inés")


@pytest.mark.parametrize(
    "text, chosen, sent",
    [
        ("Push the button twice, wait for the green light, and then count to five.", "", "en"),
        ("Pulsa el botón dos veces, espera la luz verde y después cuenta hasta cinco.", "", "es"),
        ("Push the button twice, wait for the green light, and then count to five.", "es", "es"),
        ("Ok.", "", "en"),
    ],
)
def test_the_language_is_recognised_or_chosen_and_sent(
    heard: Any, desk: Any, settle: Any, echo: Any, text: str, chosen: str, sent: str
) -> None:
    composing = Composing(desk, heard(STUCK, language="en").needs.get())
    was = composing.page.one("input", name="was").attributes["value"]
    composing.post("draft", text, fields={"was": was} | ({"language": chosen} if chosen else {}))
    page = composing.open()
    assert page.one("textarea", id="text").attributes["lang"] == sent
    composing.post("answer", text, fields={"was": page.one("input", name="was").attributes["value"]})
    Delivery.objects.update(due_at=Reply.objects.get().started_at)
    settle()
    assert [post["language"] for post in echo.accepted("velonorte")] == [sent]


# ------------------------------------------------------------------------------------------- two in one draft


def test_two_who_write_in_different_paragraphs_lose_no_word(composing: Composing, helper: Any) -> None:
    composing.post("draft", "Marta,\n\npush it twice.")
    composing.open()
    save_draft(actor=helper, need=composing.need, text="Dear Marta,\n\npush it twice.", edition=1)
    base = "Marta,\n\npush it twice."
    told = composing.post("draft", "Marta,\n\npush it three times.", fields={"base": base}, headers=BY_SCRIPT).json()
    assert told["text"] == "Dear Marta,\n\npush it three times."
    assert (told["edition"], told["writing"]) == (3, "Tomás is writing here too.")
    assert Reply.objects.get().text == told["text"]


def test_what_others_wrote_is_read_before_it_is_sent(composing: Composing, helper: Any) -> None:
    composing.post("draft", "Marta,\n\npush it twice.")
    composing.open()
    save_draft(actor=helper, need=composing.need, text="Dear Marta,\n\npush it twice.", edition=1)
    sent = composing.post("answer", "Marta,\n\npush it thrice.", fields={"base": "Marta,\n\npush it twice."})
    assert (sent.status_code, Delivery.objects.count()) == (409, 0)
    assert read(sent).one("", "overtaken").one("", "leaf").words == "Dear Marta, push it thrice."


def test_who_writes_is_seen_by_who_writes_too(composing: Composing, helper: Any, client_of: Any) -> None:
    save_draft(actor=helper, need=composing.need, text="Half a", edition=0)
    now = composing.client.get(f"/desk/{composing.need.public_id}/draft/now/").json()
    assert (now["text"], now["edition"], now["writing"]) == ("Half a", 1, "Tomás is writing here too.")
    there = client_of(helper).get(f"/desk/{composing.need.public_id}/draft/now/").json()
    assert there["writing"] == ""  # to look is not to write
    assert composing.open().one("", "beside").words == "Tomás is writing here too."


def test_a_choice_that_nobody_changed_does_not_undo_a_colleagues(composing: Composing, helper: Any) -> None:
    composing.post("draft", "Push it.")
    composing.open()
    was = composing.page.one("input", name="was").attributes["value"]
    from tummler.answering.drafts import Chosen

    save_draft(actor=helper, need=composing.need, text="Push it.", edition=1, chosen=Chosen(visibility="direct"))
    fields = {"visibility": "public", "was": was, "base": "Push it."}
    composing.post("draft", "Push it twice.", fields=fields)
    assert (Reply.objects.get().visibility, Reply.objects.get().text) == ("direct", "Push it twice.")


def test_an_hour_later_nobody_writes(composing: Composing, helper: Any) -> None:
    from tummler.common import clock

    save_draft(actor=helper, need=composing.need, text="Half a", edition=0)
    clock.shift(timedelta(hours=1))
    assert composing.open().one("", "beside").words == ""


def test_pictures_of_a_colleague_are_in_the_same_draft(composing: Composing, helper: Any) -> None:
    composing.post("draft", "Look:")
    add_pictures(actor=helper, need=composing.need, contents=[picture()])
    composing.post("draft", "Look at this:", fields={"base": "Look:"})
    reply = Reply.objects.get()
    assert (reply.text, reply.pictures.count()) == ("Look at this:", 1)


def test_nothing_goes_out_with_a_picture_that_its_sender_did_not_see(composing: Composing, helper: Any) -> None:
    composing.post("draft", "Look:")
    page = composing.open()
    shown = page.one("input", name="shown").attributes["value"]
    add_pictures(actor=helper, need=composing.need, contents=[picture()])
    answer = composing.post("answer", "Look:", fields={"shown": shown})
    said = "The pictures were changed meanwhile. Look at them, then send it."
    assert (answer.status_code, read(answer).one("p", role="alert").words) == (409, said)
    assert Delivery.objects.count() == 0
    shown = read(answer).one("input", name="shown").attributes["value"]
    assert shown.split() == [Picture.objects.get().public_id]
    assert composing.post("answer", "Look:", fields={"shown": shown}).status_code == 302
    assert len(Delivery.objects.get().part["pictures"]) == 1

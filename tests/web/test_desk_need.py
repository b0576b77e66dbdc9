"""A conversation on the desk: everybody in it, what was edited and deleted, what was answered and what they said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import Node, read
from tests.web.world import World
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.matching import presence
from tummler.records.models import Account, Brand, Post, PostVersion

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
HOSTILE = (
    "@velonorte <script>alert(1)</script><img src=x onerror=alert(2)> "
    "\u202egnirts \u0000 Z\u0351\u036b\u0343a\u0363l\u0358g\u0321o "
    "👨‍👩‍👧‍👦 {{ 7*7 }} {% raw %} can you help?"
)


def opened(client: Any, need: Any) -> Node:
    answer = client.get(f"/desk/{need.public_id}/")
    assert answer.status_code == 200
    return read(answer)


def posts(page: Node) -> list[Node]:
    return page.one("", id="thread").all("article", "post")


def test_thread_holds_everyone_in_order(world: World, client_of: Callable[[Any], Any]) -> None:
    page = opened(client_of(world.owner), world.need("dock"))
    thread = page.one("", id="thread")
    shown = [post.one("", "by").one("b").words for post in posts(page)]
    assert shown == ["Marta Rueda", "Norte sin coches", "Dapo", "Marta Rueda", "Velo Norte"]
    assert [fold.words[:42] for fold in thread.all("", "fold")] == [
        "A post was deleted by its author at " + thread.all("", "fold")[0].one("time").words + ".",
        "A post that looks like advertising. Show i",
    ]
    assert "forget it" not in thread.words


def test_the_one_who_asks_is_large_and_marked_and_bystanders_are_not(
    world: World, client_of: Callable[[Any], Any]
) -> None:
    page = opened(client_of(world.owner), world.need("dock"))
    large = page.one("p", "l")
    assert large.words.startswith("@velonorte Third time this week")
    assert large.all("mark")
    assert [post.all("mark") for post in posts(page)[1:3]] == [[], []]


def test_ours_says_who_signed_and_where_it_stands(world: World, client_of: Callable[[Any], Any]) -> None:
    ours = posts(opened(client_of(world.owner), world.need("dock")))[-1]
    assert ours.one("", "role").words == "Tomás, control room"
    sent = ours.one("", "sent")
    assert sent.words == f"On Echo since {sent.one('time').words}, seen there"
    assert sent.one("a").attributes["href"].startswith(world.echo.url)


def test_edited_shows_what_it_said_before(world: World, client_of: Callable[[Any], Any]) -> None:
    page = opened(client_of(world.owner), world.need("dock"))
    before = page.one("details", "before")
    assert PostVersion.objects.count() == 1
    assert before.one("p").words == "Dos semanas así. @velonorte ¿hola? Mucha bici nueva y anclajes de 2014."


def test_deleted_loses_its_words_and_keeps_its_place(heard: Any, echo: Any, settle: Any, desk: Any) -> None:
    post = heard(STUCK)
    need = post.needs.get()
    echo.delete(post.remote_id)
    settle()
    answer = desk.get(f"/desk/{need.public_id}/")
    assert "standing at dock" not in answer.content.decode()
    assert read(answer).one("", "fold").words.startswith("A post was deleted by its author at ")


def test_history_and_the_askers_own_word(world: World, client_of: Callable[[Any], Any]) -> None:
    page = opened(client_of(world.owner), world.need("deposit"))
    said = page.one("", id="steps").words
    assert [step.split()[0] for step in said.split(" · ")] == ["asked", "Olu", "answered", "Marta"]
    assert said.split(" · ")[1].startswith("Olu took it ")
    assert said.split(" · ")[3].startswith("Marta Rueda said it worked ")
    claim = page.one("", id="claim")
    assert claim.words.startswith("“That worked”, wrote Marta Rueda ")


def test_person_has_what_happened_before_and_nothing_invented(world: World, client_of: Callable[[Any], Any]) -> None:
    client = client_of(world.owner)
    known = opened(client, world.need("dock")).one("", id="person")
    assert [one.words for one in known.one("ul", "hist").all("a")] == ["it worked"]
    assert "Olu, finance answered. “That worked” it worked" in known.one("ul", "hist").words
    stranger = opened(client, world.need("leo")).one("", id="person").words
    assert stranger.startswith("Close leo on wheels Writes English. @leo wrote this, on Echo Another account ")
    assert " With us First time we meet. Leave a note " in stranger
    assert stranger.endswith(" Like this one")
    assert stranger.split(" If it gets too much ")[0].endswith(
        "Could also answer Olu Adeyemi, finance Here now Ask in Tomás Weir, control room Here now Ask in"
    )


def test_because_and_not_right(world: World, client_of: Callable[[Any], Any]) -> None:
    page = opened(client_of(world.owner), world.need("pedal"))
    assert page.one("h1").words == "pedal_pusher has a complaint about the deposit"
    assert page.one("p", "because").words == "Waiting “for nine days”. Because of the words “has been sitting on”."
    chosen = [box for box in page.one("details", "wrong").all("input", type="radio") if "checked" in box.attributes]
    assert [box.attributes["value"] for box in chosen] == ["complaint", "today"]


def test_hostile_posts_are_only_words(heard: Any, desk: Any) -> None:
    need = heard(HOSTILE, by="m<b>arta", name="</title><script>x</script>\u202eMarta").needs.get()
    for address in ("/desk/", f"/desk/{need.public_id}/"):
        html = desk.get(address).content.decode()
        assert "<script>x" not in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\u202eMarta" not in html
    words = opened(desk, need).one("p", "l").words
    assert words == " ".join(HOSTILE.replace("\0", "\ufffd").split())


def test_a_megabyte_is_shown_in_one_piece(heard: Any, desk: Any) -> None:
    need = heard("@velonorte help " + "é" * 300_000).needs.get()
    assert len(desk.get("/desk/").content) < 60_000
    assert desk.get(f"/desk/{need.public_id}/").status_code == 200


def test_warned_posts_are_closed_and_links_lead_to_the_web_only(heard: Any, desk: Any) -> None:
    post = heard("@velonorte see a.example, help?")
    spans = [{"start": 15, "end": 24, "kind": "link", "value": "https://a.example/"}]
    media = [
        {"url": "javascript:alert(1)", "kind": "image", "description": "a red light", "width": 4, "height": 3},
        {"url": "https://a.example/v.mp4", "kind": "video", "description": ""},
    ]
    Post.objects.filter(pk=post.pk).update(warning="a bike in bad shape", spans=spans, media=media, visibility="direct")
    page = opened(desk, post.needs.get())
    warned = page.one("details", "warned")
    assert warned.one("summary").words == "a bike in bad shape Show it"
    assert warned.all("a", target="_blank")[0].attributes["rel"] == "nofollow noopener noreferrer ugc"
    pictures = warned.all("figure")
    assert [picture.words for picture in pictures] == ["Photo: a red light", "Video: not described Open"]
    assert pictures[0].one("img").attributes["alt"] == "a red light"
    assert pictures[0].one("img").attributes["src"].startswith("/media/")
    assert "Only they and we can read it" in page.words


def test_person_who_said_stop_is_told(heard: Any, desk: Any) -> None:
    post = heard(STUCK)
    heard("@velonorte stop", parent=post.remote_id)
    assert Account.objects.get(handle="marta").stopped_at
    assert "Asked us to stop writing. That is kept." in opened(desk, post.needs.get()).one("", id="person").words


@pytest.fixture
def signs_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign of presence is not written again, however slow the machine is."""
    for name in ("SIGN_EVERY", "QUIET_AFTER"):
        monkeypatch.setattr(presence, name, timedelta(hours=1))


@pytest.mark.usefixtures("signs_last")
def test_need_takes_the_same_queries_for_a_short_and_a_long_thread(
    heard: Any, desk: Any, query_count: Callable[[], Any]
) -> None:
    post = heard(STUCK)
    address = f"/desk/{post.needs.get().public_id}/"
    desk.get(address)
    with query_count() as short:
        desk.get(address)
    for number in range(6):
        heard(f"same here {number}", by=f"person{number}", parent=post.remote_id)
    heard("@velonorte and my card is gone too, help?", by="leo")
    with query_count() as long:
        assert len(posts(read(desk.get(address)))) == 7
    assert len(short) == len(long) == NEED_QUERIES


@pytest.mark.usefixtures("signs_last")
def test_need_takes_a_fixed_number_more_with_a_draft_and_answers(
    heard: Any, owner: Any, settle: Any, desk: Any, query_count: Callable[[], Any]
) -> None:
    need = heard(STUCK).needs.get()
    claim_need(actor=owner, need=need)
    reply = save_draft(actor=owner, need=need, text="On our way.", edition=0)
    address = f"/desk/{need.public_id}/"
    desk.get(address)
    with query_count() as drafted:
        desk.get(address)
    assert len(drafted) == DRAFTED_QUERIES
    promise_reply(actor=owner, reply=reply)
    with query_count() as promised:
        desk.get(address)
    assert len(promised) == NEED_QUERIES + 1  # a sign for the claim; how many wait for others; no peer has it


#: With the list beside it, and what is told there of wishes and of colleagues who ask.
NEED_QUERIES = 44
DRAFTED_QUERIES = NEED_QUERIES + 7


def test_fragment_of_a_need_is_its_conversation_alone(heard: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    answer = desk.get(f"/desk/{need.public_id}/", headers={"HX-Request": "true"})
    page = read(answer)
    assert page.all("", id="talk") and page.all("", id="person") and page.all("textarea")
    assert not page.all("", id="market") and not page.all("html")
    assert answer.headers["Cache-Control"] == "private, no-store"
    talk = read(desk.get(f"/desk/{need.public_id}/talk/"))
    assert talk.all("", id="claim") and talk.all("", id="thread") and talk.all("", id="steps")
    assert not talk.all("textarea")


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_brands_need_is_not_there(
    heard: Any, other_owner: Any, client_of: Callable[[Any], Any], method: str
) -> None:
    need = heard(STUCK).needs.get()
    stranger = client_of(other_owner)
    act = getattr(stranger, method)
    for verb in ("", "talk/") if method == "get" else VERBS:
        answer = act(f"/desk/{need.public_id}/{verb}", {"text": "x", "edition": "0", "reply": "x"})
        assert answer.status_code == 404, verb
        assert "dock 14" not in answer.content.decode()
    need.refresh_from_db()
    assert (need.state, need.replies.count()) == ("open", 0)


VERBS = (
    "claim/", "hand-on/", "hand-on/take/", "hand-on/give-back/", "hand-on/take-back/", "ask-in/", "ask-in/done/",
    "ask-in/take-back/", "snooze/", "wake/", "presence/",
    "note/", "note/x/edit/", "note/x/delete/", "note/x/take-back/", "label/", "label/remove/", "split/",
    "split/take-back/", "join/", "join/take-back/", "there/",
    "there/take-back/", "there/again/",
    "let-go/", "take-over/", "drop/", "correct/", "draft/", "leaves/", "answer/", "take-back/", "again/",
)  # fmt: skip


def test_a_care_need_is_there_for_the_named_person_alone(
    heard: Any, helper: Any, owner: Any, brand: Any, client_of: Callable[[Any], Any]
) -> None:
    Brand.objects.filter(pk=brand.pk).update(duty_helper=helper)
    need = heard("@velonorte none of it matters, I want to kill myself").needs.get()
    for verb in ("", "talk/"):
        assert client_of(owner).get(f"/desk/{need.public_id}/{verb}").status_code == 404
    for verb in VERBS:
        assert client_of(owner).post(f"/desk/{need.public_id}/{verb}", {"text": "x"}).status_code == 404
    said = opened(client_of(helper), need).one("", id="asks").words
    assert "Someone may be in danger. You are the one named for this; nobody else sees it." in said


def test_a_card_number_in_public_is_said_and_in_private_is_not(world: World, client_of: Callable[[Any], Any]) -> None:
    need = world.need("dock")
    need.post.text = "my card 4111 1111 1111 1111 was charged twice"
    need.post.save()
    told = "Has a card number in public. Ask them to take it down."
    assert told in opened(client_of(world.owner), need).one("", id="asks").words
    need.post.visibility = "direct"
    need.post.save()
    assert told not in opened(client_of(world.owner), need).one("", id="asks").words

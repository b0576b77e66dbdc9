"""Finding posts, people and notes: newest first, marked, narrowed, by address; and what "Find or do" offers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import Node, read
from tests.web.world import World
from tummler.acts.views import keep_view
from tummler.common.text import search_text
from tummler.records.models import Brand, Note, Post, Topic
from tummler.web import found_rows


def said(page: Node) -> list[str]:
    """The names of who said what was found, in order."""
    sections = [one for one in page.all("section") if one.attributes.get("aria-labelledby") == "posts-found"]
    return [row.all("b")[0].words for row in sections[0].all("", "need")] if sections else []


def note(world: World, key: str, text: str) -> Note:
    need = world.need(key)
    return Note.objects.create(
        brand=need.brand, need=need, helper=world.tomas, text=text, search_text=search_text(text)
    )


@pytest.fixture
def ines(world: World, client_of: Callable[[Any], Any]) -> Any:
    return client_of(world.owner)


def test_posts_are_found_newest_first_with_their_words_marked(world: World, ines: Any) -> None:
    page = read(ines.get("/find/?q=dock"))
    assert said(page) == ["Velo Norte", "Dapo", "Marta Rueda"]
    rows = page.one("ol", "sheet").all("a", "need")
    assert [mark.words for row in rows for mark in row.all("mark")] == ["dock"] * 3
    dock = world.need("dock")
    assert rows[2].attributes["href"] == f"/desk/{dock.public_id}/#post-{dock.post_id}"
    assert rows[2].one("", "why").words == "Marta Rueda has a complaint about docks: Inés is on it."
    assert rows[1].attributes["href"].endswith(f"#post-{world.post('dapo').pk}")


def test_the_last_word_may_be_its_beginning_and_every_word_must_be_there(world: World, ines: Any) -> None:
    assert said(read(ines.get("/find/?q=Plaz+dock"))) == []
    assert said(read(ines.get("/find/?q=DOCK+pla"))) == ["Marta Rueda"]


def test_people_are_found_by_name_and_lead_to_what_they_said(world: World, ines: Any) -> None:
    page = read(ines.get("/find/?q=marta+rue"))
    link = page.one("ul", "folks").one("a")
    assert link.words == "Marta Rueda @marta"
    person = world.need("dock").account.person
    assert link.attributes["href"] == f"/find/?who={person.public_id}"
    theirs = read(ines.get(link.attributes["href"]))
    assert theirs.one("h1").words == "What Marta Rueda said"
    assert said(theirs) == ["Marta Rueda"] * Post.objects.filter(account__person=person, gone_at=None).count()
    assert said(read(ines.get(link.attributes["href"] + "&q=clicked"))) == ["Marta Rueda"]


def test_notes_of_colleagues_are_found(world: World, ines: Any) -> None:
    found = note(world, "pedal", "Finance paid it on Monday, the latch is known.")
    gone = note(world, "pedal", "Another latch, forget it.")
    Note.objects.filter(pk=gone.pk).update(deleted_at=gone.written_at)
    row = read(ines.get("/find/?q=latch")).one("ol", "sheet").one("a", "need")
    assert row.attributes["href"] == f"/desk/{found.need.public_id}/#note-{found.public_id}"
    assert (row.one("b").words, row.one("mark").words) == ("Tomás", "latch")
    assert row.one("", "why").words == "A note about pedal_pusher"


def test_filters_narrow_what_is_found(world: World, ines: Any) -> None:
    everyone = said(read(ines.get("/find/?q=velonorte")))
    assert len(everyone) > 5
    spanish = said(read(ines.get("/find/?q=velonorte&in=es")))
    assert 0 < len(spanish) < len(everyone)
    deposit = said(read(ines.get("/find/?q=velonorte&about=deposit")))
    assert 0 < len(deposit) < len(everyone)
    assert said(read(ines.get("/find/?q=velonorte&on=bluesky"))) == []
    assert said(read(ines.get("/find/?q=velonorte&on=echo"))) == everyone


def test_pages_of_search_follow_each_other_once_each(world: World, ines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = said(read(ines.get("/find/?q=velonorte")))
    monkeypatch.setattr(found_rows, "PAGE", 3)
    seen, address = [], "/find/?q=velonorte"
    while address:
        page = read(ines.get(address))
        seen += said(page)
        further = [one.attributes["href"] for one in page.all("a", "b") if one.words == "Look further back"]
        address = further[0] if further else ""
    assert seen == whole
    assert len(seen) > 6


def test_a_filter_that_fits_far_back_is_looked_for_in_steps(
    world: World, ines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_rows, "_LOOK", 2)
    monkeypatch.setattr(found_rows, "_LOOKS", 2)
    oldest = Post.objects.filter(search_text__contains="velonorte", gone_at=None).order_by("pk")[0]
    Brand.objects.update(languages=["en", "es", "xx"])
    oldest.reading.language["value"] = "xx"
    oldest.reading.save()
    address, looks = "/find/?q=velonorte&in=xx", 0
    while address:
        page = read(ines.get(address))
        further = [one.attributes["href"] for one in page.all("a", "b") if one.words == "Look further back"]
        address, looks = (further[0] if further else ""), looks + 1
    assert said(page) == [oldest.account.called]
    assert looks > 2


def test_nothing_found_says_so_and_offers_only_what_is_there(world: World, ines: Any) -> None:
    Topic.objects.create(
        brand=world.owner.brand, key="latches", name="latches", words=["latch", "anclaje", "anclajes", "pestillo"]
    )
    empty = read(ines.get("/find/?q=latch")).one("", "empty")
    assert empty.one("h2").words == "Nothing with “latch” in it."
    assert [(one.words, one.attributes["href"]) for one in empty.all("a")] == [("anclajes", "/find/?q=anclajes")]
    assert read(ines.get("/find/?q=anclajez")).one("", "empty").one("p").words == "Try anclajes."
    assert read(ines.get("/find/?q=unicorn+deposit")).one("", "empty").one("p").words == "Try deposit."
    nowhere = read(ines.get("/find/?q=unicorn")).one("", "empty").one("p").words
    assert nowhere == "What its author deleted is gone here too, and can’t be found."
    assert read(ines.get("/find/?q=unicorn&in=es")).one("", "empty").one("a").words == "Look everywhere"


def test_empty_fields_leave_the_address(world: World, ines: Any) -> None:
    answer = ines.get("/find/", {"q": "dock", "about": "", "in": " ", "on": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/find/?q=dock")
    assert ines.get("/find/", {"q": ""}).headers["Location"] == "/find/"


def test_anything_typed_breaks_nothing(world: World, ines: Any) -> None:
    strange = ("\0", '"', "*", "a*", "NOT", "x" * 5000, "👩‍👩‍👧", "' OR 1=1 --", "&|!():", "%", "_", "自", "<script>")
    for words in strange:
        for address in ("/find/", "/find/now/"):
            assert ines.get(address, {"q": words}, follow=True).status_code == 200, words
    for before in ("x", "-1", "9" * 30, "0"):
        assert ines.get("/find/", {"q": "dock", "before": before}).status_code == 200
    assert ines.get("/find/?who=nobody").status_code == 404


def test_a_care_conversation_is_found_by_the_named_person_alone(world: World, client_of: Callable[[Any], Any]) -> None:
    world.say("care", "@velonorte the flywheel hums, I want to kill myself", by="nora", name="Nora")
    world.settle()
    note(world, "care", "The flywheel, encore.")
    for who, found in ((world.owner, False), (world.tomas, False), (world.olu, True)):
        answer = client_of(who).get("/find/?q=flywheel")
        assert ("hums" in answer.content.decode(), "encore" in answer.content.decode()) == (found, found)
        now = client_of(who).get("/find/now/?q=flywheel").content.decode()
        assert ("hums" in now, "Everything with" in now) == (found, found)


def test_search_takes_as_many_queries_for_one_hit_as_for_many(
    world: World, ines: Any, query_count: Callable[[], Any]
) -> None:
    ines.get("/desk/")
    with query_count() as one:
        assert len(said(read(ines.get("/find/?q=cello")))) == 1
    with query_count() as many:
        assert len(said(read(ines.get("/find/?q=velonorte")))) > 5
    assert len(many) <= len(one) + 1 <= SEARCH_QUERIES


#: session, user, helpers; who is here; topics, channels, labels; numbers, posts, needs; names, people; notes.
SEARCH_QUERIES = 14


def lines(answer: Any, group: str) -> list[tuple[str, str]]:
    """What is offered: its words, and where it leads or what it presses."""
    found = read(answer).one("ul", id=group).all("li")
    return [(one.words, one.attributes.get("data-href") or "POST " + one.attributes["data-post"]) for one in found]


def test_find_or_do_offers_doing_before_finding(world: World, ines: Any) -> None:
    keep_view(actor=world.owner, name="Docks today", query="view=all&about=docks&waiting=day")
    answer = ines.get("/find/now/?q=dock")
    assert lines(answer, "more-deeds") == [
        ("Docks today a kept view", "/desk/?view=all&about=docks&waiting=day"),
        ("Needs about docks", "/desk/?view=all&about=docks"),
    ]
    dock = world.need("dock")
    marta = "Third time this week: dock 14 at Plaza del Norte eats the bike, the light stays red and…"
    assert lines(answer, "more-findings") == [
        (f"Marta Rueda “{marta}”", f"/desk/{dock.public_id}/"), ("Everything with “dock”", "/find/?q=dock"),
    ]  # fmt: skip


def test_find_or_do_takes_a_need_that_nobody_has(world: World, ines: Any) -> None:
    leo = world.need("leo")
    deeds = lines(ines.get("/find/now/?q=harbour+road"), "more-deeds")
    assert [place for words, place in deeds if words.startswith("Take “Anyone else stuck")] == [
        f"POST /desk/{leo.public_id}/claim/"
    ]


def test_find_or_do_finds_people_lists_and_nothing(world: World, ines: Any) -> None:
    person = world.need("pedal").account.person
    assert lines(ines.get("/find/now/?q=pedal_p"), "more-findings")[0] == (
        "pedal_pusher @pedal_pusher", f"/find/?who={person.public_id}",
    )  # fmt: skip
    assert lines(ines.get("/find/now/?q=spanish+ne"), "more-deeds") == [("Needs in Spanish", "/desk/?view=all&in=es")]
    assert lines(ines.get("/find/now/?q=unicorn"), "more-findings") == [
        ("No post has “unicorn” in it. Look for something like it", "/find/?q=unicorn")
    ]
    assert lines(ines.get("/find/now/"), "more-deeds") == lines(ines.get("/find/now/"), "more-findings") == []


def test_a_search_is_kept_by_name_and_found_again(world: World, ines: Any) -> None:
    form = read(ines.get("/find/?on=echo&q=dock+14")).one("", "narrowed").one("form")
    sent = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
    assert (sent["search"], sent["name"]) == ("q=dock+14&on=echo", "dock 14")
    kept = ines.post(form.attributes["action"], {"search": sent["search"], "name": "Dock 14"})
    assert kept.headers["Location"] == "/find/?q=dock+14&on=echo"
    page = read(ines.get(kept.headers["Location"]))
    assert page.one("nav", "searches").one("a", **{"aria-current": "true"}).words == "Dock 14"
    assert page.one("", "toast").words == "Kept as “Dock 14”. Take it back"
    assert "Dock 14" not in read(ines.get("/desk/")).one("nav", "views").words  # it is no list of needs
    offered = lines(ines.get("/find/now/?q=dock"), "more-deeds")
    assert ("Dock 14 a kept view", "/find/?q=dock+14&on=echo") in offered
    view = page.one("", "narrowed").one("form").attributes["action"]
    gone = ines.post(view, {"do": "remove"})
    assert gone.headers["Location"] == "/find/?q=dock+14&on=echo"
    assert read(ines.get(gone.headers["Location"])).all("nav", "searches") == []

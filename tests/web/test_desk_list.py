"""Who needs help: in words, in order, each once, and never somebody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import Node, read
from tests.web.world import World
from tummler.acts.needs import claim_need, let_go_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.common import clock
from tummler.matching import market
from tummler.records.happenings import happen, seen_now
from tummler.records.models import Brand, Helper, Need, Post
from tummler.web.market_rows import drawn
from tummler.web.stream import _hints_since

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"


def rows(page: Node) -> list[Node]:
    return page.all("a", "need")


def test_list_says_the_day_in_a_sentence(world: World, client_of: Callable[[Any], Any]) -> None:
    page = read(client_of(world.owner).get("/desk/"))
    waiting = Need.objects.filter(state__in=("open", "claimed")).count()
    assert waiting == 10
    assert page.one("h1").words == "Ten people need help. Three of you are here."


def test_list_counts_people_and_not_their_needs(heard: Any, owner: Any, desk: Any) -> None:
    heard(STUCK)
    heard("@velonorte where is my refund?")
    assert Need.objects.count() == 2
    assert read(desk.get("/desk/")).one("h1").words == "One person needs help. You are here alone."


def test_list_is_grouped_by_urgency_and_ordered_by_waiting(world: World, client_of: Callable[[Any], Any]) -> None:
    page = read(client_of(world.owner).get("/desk/"))
    assert [heading.words.split()[0] for heading in page.all("", "g")] == ["Now", "Today", "No"]
    shown = [row.attributes["id"].removeprefix("need-") for row in rows(page)]
    order = Need.objects.filter(state__in=("open", "claimed")).order_by("urgency", "waiting_since", "pk")
    assert shown == list(order.values_list("public_id", flat=True))


def test_row_has_the_words_the_marker_and_the_reasons(world: World, client_of: Callable[[Any], Any]) -> None:
    page = read(client_of(world.owner).get("/desk/"))
    row = page.one("a", id=f"need-{world.need('leo').public_id}")
    assert row.one("", "voice").words.startswith("Anyone else stuck at Harbour Road? Paid, and")
    assert row.all("mark")[0].words.startswith("Anyone else stuck")
    assert row.one("", "why").words == "Stuck right now. A complaint."
    assert row.one("time").words == "3 min"


def test_row_names_who_is_on_it(heard: Any, owner: Any, helper: Any, client_of: Callable[[Any], Any]) -> None:
    need = heard(STUCK).needs.get()
    claim_need(actor=helper, need=need)
    assert read(client_of(owner).get("/desk/")).one("", "on-it").words == "Tomás is on it"
    assert read(client_of(helper).get("/desk/")).one("", "on-it").words == "You’ve got this"


def test_views_show_yours_and_what_was_heard_nearby(heard: Any, owner: Any, desk: Any) -> None:
    mine, other = heard(STUCK).needs.get(), heard(STUCK, by="leo").needs.get()
    claim_need(actor=owner, need=mine)
    Need.objects.filter(pk=other.pk).update(heard_nearby=True)
    for view, expected in (("all", [mine]), ("yours", [mine]), ("nearby", [other]), ("nonsense", [mine])):
        shown = [row.attributes["id"] for row in rows(read(desk.get(f"/desk/?view={view}")))]
        assert shown == [f"need-{need.public_id}" for need in expected], view


def test_empty_views_say_what_is_true(desk: Any) -> None:
    for view, said in (
        ("all", "Nobody is waiting."),
        ("yours", "You have nobody’s need in hand."),
        ("nearby", "Nothing heard nearby."),
    ):
        page = read(desk.get(f"/desk/?view={view}"))
        assert page.one("h1").words == "Nobody needs help right now."
        assert page.one("", "empty").one("h2").words == said


def test_show_more_pages_through_everyone_once(heard: Any, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        heard(STUCK, by=f"person{number}")
    monkeypatch.setattr("tummler.web.market_rows.PAGE", 3)
    monkeypatch.setattr(market, "PAGE", 3)
    seen, address = [], "/desk/"
    headings = []
    while address:
        page = read(desk.get(address, headers={"HX-Request": "true"}) if "after" in address else desk.get(address))
        seen += [row.attributes["id"] for row in rows(page)]
        headings += [heading.words for heading in page.all("", "g")]
        more = page.all("", "more")
        address = more[0].one("a").attributes["href"] if more else ""
    assert len(seen) == len(set(seen)) == 7
    assert len(headings) == 1


def test_a_place_that_is_none_shows_a_list_and_no_error(heard: Any, desk: Any) -> None:
    heard(STUCK)
    for after in ("x", "0", "0_0_0_0", "1e999_1_1", "0_1e999_1", "0_nan_1", "9_-1_-1", "0_0_" + "9" * 40):
        assert desk.get("/desk/", {"after": after}).status_code == 200, after


def test_news_counts_what_is_new_in_this_view_and_moves_nothing(heard: Any, owner: Any, desk: Any) -> None:
    first = heard(STUCK).needs.get()
    stamp = read(desk.get("/desk/")).one("", id="stamp").attributes["data-stamp"]
    assert read(desk.get(f"/desk/news/?since={stamp}")).all("a") == []
    heard(STUCK, by="leo")
    assert read(desk.get(f"/desk/news/?since={stamp}")).one("a").words == "One new need"
    heard(STUCK, by="ana")
    assert read(desk.get(f"/desk/news/?since={stamp}")).one("a").words == "Two new needs"
    assert read(desk.get(f"/desk/news/?since={stamp}&view=yours")).all("a") == []
    here = ",".join(Need.objects.exclude(account__handle="ana").values_list("public_id", flat=True))
    assert read(desk.get(f"/desk/news/?since={stamp}&here={here}")).one("a").words == "One new need"
    claim_need(actor=owner, need=first)
    let_go_need(actor=owner, need=first)
    assert read(desk.get(f"/desk/news/?since={stamp}")).one("a").words == "Two new needs"


def test_news_takes_any_stamp(desk: Any) -> None:
    for stamp in ("", "x", "-1", "9" * 30, "٣"):
        assert desk.get("/desk/news/", {"since": stamp}).status_code == 200


def test_list_takes_the_same_queries_for_one_row_and_for_many(
    heard: Any, desk: Any, query_count: Callable[[], Any]
) -> None:
    heard(STUCK)
    desk.get("/desk/")  # seen, once a minute
    with query_count() as one:
        desk.get("/desk/")
    for number in range(9):
        heard(STUCK, by=f"person{number}")
    with query_count() as many:
        assert len(rows(read(desk.get("/desk/")))) == 10
    assert len(one) == len(many) == LIST_QUERIES


#: session, user, helpers with brand; who is here, topics, stamp, known, page, incidents, whom to thank, wishes and
#: colleagues who wait; others; day; channels, labels, views.
LIST_QUERIES = 17


def test_for_you_says_why_and_how_many_others_wait(world: World, client_of: Callable[[Any], Any]) -> None:
    desk = client_of(world.olu)  # answered Marta about her deposit, weeks ago
    page = read(desk.get("/desk/"))
    assert page.one("nav", "views").one("a", **{"aria-current": "true"}).words == "For you"
    fits = {row.attributes["id"]: row.all("", "fits") for row in rows(page)}
    said = {key: [one.words for one in fits[f"need-{world.need(key).public_id}"]] for key in ("leo", "pedal", "bea")}
    assert said == {
        "leo": ["Nobody has taken it yet."], "pedal": [], "bea": ["Nobody has taken it for a day."],
    }  # fmt: skip
    waiting = Need.objects.filter(state__in=("open", "claimed")).count()
    assert len(fits) == waiting - 3
    assert page.one("", "others").words == "Three more wait for others first. See everyone"
    everyone = read(desk.get(page.one("", "others").one("a").attributes["href"]))
    assert len(rows(everyone)) == waiting
    assert everyone.all("", "fits") == everyone.all("", "others") == []


def test_for_you_is_empty_and_says_who_needs_help(heard: Any, owner: Any, desk: Any) -> None:
    need = heard("@velonorte my bike lock is broken, where do I take it?").needs.get()
    Need.objects.filter(pk=need.pk).update(topic="docks", urgency=2)
    reply = save_draft(actor=owner, need=need, text="Bring it in.", edition=0)
    promise_reply(actor=owner, reply=reply)
    Need.objects.filter(pk=need.pk).update(state="helped", topic="docks")
    other = heard("@velonorte where can I read about the deposit?", by="ana").needs.get()
    Need.objects.filter(pk=other.pk).update(urgency=2)
    empty = read(desk.get("/desk/")).one("", "empty")
    assert empty.one("h2").words == "Nobody waits for you just now."
    assert empty.one("p").words == "One needs help that others may know better. See everyone"


def test_links_of_the_list_keep_its_view(heard: Any, owner: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    claim_need(actor=owner, need=need)
    row = read(desk.get("/desk/?view=yours")).one("a", "need")
    assert row.attributes["href"] == f"/desk/{need.public_id}/?view=yours"
    opened = read(desk.get(row.attributes["href"]))
    assert opened.one("a", "back").attributes["href"] == "/desk/?view=yours"
    pressed = opened.one("", id="claim").all("input", name="view")
    assert {field.attributes["value"] for field in pressed} == {"view=yours"}
    assert read(desk.get(f"/desk/{need.public_id}/")).one("a", "back").attributes["href"] == "/desk/"


def test_a_care_need_is_in_nobody_elses_list_and_rings_the_named_person(
    heard: Any, owner: Any, helper: Any, brand: Any, client_of: Callable[[Any], Any]
) -> None:
    Brand.objects.filter(pk=brand.pk).update(duty_helper=helper)
    need = heard("@velonorte none of it matters, I want to kill myself").needs.get()
    assert need.care == "self_harm"
    theirs = client_of(owner).get("/desk/")
    assert need.public_id not in theirs.content.decode()
    assert read(theirs).all("", "ring") == []
    ring = read(client_of(helper).get("/desk/")).one("", "ring")
    assert ring.words.startswith("Someone may be in danger: marta wrote")
    assert ring.one("a").attributes["href"] == f"/desk/{need.public_id}/"


def test_who_is_here_was_seen_within_five_minutes(helper: Any, desk: Any) -> None:
    Helper.objects.filter(pk=helper.pk).update(seen_at=clock.now() - timedelta(minutes=6))
    assert read(desk.get("/desk/")).one("", "me").one("summary").attributes["aria-label"] == "Here now: Inés Prado"
    Helper.objects.filter(pk=helper.pk).update(seen_at=clock.now() - timedelta(minutes=4))
    said = read(desk.get("/desk/")).one("", "me").one("summary").attributes["aria-label"]
    assert said == "Here now: Tomás Weir, Inés Prado"


def test_a_stranger_is_sent_to_sign_in(client: Any, owner: Any) -> None:
    answer = client.get("/desk/?view=yours")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=/desk/%3Fview%3Dyours"
    exchange = client.get("/desk/", headers={"HX-Request": "true"})
    assert exchange.headers["HX-Redirect"] == "/account/login/?next=/desk/"


def test_a_row_is_drawn_once_and_never_shows_what_was(heard: Any, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    need = heard(STUCK).needs.get()

    def shown() -> str:
        return rows(read(desk.get("/desk/")))[0].words

    drawn.cache_clear()
    before = shown()
    assert (shown(), drawn.cache_info().misses, drawn.cache_info().hits) == (before, 1, 1)
    for change in ({"came_back": 1}, {"kind": "praise"}, {"same_here": 3}):
        Need.objects.filter(pk=need.pk).update(**change)
        shown()
    assert drawn.cache_info().misses == 4
    assert "Came back." in shown()
    assert "standing at dock 14" in shown()
    Post.objects.filter(pk=need.post_id).update(gone_at=clock.now(), text="")
    assert "dock 14" not in shown()
    assert "Deleted by its author." in shown()
    monkeypatch.setattr("tummler.web.stream.close_old_connections", lambda: None)  # it is the test's own
    seen = seen_now()
    happen("post_gone", need.brand_id, post_id=need.post_id)
    _hints_since(seen)
    assert drawn.cache_info().currsize == 0

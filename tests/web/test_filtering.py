"""The filter as a sentence: in the address, in words, kept by name, and all of it without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import Node, read
from tests.web.world import World
from tummler.acts.views import MOST, keep_view
from tummler.records.models import Happening, SavedView

ABOUT_DOCKS = "view=all&about=docks"


def rows(page: Node) -> set[str]:
    return {row.attributes["id"].removeprefix("need-") for row in page.all("a", "need")}


def tabs(page: Node) -> dict[str, str]:
    """The kept views: name → address."""
    return {one.words: one.attributes["href"] for one in page.all("a", "kept")}


@pytest.fixture
def ines(world: World, client_of: Callable[[Any], Any]) -> Any:
    return client_of(world.owner)


def test_the_form_asks_for_what_an_address_then_says(world: World, ines: Any) -> None:
    form = read(ines.get("/desk/")).one("form", "pop")
    assert form.attributes["method"] == "get"
    sent = {one.attributes["name"]: "" for one in form.all("select")} | {
        one.attributes["name"]: one.attributes["value"] for one in form.all("input")
    }
    assert [*sent] == ["kind", "about", "in", "on", "from", "waiting", "taken", "view"]
    assert form.one("", "sentence").words.startswith("NeedsQuestionsComplaintsRequests about anything")
    answer = ines.get("/desk/", sent | {"about": "docks", "taken": "no"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/?view=all&about=docks&taken=no")


def test_a_filtered_list_says_so_and_the_way_back(world: World, ines: Any) -> None:
    page = read(ines.get("/desk/?view=all&about=docks&in=en&from=known&waiting=hour&taken=no"))
    narrowed = page.one("", "narrowed")
    assert narrowed.all("p")[0].words == (
        "Needs about docks in English from people we know, waiting over an hour, taken by nobody."
    )
    assert narrowed.all("a")[-1].attributes["href"] == "/desk/?view=all"
    chosen = {s.attributes["name"]: s.one("option", selected="").attributes["value"] for s in page.all("select")[:3]}
    assert chosen == {"kind": "", "about": "docks", "in": "en"}


def test_filter_shows_who_fits_and_its_rows_lead_back_to_it(world: World, ines: Any) -> None:
    page = read(ines.get(f"/desk/?{ABOUT_DOCKS}"))
    dock, norte = world.need("dock"), world.need("norte")
    assert rows(page) == {dock.public_id, norte.public_id}
    row = page.one("a", "need", id=f"need-{dock.public_id}")
    assert row.attributes["href"] == f"/desk/{dock.public_id}/?{ABOUT_DOCKS}"
    opened = read(ines.get(row.attributes["href"]))
    assert rows(opened) == {dock.public_id, norte.public_id}
    assert opened.one("a", "back").attributes["href"] == f"/desk/?{ABOUT_DOCKS}"


def test_the_sentence_is_written_in_spanish_too(world: World, ines: Any) -> None:
    ines.cookies["django_language"] = "es"
    page = read(ines.get("/desk/?view=all&kind=complaint&about=docks&in=en&waiting=hour&taken=no"))
    said = page.one("", "narrowed").all("p")[0].words
    assert said == "Quejas sobre docks en inglés, en espera más de una hora, en manos de nadie."
    assert page.one("h1").words == "Diez personas necesitan ayuda. Tres estáis aquí."


def test_nobody_fits(world: World, ines: Any) -> None:
    empty = read(ines.get("/desk/?on=bluesky")).one("", "empty")
    assert (empty.one("h2").words, empty.one("a").attributes["href"]) == ("Nobody waits who fits this.", "/desk/")


def test_the_button_tells_how_many(world: World, ines: Any) -> None:
    said = {
        query: read(ines.get(f"/desk/filter/?{query}")).words
        for query in ("view=all", "view=all&about=docks&on=", "on=bluesky")
    }
    assert said == {
        "view=all": "Show ten", "view=all&about=docks&on=": "Show two", "on=bluesky": "Show them: nobody now",
    }  # fmt: skip


def test_strange_filters_show_nobody_and_break_nothing(world: World, ines: Any) -> None:
    for query in ("about=%00", "in=" + "x" * 500, "from=nonsense", "waiting=-1", "labelled=%F0%9F%9A%B2", "kind='--"):
        assert ines.get(f"/desk/?{query}").status_code == 200, query


def test_a_filter_is_kept_by_name_and_opens_again(world: World, ines: Any) -> None:
    form = read(ines.get(f"/desk/?{ABOUT_DOCKS}")).one("", "narrowed").one("form")
    sent = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
    assert sent["view"] == ABOUT_DOCKS
    answer = ines.post(form.attributes["action"], {"view": sent["view"], "name": "  Dock   day "})
    assert answer.headers["Location"] == f"/desk/?{ABOUT_DOCKS}"
    page = read(ines.get("/desk/"))
    assert tabs(page) == {"Dock day": f"/desk/?{ABOUT_DOCKS}"}
    assert page.one("", "toast").words == "Kept as “Dock day”. Take it back"
    page = read(ines.get(f"/desk/?{ABOUT_DOCKS}"))
    assert page.one("nav", "views").one("a", **{"aria-current": "true"}).words == "Dock day"


def test_what_is_kept_is_seen_by_others_only_if_it_is_shared(
    world: World, ines: Any, client_of: Callable[[Any], Any]
) -> None:
    keep_view(actor=world.owner, name="Mine", query=ABOUT_DOCKS)
    keep_view(actor=world.owner, name="Ours", query="view=all&in=es", shared=True)
    assert tabs(read(ines.get("/desk/"))) == {"Mine": f"/desk/?{ABOUT_DOCKS}", "Ours": "/desk/?view=all&in=es"}
    theirs = client_of(world.tomas)
    assert tabs(read(theirs.get("/desk/"))) == {"Ours": "/desk/?view=all&in=es"}
    shared, mine = SavedView.objects.get(name="Ours"), SavedView.objects.get(name="Mine")
    assert theirs.post(f"/desk/views/{mine.public_id}/", {"do": "remove"}).status_code == 404
    refused = theirs.post(f"/desk/views/{shared.public_id}/", {"do": "remove"})
    assert (refused.status_code, read(refused).one("main").words.split(".")[0]) == (
        403, "Who made it, an owner or a lead changes this",
    )  # fmt: skip
    assert read(theirs.get("/desk/?view=all&in=es")).all("form", action=f"/desk/views/{shared.public_id}/") == []


def test_a_view_is_renamed_shared_removed_and_brought_back(
    world: World, ines: Any, client_of: Callable[[Any], Any]
) -> None:
    view = keep_view(actor=world.owner, name="Docks", query=ABOUT_DOCKS)
    address = f"/desk/views/{view.public_id}/"
    ines.post(address, {"do": "change", "name": "Dock day", "shared": "yes"})
    theirs = client_of(world.tomas)
    assert tabs(read(theirs.get("/desk/"))) == {"Dock day": f"/desk/?{ABOUT_DOCKS}"}
    page = read(ines.post(address, {"do": "remove"}, follow=True))
    assert tabs(page) == {}
    said = page.one("", "toast")
    assert said.words == "“Dock day” is removed. Take it back"
    assert said.one("form").attributes["action"] == address
    assert "hx-post" not in said.one("form").attributes
    ines.post(address, {"do": said.one("input", name="do").attributes["value"]})
    assert tabs(read(theirs.get("/desk/"))) == {"Dock day": f"/desk/?{ABOUT_DOCKS}"}
    acts = Happening.objects.filter(act__startswith="view_").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["view_kept", "view_changed", "view_removed", "view_brought_back"]
    assert ines.post(address, {"do": "nonsense"}).status_code == 404


def test_a_name_is_needed_and_the_same_name_is_the_same_view(world: World, ines: Any) -> None:
    ines.post("/desk/views/", {"view": ABOUT_DOCKS, "name": " "})
    assert SavedView.objects.count() == 0
    assert read(ines.get("/desk/")).one("", "said", role="status").words == "It needs a name."
    for query in (ABOUT_DOCKS, "view=all&in=es"):
        ines.post("/desk/views/", {"view": query, "name": "Today"})
    assert list(SavedView.objects.values_list("name", "query")) == [("Today", "view=all&in=es")]
    for number in range(MOST):
        ines.post("/desk/views/", {"view": ABOUT_DOCKS, "name": f"n{number}"})
    assert SavedView.objects.count() == MOST

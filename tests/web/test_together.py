"""Who helps whom: what rests on few, what one alone knows, who came and went quiet; for leads, and nobody is ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.web.reading import Node, read
from tests.web.together_rows import account_of, months_of_help, solve
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.insight.helping import few, share_of_few
from tummler.insight.known_alone import groups_alone
from tummler.knowledge.meanings import meanings_of
from tummler.records.models import Brand, Happening, Helper, Need, Peer, Post, Reach, Topic
from tummler.web.web_chart import End, folded, web

KEYS = (
    "I left my keys in the basket of a bike at Plaza del Norte. Who has them?",
    "My keys fell into the basket and the bike is gone, where do lost keys go?",
)


@pytest.fixture
def people(channel_told: Any, owner: Any, helper: Any) -> dict[str, Any]:
    """Half a year of help, and everyone by their first name."""
    for key in ("deposit", "lost", "app"):
        Topic.objects.create(brand=owner.brand, key=key, name=f"the {key}")
    for name in ("Dapo Adeyemi", "Jo Lindqvist", "Nuria Salas", "Olu Bello", "Leo Brandt"):
        email = f"{name.split()[0]}@velonorte.example".lower()
        add_helper(actor=owner, email=email, password="a long password", name=name)
    Helper.objects.exclude(name="Leo Brandt").update(joined_at=clock.now() - timedelta(days=300))
    return months_of_help(channel_told, owner, {one.name.split()[0]: one for one in Helper.objects.all()})


def shown(client: Any) -> Node:
    answer = client.get("/together/")
    assert answer.status_code == 200
    return read(answer)


def lines(page: Node, kind: str) -> list[str]:
    return [one.words for found in page.all("ul", kind) for one in found.all("li")]


def test_the_page_says_what_rests_on_few_and_what_one_alone_knows(
    people: dict[str, Any], channel_told: Any, desk: Any
) -> None:
    for number, text in enumerate(KEYS):
        solve(channel_told, people["Nuria"], account_of(channel_told, f"K{number}"), text, topic="lost", days=20)
    private = [
        solve(channel_told, people["Olu"], account_of(channel_told, f"P{n}"), f"My passport number, {n}", days=5,
              visibility="direct")
        for n in range(2)
    ]  # fmt: skip
    meanings_of([*Post.objects.filter(text__in=KEYS), *(one.need.post for one in private)])
    page = shown(desk)
    assert page.one("h1").words.endswith("times by Dapo, Inés, Nuria, Olu and Tomás.")
    assert "Samira N. and Theo van Dijk were helped here and help others, too." in page.one("", "lead").words
    said = lines(page, "folk")
    assert "Nuria Nobody else solved anything about the lost. Nobody else solved anything in Galician." in said
    assert f"Nuria Nuria alone solved two like this. {KEYS[0]}" in said or any(KEYS[1] in one for one in said)
    assert "Leo Hasn’t had a first one yet." in said
    assert [one for one in said if one.startswith("Jo Helped often")] != []
    assert "passport" not in page.words
    assert "Bring Leo a first need" in " ".join(lines(page, "does"))
    rows = [[cell.words for cell in row.all("td")] for row in page.one("table").all("tr")[1:]]
    heads = [row.one("th").words for row in page.one("table").all("tr")[1:]]
    assert heads == sorted(heads, key=str.casefold)  # in the order of names, not of numbers
    assert ["Samira N.", "1"] in rows
    assert len(page.one("figure").all("path", "peer")) >= 3


def test_it_takes_the_same_queries_however_much_help_there_was(
    people: dict[str, Any], channel_told: Any, desk: Any, query_count: Callable[[], Any]
) -> None:
    desk.get("/together/")
    with query_count() as few_rows:
        desk.get("/together/")
    for number in range(20):
        solve(channel_told, people["Jo"], people["Samira"], topic="docks", days=number)
    with query_count() as many:
        desk.get("/together/")
    assert len(few_rows) == len(many) <= 24


def test_a_lead_chooses_how_many_go_outside_the_circle_and_sees_what_came_of_it(
    people: dict[str, Any], channel_told: Any, owner: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    asker = account_of(channel_told, "Ana M.")
    peer = Peer.objects.create(brand=owner.brand, account=people["Theo"])
    needs = [solve(channel_told, by, asker, topic="app").need for by in (helper, people["Theo"], owner)]
    Happening.objects.create(brand=owner.brand, act="need_claimed", helper_id=helper.pk, need_id=needs[2].pk)
    for need, who in zip(needs, ({"helper": helper}, {"peer": peer}, {"helper": helper}), strict=True):
        Reach.objects.create(brand=owner.brand, need=need, why="near", outside=True, **who)
    Reach.objects.create(brand=owner.brand, need=needs[0], peer=peer, why="near", outside=True)
    month = "needs went to somebody outside their circle"
    assert f"Four {month}" in shown(desk).words
    assert "they took three, and two helped." in shown(desk).words
    desk.post("/together/outside/", {"share": "6"})
    desk.post("/together/outside/", {"share": "7"})
    assert Brand.objects.get(pk=owner.brand_id).serendipity == 6
    assert Happening.objects.filter(act="settings_changed").count() == 1
    theirs = client_of(helper)
    assert theirs.get("/together/").status_code == 403
    assert theirs.post("/together/outside/", {"share": "0"}).status_code == 403


def test_an_empty_house_says_what_is_true(desk: Any) -> None:
    page = shown(desk)
    assert page.one("h1").words == "Nobody who asked has said yet that it helped."
    assert not page.all("figure")
    assert not Need.objects.exists()


def test_few_are_named_in_no_order_and_what_is_left_is_folded() -> None:
    sums = Counter({"a": 9, "b": 9, "c": 5, "d": 1, "e": 1, "f": 1})
    assert few(sums)[1] == 25
    assert round(share_of_few(sums), 2) == 0.96
    counts = folded([("a", "x", 3), ("z", "x", 2), ("z", "y", 1)], ["a"], ["x"], ("rest", "others"))
    assert counts == {("a", "x"): 3, ("rest", "x"): 2, ("rest", "others"): 1}
    drawn = web([End("a", "Zoe"), End("rest", "others")], [End("x", "docks")], counts)
    assert [(one.who, one.whom, one.count) for one in drawn.lines] == [("others", "docks", 2), ("Zoe", "docks", 3)]
    assert drawn.lines[1].width > drawn.lines[0].width


def test_what_somebody_else_could_step_in_for_is_not_known_alone() -> None:
    east, north, near = np.eye(4, dtype=np.float32)[:3]
    between = ((near + north) / np.sqrt(2)).astype(np.float32)
    vectors = np.array([east, east, north, north, between], np.float32)
    assert groups_alone(["a", "a", "b", "b", "c"], vectors) == [[0, 1]]

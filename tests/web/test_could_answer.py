"""Who could also answer, beside a conversation and in the pickers: the likeliest first, with the reason in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import read
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.community.looks import look_at_asked
from tummler.matching.widening import EVERYONE_AFTER
from tummler.records.models import Account, Helper, Need, Peer, PeerChoice, Reach
from tummler.records.models.need import NOW
from tummler.records.peer_access import needs_for_peer
from tummler.web import could_words as words
from tummler.web.moments import clock_time

TOPICS = {"docks": "docks"}


@pytest.mark.parametrize(
    ("why", "facts", "said"),
    [
        ("solved", {"times": 2, "last": "2026-03-09", "thanked": True},
         "Solved two like this, the last in March, and was thanked"),
        ("solved", {"times": 1, "last": "2025-03-09"}, "Solved one like this, in March 2025"),
        ("topic", {"times": 3, "last": "2026-11-21", "topic": "docks"}, "Solved three about docks, the last yesterday"),
        ("knows", {"times": 1, "last": "2026-11-22", "thanked": True}, "Helped Marta before, today, and was thanked"),
        ("near", {"times": 1, "last": "2026-11-09"}, "Solved something near it, on 9 Nov"),
        ("chose", {"topic": "docks"}, "Knows docks"),
        ("speaks", {"language": "gl"}, "Speaks Galician"),
        ("here", {}, ""),
    ],
)  # fmt: skip
def test_the_reason_is_a_sentence(monkeypatch: pytest.MonkeyPatch, why: str, facts: dict[str, Any], said: str) -> None:
    at = clock.parse("2026-11-22T12:00:00Z")
    monkeypatch.setattr(words.clock, "now", lambda: at)
    assert words.could_words(why, facts, TOPICS, "Marta") == said


def test_those_whom_it_reaches_come_first_with_their_reason(
    heard: Any, owner: Any, helper: Any, client_of: Callable[[Any], Any], query_count: Callable[[], Any]
) -> None:
    need = heard("@velonorte my bike is stuck at dock 14, can you help?").needs.get()
    nuria = add_helper(actor=owner, email="n@velonorte.example", password="a long password", name="Nuria Salas")
    samira = Account.objects.create(brand=owner.brand, network="echo", remote_id="s", handle="samira", name="Samira")
    peer = Peer.objects.create(brand=owner.brand, account=samira)
    look_at_asked()
    client = client_of(owner)
    client.get(f"/desk/{need.public_id}/")
    with query_count() as before:
        client.get(f"/desk/{need.public_id}/")
    solved = {"times": 2, "last": "2025-01-09", "thanked": True}
    at = clock.now()
    common = {"brand": owner.brand, "need": need, "due_at": at}
    Reach.objects.create(**common, helper=nuria, place=0, why="solved", facts=solved)
    Reach.objects.create(**common, helper=helper, place=1, why="near", facts=solved, outside=True)
    Reach.objects.create(**common, peer=peer, place=2, why="speaks", facts={"language": "gl"})
    Need.objects.filter(pk=need.pk).update(reach_until=at + timedelta(hours=1))
    Helper.objects.filter(pk=helper.pk).update(seen_at=at)
    with query_count() as after:
        page = read(client.get(f"/desk/{need.public_id}/"))
    beside = [one.words for one in page.one("section", id="person").all("div", "also")]
    assert beside[0].startswith("Nuria Salas Solved two like this, the last in January 2025, and was thanked")
    assert "Outside the circle that answers such things. Here now" in beside[1]
    assert beside[2] == "Samira Speaks Galician"
    assert [one.words.split(" ")[0] for one in page.one("", id="ask-in").all("label")][:2] == ["Nuria", "Tomás"]
    assert len(after) <= len(before) + 1  # whether it may come before peers at all
    said = page.one("p", "reach").words
    assert said.startswith("It has reached Nuria, Tomás and one customer. Everyone at ")
    mine = {"helper": owner, "place": 3, "why": "near", "facts": {}}
    Reach.objects.create(**{**common, "due_at": at + timedelta(minutes=2)}, **mine)
    said = read(client.get(f"/desk/{need.public_id}/")).one("p", "reach").words
    assert said.startswith("It has reached Nuria, Tomás and one customer. You at "), said
    row = read(client.get("/desk/?view=all")).one("a", id=f"need-{need.public_id}")
    assert row.one("", "reach").words == f"Reaches more people by {clock_time(at + timedelta(minutes=2))}."
    renewed = read(client.get(f"/desk/who/?needs={need.public_id}")).one("span", id=f"on-{need.public_id}")
    assert renewed.one("", "reach").words == row.one("", "reach").words  # a list that stands says it anew
    assert renewed.attributes["data-until"] == (at + timedelta(minutes=2)).isoformat()
    Reach.objects.filter(helper=owner).update(due_at=at)
    said = read(client.get(f"/desk/{need.public_id}/")).one("p", "reach").words
    assert said.startswith("It has reached you, Nuria, Tomás and one customer. Everyone at ")
    row = read(client.get("/desk/?view=all")).one("a", id=f"need-{need.public_id}")
    assert row.all("", "reach") == []
    Need.objects.filter(pk=need.pk).update(waiting_since=at - EVERYONE_AFTER[NOW] - timedelta(minutes=3), urgency=NOW)
    row = read(client.get("/desk/?view=all")).one("a", id=f"need-{need.public_id}")
    assert row.one("", "reach").words == f"For everyone since {clock_time(at - timedelta(minutes=3))}."
    Need.objects.filter(pk=need.pk).update(waiting_since=need.waiting_since, urgency=need.urgency)
    assert list(needs_for_peer(peer)) == [need]
    PeerChoice.objects.create(brand=owner.brand, account=need.account, peers=False)
    page = read(client.get(f"/desk/{need.public_id}/"))
    assert len(page.one("section", id="person").all("div", "also")) == 2  # “no peers” is heeded

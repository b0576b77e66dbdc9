"""An incident in the list: one row in their words, its needs behind it, and one press each way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.web.reading import Node, read
from tummler.records.happenings import happen
from tummler.records.models import Incident, IncidentPost


def _needs(page: Node) -> int:
    return len(page.all("a", "need"))


def _incident(owner: Any, heard: Callable[..., Any], names: tuple[str, ...]) -> Incident:
    posts = [heard("@velonorte why is the payment page frozen?", by=name) for name in names]
    incident = Incident.objects.create(
        brand=owner.brand, words=["payment page"], terms=["payment page"], telling=posts[0], since=posts[0].shown_at
    )
    for post in posts:
        IncidentPost.objects.create(brand=owner.brand, incident=incident, post=post)
    return incident


def test_one_row_stands_for_its_needs_and_can_be_said_to_be_none(heard: Any, owner: Any, desk: Any) -> None:
    stamp = read(desk.get("/desk/?view=yours")).one("", id="stamp").attributes["data-stamp"]
    incident = _incident(owner, heard, ("ana", "leo", "gil", "eva"))
    heard("@velonorte where is my deposit?", by="samira")
    page = read(desk.get("/desk/"))
    row = page.one("", "incident")
    assert row.one("", "voice").words == "why is the payment page frozen?"
    assert row.all("p")[0].words.startswith("ana, leo and two others say much the same since ")
    assert (_needs(page), page.one("h1").words) == (1, "Five people need help. You are here alone.")
    assert row.all("a")[1].words == "See the four who wait"
    opened = read(desk.get(row.all("a")[1].attributes["href"]))
    assert _needs(opened) == 4
    assert "“payment page” came up far more" in opened.one("", "incident").words
    happen("incident_suspected", owner.brand, facts={"incident": incident.pk})
    assert read(desk.get(f"/desk/news/?since={stamp or 1}")).one("", id="news").words == "Something is breaking"
    desk.post(f"/desk/incidents/{incident.public_id}/dismiss/", {"view": f"incident={incident.public_id}"})
    after = read(desk.get("/desk/"))
    assert (_needs(after), after.all("", "incident")) == (5, [])
    assert "Not an incident." in after.one("", "toast").words
    desk.post(f"/desk/incidents/{incident.public_id}/bring-back/")
    assert _needs(read(desk.get("/desk/"))) == 1


def test_words_of_a_deleted_post_are_not_shown(heard: Any, owner: Any, desk: Any) -> None:
    """What is gone is gone: the words that all share remain."""
    from tummler.common import clock
    from tummler.records.models import Post

    incident = _incident(owner, heard, ("ana", "leo"))
    Post.objects.filter(pk=incident.telling_id).update(gone_at=clock.now(), text="")
    row = read(desk.get("/desk/")).one("", "incident")
    assert row.one("", "voice").words == "payment page"
    assert row.all("p")[0].words.startswith("leo says so since ")

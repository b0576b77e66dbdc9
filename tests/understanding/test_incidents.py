"""One cause behind many needs: found on stored posts, folded in the list, each need reachable, told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.saying import NOON, make_channel, post, say
from tummler.acts.incidents import bring_incident_back, dismiss_incident
from tummler.acts.needs import claim_need
from tummler.common import clock
from tummler.matching.folding import incidents_for
from tummler.matching.market import listed, market
from tummler.records.access import rows_for
from tummler.records.models import Brand, Happening, Helper, Incident, IncidentPost, Need, Post
from tummler.understanding.watching import alike_in_meaning, forget_streams, watch_streams

pytestmark = pytest.mark.django_db

_OUTAGE = (
    "@velonorte the docking light stays red, can you help?",
    "@velonorte docking is broken everywhere, red light, what do I do?",
    "@velonorte why does the docking light stay red?",
    "@velonorte my ride keeps running, docking light red, help",
    "@velonorte no docking possible, the light is red?",
)
_TALK = ("bike tour on sunday was fun", "new helmet arrived", "the river path is open", "my saddle is too low", "sunny")


@pytest.fixture(autouse=True)
def fresh_streams() -> Any:
    """Every test begins as after a start."""
    forget_streams()
    yield
    forget_streams()


def _minute() -> float:
    return (clock.now() - NOON).total_seconds() / 60


def _chatter(channel: Any, count: int = 60, before: float = 200, tag: str = "") -> None:
    at = _minute() - before
    talk = [post(f"t{tag}{n}", f"{_TALK[n % 5]} {n * 7}", by=f"someone{n}", minute=at + n * 2) for n in range(count)]
    say(channel, *talk)


def _outage(channel: Any, count: int = 10, before: float = 9, tag: str = "") -> None:
    at = _minute() - before
    say(
        channel,
        *[
            post(f"o{tag}{n}", f"{_OUTAGE[n % 5]} {n * 31}", by=f"rider{tag}{n}", minute=at + n * 0.8)
            for n in range(count)
        ],
    )


def test_an_outage_becomes_one_row_and_each_of_its_needs_stays_reachable(owner: Helper, channel_told: Any) -> None:
    """Ten people, one cause: told once, in their words; known after a restart; claimed ones stand alone."""
    _chatter(channel_told)
    assert watch_streams() == 0
    _outage(channel_told)
    assert watch_streams() == 1
    incident = Incident.objects.get()
    assert (incident.state, incident.words[0].split()[0]) == ("suspected", "docking")
    assert Happening.objects.filter(act="incident_suspected").count() == 1
    [row] = incidents_for(owner)
    assert (len(row.people), row.waiting, row.networks) == (10, 10, ("echo",))
    assert listed(owner, "all").count() == market(owner, "all").count() - 10
    claim_need(actor=owner, need=market(owner, "all").get(account__handle="rider3"))
    assert listed(owner, "all").filter(account__handle="rider3").exists()
    forget_streams()
    _outage(channel_told, count=3, before=1, tag="later")
    assert watch_streams() == 0
    assert Incident.objects.count() == 1
    assert IncidentPost.objects.count() == 13
    clock.shift(clock._shift + timedelta(hours=2))
    watch_streams()
    assert Incident.objects.get().state == "quiet"
    forget_streams()
    _outage(channel_told, tag="back")
    assert (watch_streams(), Incident.objects.get().state) == (0, "suspected")
    assert Happening.objects.filter(act="incident_came_back").count() == 1


def test_not_an_incident_is_taken_back_in_one_step(owner: Helper, helper: Helper, channel_told: Any) -> None:
    """A person says that it is none: the needs stand alone, and it is not told again."""
    _chatter(channel_told)
    _outage(channel_told)
    watch_streams()
    incident = Incident.objects.get()
    assert dismiss_incident(actor=helper, incident=incident)
    assert not dismiss_incident(actor=owner, incident=incident)
    assert listed(owner, "all").count() == market(owner, "all").count()
    assert incidents_for(owner) == []
    _outage(channel_told, count=4, before=1, tag="more")
    assert (watch_streams(), Incident.objects.get().state) == (0, "dismissed")
    assert bring_incident_back(actor=owner, incident=incident)
    assert listed(owner, "all").count() == market(owner, "all").count() - 14


def test_only_what_everyone_may_know_is_listened_to(owner: Helper, helper: Helper, channel_told: Any) -> None:
    """Nothing private, nothing of the past, nothing of a conversation in danger, nothing of another brand."""
    Brand.objects.filter(pk=owner.brand_id).update(duty_helper=helper)
    _chatter(channel_told)
    at = _minute() - 5
    say(channel_told, *[post(f"d{n}", _OUTAGE[n % 5], by=f"q{n}", minute=at, to="id:velonorte") for n in range(9)])
    say(channel_told, *[post(f"h{n}", _OUTAGE[n % 5], by=f"h{n}", minute=at) for n in range(9)], history=True)
    Post.objects.filter(remote_id__startswith="d").update(visibility="direct")
    assert watch_streams() == 0
    _outage(channel_told)
    watch_streams()
    seen = rows_for(owner, IncidentPost).count()
    assert seen == 10
    Need.objects.filter(account__handle="rider1").update(care="self_harm")
    owner.refresh_from_db()
    assert rows_for(owner, IncidentPost).count() == seen - 1
    assert len(incidents_for(owner)[0].people) == 9


def test_praise_breaks_nothing(owner: Helper, channel_told: Any) -> None:
    """A burst of thanks is no incident."""
    _chatter(channel_told)
    at = _minute() - 8
    words = ("the harbour concert was wonderful", "wonderful harbour concert, thank you", "what a harbour concert!")
    say(channel_told, *[post(f"p{n}", f"{words[n % 3]} {n}", by=f"fan{n}", minute=at + n / 2) for n in range(12)])
    assert watch_streams() == 0
    assert not Incident.objects.exists()


def test_another_brands_words_are_not_counted(owner: Helper, channel_told: Any) -> None:
    """Five here and five there are no ten."""
    from tests.people import make_owner

    other = make_owner("Otra", "otra@otra.example", "Otra")
    elsewhere = make_channel(other, "otra")
    for channel, tag in ((channel_told, "a"), (elsewhere, "b")):
        _chatter(channel, tag=tag)
        _outage(channel, count=4, tag=tag)
    assert watch_streams() == 0


_TWICE = ("charged twice for one payment", "double payment on my account", "payment taken twice, why?")
_BILLED = ("my card was billed two times for a single ride", "you debited my bank card two times", "billed two times?")


def test_the_same_in_other_words_is_told_once(owner: Helper, channel_told: Any) -> None:
    """Charged twice, then billed two times: hardly a word in common, one cause. Red docks are another."""
    _chatter(channel_told)
    for tag, words, before in (("a", _TWICE, 40), ("b", _BILLED, 9)):
        at = _minute() - before
        said = [f"@velonorte {words[n % 3]} {n * 31}" for n in range(9)]
        say(channel_told, *[post(f"{tag}{n}", text, by=f"{tag}{n}", minute=at + n) for n, text in enumerate(said)])
        watch_streams()
        forget_streams()
    _outage(channel_told)
    watch_streams()
    pay, docks = Incident.objects.order_by("pk")
    assert (pay.told.count(), docks.told.count()) == (18, 10)
    of = {one.pk: list(one.told.values_list("post", flat=True)) for one in (pay, docks)}
    assert alike_in_meaning(of[pay.pk], of[pay.pk]) > 0.99
    assert alike_in_meaning(of[pay.pk], of[docks.pk]) < 0.5

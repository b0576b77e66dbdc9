"""Answers under kills: none lost, none twice, none shown as sent that was not.

Witness: the network itself (echo's log on disk, the PDS's own records, the Mastodon server's own statuses).
Kill points: every one of common.killpoint, by SIGKILL, hits reported. Planted faults: each must be found.
``make proof`` asks for 500 answers; ``make test`` for fewer, with every kill point hit as well.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.people import connect_echo, echo_process
from tests.proofs.scenes import OnEcho, Place, Shared, number_in, settle_within, wait_for_death
from tests.proofs.worker import hurry, promise_all
from tummler.common.killpoint import KILL_POINTS
from tummler.records.models import Delivery, Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(1500)]

ANSWERS = int(os.environ.get("TUMMLER_PROOF_ANSWERS", "66"))


@pytest.fixture(autouse=True)
def _short_leases(monkeypatch):
    from tummler.answering import governor, outbox

    monkeypatch.setattr(outbox, "LEASE", outbox.LEASE)
    monkeypatch.setattr(outbox, "WAITS", outbox.WAITS)
    monkeypatch.setattr("tummler.answering.governor.facts_of", governor.facts_of)
    for cap in ("TO_PERSON", "IN_THREAD", "BY_HELPER"):
        monkeypatch.setattr(f"tummler.answering.governor.{cap}", 100_000)
    hurry()


@pytest.fixture
def on_echo(tmp_path, owner):
    with echo_process(tmp_path) as echo:
        yield OnEcho(echo, connect_echo(owner, echo))


def shown_but_not_there(place: Place) -> list[int]:
    """Deliveries that we show as sent and that don't stand on the network with their words."""
    stands = place.stands()
    sent = Delivery.objects.filter(state="sent")
    return [delivery.pk for delivery in sent if stands.get(delivery.remote_id) != delivery.part["text"]]


def sent_twice(place: Place) -> list[int]:
    """Questions that the network took more than one answer to."""
    counts = Counter(number_in(text) for text in place.ever_accepted())
    return sorted(number for number, count in counts.items() if count > 1)


def answers_under_kills(place: Place, shared: Shared, total: int, points: tuple[str, ...] = KILL_POINTS) -> None:
    """Ask, promise and deliver in rounds; in each a process dies at one kill point, and another carries on."""
    share = -(-total // len(points))
    for turn, point in enumerate(points):
        numbers = range(turn * share, (turn + 1) * share)
        place.ask(numbers)
        kind = point.split(".")[0]
        # A different row each time: the second of its kind, the third …; the first batch is the only one of a stage.
        at = f"{point}:{1 + turn % min(3, share)}" if kind in ("send", "deliver") else point
        if kind in ("receive", "stage"):
            with shared.process("loops", kill_at=at) as process:
                wait_for_death(process)
        settle_within(place, lambda: Need.objects.filter(state="open").count() == share)
        if kind == "send":
            with shared.process("promise", kill_at=at) as process:
                wait_for_death(process)
        promise_all()
        if kind == "deliver":
            with shared.process("loops", kill_at=at) as process:
                wait_for_death(process)
        assert shown_but_not_there(place) == []
        settle_within(place, lambda: not Delivery.objects.exclude(state="sent").exists())
    asked = share * len(points)
    assert Counter(shared.hits()) == Counter(points)
    assert Need.objects.filter(state="answered").count() == asked
    assert shown_but_not_there(place) == []
    assert Counter(number_in(text) for text in place.ever_accepted()) == Counter(range(asked))


def test_answers_survive_every_kill_point(tmp_path, on_echo):
    answers_under_kills(on_echo, Shared(tmp_path), ANSWERS)


def test_two_racing_workers_send_each_answer_once(tmp_path, on_echo):
    on_echo.echo.careless()
    on_echo.ask(range(40))
    settle_within(on_echo, lambda: Need.objects.filter(state="open").count() == 40)
    promise_all()
    race(on_echo, Shared(tmp_path))
    assert Counter(number_in(text) for text in on_echo.ever_accepted()) == Counter(range(40))


def race(place: Place, shared: Shared, plant: str = "") -> None:
    """Two processes deliver until nothing is left; this one only watches."""
    import time

    with shared.process("loops", plant=plant), shared.process("loops", plant=plant):
        until = time.monotonic() + 60
        while Delivery.objects.exclude(state__in=("sent", "never")).exists() and time.monotonic() < until:
            time.sleep(0.2)


# ---------------------------------------------------------------------------- the proof can fail


def test_a_key_remade_per_retry_is_found(tmp_path, on_echo):
    shared = Shared(tmp_path)
    on_echo.ask(range(6))
    settle_within(on_echo, lambda: Need.objects.filter(state="open").count() == 6)
    promise_all()
    with shared.process("loops", kill_at="deliver.after_call", plant="key_remade_per_retry") as process:
        wait_for_death(process)
    race(on_echo, shared, "key_remade_per_retry")
    assert sent_twice(on_echo) != []


def test_an_outcome_written_before_the_send_is_found(tmp_path, on_echo):
    shared = Shared(tmp_path)
    on_echo.ask(range(6))
    settle_within(on_echo, lambda: Need.objects.filter(state="open").count() == 6)
    promise_all()
    with shared.process("loops", kill_at="deliver.before_call", plant="outcome_before_send") as process:
        wait_for_death(process)
    assert shown_but_not_there(on_echo) != []


def test_an_ignored_lease_is_found(tmp_path, on_echo):
    on_echo.echo.careless()
    on_echo.ask(range(40))
    settle_within(on_echo, lambda: Need.objects.filter(state="open").count() == 40)
    promise_all()
    race(on_echo, Shared(tmp_path), "lease_ignored")
    assert sent_twice(on_echo) != []

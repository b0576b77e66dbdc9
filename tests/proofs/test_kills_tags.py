"""Requests to tags under kills: a brand's system executes each once, and each is answered by one post.

Witnesses: the system's own list of keys, echo's own log on disk. Kill points: common.killpoint's of tags, by SIGKILL.
"""

from __future__ import annotations

import time

import pytest

from tests.answering.test_tags import System
from tests.people import connect_echo, echo_process, settle_all
from tests.proofs.scenes import Shared, wait_for_death
from tests.proofs.worker import LEASE_SECONDS, hurry
from tummler.acts.tags import Definition, make_tag
from tummler.answering import outbox, tag_leases
from tummler.common.killpoint import TAG_KILL_POINTS
from tummler.records.models import TagRequest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _short_leases(monkeypatch):
    monkeypatch.setattr(outbox, "LEASE", outbox.LEASE)
    monkeypatch.setattr(outbox, "WAITS", outbox.WAITS)
    monkeypatch.setattr(tag_leases, "LEASE", tag_leases.LEASE)
    hurry()


def test_a_kill_at_any_line_answers_once_and_executes_once(tmp_path, owner, monkeypatch):
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "1")
    system = System()
    with echo_process(tmp_path) as echo:
        channel = connect_echo(owner, echo)
        wanted = Definition("balance", answers="system", address=system.url, text="{balance.amount}")
        make_tag(actor=owner, wanted=wanted, on=True)
        shared = Shared(tmp_path)
        for point in TAG_KILL_POINTS:
            echo.say("@velonorte #balance", by=f"rider-{point}")
            with shared.process("loops", kill_at=point) as process:
                wait_for_death(process)
        until = time.monotonic() + 40
        while len(echo.accepted("velonorte")) < len(TAG_KILL_POINTS) and time.monotonic() < until:
            settle_all(channel)
            time.sleep(LEASE_SECONDS / 8)
        settle_all(channel)
        said = [post["text"][:5] for post in echo.accepted("velonorte")]
    system.server.shutdown()
    system.server.server_close()
    assert shared.hits() == list(TAG_KILL_POINTS)
    assert said == ["12.40"] * len(TAG_KILL_POINTS)
    keys = [headers["Idempotency-Key"] for _, _, headers, _ in system.asked]
    assert len(keys) > len(set(keys)), "no kill came between asking and writing it down"
    assert set(keys) == set(TagRequest.objects.filter(state="answered").values_list("public_id", flat=True))
    assert TagRequest.objects.count() == len(TAG_KILL_POINTS)

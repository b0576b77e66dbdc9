"""Gestures under kills: each asked for is done, a like is one like, and a report is never sent twice by itself.

Witness: echo's own log on disk. Kill points: common.killpoint's of gestures, by SIGKILL, hits reported.
"""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from tests.people import connect_echo, echo_process, settle_all
from tests.proofs.scenes import Shared, wait_for_death
from tests.proofs.worker import LEASE_SECONDS, hurry
from tummler.acts.gesturing import gesture
from tummler.answering import outbox
from tummler.common.killpoint import GESTURE_KILL_POINTS
from tummler.records.models import Gesture, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _short_leases(monkeypatch):
    monkeypatch.setattr(outbox, "LEASE", outbox.LEASE)
    monkeypatch.setattr(outbox, "WAITS", outbox.WAITS)
    hurry()


def _settle_gestures(channel):
    until = time.monotonic() + 30
    while Gesture.objects.exclude(state__in=("done", "unsure")).exists() and time.monotonic() < until:
        settle_all(channel)
        time.sleep(LEASE_SECONDS / 8)


@pytest.mark.parametrize("point", GESTURE_KILL_POINTS)
def test_a_kill_loses_no_gesture_and_doubles_no_report(tmp_path, owner, point):
    with echo_process(tmp_path) as echo:
        channel = connect_echo(owner, echo)
        asked = {
            kind: echo.say(f"@velonorte why is dock {kind} shut?", by=f"rider-{kind}") for kind in ("like", "report")
        }
        settle_all(channel)
        shared = Shared(tmp_path)
        for kind, remote_id in asked.items():
            gesture(actor=owner, post=Post.objects.get(remote_id=remote_id), kind=kind)
            with shared.process("loops", kill_at=point) as process:
                wait_for_death(process)
            _settle_gestures(channel)  # or the next process would be killed in this one's second try
        said = [json.loads(line) for line in echo.log.read_text("utf-8").splitlines()]
    taken = Counter(one["kind"] for one in said if one["what"] == "gesture")
    assert shared.hits() == [point, point]
    states = dict(Gesture.objects.values_list("kind", "state"))
    # Nobody can say whether the report was taken: it was, if the kill came after the call, and is not sent again.
    assert states == {"like": "done", "report": "unsure"}
    assert taken == ({"like": 1, "report": 1} if point == "gesture.after_call" else {"like": 1})

"""Seen once, under kills: of a process that dies while it opens an answer, nobody ever sees the words twice.

Witness: what the killed process had said. Kill points: common.killpoint's of opening, by SIGKILL, hits reported.
"""

from __future__ import annotations

import pytest

from tests.proofs.scenes import Shared, wait_for_death
from tests.web.test_once import ANSWER
from tummler.acts.asking import see_once
from tummler.answering.once import let_run_out, seal
from tummler.common.killpoint import ONCE_KILL_POINTS
from tummler.records import fading_keys
from tummler.records.models import Account, Once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(120)]

#: What became of it after a start: how often it was shown in the end, and why it is gone.
AFTER = {"once.read": (1, "seen"), "once.destroyed": (0, "lost"), "once.after_commit": (0, "seen")}


@pytest.mark.parametrize("point", ONCE_KILL_POINTS)
def test_a_kill_while_it_is_opened_shows_it_to_nobody_twice(tmp_path, brand, point):
    account = Account.objects.create(brand=brand, network="square", remote_id="m" * 32, handle="Marta")
    once = seal(account=account, words=ANSWER)
    shared = Shared(tmp_path)
    with shared.process("see_once", kill_at=point) as process:
        wait_for_death(process)
        shown = [process.stdout.read()]
    assert (shared.hits(), shown) == ([point], [""])
    let_run_out()  # what a start does within a minute
    again = see_once(readers={account.pk}, once=once)
    now = Once.objects.get()
    assert ([again].count(f"{ANSWER}"), now.gone_why) == AFTER[point]
    assert see_once(readers={account.pk}, once=once) is None
    assert once.key not in fading_keys.names_there()

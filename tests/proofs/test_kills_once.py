"""Seen once, under kills: of a process that dies while it opens an answer, nobody ever sees the words twice.

And who is being erased when it dies is erased by whoever looks next.

Witness: what the killed process had said. Kill points: common.killpoint's of opening, by SIGKILL, hits reported.
"""

from __future__ import annotations

import pytest

from tests.acts.test_people_data import rows_with
from tests.proofs.scenes import Shared, wait_for_death
from tests.saying import make_channel, post, say
from tests.web.test_once import ANSWER
from tummler.acts.asking import see_once
from tummler.acts.people_data import erase_again
from tummler.answering.once import let_run_out, seal
from tummler.common.killpoint import ERASE_KILL_POINTS, ONCE_KILL_POINTS
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


@pytest.mark.parametrize("point", ERASE_KILL_POINTS)
def test_a_kill_while_somebody_is_erased_is_gone_on_with(tmp_path, owner, point):
    say(make_channel(owner), post("q", "@velonorte my kaleidoscope is stuck, what do I do?", by="martaquux"))
    shared = Shared(tmp_path)
    with shared.process("erase", kill_at=point) as process:
        wait_for_death(process)
    assert (shared.hits(), rows_with("kaleidoscope", "martaquux") != []) == ([point], True)
    assert (erase_again(), rows_with("kaleidoscope", "martaquux")) == (1, [])

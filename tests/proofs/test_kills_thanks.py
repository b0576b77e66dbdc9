"""The book of thanks under kills: who helped is thanked once, and what was given arrives once.

The witness is the sum of the entries, added up here anew. Kill points: common.killpoint's of thanks, by SIGKILL.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum

from tests.community.thanked import account, helped, open_thanks
from tests.proofs.scenes import Shared, wait_for_death
from tummler.acts.giving_thanks import give_thanks
from tummler.common import clock
from tummler.common.killpoint import GIFT_KILL_POINTS, THANKS_KILL_POINTS
from tummler.community.ledger import UNIT, balance_of, faults, holder_of
from tummler.records.models import Entry, Gift, Transfer
from tummler.work import thanks as work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(300)]


def test_a_kill_at_any_line_thanks_once(tmp_path, owner, channel_told):
    open_thanks(owner.brand)
    channel_told.brand = owner.brand
    dapo, noor = account(owner.brand, "dapo"), account(owner.brand, "noor")
    for number in range(5):
        helped(channel_told, account(owner.brand, f"asker{number}"), dapo)
    shared = Shared(tmp_path)
    left = []
    for point in THANKS_KILL_POINTS:
        with shared.process("loops", kill_at=point) as process:
            wait_for_death(process)
        left.append(Transfer.objects.count())
    assert shared.hits() == list(THANKS_KILL_POINTS)
    assert left == [0, 1], "a kill before the commit leaves nothing, one behind it all of it"
    work._whole.clear()
    while work.settle_thanks():
        pass
    assert (balance_of(dapo), Transfer.objects.count()) == (5 * UNIT, 5)

    give_thanks(purse=[holder_of(dapo)], to=holder_of(noor), amount=UNIT)
    Gift.objects.update(until=clock.now() - timedelta(seconds=1))
    with shared.process("loops", kill_at=GIFT_KILL_POINTS[0]) as process:
        wait_for_death(process)
    assert (balance_of(noor), Gift.objects.get().state) == (0, "leaving")
    assert (work.let_gifts_arrive(), work.let_gifts_arrive(), balance_of(noor)) == (1, 0, UNIT)
    assert Entry.objects.filter(holder__account=dapo).aggregate(all=Sum("amount"))["all"] == 4 * UNIT
    assert faults() == {"sums": 0, "balances": 0}

"""A yes under kills: it was said and the answer promised, or neither; and the answer stands there once.

The witness is echo's own log. Kill points: common.killpoint's of sending, by SIGKILL in the process that says yes.
"""

from __future__ import annotations

import pytest

from tests.proofs.scenes import OnEcho, Shared, answer_text, settle_within, wait_for_death
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.records.models import Approval, ApprovalRule, Delivery, Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(300)]


def test_a_kill_while_somebody_says_yes_sends_once(tmp_path, owner, helper, echo, channel):
    place = OnEcho(echo, channel)
    place.ask(range(2))
    settle_within(place, lambda: Need.objects.count() == 2)
    ApprovalRule.objects.create(brand=owner.brand, kind="first", value="9")
    for need in Need.objects.select_related("post"):
        claim_need(actor=helper, need=need)
        reply = save_draft(actor=helper, need=need, text=answer_text(need.post.text), edition=0)
        promise_reply(actor=helper, reply=reply)
    shared = Shared(tmp_path)
    left = []
    for point in ("send.before_commit", "send.after_commit"):
        with shared.process("approve", kill_at=point) as process:
            wait_for_death(process)
        left.append((Approval.objects.filter(state="approved").count(), Delivery.objects.count()))
    assert shared.hits() == ["send.before_commit", "send.after_commit"]
    assert left == [(0, 0), (1, 1)], "a kill before the commit leaves nothing, one behind it all of it"
    settle_within(place, lambda: Delivery.objects.get().state == "sent")
    assert len(place.ever_accepted()) == len(place.stands()) == 1
    assert Approval.objects.filter(state="waiting").count() == 1

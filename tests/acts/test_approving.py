"""Where a brand wants somebody's yes: nothing is promised before, never one's own, and each step is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.saying import make_channel, post, say, told
from tummler.acts import approving, circles
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft, take_back_reply
from tummler.acts.setting_up import add_helper
from tummler.answering.approving import About, holds
from tummler.records.access import NotAllowed
from tummler.records.models import Approval, Brand, Call, Delivery, Need, Reply, Topic

pytestmark = pytest.mark.django_db
ABOUT = About("payments", "complaint", "ch1", answers=2)


@pytest.fixture
def raj(owner: Any, helper: Any) -> Any:
    return add_helper(actor=owner, email="raj@velonorte.example", password="a long password", name="Raj Patel")


@pytest.fixture
def need(owner: Any, helper: Any) -> Any:
    say(make_channel(owner), post("a", "@velonorte you took the fee twice, why?"))
    found = Need.objects.get(post__remote_id="a")
    Topic.objects.create(brand=owner.brand, key="payments", name="payments", words=[])
    Need.objects.filter(pk=found.pk).update(topic="payments")
    found.refresh_from_db()
    return found


@pytest.fixture
def rule(owner: Any, helper: Any, raj: Any, need: Any) -> Any:
    circle = circles.make_circle(actor=raj, name="Payments")
    circles.step_in(actor=helper, circle=circle)
    return approving.make_rule(actor=owner, kind="topic", value="payments", circle=circle)


def sent(actor: Any, need: Any, text: str = "It goes back today.") -> Any:
    """A helper presses send."""
    draft = Reply.objects.filter(need=need, promised_at=None).first()
    reply = save_draft(actor=actor, need=need, text=text, edition=draft.edition if draft else 0)
    promise_reply(actor=actor, reply=reply)
    return Approval.objects.filter(reply=reply, state="waiting").first()


def test_which_rule_holds_is_said_by_facts() -> None:
    wanted = [("topic", "payments"), ("kind", "complaint"), ("channel", "ch1"), ("first", "3")]
    others = [("topic", "docks"), ("kind", "question"), ("channel", "ch2"), ("first", "2"), ("first", "x")]
    assert [holds(*one, ABOUT) for one in wanted + others] == [True] * 4 + [False] * 5
    assert not holds("topic", "", About("", "question", "c", 0))


def test_it_waits_and_a_yes_promises_it_as_its_writers_own(rule: Any, need: Any, helper: Any, raj: Any) -> None:
    waiting = sent(helper, need)
    assert (Delivery.objects.count(), waiting.reply.promised_at, waiting.asked_by) == (0, None, helper)
    assert [(one.to, one.kind) for one in Call.objects.filter(settled="")] == [(raj, "approve")]
    promise_reply(actor=helper, reply=waiting.reply)  # pressed twice is once
    assert Approval.objects.count() == 1
    with pytest.raises(NotAllowed):
        approving.approve_reply(actor=helper, approval=waiting)  # one's own, though in the circle
    approving.approve_reply(actor=raj, approval=waiting)
    reply = Reply.objects.get()
    assert (reply.helper, reply.promised_at is not None, Need.objects.get().claimed_by) == (helper, True, helper)
    assert list(Delivery.objects.values_list("state", "by_person")) == [("waiting", True)]
    assert not Call.objects.filter(settled="").exists()
    with pytest.raises(approving.Changed):
        approving.approve_reply(actor=raj, approval=waiting)
    assert Delivery.objects.count() == 1


def test_every_rule_wants_its_yes_and_the_last_one_sends_it(
    rule: Any, need: Any, owner: Any, helper: Any, raj: Any
) -> None:
    law = approving.make_rule(actor=owner, kind="first", value="3")  # of a lead
    sent(helper, need)
    waits = {one.rule: one for one in Approval.objects.filter(state="waiting")}
    assert set(waits) == {rule, law}
    assert {one.to for one in Call.objects.filter(settled="")} == {raj, owner}
    with pytest.raises(NotAllowed):
        approving.approve_reply(actor=owner, approval=waits[rule])  # a lead isn't in the circle
    assert not approving.approve_reply(actor=raj, approval=waits[rule])
    assert (Delivery.objects.count(), Reply.objects.get().promised_at) == (0, None)
    assert {one.to for one in Call.objects.filter(settled="")} == {owner}
    promise_reply(actor=helper, reply=waits[law].reply)  # pressed again: nothing is asked anew
    assert Approval.objects.count() == 2
    assert approving.unsay_yes(actor=raj, approval=waits[rule])
    assert {one.to for one in Call.objects.filter(settled="")} == {raj, owner}
    approving.send_back(actor=owner, approval=waits[law], text="Say when.")
    assert set(Approval.objects.values_list("state", flat=True)) == {"sent_back"}
    assert approving.unsend_back(actor=owner, approval=waits[law])
    assert set(Approval.objects.values_list("state", flat=True)) == {"waiting"}
    circles.step_in(actor=owner, circle=rule.circle)
    for one in waits.values():
        one.refresh_from_db()
    assert approving.approve_reply(actor=owner, approval=waits[law])  # asked by both: one press is enough
    assert (Delivery.objects.count(), Call.objects.filter(settled="").count()) == (1, 0)


def test_yes_and_no_are_taken_back(rule: Any, need: Any, helper: Any, raj: Any) -> None:
    waiting = sent(helper, need)
    approving.approve_reply(actor=raj, approval=waiting)
    assert approving.unsay_yes(actor=raj, approval=waiting)
    waiting = Approval.objects.get()
    assert (waiting.state, Delivery.objects.count(), Call.objects.filter(settled="").get().to) == ("waiting", 0, raj)
    approving.send_back(actor=raj, approval=waiting, text="Say which fee.")
    assert [(one.to, one.words) for one in Call.objects.filter(settled="")] == [(helper, "Say which fee.")]
    assert approving.unsend_back(actor=raj, approval=waiting)
    assert Approval.objects.get().state == "waiting"
    approving.send_back(actor=raj, approval=waiting, text="Say which fee.")
    save_draft(actor=helper, need=need, text="The hire fee goes back.", edition=Reply.objects.get().edition)
    assert not approving.unsend_back(actor=raj, approval=waiting)  # they are writing on it
    assert Delivery.objects.count() == 0


def test_another_edition_or_a_promise_taken_back_asks_anew(rule: Any, need: Any, helper: Any, raj: Any) -> None:
    first = sent(helper, need)
    second = sent(helper, need, "It goes back tomorrow.")
    first = Approval.objects.get(pk=first.pk)
    assert (first.state, second.state) == ("taken_back", "waiting")
    save_draft(actor=helper, need=need, text="And not this.", edition=Reply.objects.get().edition)
    second.refresh_from_db()
    with pytest.raises(approving.Changed):
        approving.approve_reply(actor=raj, approval=Approval.objects.get(pk=second.pk))
    third = sent(helper, need, "And not this.")
    approving.approve_reply(actor=raj, approval=third)
    assert take_back_reply(actor=helper, reply=Reply.objects.get())
    assert set(Approval.objects.values_list("state", flat=True)) == {"taken_back"}
    assert sent(helper, need, "And not this.").state == "waiting"  # an old yes opens nothing
    assert Delivery.objects.count() == 0


def test_a_kill_between_leaves_all_or_nothing(
    rule: Any, need: Any, helper: Any, raj: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = sent(helper, need)

    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    monkeypatch.setattr(approving, "killpoint", die)
    with pytest.raises(KeyboardInterrupt):
        approving.approve_reply(actor=raj, approval=waiting)
    waiting = Approval.objects.get()
    assert (waiting.state, waiting.decided_by, Reply.objects.get().promised_at, Delivery.objects.count()) == (
        "waiting", None, None, 0,
    )  # fmt: skip
    monkeypatch.undo()
    approving.approve_reply(actor=raj, approval=waiting)
    assert (Approval.objects.get().state, Delivery.objects.count()) == ("approved", 1)


def test_rules_are_leads_and_end_and_newcomers_are_past_them_soon(owner: Any, helper: Any, need: Any) -> None:
    with pytest.raises(NotAllowed):
        approving.make_rule(actor=helper, kind="kind", value="complaint")
    for kind, value in (("topic", "nothing"), ("kind", "praise"), ("channel", "x"), ("first", "0"), ("other", "1")):
        with pytest.raises(approving.NoRule):
            approving.make_rule(actor=owner, kind=kind, value=value)
    rule = approving.make_rule(actor=owner, kind="first", value="1")
    approving.approve_reply(actor=owner, approval=sent(helper, need))  # a lead's yes
    assert Delivery.objects.count() == 1
    say(need.post.channel, post("b", "@velonorte why is dock 9 shut, what now?", by="leo"))
    other = told(need.post.channel, "b").needs.get()
    claim_need(actor=helper, need=other)
    assert sent(helper, other) is None  # the first one is given
    assert approving.end_rule(actor=owner, rule=rule)
    assert not approving.end_rule(actor=owner, rule=rule)
    assert approving.end_rule(actor=owner, rule=rule, ended=False)


def test_who_is_not_asked_cannot_and_nothing_leaves_while_only_listening(
    rule: Any, need: Any, owner: Any, helper: Any, raj: Any
) -> None:
    waiting = sent(helper, need)
    with pytest.raises(NotAllowed):
        approving.approve_reply(actor=owner, approval=waiting)  # a lead, and not in the circle
    Brand.objects.update(listens_only_since=waiting.asked_at)
    raj.brand.refresh_from_db()
    with pytest.raises(NotAllowed):
        approving.approve_reply(actor=raj, approval=waiting)
    assert Delivery.objects.count() == 0

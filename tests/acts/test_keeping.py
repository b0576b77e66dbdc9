"""What is over goes by itself, kind by kind; what somebody waits for stays, and what the law wants kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.saying import NOON, make_channel, post, say
from tummler.acts import holding, people_data
from tummler.acts.gesturing import Held, gesture
from tummler.acts.keeping import change_retention, keep_to_time
from tummler.acts.needs import claim_need
from tummler.acts.noting import write_note
from tummler.acts.replies import save_draft
from tummler.acts.setting_up import add_helper
from tummler.answering.once import let_run_out, open_once, seal
from tummler.answering.retention import as_said, kept_for
from tummler.common import clock
from tummler.records.access import NotAllowed
from tummler.records.models import Account, Event, Hold, Need, Note, Post, Reply

pytestmark = pytest.mark.django_db

YEARS = timedelta(days=800)


def test_what_is_personal_is_temporary_unless_a_brand_says_otherwise() -> None:
    assert [kept_for({}, kind) for kind in ("direct", "public", "unread")] == [
        timedelta(days=180), None, timedelta(days=30),
    ]  # fmt: skip
    assert kept_for(as_said({}, "direct", 7), "direct") == timedelta(days=7)
    assert kept_for(as_said({}, "direct", 0), "direct") is None
    for kind, days in (("direct", 8), ("thoughts", 7)):
        with pytest.raises(ValueError, match=kind):
            as_said({}, kind, days)


@pytest.fixture
def lived(owner: Any) -> Any:
    """A direct message and a public question with a draft and a note, and what nobody could read."""
    channel = make_channel(owner)
    say(channel, post("d", "@velonorte my code 4711 is refused, what do I do?", by="marta"))
    say(channel, post("p", "@velonorte why is dock 14 shut?", by="leo"))
    Post.objects.filter(remote_id="d").update(visibility="direct")
    need = Need.objects.get(post__remote_id="p")
    claim_need(actor=owner, need=need)
    save_draft(actor=owner, need=need, text="It opens at noon.", edition=0)
    write_note(actor=owner, need=need, text="ask Tomás")
    Event.objects.create(brand=owner.brand, channel=channel, remote_id="x", payload=b"{oops", state="garbled")
    return channel


def left() -> dict[str, int]:
    return {
        "posts": Post.objects.exclude(text="").count(), "drafts": Reply.objects.count(), "notes": Note.objects.count(),
        "unread": Event.objects.exclude(payload=b"").count(),
    }  # fmt: skip


def test_it_goes_when_it_is_over_and_not_while_somebody_waits(lived: Any, owner: Any) -> None:
    clock.shift(NOON + timedelta(days=1) - clock.now())
    assert (keep_to_time(), left()) == (0, {"posts": 2, "drafts": 1, "notes": 1, "unread": 1})
    clock.shift(timedelta(0))
    clock.shift(YEARS)
    keep_to_time()
    assert left() == {"posts": 2, "drafts": 0, "notes": 1, "unread": 0}  # both still wait for an answer
    Need.objects.update(state="helped", closed_at=clock.now())
    keep_to_time()
    assert left() == {"posts": 1, "drafts": 0, "notes": 0, "unread": 0}
    gone = Post.objects.get(remote_id="d")
    assert (gone.gone_why, gone.search_text) == ("ran_out", "")
    say(lived, post("d", "@velonorte my code 4711 is refused, what do I do?", by="marta"))  # told again by its network
    assert Post.objects.get(remote_id="d").text == ""
    change_retention(actor=owner, kind="public", days=365)
    keep_to_time()
    assert left()["posts"] == 0


@pytest.fixture
def colleague(owner: Any) -> Any:
    return add_helper(
        actor=owner, email="tomas@velonorte.example", password="a long password", name="Tomás", role="lead"
    )


def test_a_hold_takes_two_and_keeps_everything_until_it_ends(lived: Any, owner: Any, colleague: Any) -> None:
    marta = Account.objects.get(handle="marta")
    hold = holding.ask_hold(actor=owner, account=marta, why="letter of 3 May")
    with pytest.raises(NotAllowed):
        holding.agree_hold(actor=owner, hold=hold)
    with pytest.raises(holding.NoHold):
        holding.ask_hold(actor=colleague, account=marta, why="again")
    assert holding.agree_hold(actor=colleague, hold=hold)
    Need.objects.update(state="helped", closed_at=clock.now())
    clock.shift(YEARS)
    keep_to_time()
    assert Post.objects.get(remote_id="d").text != ""
    with pytest.raises(people_data.Held):
        people_data.erase([marta.pk])
    assert holding.end_hold(actor=owner, hold=hold)
    assert holding.bring_back_hold(actor=owner, hold=hold)
    assert keep_to_time() == 0
    holding.end_hold(actor=owner, hold=hold)
    keep_to_time()
    assert Post.objects.get(remote_id="d").text == ""
    assert Hold.objects.get().agreed_by == colleague


def test_while_somebody_is_held_nothing_said_to_them_runs_out_or_is_deleted_by_hand(
    lived: Any, owner: Any, colleague: Any
) -> None:
    marta = Account.objects.get(handle="marta")
    once = seal(account=marta, words="4711", waits=timedelta(days=1))
    hold = holding.ask_hold(actor=owner, account=marta, why="letter of 3 May")
    assert holding.agree_hold(actor=colleague, hold=hold)
    ours = Post.objects.get(remote_id="d")
    Post.objects.filter(pk=ours.pk).update(by_us=True, helper=owner)
    Post.objects.filter(remote_id="p").update(account=marta, conversation=ours.conversation_id)
    with pytest.raises(Held):
        gesture(actor=owner, post=Post.objects.get(pk=ours.pk), kind="delete")
    clock.shift(timedelta(days=2))
    assert (let_run_out(), open_once(once)) == (0, None)
    holding.end_hold(actor=owner, hold=hold)
    assert let_run_out() == 1
    assert gesture(actor=owner, post=Post.objects.get(pk=ours.pk), kind="delete") is not None


def test_what_is_over_goes_at_once_however_much_it_is(lived: Any, owner: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("tummler.acts.keeping._BATCH", 1)
    for number in range(3):
        say(lived, post(f"m{number}", f"@velonorte bike {number} was fine", by="leo", minute=number))
    Need.objects.update(state="helped", closed_at=clock.now())
    change_retention(actor=owner, kind="public", days=7)
    keep_to_time()
    assert Post.objects.exclude(text="").exclude(visibility="direct").count() == 0

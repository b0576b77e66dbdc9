"""Somebody from outside is asked into one conversation: one person, one answer, exactly what the helper chose."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.asking import fresh_cache
from tests.web.reading import read
from tummler.acts import guests
from tummler.acts.needs import claim_need
from tummler.common import clock
from tummler.matching.guests import digest_of
from tummler.records.access import NotAllowed
from tummler.records.models import Call, Guest, Need, Note, Post, Reply

__all__ = ["fresh_cache"]
ASKED = "@velonorte my latch is stuck, write to ana.ruiz@example.org, what now?"
LATER = timedelta(seconds=5)


@pytest.fixture
def need(heard: Any, owner: Any) -> Any:
    asked = heard(ASKED, by="marta", name="Marta Rueda")
    heard("same here, since Tuesday", by="leo", parent=asked.remote_id)
    heard("and my card number is in the app", by="marta", name="Marta Rueda", parent=asked.remote_id)
    return asked.needs.get()


def link(client: Any, need: Any, **more: str) -> str:
    """The address of a link that was made on the desk's page."""
    said = {"name": "Bo Lang", "text": "Does your latch freeze?", "shows": "thread", "days": "1", "do": "make_link"}
    made = read(client.post(f"/desk/{need.public_id}/guest/", said | more))
    return re.sub(r"^https?://[^/]+", "", made.one("section", "made").one("input").attributes["value"])


def answer(client: Any, address: str, text: str, **more: str) -> Any:
    clock.shift(timedelta(0))
    stamp = read(client.get(address)).one("input", name="stamp").attributes["value"]
    clock.shift(LATER)
    return client.post(address, {"text": text, "stamp": stamp, "do": "answer_once", **more})


def test_a_robot_uses_nothing_up_and_the_first_browser_reads_and_answers_once(
    need: Any, owner: Any, helper: Any, desk: Any
) -> None:
    address = link(desk, need)
    guest = Guest.objects.get()
    secret = address.split("/")[2]
    assert (guest.digest, secret in str(Guest.objects.values())) == (digest_of(secret), False)
    for _look in range(3):  # previews
        looked = Client().get(address)
        assert (looked.status_code, looked["Referrer-Policy"], looked["X-Robots-Tag"]) == (
            200, "same-origin", "noindex, noarchive, nosnippet",
        )  # fmt: skip
        assert "Tuesday" not in looked.content.decode()
    bo, other = Client(), Client()
    bo.post(address, {"do": "thats_me"})
    page = read(bo.get(address))
    assert [one.words for one in page.one("section", "shown").all("p", "voice")] == [
        "@velonorte my latch is stuck, write to [an e-mail address], what now?", "same here, since Tuesday",
        "and my card number is in the app",
    ]  # fmt: skip
    assert "Marta" not in bo.get(address).content.decode()
    other.post(address, {"do": "thats_me"})
    assert read(other.get(address)).one("h1").words == "Somebody is reading this already."
    assert answer(bo, address, " ").status_code == 422
    assert answer(bo, address, "It freezes below zero. Warm the pin.", credit="Bo, Lang Locks").status_code == 302
    assert other.post(address, {"text": "Me, too", "do": "answer_once"}).status_code in (410, 422)
    assert bo.post(address, {"text": "And again", "do": "answer_once"}).status_code in (200, 422)
    note = Note.objects.get()
    assert (note.text, note.helper, note.guest.credit) == (
        "It freezes below zero. Warm the pin.", None, "Bo, Lang Locks",
    )  # fmt: skip
    assert Call.objects.get(settled="").to == owner
    assert read(bo.get(address)).one("h1").words == "Inés has your answer."
    assert other.get(address).status_code == 410


def test_taken_into_the_draft_with_credit_and_never_sent(need: Any, owner: Any, desk: Any) -> None:
    claim_need(actor=owner, need=need)
    guest, _secret = guests.ask_guest(actor=owner, need=need, asking=guests.Asking("Bo", "Does it freeze?"))
    browser = guests.open_link(guest=guest)
    guest.refresh_from_db()
    guests.answer_as_guest(guest=guest, browser=browser, text="Warm the pin.", credit="Bo Lang")
    shown = read(desk.get(f"/desk/{need.public_id}/")).one("section", "note")
    assert shown.one("h3").words.startswith("Bo, asked in by Inés")
    for _twice in range(2):
        desk.post(f"/desk/{need.public_id}/guest/{guest.public_id}/use/")
    draft = Reply.objects.get()
    assert (draft.text, draft.promised_at) == ("Warm the pin.\n— Bo Lang", None)


def test_what_was_private_or_came_later_is_never_shown_unless_chosen(need: Any, owner: Any, heard: Any) -> None:
    from tummler.matching.guests import shown_to

    direct = Post.objects.exclude(pk=need.post_id).filter(account=need.account).update(visibility="direct")
    assert direct == 1
    asking = guests.Asking("Bo", "?", shows="thread")
    public, _secret = guests.ask_guest(actor=owner, need=need, asking=asking)
    chosen, _secret = guests.ask_guest(
        actor=owner, need=need, asking=guests.Asking("Bo", "?", shows="thread", private=True, plain=True)
    )
    words, _secret = guests.ask_guest(actor=owner, need=need, asking=guests.Asking("Bo", "?", shows="words"))
    heard("one more thing", by="leo", parent=need.post.remote_id)
    assert [len(shown_to(one)) for one in (public, chosen, words)] == [2, 3, 0]
    assert [one.name for one in shown_to(chosen)] == ["Marta Rueda", "leo", "Marta Rueda"]
    Post.objects.filter(pk=need.post_id).update(visibility="followers")  # and what is private by now
    assert [len(shown_to(one)) for one in (public, chosen)] == [1, 3]


def test_it_ends_when_it_runs_out_is_ended_or_somebody_is_in_danger(
    need: Any, owner: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    first, second, third = (link(desk, need, name=name) for name in ("Bo Lang", "Ada", "Jo"))
    guest = Guest.objects.order_by("pk")[1]
    with pytest.raises(NotAllowed):
        guests.end_link(actor=helper, guest=guest)
    desk.post(f"/desk/{need.public_id}/guest/{guest.public_id}/end/")
    assert [Client().get(one).status_code for one in (first, second, "/guest/nobody/")] == [200, 410, 404]
    Client().post(second, {"do": "thats_me"})
    assert Guest.objects.get(pk=guest.pk).browser == ""
    clock.shift(timedelta(days=2))
    assert Client().get(first).status_code == 410
    clock.shift(timedelta(0))
    Need.objects.update(care="self_harm")
    assert Client().get(third).status_code == 410
    with pytest.raises(NotAllowed):
        guests.ask_guest(actor=owner, need=Need.objects.get(), asking=guests.Asking("Bo", "?"))


def test_pressed_twice_one_link_is_good(need: Any, desk: Any) -> None:
    first, second = link(desk, need), link(desk, need)
    assert [Client().get(one).status_code for one in (first, second)] == [410, 200]
    clock.shift(timedelta(minutes=1))
    again = link(desk, need)
    assert [Client().get(one).status_code for one in (second, again)] == [200, 200]


def test_too_many_looks_from_one_place_are_turned_away(need: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tummler.web import guest

    monkeypatch.setattr(guest, "PER_ADDRESS", 2)
    assert [Client().get("/guest/x/").status_code for _ in range(3)] == [404, 404, 429]

"""An answer that waits for a yes, on the desk: the composer tells, who is asked decides, elsewhere still holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import read
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.records.models import Approval, ApprovalRule, Delivery, Reply
from tummler.records.models.helper import Role

EXCHANGE = {"HX-Request": "true"}


@pytest.fixture
def lead(owner: Any) -> Any:
    return add_helper(
        actor=owner, email="raj@velonorte.example", password="a long password", name="Raj Patel", role=Role.LEAD
    )


def test_told_before_sent_back_with_a_word_and_sent_by_a_yes(
    heard: Any, owner: Any, helper: Any, lead: Any, echo: Any, settle: Any, client_of: Callable[[Any], Any]
) -> None:
    need = heard("@velonorte why is dock 14 shut, what do I do?").needs.get()
    his, hers, leads = client_of(helper), client_of(owner), client_of(lead)
    rules = read(hers.get("/circles/yes/"))
    assert rules.one("h1").words == "No answer waits for anybody’s yes."
    assert "first:3" in [one.attributes.get("value") for one in rules.one("select", name="about").all("option")]
    hers.post("/circles/yes/", {"do": "make_rule", "about": f"kind:{need.kind}", "circle": ""})
    address = f"/desk/{need.public_id}/"
    his.post(f"{address}claim/")
    page = read(his.get(address))
    assert page.one("p", "told").words == "It waits for the yes of Inés or Raj before it leaves."
    assert page.one("button", "go", **{"data-key": "send"}).words.startswith("Ask for a yes")
    sent = read(his.post(f"{address}answer/", {"text": "Use dock 15.", "edition": "0"}, headers=EXCHANGE))
    assert sent.one("section", "waits").one("h2").words == "Yours waits for the yes of Inés or Raj"
    assert not sent.all("textarea", id="text")  # nobody writes on what is looked at
    settle()
    assert echo.accepted("velonorte") == []
    assert read(leads.get("/desk/?view=yours")).one("", "call").words == "Tomás’s answer waits for your yes"
    waits = read(leads.get(address)).one("section", "waits")
    assert (waits.one("h2").words, waits.one("p", "leaf").words) == (
        "Tomás’s answer waits for the yes of Inés or you", "Use dock 15.",
    )  # fmt: skip
    deed = f"{address}yes/{Approval.objects.get().public_id}/"
    assert his.post(f"{deed}yes/").status_code == 403
    back = read(leads.post(f"{deed}back/", {"text": "Say until when."}, headers=EXCHANGE))
    assert back.one("", "toast").one("span").words == "Tomás has it back, with your word."
    mine = read(his.get(address))
    assert mine.one("section", "waits").one("p", "voice").words == "Say until when."
    again = {"text": "Use dock 15 until Friday.", "edition": mine.one("input", name="edition").attributes["value"]}
    his.post(f"{address}answer/", again)
    waiting = Approval.objects.get(state="waiting")
    said = read(leads.post(f"{address}yes/{waiting.public_id}/yes/", headers=EXCHANGE))
    assert said.one("", "toast").one("span").words == "Tomás’s answer leaves in ten seconds."
    Delivery.objects.update(due_at=clock.now())
    settle()
    assert [one["text"] for one in echo.accepted("velonorte")] == ["Use dock 15 until Friday. ^Tomás"]
    assert not read(his.get(address)).all("section", "waits")


def test_what_was_answered_elsewhere_holds_it_after_the_yes_too(
    heard: Any, owner: Any, helper: Any, lead: Any, echo: Any, settle: Any, client_of: Callable[[Any], Any]
) -> None:
    asked = heard("@velonorte why is dock 14 shut, what do I do?")
    need = asked.needs.get()
    ApprovalRule.objects.create(brand=owner.brand, kind="first", value="3")
    his, address = client_of(helper), f"/desk/{need.public_id}/"
    his.post(f"{address}answer/", {"text": "Use dock 15.", "edition": "0"})
    echo.say("Dock 15 is free.", by="velonorte", parent=asked.remote_id)  # in the network's own app
    client_of(lead).post(f"{address}yes/{Approval.objects.get().public_id}/yes/")
    Delivery.objects.update(due_at=clock.now())
    settle()
    reply = Reply.objects.get()
    assert (reply.held, reply.promised_at, Delivery.objects.count()) == ("answered_elsewhere", None, 0)
    his.post(f"{address}answer/", {"text": reply.text, "edition": str(reply.edition)})
    assert Approval.objects.filter(state="waiting").count() == 1  # sent anyway: it asks anew

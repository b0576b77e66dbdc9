"""The page where a lead says how long things are kept, and where two agree that the law wants something kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.web.reading import read
from tummler.acts.setting_up import add_helper
from tummler.records.models import Account, Brand, Hold
from tummler.records.models.helper import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta(brand: Any) -> Account:
    return Account.objects.create(brand=brand, network="echo", remote_id="id:marta", handle="marta", name="Marta")


def signed_in(owner: Any, role: Role, name: str) -> Client:
    one = add_helper(actor=owner, email=f"{name}@velonorte.example", password="a long password", name=name, role=role)
    client = Client()
    client.force_login(one.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def chosen(page: Any) -> dict[str, str]:
    lists = page.one("ul", "kept").all("select")
    return {
        one.attributes["name"]: next(each.words for each in one.all("option") if "selected" in each.attributes)
        for one in lists
    }


def test_a_lead_says_how_long_and_a_helper_does_not(owner: Any, desk: Client) -> None:
    assert chosen(read(desk.get("/keeping/"))) == {
        "direct": "six months", "public": "until they delete it", "pictures": "a year", "drafts": "three months",
        "notes": "a year", "unread": "a month",
    }  # fmt: skip
    assert desk.post("/keeping/", {"do": "keep", "direct": "30", "public": "9", "drafts": "0"}).status_code == 302
    assert Brand.objects.get(pk=owner.brand_id).retention == {"direct": 30, "drafts": None}
    assert signed_in(owner, Role.HELPER, "Tomas").get("/keeping/").status_code == 403


def test_two_hold_what_the_law_wants_kept(owner: Any, desk: Client, marta: Account) -> None:
    assert desk.post("/keeping/", {"do": "hold", "handle": "nobody", "why": "a letter"}).status_code == 422
    desk.post("/keeping/", {"do": "hold", "handle": "@Marta", "why": "letter of 3 May"})
    hold = Hold.objects.get()
    mine = read(desk.get("/keeping/")).one("ul", "past")
    assert "agree" not in [one.attributes.get("value") for one in mine.all("button")]
    assert desk.post("/keeping/", {"do": "agree", "hold": hold.public_id}).status_code == 403
    other = signed_in(owner, Role.LEAD, "Olu")
    other.post("/keeping/", {"do": "agree", "hold": hold.public_id})
    told = read(other.get("/keeping/")).one("ul", "past").words
    assert told.startswith("Marta @marta: letter of 3 May Inés asked, Olu agreed ")
    other.post("/keeping/", {"do": "end", "hold": hold.public_id})
    other.post("/keeping/", {"do": "bring_back", "hold": hold.public_id})
    assert (Hold.objects.get().ended_at, Hold.objects.get().agreed_at is not None) == (None, True)

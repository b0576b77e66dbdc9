"""Who helps here: asking a colleague in by a link that makes their password, once."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.web.asking import fresh_cache
from tummler.acts.setting_up import add_helper
from tummler.records.models import Helper

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]

NEW = {"do": "ask", "name": "Olu Adeyemi", "email": "olu@velonorte.example", "role": "helper"}


@pytest.fixture
def mine(owner, client_of):
    return client_of(owner)


def words(response):
    return response.content.decode()


def link_in(response):
    found = re.findall(r'readonly value="http://testserver([^"]+)"', words(response))
    return found[0] if found else ""


def test_a_colleague_is_asked_in_and_makes_their_own_password(mine, brand):
    page = mine.post("/people/", NEW)
    assert "Give Olu Adeyemi this link" in words(page)
    olu = Helper.objects.get(name="Olu Adeyemi")
    assert (olu.brand, olu.role, olu.user.has_usable_password()) == (brand, "helper", False)
    theirs = Client()
    form = theirs.get(link_in(page))["Location"]
    theirs.post(form, {"password1": "olu has a long one", "password2": "olu has a long one"})
    signed_in = theirs.post("/account/login/", {"login": NEW["email"], "password": "olu has a long one"})
    assert signed_in.status_code == 302
    assert theirs.get("/desk/").status_code == 200
    assert "Hasn’t been here yet" not in words(mine.get("/people/"))


def test_the_link_also_goes_by_mail_where_mail_is_sent(mine, settings):
    page = mine.post("/people/", NEW)
    assert mail.outbox == []
    settings.EMAIL_HOST = "mail.example"
    page = mine.post("/people/", {**NEW, "email": "nuria@velonorte.example"})
    assert "It also went to nuria@velonorte.example." in words(page)
    [sent] = mail.outbox
    assert sent.to == ["nuria@velonorte.example"]
    assert link_in(page) in sent.body


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "They need a name."),
        ({"email": "olu"}, "That is no e-mail address."),
        ({"email": "ines@velonorte.example"}, "signs in with this address already"),
    ],
)
def test_what_is_wrong_is_said(mine, changes, said):
    back = mine.post("/people/", {**NEW, **changes})
    assert back.status_code == 422
    assert said in words(back)
    assert Helper.objects.count() == 1


def test_the_one_who_is_rung_is_named_here(mine, brand, helper):
    mine.post("/people/", {"do": "duty", "helper": helper.public_id})
    brand.refresh_from_db()
    assert brand.duty_helper == helper


def test_who_may_ask_whom_in(owner, helper, client_of):
    lead = add_helper(actor=owner, email="lead@v.example", password="a long password", name="Lea", role="lead")
    assert client_of(helper).post("/people/", NEW).status_code == 403
    assert client_of(lead).post("/people/", {**NEW, "role": "owner"}).status_code == 403
    assert client_of(lead).post("/people/", {**NEW, "role": "lead"}).status_code == 200
    assert "Ask a colleague in" not in words(client_of(helper).get("/people/"))


def test_a_link_is_made_only_where_it_gives_nobody_anothers_account(owner, helper, other_owner, client_of, mine):
    lead = add_helper(actor=owner, email="lead@v.example", password="a long password", name="Lea", role="lead")
    second = add_helper(actor=owner, email="own@v.example", password="a long password", name="Oma", role="owner")
    both = add_helper(actor=owner, email="both@v.example", password="a long password", name="Both")
    Helper.objects.create(brand=other_owner.brand, user=both.user, name="Both")
    new = add_helper(actor=owner, email="new@v.example", name="New")

    def may(who, whom):
        return client_of(who).post("/people/", {"do": "link", "helper": whom.public_id}).status_code

    assert [may(owner, one) for one in (helper, lead, new)] == [200, 200, 200]
    assert [may(owner, one) for one in (owner, second, both, other_owner)] == [404, 404, 404, 404]
    assert [may(lead, one) for one in (new, helper, owner)] == [200, 404, 404]
    assert may(helper, new) == 403
    assert link_in(mine.post("/people/", {"do": "link", "helper": helper.public_id}))


def test_the_page_takes_as_many_queries_for_nine_people_as_for_two(mine, owner, helper, query_count):
    mine.get("/people/")
    with query_count() as few:
        mine.get("/people/")
    for number in range(7):
        add_helper(actor=owner, email=f"h{number}@v.example", name=f"Helper {number}")
    with query_count() as many:
        page = mine.get("/people/")
    assert len(few) == len(many)
    assert "Nine of you help at Velo Norte." in words(page)

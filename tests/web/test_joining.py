"""Joining takes a minute and no administrator, tells nobody whose addresses are known, and opens what is public."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.test import Client

from tests.racing import race
from tests.web.asking import fresh_cache
from tests.web.issuer import standing_in
from tests.web.reading import read
from tummler.acts.entering import NoDomain, domains_in, set_domains, set_sign_in
from tummler.acts.joining import Newcomer, NoWayIn, invitation_of, join_by_invitation, make_invitation, secret_of
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.records.access import NotAllowed
from tummler.records.models import Badge, Delivery, Happening, Helper, Invitation, Need, User
from tummler.web.joining import TRIES

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["fresh_cache"]
NURIA = {"name": "Nuria Vidal", "email": "nuria@velonorte.example", "password": "docks are full", "alias": "Nu"}


@pytest.fixture
def link(helper):
    """Where Tomás, who helps and nothing more, lets two in."""
    return f"/join/{secret_of(make_invitation(actor=helper, most=2, lasts=timedelta(days=7)))}/"


def words(response):
    return " ".join(response.content.decode().split())


def test_a_link_of_any_helper_lets_somebody_in_as_a_newcomer(link, helper, owner, client_of):
    nuria = Client()
    assert "Tomás Weir asks you to help at Velo Norte" in words(nuria.get(link))
    assert nuria.post(link, {**NURIA, "password": "short"}).status_code == 422
    assert nuria.post(link, NURIA)["Location"] == "/desk/"
    made = Helper.objects.get(name="Nuria Vidal")
    assert (made.joined_by, made.invited_by, made.newcomer, made.role) == ("invited", helper, True, "helper")
    assert (made.signature, made.alias, Invitation.objects.get().used) == ("^Nu", "Nu", 1)
    told = read(nuria.get("/desk/")).one("section", id="newcomer").words
    assert told == (
        "You see what was asked in public. Who knows you can open the rest: Tomás Weir or Inés Prado. Tell one of them."
    )
    theirs = client_of(helper)
    assert "Nuria Vidal came in" in read(theirs.get("/desk/")).one("section", id="newcomer").words
    assert read(client_of(owner).get("/desk/")).all("section", id="newcomer") == [], "whose link it was is asked"
    theirs.post("/people/known/", {"do": "vouch", "helper": made.public_id, "next": "/desk/"})
    assert read(nuria.get("/desk/")).all("section", id="newcomer") == []
    assert "Tomás knows them." in words(theirs.get("/people/"))
    theirs.post("/people/known/", {"do": "take_back", "helper": made.public_id})
    assert Helper.objects.get(pk=made.pk).newcomer


def test_a_link_ends_by_number_by_time_by_hand_and_with_who_made_it(link, helper, owner, client_of):
    invitation = Invitation.objects.get()
    who = [Newcomer(f"N{n}", f"n{n}@velonorte.example", "docks are full") for n in range(4)]
    done = race(*(partial(_tried, invitation, one) for one in who))
    assert sorted(done) == ["in", "in", "over", "over"], "no more than two, however many press at once"
    assert "used up" in words(Client().get(link))
    Invitation.objects.update(used=0)
    assert Client().get(link).status_code == 200
    clock.shift(timedelta(days=8))
    assert Client().get(link).status_code == 404
    clock.shift(timedelta(0))
    Helper.objects.filter(pk=helper.pk).update(vouched_at=None)
    assert Client().get(link).status_code == 404, "a link of somebody whom nobody knows any more"
    Helper.objects.filter(pk=helper.pk).update(vouched_at=clock.now())
    client_of(owner).post("/people/links/", {"do": "end_link", "invitation": invitation.public_id})
    assert (Client().get(link).status_code, invitation_of("x" * 24)) == (404, None)


def _tried(invitation, who):
    try:
        join_by_invitation(invitation=invitation, who=who)
    except NoWayIn as none:
        return str(none)
    return "in"


def test_links_are_made_on_the_page_and_only_their_maker_sees_them(helper, owner, client_of):
    theirs = client_of(helper)
    theirs.post("/people/links/", {"do": "make", "most": "5", "days": "1"})
    shown = read(theirs.get("/people/")).one("section", id="links")
    address = shown.one("input", readonly="").attributes["value"]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert "5 more can come in by it." in shown.words
    of_owner = read(client_of(owner).get("/people/")).one("section", id="links")
    assert ("A link of Tomás Weir’s" in of_owner.words, of_owner.all("input", readonly="")) == (True, [])
    row = Invitation.objects.get()
    assert secret_of(row) not in f"{row.digest}{bytes(row.box)!r}"


def test_a_taken_address_takes_its_own_password_and_each_try_is_used_up(link, owner, brand):
    """Who tries addresses has two tries, and is told the same as who forgot their password."""
    taken = Client().post(link, {**NURIA, "email": owner.user.email})
    assert (taken.status_code, Invitation.objects.get().used) == (422, 1)
    assert "You can’t join with this address and this password." in words(taken)
    back = Client()
    assert back.post(link, {**NURIA, "email": owner.user.email, "password": "a long password"})["Location"] == "/desk/"
    assert (Helper.objects.filter(user=owner.user).count(), Helper.objects.get(user=owner.user).role) == (1, "owner")


def test_tries_from_one_address_are_counted(owner):
    many = secret_of(make_invitation(actor=owner, most=50, lasts=timedelta(days=1)))
    for _ in range(TRIES):
        Client().post(f"/join/{many}/", {**NURIA, "email": owner.user.email})
    assert Client().post(f"/join/{many}/", NURIA).status_code == 429


def test_newcomers_and_made_up_brands_give_no_link_on(owner, helper):
    helper.vouched_at = None
    with pytest.raises(NotAllowed, match="newcomer"):
        make_invitation(actor=helper, most=1, lasts=timedelta(days=1))
    owner.brand.made_up = True
    with pytest.raises(NotAllowed, match="made_up"):
        make_invitation(actor=owner, most=1, lasts=timedelta(days=1))


def test_a_newcomer_is_shown_every_page_and_offered_public_answers_only(heard, owner, helper, client_of):
    """What was said in private isn't there for them; what is public they answer."""
    heard("@velonorte my bike won't unlock, what do I do?", by="marta")
    heard("@velonorte my card was charged twice, why?", by="leo", visibility="direct", to="velonorte")
    public, private = Need.objects.order_by("pk")
    Helper.objects.filter(pk=helper.pk).update(vouched_at=None)
    theirs = client_of(helper)
    for path in ("/desk/", "/desk/?view=all", "/people/", "/you/", "/topics/", "/articles/", "/find/?q=card", "/tags/"):
        page = theirs.get(path)
        assert (page.status_code, "charged twice" in words(page)) == (200, False), path
    assert theirs.get(f"/desk/{private.public_id}/").status_code == 404
    opened = read(theirs.get(f"/desk/{public.public_id}/"))
    assert [one.attributes["value"] for one in opened.all("input", name="visibility")] in ([], ["public"])
    sent = theirs.post(
        f"/desk/{public.public_id}/answer/", {"text": "Hold it.", "edition": "0", "visibility": "direct"}
    )
    assert (sent.status_code, Delivery.objects.count()) == (403, 0)


# ------------------------------------------------------------------------------------------ a letter


def test_a_letter_to_a_company_address_lets_in_and_nobody_learns_who_has_one(owner, brand, settings):
    ways = f"/join/at/{brand.slug}/"
    set_domains(actor=owner, domains=["velonorte.example"], by_mail=True)
    assert "Write to me" not in words(Client().get(ways)), "no mail can be sent from here, so none is offered"
    assert Client().post(ways, {"email": NURIA["email"]}).status_code == 404
    settings.EMAIL_HOST = "mail.example"
    asked = {
        email: re.sub(r'csrf[^>]*>|value="[^"]*"', "", words(Client().post(ways, {"email": email})).replace(email, "…"))
        for email in (NURIA["email"], owner.user.email, "x@velonorte.example.evil.org", "x@evil-velonorte.example")
    }
    assert len(set(asked.values())) == 1, "the same answer to everybody"
    assert [(sent.to[0], "/account/login/" in sent.body) for sent in mail.outbox] == [
        (NURIA["email"], False),
        (owner.user.email, True),
    ]
    [letter] = re.findall(r"http://testserver(/join/letter/\S+)", mail.outbox[0].body)
    nuria = Client()
    assert NURIA["email"] in words(nuria.get(letter))
    late = Client()
    assert nuria.post(letter, {**NURIA, "email": "olu@velonorte.example"})["Location"] == "/desk/"
    made = Helper.objects.get(name="Nuria Vidal")
    assert (made.user.email, made.joined_by, made.newcomer) == (NURIA["email"], "mailed", True)
    assert late.post(letter, NURIA).status_code == 404, "once"
    assert (late.get(letter[:-3] + "xx/").status_code, User.objects.count()) == (404, 2)


def test_domains_that_everybody_has_are_no_proof():
    assert domains_in("@VeloNorte.example, velo.norte.example") == ["velonorte.example", "velo.norte.example"]
    for text in ("gmail.com", "velonorte", "a b@c", "http://velonorte.example"):
        with pytest.raises(NoDomain):
            domains_in(text)


# ------------------------------------------------------------------------------------------ the brand's sign-in


@pytest.fixture
def issuer(owner, monkeypatch):
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "1")
    with standing_in() as made:
        made.who, made.name = "emp-7", "Olu Adeyemi"
        made.lies = {"email": "olu@velonorte.example", "email_verified": True}
        set_domains(actor=owner, domains=["velonorte.example"], by_mail=False)
        set_sign_in(actor=owner, issuer=made.url, client_id="care", secret="hush hush")
        yield made


def come_in(client, issuer, brand):
    page = client.post(f"/join/at/{brand.slug}/sign-in/")
    [address] = re.findall(r'class="b go" href="([^"]+)"', page.content.decode())
    back = issuer.sign_in(address.replace("&amp;", "&"))
    assert "openid profile email" in issuer.asked[-1]["scope"]
    return client.get(f"/join/at/{brand.slug}/back/", back)


def test_the_brands_own_sign_in_lets_its_people_in_and_knows_them_again(issuer, owner, brand):
    assert f"Sign in with {brand.name}" in words(Client().get("/account/login/"))
    olu = Client()
    assert come_in(olu, issuer, brand)["Location"] == "/desk/"
    made = Helper.objects.get(name="Olu Adeyemi")
    assert (made.newcomer, made.joined_by, made.user.has_usable_password()) == (True, "signed_in", False)
    issuer.lies = {"email": "somebody.else@velonorte.example", "email_verified": True}
    assert come_in(Client(), issuer, brand)["Location"] == "/desk/", "an address changes hands, the badge doesn't"
    assert (Helper.objects.filter(joined_by="signed_in").count(), Badge.objects.get().helper) == (1, made)


@pytest.mark.parametrize(
    "lies",
    [
        {"email": "olu@evil.example", "email_verified": True},
        {"email": "olu@velonorte.example", "email_verified": False},
        {"email": "olu@velonorte.example"},
        {"email": "olu@evil.example@velonorte.example", "email_verified": True},
        {"email": "ines@velonorte.example", "email_verified": True},  # who signs in by password
        {"email": "olu@velonorte.example", "email_verified": True, "aud": "another"},
    ],
)
def test_a_sign_in_that_is_not_surely_theirs_opens_nothing(issuer, brand, lies):
    issuer.lies = lies
    client = Client()
    assert come_in(client, issuer, brand).status_code == 400
    assert (client.get("/desk/").status_code, Helper.objects.count()) == (302, 1)


def test_an_address_told_elsewhere_is_believed_of_nobody_but_who_signed_in(issuer, brand):
    """Many sign-ins tell the address only when they are asked for it with the token."""
    issuer.lies = {"name": ""}
    told = {"name": "Olu Adeyemi", "email": "olu@velonorte.example", "email_verified": "true"}
    for more in (told | {"sub": "emp-8"}, told, told | {"sub": "emp-7", "email_verified": "no"}):
        issuer.more = more
        assert come_in(Client(), issuer, brand).status_code == 400
    issuer.more = told | {"sub": "emp-7"}
    assert come_in(Client(), issuer, brand)["Location"] == "/desk/"
    assert (Helper.objects.get(joined_by="signed_in").name, Badge.objects.get().ref) == ("Olu Adeyemi", "emp-7")


def test_who_signs_in_by_password_takes_a_badge_from_their_own_page(issuer, owner, brand, client_of):
    issuer.who, issuer.lies = "emp-1", {"email": owner.user.email, "email_verified": True}
    assert come_in(client_of(owner), issuer, brand)["Location"] == "/you/"
    assert Badge.objects.get().helper == owner
    again = Client()
    assert come_in(again, issuer, brand)["Location"] == "/desk/"
    assert come_in(client_of(owner), issuer, brand)["Location"] == "/you/"
    assert Happening.objects.filter(act="badge_given").count() == 1


def test_a_badge_of_one_brand_never_opens_another(issuer, owner, brand, other_owner):
    Badge.objects.create(brand=brand, helper=owner, issuer=issuer.url, ref="emp-7")
    Helper.objects.create(brand=other_owner.brand, user=owner.user, name="Inés", vouched_at=clock.now())
    back = come_in(Client(), issuer, brand)
    assert (back.status_code, "sign in with your password" in words(back)) == (400, True)


def test_a_way_back_is_for_the_browser_that_left(issuer, brand):
    page = Client().post(f"/join/at/{brand.slug}/sign-in/")
    [address] = re.findall(r'class="b go" href="([^"]+)"', page.content.decode())
    back = issuer.sign_in(address.replace("&amp;", "&"))
    assert Client().get(f"/join/at/{brand.slug}/back/", back).status_code == 400
    assert Helper.objects.count() == 1


def test_only_the_owner_opens_ways_in(owner, helper, client_of, settings):
    assert client_of(helper).get("/people/ways/").status_code == 403
    mine = client_of(owner)
    assert "No mail can be sent from here" in words(mine.get("/people/ways/"))
    refused = mine.post("/people/ways/", {"do": "domains", "domains": "gmail.com"})
    assert (refused.status_code, "is no domain of yours alone" in words(refused)) == (422, True)
    mine.post("/people/ways/", {"do": "domains", "domains": "@velonorte.example", "by_mail": "1"})
    settings.EMAIL_HOST = "mail.example"
    assert "velonorte.example" in words(Client().get(f"/join/at/{owner.brand.slug}/"))
    refused = mine.post("/people/ways/", {"do": "sign_in", "issuer": "http://10.0.0.1", "client_id": "x"})
    assert (refused.status_code, "public https address" in words(refused)) == (422, True)
    add_helper(actor=owner, email="y@velonorte.example", name="Y")

"""A customer account is proven at the brand or by its app, joined by a press, and tells nobody else anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from tests.racing import race
from tests.web.asking import asked, fresh_cache
from tests.web.issuer import StandIn, standing_in
from tests.web.test_proving import ME, known_as, sent, word_on
from tummler.acts.customers import make_link_key, set_openid, use_link
from tummler.acts.proving import new_visitor
from tummler.acts.tags import Definition, make_tag
from tummler.acts.telling_codes import tell_codes
from tummler.answering.outbox import deliver_due
from tummler.answering.tagging import wake_proven
from tummler.common import clock
from tummler.common.jose import b64, signed_hs256
from tummler.records.access import NotAllowed
from tummler.records.models import Account, Customer, Holding, Link, LinkKey, Need, Once, Person, Proof
from tummler.records.proofs import proven
from tummler.work.flow import run_all
from tummler.work.reading import read_once
from tummler.work.tags import answer_all

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["fresh_cache", "sent"]
APP, BACK, DOOR = f"{ME}app/", f"{ME}back/", "/customers/"
Sign = Callable[..., str]


def claims(**more: Any) -> dict[str, Any]:
    at = clock.now().timestamp()
    return {"sub": "1044", "name": "Marta R.", "iat": at, "exp": at + 300, "jti": f"j{at}{len(more)}"} | more


@pytest.fixture
def sign(owner: Any) -> Sign:
    """A link of the brand's app, with other claims where they are given."""
    row, secret = make_link_key(actor=owner)
    return lambda **more: signed_hs256(claims(**more), secret.encode(), row.public_id)


@pytest.fixture
def marta(sent: Any) -> Client:
    """A browser that has proven to be @marta on echo."""
    client = Client()
    [told] = sent(f"@velonorte {word_on(client)}", visibility="direct")
    client.post(f"{ME}word/", {"do": "finish", "code": told[:7]})
    assert known_as(client) == {"echo:marta"}
    return client


def account() -> Account:
    return Account.objects.get(handle="marta")


def test_a_link_is_shown_then_pressed_then_joined_by_a_press(marta: Client, sign: Sign) -> None:
    token = sign()
    for preview in (marta, Client(headers={"user-agent": "Slackbot-LinkExpanding 1.0"})):
        page = preview.get(APP, {"t": token})
        assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
        assert "Marta R." in page.content.decode()
        preview.head(APP, {"t": token})
    assert marta.post(APP, {"t": token})["Location"] == ME
    assert "Are these all you?" in marta.get(ME).content.decode()
    assert proven(account()) is None, "both are proven, and nothing is joined by itself"
    marta.post(ME, {"do": "join"})
    assert proven(account()) == Customer.objects.get(ref="1044")
    assert "Joined with Marta R." in marta.get(ME).content.decode()
    assert marta.post(APP, {"t": token}).status_code == 400, "once"
    assert Client().get(APP, {"t": token}).status_code == 400

    marta.post(ME, {"do": "part", "account": str(account().pk)})
    assert proven(account()) is None
    assert Holding.objects.get().ended_at is not None


def test_proofs_age_and_the_older_side_counts(marta: Client, sign: Sign) -> None:
    marta.post(APP, {"t": sign()})
    marta.post(ME, {"do": "join"})
    clock.shift(timedelta(hours=2))
    assert proven(account(), fresh_within=timedelta(hours=1)) is None
    assert proven(account(), fresh_within=timedelta(hours=3)) is not None
    marta.post(APP, {"t": sign()})  # the customer account anew; the handle is as old as it was
    assert proven(account(), fresh_within=timedelta(hours=1)) is None
    Holding.objects.update(account_proven_at=clock.now())
    assert proven(account(), fresh_within=timedelta(hours=1)) is not None
    clock.shift(timedelta(days=181))
    assert proven(account()) is None


def test_a_link_with_a_wrong_claim_proves_nothing(client: Client, sign: Sign) -> None:
    lies: tuple[dict[str, Any], ...] = (
        {"exp": 1.0}, {"iat": 1.0}, {"iat": "soon"}, {"exp": True}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256},
        {"jti": None}, {"iat": 4e12}, {"exp": None},
    )  # fmt: skip
    assert [client.post(APP, {"t": sign(**lie)}).status_code for lie in lies] == [400] * len(lies)
    assert Proof.objects.count() == 0


def test_of_two_browsers_that_press_the_same_link_at_once_one_has_it(brand: Any, sign: Sign) -> None:
    token, visitors = sign(), [new_visitor(brand)[0] for _ in range(3)]
    outcomes = race(*(lambda one=one: use_link(visitor=one, token=token) for one in visitors))
    assert sorted(type(one).__name__ for one in outcomes) == ["BadLink", "BadLink", "Customer"]
    assert Proof.objects.count() == 1


def test_a_link_is_its_brands_its_keys_and_good_for_ten_minutes(
    client: Client, owner: Any, other_owner: Any, sign: Sign
) -> None:
    token, long = sign(), sign(exp=clock.now().timestamp() + 10_000)
    assert client.post("/square/otra-marca/me/app/", {"t": token}).status_code == 400
    head, body, signature = token.split(".")
    assert client.post(APP, {"t": f"{head}.{body}.{signature[:-4]}AAAA"}).status_code == 400
    clock.shift(timedelta(minutes=11))
    assert client.post(APP, {"t": long}).status_code == 400
    clock.shift(timedelta(0))
    assert client.post(APP, {"t": token}).status_code == 302

    mine = Ed25519PrivateKey.generate()
    row, secret = make_link_key(actor=owner, public=b64(mine.public_key().public_bytes_raw()))
    assert secret == ""
    told = f"{b64(json.dumps({'alg': 'EdDSA', 'kid': row.public_id}).encode())}.{b64(json.dumps(claims()).encode())}"
    assert client.post(APP, {"t": f"{told}.{b64(mine.sign(told.encode()))}"}).status_code == 302
    assert client.post(APP, {"t": sign(jti="a")}).status_code == 302, "turned over: good for another day"
    clock.shift(timedelta(hours=25))
    assert client.post(APP, {"t": sign(jti="b")}).status_code == 400


# ------------------------------------------------------------------------------------------ the brand's sign-in


@pytest.fixture
def issuer(owner: Any) -> Any:
    with standing_in() as made:
        set_openid(actor=owner, issuer=made.url, client_id="care", secret="hush hush")
        yield made


def go_there(client: Client) -> str:
    found = re.search(r'<a class="b go" href="([^"]+)"', client.post(f"{ME}account/").content.decode())
    assert found
    return unescape(found[1])


def test_signing_in_at_the_brand_proves_the_customer_account(marta: Client, issuer: StandIn) -> None:
    query = issuer.sign_in(go_there(marta))
    [asked_for] = issuer.asked
    assert (asked_for["scope"], asked_for["code_challenge_method"]) == ("openid profile", "S256")
    other = Client()
    go_there(other)
    assert other.get(BACK, query).status_code == 400
    assert marta.get(BACK, query).status_code == 400, "a state that another browser brought is gone"
    query = issuer.sign_in(go_there(marta))
    assert marta.get(BACK, query)["Location"] == ME
    assert marta.get(BACK, query).status_code == 400
    marta.post(ME, {"do": "join"})
    assert proven(account()) == Customer.objects.get(ref="1044", name="Marta R.")


def test_an_identity_token_that_isnt_surely_right_proves_nothing(client: Client, issuer: StandIn) -> None:
    for lies in (
        {"nonce": "another"}, {"aud": "another"}, {"aud": ["care", "another"]}, {"iss": "https://evil.example"},
        {"exp": 1}, {"iat": 1e11}, {"sub": None}, {"azp": "another"},
    ):  # fmt: skip
        query, issuer.lies = issuer.sign_in(go_there(client)), lies
        assert client.get(BACK, query).status_code == 400, lies
    issuer.lies = {}
    for wrong in ({"iss": "https://evil.example"}, {"code": "stolen"}, {"code": ""}):
        assert client.get(BACK, issuer.sign_in(go_there(client)) | wrong).status_code == 400, wrong
    query, issuer.key = issuer.sign_in(go_there(client)), ec.generate_private_key(ec.SECP256R1())
    assert client.get(BACK, query).status_code == 400, "signed by a key that isn't its own"
    assert Customer.objects.count() == 0


# ------------------------------------------------------------------------------------------ joining and the owner


def test_what_was_asked_from_two_places_is_one_history_and_can_be_parted(marta: Client, brand: Any, sign: Sign) -> None:
    place = asked(marta, brand, "How do I get the big basket to close?", name="Marta")
    assert place
    here = Account.objects.get(network="square")
    assert here.person_id != account().person_id
    marta.post(APP, {"t": sign()})
    marta.post(ME, {"do": "join"})
    here.refresh_from_db()
    assert here.person_id == account().person_id
    assert {proven(here), proven(account())} == {Customer.objects.get()}
    marta.post(ME, {"do": "part", "account": str(here.pk)})
    here.refresh_from_db()
    assert here.person_id != account().person_id
    assert (proven(here), proven(account())) == (None, Customer.objects.get())
    assert Link.objects.filter(proven=True, undone_at=None).count() == 0
    assert Person.objects.filter(accounts=None).count() <= 1
    assert Need.objects.get(state="open").account_id == here.pk, "nothing is lost"


def test_a_stranger_presses_nothing_of_hers(marta: Client, sign: Sign) -> None:
    marta.post(APP, {"t": sign()})
    marta.post(ME, {"do": "join"})
    stranger = Client()
    stranger.post(APP, {"t": sign(sub="77", jti="s")})
    for do in ("part", "end"):
        assert stranger.post(ME, {"do": do, "account": str(account().pk)}).status_code == 404
    stranger.post(ME, {"do": "join"})
    stranger.post(ME, {"do": "end_everywhere"})
    assert proven(account()) == Customer.objects.get(ref="1044")
    assert "marta" not in stranger.get(ME).content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = marta.cookies
    for address in (ME, APP, f"{ME}word/", f"{ME}account/"):
        assert strict.post(address, {"do": "part", "account": str(account().pk)}).status_code == 403


def test_the_owner_sets_it_up_and_the_secret_is_shown_once(
    owner: Any, helper: Any, client_of: Any, issuer: StandIn
) -> None:
    desk = client_of(owner)
    wrong = desk.post(DOOR, {"do": "openid", "issuer": f"{issuer.url}/", "client_id": "care"})
    assert wrong.status_code == 422
    assert "It calls itself otherwise" in wrong.content.decode()
    shown = desk.post(DOOR, {"do": "key"}).content.decode()
    row = LinkKey.objects.get()
    secret = re.findall(r"<code>([\w-]{43})</code>", shown)
    assert len(secret) == 1
    assert secret[0] not in desk.get(DOOR).content.decode()
    assert secret[0].encode() not in bytes(row.box)
    assert desk.post(DOOR, {"do": "key", "public": "no key"}).status_code == 422
    desk.post(DOOR, {"do": "end_key", "key": row.public_id})
    token = signed_hs256(claims(), secret[0].encode(), row.public_id)
    assert Client().get(APP, {"t": token}).status_code == 400
    desk.post(DOOR, {"do": "openid_off"})
    assert Client().post(f"{ME}account/").status_code == 404
    assert client_of(helper).get(DOOR).status_code == 403
    with pytest.raises(NotAllowed):
        make_link_key(actor=helper)


def test_a_tag_in_public_is_answered_in_private_once_its_asker_has_proven_both(
    client: Client, owner: Any, echo_near: Any, heard_again: Any, sign: Sign, request: pytest.FixtureRequest
) -> None:
    make_tag(actor=owner, wanted=Definition(name="charges", text="You owe 12.40.", proven=True), on=True)
    heard_again("@velonorte what are my #charges?")
    answer_all()
    while deliver_due():
        pass
    [asked_to] = [one["text"] for one in echo_near.posts().values() if one["by"] == "velonorte"]
    assert "/me" in asked_to
    assert "12.40" not in asked_to

    client.post(APP, {"t": sign()})
    word = word_on(client)
    echo_near.say(f"@velonorte {word}", "marta", visibility="direct")
    read_once(request.getfixturevalue("channel_near"))
    run_all()
    tell_codes()
    while deliver_due():
        pass
    told = [one["text"] for one in echo_near.posts().values() if one["by"] == "velonorte"][-1]
    client.post(f"{ME}word/", {"do": "finish", "code": told[:7]})
    assert wake_proven() == 0, "both proven, not joined yet"
    client.post(ME, {"do": "join"})
    need = Need.objects.exclude(state="dropped").get()
    beside = request.getfixturevalue("client_of")(owner).get(f"/desk/{need.public_id}/").content.decode()
    assert "wrote this, and has shown their customer account" in beside
    assert "1044" not in beside
    assert wake_proven() == 1
    answer_all()
    while deliver_due():
        pass
    public = [one["text"] for one in echo_near.posts().values() if one["by"] == "velonorte"]
    assert not [text for text in public if "12.40" in text]
    read, once = "/square/velo-norte/read/", Once.objects.get()
    press = {"do": "see_once", "answer": once.public_id}
    assert Client().post(read, press).status_code == 404
    assert "12.40" not in client.get(read).content.decode()
    assert "12.40" in client.post(read, press).content.decode()
    assert "12.40" not in client.post(read, press, follow=True).content.decode()


# ------------------------------------------------------------------------------------------ taking along, erasing


def test_all_of_it_goes_along_and_is_erased_for_who_showed_it_lately(
    marta: Client, heard_again: Any, sign: Sign
) -> None:
    heard_again("@velonorte my bike won't unlock at Harbour Road, what do I do?")
    marta.post(APP, {"t": sign()})
    marta.post(ME, {"do": "join"})
    page = marta.get(ME).content.decode()
    assert "unlock at Harbour Road" in page
    assert "heard, not answered yet" in page
    told = marta.get(f"{ME}export/")
    assert "attachment" in told["Content-Disposition"]
    assert [one["customer__ref"] for one in told.json()["Holding"]] == ["1044"]
    assert any("Harbour Road" in one["text"] for one in told.json()["Post"])

    stranger = Client()
    assert [stranger.get(f"{ME}{end}/").status_code for end in ("export", "erase")] == [302, 302]
    clock.shift(timedelta(days=2))
    assert [marta.get(f"{ME}{end}/").status_code for end in ("export", "erase")] == [403, 403]
    assert marta.post(f"{ME}erase/", {"do": "erase"}).status_code == 403
    clock.shift(timedelta(0))
    assert "Not what stands on the networks" in marta.get(f"{ME}erase/").content.decode()
    assert Account.objects.filter(handle="marta").exists()
    assert "Erased." in marta.post(f"{ME}erase/", {"do": "erase"}).content.decode()
    assert not Account.objects.filter(handle="marta").exists()
    assert (known_as(marta), Customer.objects.count(), Proof.objects.count()) == (set(), 0, 0)


@pytest.fixture
def heard_again(echo_near: Any, channel_near: Any) -> Any:
    def hear(text: str) -> None:
        echo_near.say(text, "marta")
        read_once(channel_near)
        run_all()

    return hear

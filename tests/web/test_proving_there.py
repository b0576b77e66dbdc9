"""Signing in on one's own network proves an account: once, in the browser that began it, and by nobody's say-so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from tests.servers.mastodon import MastodonServer
from tests.web.asking import fresh_cache
from tests.web.test_proving import ME, known_as
from tummler.acts import proving_there
from tummler.acts.channels import begin_channel
from tummler.common import clock
from tummler.networks.contract import Connection, HeardAccount, Proved, Proving
from tummler.networks.mastodon import proving as mastodon_proving
from tummler.records.models import Account, Customer, Holding, Proof, SignIn, Visitor
from tummler.records.proofs import proven

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["fresh_cache"]
BACK = f"{ME}back/"


@pytest.fixture
def server(fresh_mastodon: MastodonServer, owner: Any) -> MastodonServer:
    """An emulator on which the brand speaks as grace."""
    answers = {"server": fresh_mastodon.url, "token": fresh_mastodon.tokens["grace"]}
    begin_channel(actor=owner, key="mastodon", answers=answers, callback="")
    return fresh_mastodon


def go_there(client: Client, server: MastodonServer) -> tuple[str, dict[str, str]]:
    """Press “Sign in”: the address of the network's own page, and what it is asked."""
    page = client.post(f"{ME}with/mastodon/", {"server": server.url}).content.decode()
    address = page.partition('href="' + server.url)[2].partition('"')[0].replace("&amp;", "&")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return f"{server.url}{address.partition('?')[0]}", asked


def come_from(page: str, asked: dict[str, str], who: str) -> dict[str, str]:
    """Sign in there as somebody: what the browser is sent back with."""
    came = httpx.post(page, data={**asked, "username": who}, trust_env=False)
    return {name: values[0] for name, values in parse_qs(urlsplit(came.headers["location"]).query).items()}


def test_signing_in_there_proves_the_account_once_in_this_browser(client: Client, server: MastodonServer) -> None:
    page, asked = go_there(client, server)
    assert (asked["scope"], asked["code_challenge_method"]) == ("profile", "S256")
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    query = come_from(page, asked, "ada")

    other = Client()
    assert other.get(BACK, query).status_code == 400, "another browser comes back with it"
    cookie = next(morsel for name, morsel in client.cookies.items() if name.startswith("visitor-"))
    before = cookie.value
    assert client.get(BACK, query)["Location"] == ME
    handle = known_as(client)
    assert handle == {f"mastodon:ada@{urlsplit(server.url).netloc}"}
    assert next(morsel.value for name, morsel in client.cookies.items() if name == cookie.key) != before
    assert client.get(BACK, query).status_code == 400, "the same state again"
    assert known_as(other) == set()
    assert SignIn.objects.count() == 0


def test_a_state_is_the_browsers_that_left_with_it(client: Client, server: MastodonServer) -> None:
    """Login fixation: Mallory's answer, brought by a victim's browser, signs the victim in as nobody."""
    mallory = Client()
    query = come_from(*go_there(mallory, server), "grace")
    go_there(client, server)
    assert client.get(BACK, query).status_code == 400
    assert known_as(client) == set()
    assert mallory.get(BACK, query).status_code == 400, "gone for whoever began it, too"
    page, asked = go_there(client, server)
    late = come_from(page, asked, "ada")
    clock.shift(timedelta(minutes=11))
    assert client.get(BACK, late).status_code == 400
    clock.shift(timedelta(0))
    said_no = {"state": go_there(client, server)[1]["state"], "error": "access_denied"}
    assert "not allowed there" in client.get(BACK, said_no).content.decode()
    assert Proof.objects.count() == 0


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_on_to_where_an_address_says(client: Client, brand: Any, where: str) -> None:
    for name in ("next", "redirect_uri", "state", "to"):
        answer = client.get(BACK, {name: where})
        assert (answer.status_code, answer.get("Location")) == (400, None)
    assert client.post(f"{ME}with/echo/", {"server": where}).status_code == 404


def test_we_are_described_to_networks_that_ask_for_it(client: Client, brand: Any) -> None:
    told = client.get("/clients/bluesky.json").json()
    assert told["client_id"] == "http://testserver/clients/bluesky.json"
    assert told["redirect_uris"] == [f"http://testserver{BACK}"]
    assert [client.get(f"/clients/{key}.json").status_code for key in ("mastodon", "x-y")] == [404, 404]


def test_a_server_speaks_for_itself_alone() -> None:
    """Evil's server says that its account is ada of another server, with her page: it stays evil's."""
    lie = HeardAccount("evil.example#1", "ada@mastodon.social", "Ada", url="https://mastodon.social/@ada")
    proved = mastodon_proving._at_home(lie, "evil.example")
    assert (proved.account.handle, proved.account.url) == ("ada@evil.example", "")
    assert not mastodon_proving._same_page("https://mastodon.social/@ada", proved.account.url)
    assert mastodon_proving._same_page("https://a.example/@ada", "https://a.example/@ada")


def test_another_accounts_page_is_not_hers(server: MastodonServer) -> None:
    """What our own server knows under the handle has to lead to the page that its owner's server named."""
    number = server.api("GET", "/api/v1/accounts/verify_credentials", who="ada")
    facts = {"base": server.url, "host": "brand.example", "domain": "brand.example"}
    link = Connection(HeardAccount("brand.example#7", "b"), {}, {"token": server.tokens["grace"]}, facts)
    hers = HeardAccount("home.example#9", "ada@home.example", url=number["url"])
    found = mastodon_proving.known_as(link, Proved(hers, "home.example#9", "ada"))
    assert found is not None
    assert found.remote_id == f"brand.example#{number['id']}"
    lie = HeardAccount("home.example#9", "ada@home.example", url="https://home.example/@ada")
    assert mastodon_proving.known_as(link, Proved(lie, "home.example#9", "ada")) is None
    assert mastodon_proving.known_as(link, Proved(hers, "home.example#9", "nobody")) is None


def test_who_takes_a_freed_handle_inherits_nothing(client: Client, server: MastodonServer) -> None:
    """The brand's server knows a handle by one number; its home server says that somebody else has it now."""
    client.get(BACK, come_from(*go_there(client, server), "ada"))
    account, at = Account.objects.get(handle__startswith="ada@"), clock.now()
    customer = Customer.objects.create(brand=account.brand, ref="1044")
    Holding.objects.create(
        brand=account.brand, account=account, customer=customer, account_proven_at=at, customer_proven_at=at,
        home_id=Proof.objects.get().home_id,
    )  # fmt: skip
    heard = HeardAccount(account.remote_id, account.handle, url=account.url)
    same = Proved(heard, Proof.objects.get().home_id, account.handle)
    _again(same)
    assert proven(account) == customer
    _again(Proved(heard, "home.example#77", account.handle), known=heard)
    assert proven(account) is None
    assert known_as(client) == {f"mastodon:{account.handle}"}, "the browser that proved it anew"


def _again(proved: Proved, known: HeardAccount | None = None) -> None:
    told = Proving((), lambda *_: proved, lambda *_: proved, (lambda *_: known) if known else None)
    proving_there._prove(Visitor.objects.latest("pk"), "mastodon", told, proved)

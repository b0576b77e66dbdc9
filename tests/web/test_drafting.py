"""A large model that may draft by a press: against a stand-in on loopback; off, masked, checked, never by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.web.reading import read
from tummler.acts.drafting import ask_model, may_ask, set_model
from tummler.minds.large import Masked, NoDraft, masked
from tummler.records.access import NotAllowed
from tummler.records.models import Brand, Delivery, Happening, Need, Post, Reply

ASKED = "@velonorte Marta here, rider 4711-22, marta@home.example: where is my deposit? Call 612 345 678"


class StandIn(BaseHTTPRequestHandler):
    """Answers as it is told, and remembers what it was asked."""

    heard: list[dict[str, Any]]
    answer: tuple[int, dict[str, str], bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append({"path": self.path, "key": self.headers.get("Authorization"), "body": body.decode()})
        status, headers, content = type(self).answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Silent."""


def _said(text: object) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, json.dumps({"choices": [{"message": {"content": text}}]}).encode()


@pytest.fixture
def model(owner: Any) -> Iterator[type[StandIn]]:
    """The stand-in, named by the owner with a key."""
    StandIn.heard, StandIn.answer = [], _said("Hello [[1]], it is on its way.")
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    set_model(actor=owner, brand=owner.brand, address=address, name="small-one", key="secret-key")
    yield StandIn
    server.shutdown()
    server.server_close()


@pytest.fixture
def need(owner: Any, hear: Callable[..., Any]) -> Need:
    """Asked by Marta, in public."""
    hear("q", ASKED)
    return Need.objects.select_related("post", "account").get()


pytestmark = pytest.mark.django_db


def test_it_is_off_until_the_owner_says_otherwise(owner: Any, helper: Any, need: Need) -> None:
    assert not may_ask(owner, need)
    with pytest.raises(NoDraft, match="off"):
        ask_model(actor=owner, need=need, wish="draft", text="")
    with pytest.raises(NotAllowed):
        set_model(actor=helper, brand=owner.brand, address="https://models.example/v1", name="x", key="")
    for bad in ("http://10.0.0.7/v1", "ftp://models.example", "http://169.254.169.254/v1", "http://u:p@127.0.0.1/v1"):
        with pytest.raises(NoDraft, match="unsafe"):
            set_model(actor=owner, brand=owner.brand, address=bad, name="x", key="")


def test_what_leaves_is_masked_and_what_comes_back_is_whole(owner: Any, need: Need, model: type[StandIn]) -> None:
    """Nothing personal leaves; the key does, to whom it was meant for; a happening holds no words."""
    assert ask_model(actor=owner, need=need, wish="draft", text="") == "Hello @velonorte, it is on its way."
    [heard] = model.heard
    assert (heard["path"], heard["key"]) == ("/v1/chat/completions", "Bearer secret-key")
    sent = json.loads(heard["body"])
    assert sent["messages"][1]["content"] == "[[1]] [[2]] here, rider [[3]], [[4]]: where is my deposit? Call [[5]]"
    for secret in ("marta", "4711", "612", "home.example"):
        assert secret not in heard["body"].lower()
    assert b"secret-key" not in bytes(Brand.objects.get(pk=owner.brand_id).model_box)
    assert [row.facts for row in Happening.objects.filter(act="model_asked")] == [{"what": "draft"}]
    assert (Reply.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "answer, code",
    [
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "redirect"), ((401, {}, b""), "refused"),
        ((429, {}, b""), "busy"), ((500, {}, b""), "unreachable"), ((200, {}, b"x" * 300_000), "unreachable"),
        ((200, {}, b"no json"), "nothing"), (_said(None), "nothing"), (_said(" "), "nothing"),
        ((200, {}, b"[" * 100_000), "nothing"),
    ],
)  # fmt: skip
def test_whatever_it_answers_is_a_reason_in_words(
    owner: Any, need: Need, model: type[StandIn], answer: Any, code: str
) -> None:
    model.answer = answer
    with pytest.raises(NoDraft, match=code):
        ask_model(actor=owner, need=need, wish="draft", text="")


def test_it_is_never_asked_about_what_is_private_or_in_danger(owner: Any, need: Need, model: type[StandIn]) -> None:
    Post.objects.filter(pk=need.post_id).update(visibility="direct")
    need.refresh_from_db()
    with pytest.raises(NoDraft, match="off"):
        ask_model(actor=owner, need=need, wish="translate", text="Hello")
    assert model.heard == []


def test_one_of_their_own_is_asked_when_the_owner_says_so(
    owner: Any, need: Need, model: type[StandIn], client_of: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On this machine, by a tick of the owner's, for that address alone; never a cloud's own addresses."""
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "0")
    given = {"address": Brand.objects.get(pk=owner.brand_id).model_address, "name": "own"}
    with pytest.raises(NoDraft, match="unsafe"):
        ask_model(actor=owner, need=need, wish="draft", text="")
    client = client_of(owner)
    assert client.post("/model/", given).status_code == 422
    assert client.post("/model/", {**given, "inside": "on"}).status_code == 302
    assert ask_model(actor=owner, need=need, wish="draft", text="") == "Hello @velonorte, it is on its way."
    assert 'name="inside" checked' in client.get("/model/").content.decode()
    for bad in ("http://169.254.169.254/v1", "http://[fe80::1]/v1", "http://0.0.0.0/v1"):
        assert client.post("/model/", {"address": bad, "name": "own", "inside": "on"}).status_code == 422
    assert Brand.objects.get(pk=owner.brand_id).model_inside
    client.post("/model/", {"address": "https://8.8.8.8/v1", "name": "far"})
    assert not Brand.objects.get(pk=owner.brand_id).model_inside


def test_a_key_goes_nowhere_else(owner: Any, model: type[StandIn]) -> None:
    """Another host, or off: the key is forgotten."""
    brand = owner.brand
    set_model(actor=owner, brand=brand, address=brand.model_address, name="other", key=None)
    assert brand.model_box
    set_model(actor=owner, brand=brand, address="http://127.0.0.1:9/v1", name="other", key=None)
    assert not brand.model_box
    set_model(actor=owner, brand=brand, address="", name="", key=None)
    assert (brand.model_address, brand.model_name, bytes(brand.model_box)) == ("", "", b"")


def test_the_press_puts_it_into_the_composer_and_says_so(
    owner: Any, need: Need, model: type[StandIn], client_of: Callable[[Any], Any]
) -> None:
    from tummler.acts.needs import claim_need

    claim_need(actor=owner, need=need)
    client = client_of(owner)
    page = read(client.get(f"/desk/{need.public_id}/"))
    assert [one.words for one in page.one("", "machine").all("button")] == [
        "Let a machine draft", "Let a machine translate",
    ]  # fmt: skip
    shown = read(client.post(f"/desk/{need.public_id}/machine/", {"wish": "draft", "text": ""}))
    assert shown.one("textarea", id="text").words == "Hello @velonorte, it is on its way."
    assert "Drafted by a machine; yours to change." in [one.words for one in shown.all("p", "beside")]
    model.answer = (500, {}, b"")
    kept = read(client.post(f"/desk/{need.public_id}/machine/", {"wish": "translate", "text": "My own words"}))
    assert kept.one("textarea", id="text").words == "My own words"
    assert client.get("/model/").status_code == 200


def test_masks_are_put_back_and_made_up_ones_dropped() -> None:
    safe = masked("[[1]] a@b.example and Zoë", ["Zoë"])
    assert safe == Masked(" [[1]] and [[2]]", ("a@b.example", "Zoë"))
    assert safe.put_back("[[2]], [[1]] [[7]]!") == "Zoë, a@b.example !"

"""A stand-in for Bluesky's direct messages (`chat.bsky.convo`): their server is not public, so this is our own.

It is NOT Bluesky's server. What it takes and answers is checked against the published lexicon; how it behaves where the
lexicon is silent is a guess. People, follows, blocks and who allows messages are read from the test PDS. Not there:
groups, reactions, embeds, message requests for groups, muting, moderation, and the check of a token's signature.

It can be used in two ways: directly, its `url` in the place of the PDS and an access token of the PDS; or through the
PDS as in real life, naming `proxied` in the `atproto-proxy` header.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from atproto import models  # type: ignore[import-untyped, unused-ignore]
from atproto_client.exceptions import ModelError  # type: ignore[import-untyped, unused-ignore]
from atproto_client.models.utils import get_or_create  # type: ignore[import-untyped, unused-ignore]

from .bluesky import BlueskyAccount, BlueskyError, BlueskyPds
from .chat_convos import METHODS, Allow, ChatError, Convos, Json
from .processes import LOOPBACK

NAMESPACE = "chat.bsky.convo"
SERVICE, SERVICE_TYPE = "bsky_chat", "BskyChatService"
LISTS, NUMBERS = {"members"}, {"limit"}
# A plain app password may not use direct messages; the PDS refuses it with these very words.
FORBIDDEN_SCOPES = {"com.atproto.appPass"}


class PdsPeople:
    """What the test PDS knows of its accounts, asked anew each time: tests change it."""

    def __init__(self, pds: BlueskyPds) -> None:
        self.pds = pds

    def handle(self, did: str) -> str | None:
        """See People."""
        params = {"repo": did}
        answer = httpx.get(f"{self.pds.pds}/xrpc/com.atproto.repo.describeRepo", params=params, trust_env=False)
        return str(answer.json()["handle"]) if answer.is_success else None

    def allows(self, did: str) -> Allow:
        """See People; who declared nothing lets those write whom they follow."""
        records = self._records(did, "chat.bsky.actor.declaration")
        allow: Allow = records[0]["allowIncoming"] if records else "following"
        return allow

    def follows(self, did: str, other: str) -> bool:
        """See People."""
        return any(record["subject"] == other for record in self._records(did, "app.bsky.graph.follow"))

    def blocks(self, did: str, other: str) -> bool:
        """See People."""
        return any(record["subject"] == other for record in self._records(did, "app.bsky.graph.block"))

    def _records(self, did: str, collection: str) -> list[Json]:
        try:
            return [record["value"] for record in self.pds.records(did, collection)]
        except BlueskyError:
            return []


def _model(method: str, kind: str) -> Any:
    """The generated model of a method's `Params`, `Data` or `Response`, None if it has none."""
    module = getattr(models, f"ChatBskyConvo{method[0].upper()}{method[1:]}")
    return getattr(module, kind, None)


def _check(value: Json, model: Any) -> None:
    get_or_create(value, model, strict_string_format=True)


def check_answer(method: str, answer: Json) -> None:
    """Raise ModelError unless the answer is as the lexicon says; open unions are looked into as well."""
    defs = models.ChatBskyConvoDefs
    outputs = {"sendMessage": defs.MessageView, "deleteMessageForSelf": defs.DeletedMessageView}
    _check(answer, outputs.get(method) or _model(method, "Response"))
    for part in _parts(answer):
        name = str(part["$type"])
        if name.startswith("chat.bsky.convo.defs#"):
            fragment = name.rpartition("#")[2]
            _check(part, getattr(defs, fragment[0].upper() + fragment[1:]))


def _parts(value: Any) -> Iterator[Json]:
    """All objects within that name their type."""
    if isinstance(value, dict) and "$type" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(inner)


def _asked(method: str, query: str, body: bytes) -> Json:
    """The request's arguments, checked against the lexicon."""
    model = _model(method, "Data")
    if model:
        try:
            given = json.loads(body)
        except ValueError as error:
            raise ChatError("InvalidRequest", "the body is not JSON") from error
    else:
        model = _model(method, "Params")
        pairs = {name.removesuffix("[]"): values for name, values in parse_qs(query).items()}
        given = {name: values if name in LISTS else values[-1] for name, values in pairs.items()}
        given |= {name: int(given[name]) for name in NUMBERS if str(given.get(name, "")).isdigit()}
    try:
        _check(given, model)
    except ModelError as error:
        raise ChatError("InvalidRequest", str(error)) from error
    return {_snake(name): value for name, value in given.items()}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _claims(token: str) -> Json:
    try:
        middle = token.split(".")[1]
        claims: Json = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError) as error:
        raise ChatError("InvalidToken", "not a token", 401) from error
    return claims


class ChatService:
    """A running stand-in. `url` is where it listens, `proxied` what a client names in `atproto-proxy`."""

    def __init__(self, pds: BlueskyPds, url: str) -> None:
        self.pds = pds
        self.url = url
        self.did = pds.register_service(SERVICE, SERVICE_TYPE, url)
        self.proxied = f"{self.did}#{SERVICE}"
        self.convos = Convos(PdsPeople(pds))
        self._known_tokens: set[str] = set()

    def say(self, sender: BlueskyAccount, to: BlueskyAccount, text: str) -> Json:
        """Have someone write a direct message, as a customer does; ChatError if the other does not allow it."""
        convo = self.answer(sender.did, "getConvoForMembers", {"members": [to.did]})["convo"]
        return self.answer(sender.did, "sendMessage", {"convo_id": convo["id"], "message": {"text": text}})

    def texts(self, viewer: BlueskyAccount, other: BlueskyAccount) -> list[str]:
        """What was said between two, oldest first, without what the viewer deleted: the witness of what arrived."""
        convo = self.answer(viewer.did, "getConvoAvailability", {"members": [other.did]}).get("convo")
        if not convo:
            return []
        page = self.answer(viewer.did, "getMessages", {"convo_id": convo["id"], "limit": 100})
        return [message["text"] for message in reversed(page["messages"]) if "text" in message]

    def answer(self, viewer: str, method: str, arguments: Json) -> Json:
        """Do one method for an account, its answer checked against the lexicon."""
        function = METHODS[method]
        known = {name: value for name, value in arguments.items() if name in signature(function).parameters}
        with self.convos.lock:
            answer = function(self.convos, viewer, **known)
        check_answer(method, answer)
        return answer

    def who(self, authorization: str, method: str) -> str:
        """The account a request comes from: forwarded by the PDS with its own token, or with the PDS's access token."""
        token = authorization.removeprefix("Bearer ")
        if not token:
            raise ChatError("AuthMissing", "Authentication Required", 401)
        claims = _claims(token)
        if claims.get("exp", 0) < time.time():
            raise ChatError("ExpiredToken", "Token has expired")
        if "lxm" in claims:
            if claims["aud"] != self.did or claims["lxm"] != f"{NAMESPACE}.{method}":
                raise ChatError("BadJwtAudience", "the token is for something else", 401)
            return str(claims["iss"])
        if claims.get("scope") in FORBIDDEN_SCOPES:
            raise ChatError("InvalidToken", "Bad token method")
        self._check_with_pds(token)
        return str(claims["sub"])

    def _check_with_pds(self, token: str) -> None:
        if token in self._known_tokens:
            return
        headers = {"authorization": f"Bearer {token}"}
        address = f"{self.pds.pds}/xrpc/com.atproto.server.getSession"
        if not httpx.get(address, headers=headers, trust_env=False).is_success:
            raise ChatError("InvalidToken", "the PDS does not know this token", 401)
        self._known_tokens.add(token)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: ChatService

    def log_message(self, format: str, *args: object) -> None:
        """Tests read answers, not logs."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            self._tell(200, self._answered(body))
        except ChatError as error:
            self._tell(error.status, {"error": error.name, "message": error.message})
        except ModelError as error:
            self._tell(500, {"error": "InternalServerError", "message": f"the stand-in is wrong: {error}"})

    do_GET = do_POST = _handle

    def _answered(self, body: bytes) -> Json:
        address = urlsplit(self.path)
        method = address.path.removeprefix(f"/xrpc/{NAMESPACE}.")
        if method not in METHODS:
            raise ChatError("MethodNotImplemented", "Method Not Implemented", 501)
        if (self.command == "POST") != bool(_model(method, "Data")):
            raise ChatError("InvalidRequest", f"Incorrect HTTP method ({self.command})", 405)
        viewer = self.service.who(self.headers.get("authorization", ""), method)
        return self.service.answer(viewer, method, _asked(method, address.query, body))

    def _tell(self, status: int, answer: Json) -> None:
        body = json.dumps(answer).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def chat(pds: BlueskyPds, *, port: int = 0) -> Iterator[ChatService]:
    """A stand-in for direct messages among the accounts of a PDS."""
    server = ThreadingHTTPServer((LOOPBACK, port), _Handler)
    server.daemon_threads = True
    service = ChatService(pds, f"http://{LOOPBACK}:{server.server_address[1]}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"service": service})
    thread = threading.Thread(target=partial(server.serve_forever, 0.05), name="chat")
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

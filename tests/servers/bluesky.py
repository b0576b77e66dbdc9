"""Bluesky's own reference servers on loopback: a PDS with its PLC directory, or the whole network.

`pds()` is enough for records, sign-in, blobs, handles and the firehose, and starts in a moment; `network()` adds the
AppView (threads, notifications, search) and Ozone. Everything is new at each start and gone afterwards.
"""

import json
import math
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from .install import CACHE, install, node_program
from .postgres import own_postgres
from .processes import ServerProcess, free_port, running, temporary_folder, wait_until
from .valkey import valkey

Json = dict[str, Any]

POSTS = "app.bsky.feed.post"
SESSION_S = 3600  # an access token is good for two hours


class BlueskyError(RuntimeError):
    """A test server's answer that was not 2xx."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(f"{response.request.method} {response.request.url}: {response.status_code} {response.text}")
        self.status = response.status_code


def _answer(response: httpx.Response) -> Json:
    if not response.is_success:
        raise BlueskyError(response)
    answer: Json = response.json() if response.content else {}
    return answer


@dataclass(frozen=True)
class BlueskyAccount:
    """An account made for a test; `app_password` is what people give to other programs."""

    handle: str
    did: str
    password: str
    app_password: str


@dataclass(frozen=True)
class BlueskyPost:
    """A post that was written, with what an answer to it must name."""

    uri: str
    cid: str
    root_uri: str
    root_cid: str

    @property
    def key(self) -> str:
        """The record key, the last part of the URI."""
        return self.uri.rpartition("/")[2]


@dataclass(frozen=True)
class BlueskySession:
    """Someone signed in, acting directly on the server: a customer in a test, or a witness."""

    account: BlueskyAccount
    http: httpx.Client

    def get(self, method: str, **params: Any) -> Json:
        """Ask the server; `method` is the lexicon's name, such as `app.bsky.feed.getTimeline`."""
        return _answer(self.http.get(f"/xrpc/{method}", params=params))

    def call(self, method: str, **body: Any) -> Json:
        """Have the server do something."""
        return _answer(self.http.post(f"/xrpc/{method}", json=body))

    def say(
        self,
        text: str,
        *,
        reply_to: BlueskyPost | None = None,
        mentions: Sequence[BlueskyAccount] = (),
        **more: Any,
    ) -> BlueskyPost:
        """Post; the text holds each mentioned account's `@handle`. `more` goes into the record (`embed`, `langs`)."""
        record: Json = {"$type": POSTS, "text": text, "createdAt": _now()} | more
        if mentions:
            record["facets"] = [_mention(text, account) for account in mentions]
        if reply_to:
            record["reply"] = {
                "root": {"uri": reply_to.root_uri, "cid": reply_to.root_cid},
                "parent": {"uri": reply_to.uri, "cid": reply_to.cid},
            }
        made = self.call("com.atproto.repo.createRecord", repo=self.account.did, collection=POSTS, record=record)
        root = (reply_to.root_uri, reply_to.root_cid) if reply_to else (made["uri"], made["cid"])
        return BlueskyPost(made["uri"], made["cid"], *root)

    def delete(self, post: BlueskyPost) -> None:
        """Take a post back."""
        repo, collection, key = post.uri.removeprefix("at://").split("/")
        self.call("com.atproto.repo.deleteRecord", repo=repo, collection=collection, rkey=key)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _mention(text: str, account: BlueskyAccount) -> Json:
    """The facet of `@handle`; its offsets count bytes of UTF-8."""
    before, found, _ = text.partition(f"@{account.handle}")
    if not found:
        raise ValueError(f"the text does not say @{account.handle}")
    start = len(before.encode())
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": account.did}
    return {"index": {"byteStart": start, "byteEnd": start + len(found.encode())}, "features": [feature]}


@dataclass(frozen=True)
class BlueskyPds:
    """A running PDS and PLC directory. `firehose` is the base the atproto package takes (`ws://…/xrpc`)."""

    pds: str
    plc: str
    firehose: str
    process: ServerProcess
    control: str
    bypass_key: str = field(repr=False)
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False, kw_only=True)

    def new_account(self, name: str, *, exact: bool = False, direct_messages: bool = False) -> BlueskyAccount:
        """A new account whose handle starts with the name; `exact` makes it the whole first part.

        `direct_messages` makes an app password that may read and write them, which is a box to tick on Bluesky.
        """
        first = name if exact else f"{name[:11]}-{secrets.token_hex(3)}"  # a PDS takes 3 to 18 letters
        handle, password = f"{first}.test", secrets.token_hex(8)
        with self._http(None) as http:
            body = {"handle": handle, "email": f"{first}@mail.test", "password": password}
            made = _answer(http.post("/xrpc/com.atproto.server.createAccount", json=body))
            self._sessions[made["did"]] = (made["accessJwt"], time.monotonic())
            http.headers["authorization"] = f"Bearer {made['accessJwt']}"
            wish = {"name": "tests", "privileged": direct_messages}
            app = _answer(http.post("/xrpc/com.atproto.server.createAppPassword", json=wish))
        return BlueskyAccount(handle, made["did"], password, app["password"])

    @contextmanager
    def signed_in(self, account: BlueskyAccount) -> Iterator[BlueskySession]:
        """Act as that account, past any rate limit."""
        with self._http(None) as http:
            http.headers["authorization"] = f"Bearer {self._token(http, account)}"
            yield BlueskySession(account, http)

    def _token(self, http: httpx.Client, account: BlueskyAccount) -> str:
        """An access token, kept while it is good: a sign-in takes the PDS 0.4 s of hashing."""
        token, since = self._sessions.get(account.did, ("", -math.inf))
        if time.monotonic() - since > SESSION_S:
            body = {"identifier": account.handle, "password": account.password}
            token = _answer(http.post("/xrpc/com.atproto.server.createSession", json=body))["accessJwt"]
            self._sessions[account.did] = (token, time.monotonic())
        return token

    def records(self, repo: str, collection: str = POSTS) -> list[Json]:
        """All records of an account as the PDS itself lists them, newest first: the witness of what was sent."""
        found: list[Json] = []
        cursor: str | None = None
        with self._http(None) as http:
            while True:
                params = {"repo": repo, "collection": collection, "limit": "100"} | (
                    {"cursor": cursor} if cursor else {}
                )
                page = _answer(http.get("/xrpc/com.atproto.repo.listRecords", params=params))
                found += page["records"]
                cursor = page.get("cursor")
                if not cursor:
                    return found

    def hang(self) -> None:
        """Halt all of it: connections are taken and nothing is answered."""
        self.process.hang()

    def resume(self) -> None:
        """Go on after `hang`."""
        self.process.resume()

    def stop_pds(self) -> None:
        """End the PDS alone: its port refuses connections and open streams are cut."""
        self._control("/pds/stop")

    def start_pds(self) -> None:
        """Start the PDS again after `stop_pds`: same port, accounts, repositories and firehose sequence."""
        self._control("/pds/start")

    @contextmanager
    def stopped_pds(self) -> Iterator[None]:
        """The PDS is away for this block."""
        self.stop_pds()
        try:
            yield
        finally:
            self.start_pds()

    def register_service(self, service_id: str, kind: str, endpoint: str) -> str:
        """Give a stand-in a DID, so that the PDS forwards to it what names `<did>#<service_id>` in atproto-proxy."""
        did: str = self._control("/services", id=service_id, type=kind, endpoint=endpoint)["did"]
        return did

    def _control(self, path: str, **body: str) -> Json:
        return _answer(httpx.post(self.control + path, json=body, timeout=30, trust_env=False))

    def _http(self, base: str | None) -> httpx.Client:
        headers = {"x-ratelimit-bypass": self.bypass_key}
        return httpx.Client(base_url=base or self.pds, headers=headers, timeout=20, trust_env=False)


@dataclass(frozen=True)
class BlueskyNetwork(BlueskyPds):
    """A running PDS, PLC directory, AppView and Ozone. The AppView follows the PDS by up to some seconds."""

    appview: str
    ozone: str

    def new_account(self, name: str, *, exact: bool = False, direct_messages: bool = False) -> BlueskyAccount:
        """A new account, once the AppView knows it too."""
        account = super().new_account(name, exact=exact, direct_messages=direct_messages)
        wait_until(lambda: self._seen("app.bsky.actor.getProfile", actor=account.did), what=f"{account.handle} seen")
        return account

    def wait_indexed(self, *posts: BlueskyPost, seconds: float = 20.0) -> None:
        """Wait until the AppView shows the posts; an answer to one it doesn't know notifies nobody."""
        for post in posts:
            wait_until(partial(self._post, post.uri), what=f"{post.uri} in the AppView", seconds=seconds)

    def _post(self, uri: str) -> list[Json]:
        found: list[Json] = (self._seen("app.bsky.feed.getPosts", uris=uri) or {}).get("posts", [])
        return found

    def _seen(self, method: str, **params: str) -> Json | None:
        with self._http(self.appview) as http:
            response = http.get(f"/xrpc/{method}", params=params)
        return response.json() if response.is_success else None


def _environment(options: Json, home: str, more: dict[str, str]) -> dict[str, str]:
    """Nothing of the caller's environment but the path: no proxies, no keys."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": home,
        "TMPDIR": home,
        "LOG_ENABLED": "false",
        "NODE_COMPILE_CACHE": str(CACHE / "compiled"),
        "TUMMLER_BLUESKY": json.dumps(options),
        **more,
    }


def _options(*, whole: bool, rate_limits: bool, port: int | None) -> Json:
    names = ["plc", "control", *(["appview", "ozone"] if whole else [])]
    return {
        "packages": str(install()),
        "whole": whole,
        "rateLimits": rate_limits,
        "ports": {"pds": port or free_port(), **{name: free_port() for name in names}},
        "rotationKey": secrets.token_hex(32),
        "jwtSecret": secrets.token_hex(16),
        "dpopSecret": secrets.token_hex(32),
        "adminPassword": secrets.token_hex(8),
        "bypassKey": secrets.token_hex(8),
    }


@contextmanager
def _started(options: Json, more: dict[str, str]) -> Iterator[tuple[ServerProcess, Json]]:
    """The node process with its servers, once they are all ready, and what a BlueskyPds needs to know of it."""
    script = str(Path(__file__).with_name("node") / "network.mjs")
    with temporary_folder("bsky") as folder:
        env = _environment(options, str(folder), more)
        with running("Bluesky", [str(node_program()), script], folder=folder, env=env) as process:
            urls = json.loads(process.wait_for(lambda: process.line_starting("READY "), what="its servers"))
            known = {
                "firehose": urls["pds"].replace("http://", "ws://") + "/xrpc",
                "control": f"http://127.0.0.1:{options['ports']['control']}",
                "bypass_key": options["bypassKey"],
            }
            yield process, {name: url for name, url in urls.items() if url} | known


@contextmanager
def pds(*, port: int | None = None, rate_limits: bool = False) -> Iterator[BlueskyPds]:
    """A PDS and its PLC directory alone. `rate_limits` turns on Bluesky's own limits, with their headers."""
    with _started(_options(whole=False, rate_limits=rate_limits, port=port), {}) as (process, known):
        yield BlueskyPds(process=process, **known)


@contextmanager
def network(*, port: int | None = None, rate_limits: bool = False) -> Iterator[BlueskyNetwork]:
    """The whole network, with a PostgreSQL and a Valkey of its own."""
    with ExitStack() as stack:
        database = stack.enter_context(own_postgres(durable=False))
        redis = stack.enter_context(valkey())
        more = {
            "REDIS_HOST": redis,
            "DB_POSTGRES_URL": database.replace("@/", "@localhost/"),
            "DB_POSTGRES_SCHEMA": "tests",
        }
        options = _options(whole=True, rate_limits=rate_limits, port=port)
        process, known = stack.enter_context(_started(options, more))
        yield BlueskyNetwork(process=process, **known)

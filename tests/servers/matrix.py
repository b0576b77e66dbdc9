"""A real Matrix homeserver to talk to: Synapse on a free port, on SQLite, with nobody in it yet.

AGPL: it is started by tests as a program of its own and never shipped.
"""

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from .processes import LOOPBACK, ServerProcess, free_port, running, temporary_folder

__all__ = ["MatrixAccount", "MatrixServer", "matrix"]
PASSWORD = "a long password"


@dataclass(frozen=True)
class MatrixAccount:
    """Somebody there, signed in on one device."""

    user_id: str
    token: str
    device_id: str
    server: "MatrixServer"

    def api(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """Speak as them; `path` is below `/_matrix/client/v3`."""
        return self.server.api(method, path, body, token=self.token, **params)

    def room(self, *invite: "MatrixAccount", **more: Any) -> str:
        """A room of theirs; public unless `preset` says otherwise."""
        asked = {"preset": "public_chat", "invite": [who.user_id for who in invite], **more}
        return str(self.api("POST", "createRoom", asked)["room_id"])

    def join(self, room: str) -> None:
        """Go in."""
        self.api("POST", f"join/{quote(room)}", {})

    def say(self, room: str, text: str, **more: Any) -> str:
        """Say something; the event's id. `more` goes into the content, as `m_relates_to` for `m.relates_to`."""
        content = {"msgtype": "m.text", "body": text} | {name.replace("_", ".", 1): each for name, each in more.items()}
        return self.send(room, "m.room.message", content)

    def send(self, room: str, kind: str, content: Any) -> str:
        """Any event; its id."""
        path = f"rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}"
        return str(self.api("PUT", path, content)["event_id"])

    def upload(self, content: bytes, mime: str) -> str:
        """Store a file; its address."""
        headers = {"authorization": f"Bearer {self.token}", "content-type": mime}
        url = f"{self.server.url}/_matrix/media/v3/upload"
        return str(_http().post(url, content=content, headers=headers).raise_for_status().json()["content_uri"])

    def redact(self, room: str, event: str) -> None:
        """Take something back."""
        self.api("PUT", f"rooms/{quote(room)}/redact/{quote(event)}/{secrets.token_hex(8)}", {})

    def messages(self, room: str) -> list[dict[str, Any]]:
        """What stands in a room, as they see it, oldest first."""
        found: list[dict[str, Any]] = []
        back: dict[str, str] = {}
        while True:
            page = self.api("GET", f"rooms/{quote(room)}/messages", dir="b", limit=500, **back)
            found += [each for each in page["chunk"] if each["type"] in ("m.room.message", "m.room.encrypted")]
            if "end" not in page:
                return found[::-1]
            back = {"from": page["end"]}


@dataclass(frozen=True)
class MatrixServer:
    """A running homeserver."""

    url: str
    process: ServerProcess

    def account(self, name: str, *, exact: bool = False) -> MatrixAccount:
        """Somebody new; the name gets a tail so that every test has its own people."""
        name = name if exact else f"{name}-{secrets.token_hex(3)}"
        asked = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
        made = self.api("POST", "register", asked)
        return MatrixAccount(made["user_id"], made["access_token"], made["device_id"], self)

    def api(self, method: str, path: str, body: Any = None, *, token: str = "", **params: Any) -> Any:
        """Speak the client API; raises for a refusal."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        url = f"{self.url}/_matrix/client/v3/{path}"
        return _http().request(method, url, json=body, params=params, headers=headers).raise_for_status().json()


@cache
def _http() -> httpx.Client:
    """One for all: making one reads every certificate there is."""
    return httpx.Client(timeout=30, trust_env=False)


def _config(folder: Path, port: int) -> dict[str, Any]:
    """All limits generous; nothing leaves the machine: it trusts no key server and federates with nobody."""
    many = {"per_second": 10_000, "burst_count": 10_000}
    names = ["rc_message", "rc_registration", "rc_joins_per_room", "rc_admin_redaction", "rc_key_requests"]
    limits: dict[str, Any] = dict.fromkeys(names, many)
    limits |= {"rc_login": dict.fromkeys(("address", "account", "failed_attempts"), many)}
    limits |= {"rc_joins": {"local": many, "remote": many}}
    limits |= {"rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), many)}
    resources = [{"names": ["client", "openid"], "compress": False}]
    return {
        "server_name": "localhost",
        "public_baseurl": f"http://localhost:{port}/",
        "listeners": [{"port": port, "type": "http", "bind_addresses": [LOOPBACK], "resources": resources}],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": secrets.token_hex(16),
        "macaroon_secret_key": secrets.token_hex(16),
        "form_secret": secrets.token_hex(16),
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "enable_registration": True,
        "enable_registration_without_verification": True,
        "presence": {"enabled": False},
        "bcrypt_rounds": 4,
        "url_preview_enabled": False,
        **limits,
    }


_LOG = {
    "version": 1,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "disable_existing_loggers": False,
}


def _write(folder: Path, port: int) -> Path:
    """YAML reads JSON."""
    key = f"ed25519 a_test {secrets.token_urlsafe(32).rstrip('=').replace('-', 'A').replace('_', 'B')}\n"
    (folder / "signing.key").write_text(key)
    (folder / "log.yaml").write_text(json.dumps(_LOG))
    config = folder / "homeserver.yaml"
    config.write_text(json.dumps(_config(folder, port)))
    return config


def _ready(url: str) -> bool:
    try:
        return _http().get(f"{url}/_matrix/client/versions").is_success
    except httpx.TransportError:
        return False


@contextmanager
def matrix(*, port: int | None = None) -> Iterator[MatrixServer]:
    """A homeserver for this block."""
    port = port or free_port()
    url = f"http://{LOOPBACK}:{port}"
    with temporary_folder("matrix") as folder:
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", str(_write(folder, port))]
        with running("synapse", command, folder=folder) as process:
            process.wait_for(lambda: _ready(url), what="its first answer")
            yield MatrixServer(url, process)

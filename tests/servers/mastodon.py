"""A Mastodon to talk to: `mastodon-mock`, an emulator of the client API with people in it, on a free port.

It is one person's emulator and not Mastodon: check what matters against `recordings()` too.
"""

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from .processes import LOOPBACK, ServerProcess, free_port, running, temporary_folder
from .recordings import recordings

__all__ = ["TOKENS", "MastodonServer", "mastodon", "recordings"]
TOKENS = {name: f"{name}_token" for name in ("ada", "grace", "alan", "katherine")}
Effect = Literal["status", "ratelimit", "latency", "malformed", "timeout"]


@dataclass(frozen=True)
class MastodonServer:
    """A running emulator. `tokens` are access tokens by account name; `ada` is an administrator."""

    url: str
    tokens: Mapping[str, str]
    process: ServerProcess

    def inject(
        self,
        effect: Effect,
        *,
        path: str | None = None,
        methods: list[str] | None = None,
        count: int | None = 1,
        **details: Any,
    ) -> None:
        """Have the next `count` matching requests (all, when None) go wrong.

        `path` may hold `*`; details are `status`, `body`, `headers`, `delay_ms`, `truncate`.
        """
        match = {"methods": methods, "path": path}
        self._mock("POST", "faults", {"match": match, "effect": {"type": effect, **details}, "count": count})

    def clear(self) -> None:
        """Forget all injected faults."""
        self._mock("DELETE", "faults")

    def reset(self) -> None:
        """Back to the people and posts it started with, without faults."""
        self.clear()
        self._mock("POST", "reset")

    def api(self, method: str, path: str, *, who: str = "ada", **fields: Any) -> Any:
        """Speak as one of its people, as a customer in a test or as a witness; `fields` are JSON, or the query."""
        headers = {"authorization": f"Bearer {self.tokens[who]}"}
        sent: dict[str, Any] = {"params": fields} if method in ("GET", "DELETE") else {"json": fields}
        with self._http() as http:
            return http.request(method, path, headers=headers, **sent).raise_for_status().json()

    def _mock(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        with self._http() as http:
            http.request(method, f"/api/v1/_mock/{path}", json=body).raise_for_status()

    def _http(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v2/instance", timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


@contextmanager
def mastodon(*, port: int | None = None) -> Iterator[MastodonServer]:
    """A Mastodon emulator for this block."""
    port = port or free_port()
    url = f"http://{LOOPBACK}:{port}"
    where = ["--host", LOOPBACK, "--port", str(port)]
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory", "--demo", *where]
    command += ["--log-level", "warning"]
    with (
        temporary_folder("mastodon") as folder,
        # It keeps nothing, and would wait for clients that still listen to its streams.
        running("mastodon-mock", command, folder=folder, stop_signal=signal.SIGKILL) as process,
    ):
        process.wait_for(lambda: _ready(url), what="its first answer")
        yield MastodonServer(url, TOKENS, process)

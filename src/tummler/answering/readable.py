"""Links that their reader may not be able to open, by how they look. Nothing is asked of any host. Pure."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import regex

_LINK = regex.compile(
    r"(?:https?://|www\.)[^\s<>\"”»]{1,2000}|(?<![\w@./-])(?:[\w-]{2,63}\.){1,3}[a-z]{2,12}/[^\s<>\"”»]{1,500}"
)
_NAME = regex.compile(r"(?!-)[\p{L}\p{N}-]{1,63}(?<!-)")


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("phrases") / "links.toml").read_text("utf-8"))


def unreadable(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a link stands that can't be opened by everyone, and why: short, login, ours, nowhere."""
    for match in _LINK.finditer(text):
        address = match.group().rstrip(".,;:!?)]}…'’")
        why = why_not(address)
        if why:
            yield match.start(), match.start() + len(address), why


def why_not(address: str) -> str:
    """Why its reader may not be able to open it; "" for nothing that could be seen."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port
    except ValueError:
        return "nowhere"
    known = _known()
    if not host:
        return "nowhere"
    if _is_ours(host, known):
        return "ours"
    if not _is_public(host):
        return "nowhere"
    if host.removeprefix("www.") in known["shorteners"]:
        return "short"
    return "login" if _asks_who(host, parts.path, known) else ""


def _is_ours(host: str, known: dict[str, Any]) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host or any(host.endswith(end) for end in known["ours"])


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        names = host.split(".")
        return all(_NAME.fullmatch(name) for name in names) and not names[-1].isdigit()


def _asks_who(host: str, path: str, known: dict[str, Any]) -> bool:
    if host in known["members"] or any(f"{host}{path}".endswith(end) or host.endswith(end) for end in known["corners"]):
        return True
    steps = path.casefold().strip("/").split("/")
    return any(step.split(".", 1)[0] in known["doors"] for step in steps)

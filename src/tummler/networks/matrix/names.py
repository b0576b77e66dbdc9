"""How things are named here: an event belongs to a room, and its id alone finds nothing.

https://spec.matrix.org/latest/appendices/#identifier-grammar
"""

from __future__ import annotations

from typing import Any, TypeGuard
from urllib.parse import quote

from tummler.common.text import storable
from tummler.networks.contract import Garbled, Refused

_LONGEST = 255


def is_id(value: Any, sigil: str) -> TypeGuard[str]:
    """True for an id of this kind: ``!`` a room, ``$`` an event, ``@`` a person."""
    fits = isinstance(value, str) and 1 < len(value) <= _LONGEST and value.startswith(sigil)
    return fits and value.isprintable() and "/" not in value[:1] and storable(value) == value


def checked(value: Any, sigil: str) -> str:
    """The id. Raises :class:`Garbled` for anything else."""
    if not is_id(value, sigil):
        raise Garbled("no_id")
    return value


def post_id(room: str, event: str) -> str:
    """Our name for an event. A room's own name stands for the conversation of a direct chat."""
    return f"{room}/{event}"


def parts(remote_id: str) -> tuple[str, str]:
    """Room and event; no event for a direct chat as a whole. Raises :class:`Refused` for anything else."""
    room, slash, event = remote_id.partition("/$")
    if not is_id(room, "!") or (slash and not is_id(f"${event}", "$")):
        raise Refused("not_a_post")
    return room, f"${event}" if slash else ""


def server_of(name: str) -> str:
    """The server in a person's or room's id; empty where a room's has none (room version 12)."""
    return name.partition(":")[2]


def page(room: str, event: str, via: str) -> str:
    """Where people read an event: https://spec.matrix.org/latest/appendices/#matrixto-navigation."""
    return f"https://matrix.to/#/{quote(room, safe='!:')}/{quote(event, safe='$')}?via={quote(via, safe='')}"


def profile(person: str) -> str:
    """Where people find somebody."""
    return f"https://matrix.to/#/{quote(person, safe='@:')}"

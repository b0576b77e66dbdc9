"""How things are named on the AT Protocol. https://atproto.com/specs/at-uri-scheme"""

from __future__ import annotations

from typing import Any, TypeGuard

import regex

from tummler.networks.contract import Refused

POST = "app.bsky.feed.post"
_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]{1,500}"
_IS_DID = regex.compile(_DID)
_IS_POST = regex.compile(rf"at://({_DID})/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{{1,512}})")
_RECORD = regex.compile(rf"at://({_DID})/([a-zA-Z0-9.-]{{1,317}})/([A-Za-z0-9._:~-]{{1,512}})")
_SIGN = regex.compile(r"\X")
_TID = "234567abcdefghijklmnopqrstuvwxyz"


def is_did(value: Any) -> TypeGuard[str]:
    """True for the name of an account."""
    return isinstance(value, str) and bool(_IS_DID.fullmatch(value))


def is_post(value: Any) -> TypeGuard[str]:
    """True for the name of a post, written with its author's DID."""
    return isinstance(value, str) and bool(_IS_POST.fullmatch(value))


def post(did: str, rkey: str) -> str:
    """The name of a post."""
    return record(did, POST, rkey)


def record(did: str, collection: str, rkey: str) -> str:
    """The name of a record."""
    return f"at://{did}/{collection}/{rkey}"


def parts(uri: str) -> tuple[str, str, str]:
    """Account, collection and key of a record's name. Raises :class:`Refused` for anything else."""
    match = _RECORD.fullmatch(uri)
    if not match:
        raise Refused("not_a_record")
    return match[1], match[2], match[3]


def author(uri: str) -> str:
    """Whose record it is; empty for what is no record's name."""
    match = _RECORD.fullmatch(uri)
    return match[1] if match else ""


def page(uri: str) -> str:
    """Where people read a post."""
    did, _, rkey = parts(uri)
    return f"https://bsky.app/profile/{did}/post/{rkey}"


def message(convo: Any, message_id: Any = "") -> str:
    """Our name for a direct message or its conversation: the chat service has ids only."""
    name = f"{convo}/{message_id}" if message_id else str(convo)
    return f"chat:{name}"


def message_parts(name: str) -> tuple[str, str]:
    """The conversation's and the message's id. Raises :class:`Refused` for anything else."""
    if not name.startswith("chat:"):
        raise Refused("not_a_message")
    convo, _, message_id = name.removeprefix("chat:").partition("/")
    return convo, message_id


def seconds_of_tid(key: str) -> float:
    """When a TID key claims to have been made, as seconds since 1970; 0 for another key.

    https://atproto.com/specs/tid
    """
    if len(key) != 13 or any(sign not in _TID for sign in key):
        return 0.0
    value = 0
    for sign in key:
        value = value << 5 | _TID.index(sign)
    return (value >> 10) / 1_000_000


def whole_signs(text: str, most: int) -> int:
    """Where to cut a text so that at most ``most`` code points stay and no sign is torn, if it can be helped."""
    if len(text) <= most:
        return len(text)
    last = 0
    for match in _SIGN.finditer(text, max(0, most - 200), most + 200):
        if match.start() <= most:
            last = match.start()
    return last or most

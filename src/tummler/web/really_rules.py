"""Whether an account or a helper's name is really the brand's: pure, and only what is exactly ours is confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from tummler.common.look_alike import alike

Kind = Literal["ours", "signs", "peer", "incomplete", "looks_alike", "unknown"]
LONGEST = 300
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True, slots=True)
class OurAccount:
    """An account that the brand proved by signing in to it. ``troubled``: we can't sign in there just now."""

    network: str
    label: str
    handle: str
    url: str
    remote_id: str
    name: str = ""
    troubled: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we say of something that was asked about. ``account`` is the one meant, or the one that it looks like."""

    kind: Kind
    asked: str
    account: OurAccount | None = None
    sign: str = ""


def judge(
    text: str, accounts: Sequence[OurAccount], signs: Sequence[str], peers: Sequence[OurAccount] = ()
) -> Verdict | None:
    """What was typed, against the brand's accounts, the names its helpers sign with, and its trusted peers' accounts.

    None for nothing typed.
    """
    asked = " ".join(text[:LONGEST].split())
    name = _named(asked)
    if not name:
        return None
    for one in accounts:
        if _is(asked, name, one):
            return Verdict("ours", asked, one)
    signed = next((sign for sign in signs if asked.lstrip("^ ").casefold() == sign.casefold()), "")
    if signed:
        return Verdict("signs", asked, sign=signed)
    for one in peers:
        if _is(asked, name, one):
            return Verdict("peer", asked, one)
    return _not_ours(asked, name, accounts, signs)


def _not_ours(asked: str, name: str, accounts: Sequence[OurAccount], signs: Sequence[str]) -> Verdict:
    bare = name.casefold()
    for one in accounts:
        if "://" not in asked and bare in (one.handle.casefold().split("@")[0], first_label(one.handle)):
            return Verdict("incomplete", asked, one)
    tried = {name, first_label(name), *_segments(asked)}
    for one in accounts:
        against = {one.handle, first_label(one.handle), one.name} - {""}
        if any(alike(mine, theirs) for mine in tried if mine for theirs in against):
            return Verdict("looks_alike", asked, one)
    similar = next((sign for sign in signs if len(sign) > 3 and alike(asked.lstrip("^ "), sign)), "")
    return Verdict("looks_alike", asked, sign=similar) if similar else Verdict("unknown", asked)


def first_label(handle: str) -> str:
    """What people remember of a handle: velonorte of velonorte.bsky.social and of velonorte@mastodon.social."""
    return re.split(r"[.@]", handle.strip("@").casefold(), maxsplit=1)[0]


def _named(asked: str) -> str:
    """The handle in what was typed: of an address its last part."""
    if "://" in asked:
        segments = _segments(asked)
        return segments[-1] if segments else ""
    return asked.removeprefix("@").removeprefix("u/").strip("/ ")


def _segments(asked: str) -> list[str]:
    if "://" not in asked:
        return []
    parts = _parts(asked)
    return [one.lstrip("@") for one in [parts[0], *parts[1].split("/")] if one.lstrip("@")] if parts else []


def _parts(address: str) -> tuple[str, str] | None:
    """Host and path, as they are compared: not which of http and https, nor what is asked of the page."""
    try:
        split = urlsplit(address)
        return (split.hostname or "", split.path.rstrip("/")) if split.scheme in ("http", "https") else None
    except ValueError:
        return None


def _is(asked: str, name: str, one: OurAccount) -> bool:
    """Exactly this account, sign by sign. An address only where it is the account's own page."""
    if _UNSEEN.search(asked):
        return False
    if "://" not in asked:
        return name.casefold() in (one.handle.casefold(), one.remote_id.casefold())
    given, ours = _parts(asked), _parts(one.url)
    if given is None or ours is None or given[0] != ours[0]:
        return False
    if given[1].casefold() == ours[1].casefold():
        return True
    before, _, last = given[1].rpartition("/")
    return before.casefold() == ours[1].rpartition("/")[0].casefold() and last.casefold() == one.handle.casefold()

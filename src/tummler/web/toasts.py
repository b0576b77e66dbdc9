"""What was just done, in a sentence, with a way to take it back: one at a time, for six seconds, never for errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

_KEY = "toast"


@dataclass(frozen=True, slots=True)
class Toast:
    """Words, and the press that takes it back: an address and its fields."""

    words: str
    undo: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    #: Taking it back loads a whole page: it is no exchange of the claim bar.
    whole: bool = False
    #: Which part of the page the undo renews.
    into: str = "claim"
    #: How long it stays; ten where what it takes back leaves only then.
    seconds: int = 6


def toast(words: str, act: str = "", args: tuple[str, ...] = (), *, into: str = "claim", **fields: str) -> Toast:
    """A toast whose undo is an act of ours."""
    return Toast(words, reverse(act, args=args) if act else "", fields, into=into)


def leaving(words: str, act: str, args: tuple[str, ...], *, into: str, **fields: str) -> Toast:
    """A toast for as long as it can be taken back: what was sent leaves in ten seconds."""
    return replace(toast(words, act, args, into=into, **fields), seconds=10)


def keep(request: HttpRequest, shown: Toast) -> None:
    """For the next whole page, where no exchange brings it."""
    request.session[_KEY] = asdict(shown)


def kept(request: HttpRequest) -> Toast | None:
    """What was kept for this page; once."""
    # Asked before it is taken: taking makes the session be written.
    told: dict[str, Any] | None = request.session.pop(_KEY) if _KEY in request.session else None
    return Toast(**told) if told else None

"""Asking a brand's system, or a Python function, for a tag's answer. Goes out, so never inside a transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import httpx
from django.conf import settings

from tummler.answering.filling import Missing, fill, fill_address, fill_body, harmless
from tummler.answering.tag_contract import Answers, Asked, Call, Later, NoAnswer
from tummler.common import log
from tummler.common.http import Unsafe, ask_again
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Tag

#: No answer of a brand's system is larger than this.
MAX_BYTES = 256 * 1024
LONGEST_SECONDS = 15.0
METHODS = ("GET", "POST", "PUT")
#: What these say is no answer to this request, but no failure of the system either.
_BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: the status, the body as it came, and the words made of it; or why there are none."""

    words: str = ""
    code: str = ""
    later: bool = False
    status: int = 0
    body: str = ""


def call_of(tag: Tag, asked: Asked) -> Call:
    """The request as it will be made. Raises :class:`NoAnswer` where a field is missing."""
    fields = asked.fields()
    try:
        body = fill_body(tag.body, fields) if tag.body.strip() and tag.method != "GET" else b""
        headers = settings.DATA.open(bytes(tag.header_box))
        address = fill_address(tag.address, fields)
    except (Missing, UnreadableSecret) as error:
        raise NoAnswer("missing_field" if isinstance(error, Missing) else "unreadable_secret") from error
    except ValueError as error:
        raise NoAnswer("no_json") from error
    own = {"Accept": "application/json", "Idempotency-Key": asked.key}
    if body:
        own["Content-Type"] = "application/json"
    return Call(tag.method, address, body, {**own, **headers}, min(tag.seconds, LONGEST_SECONDS), tag.inside)


def ask(tag: Tag, asked: Asked) -> Told:
    """The answer's words, or why there are none. Never raises."""
    try:
        return _ask_python(tag, asked) if tag.answers == Tag.Answers.PYTHON else _ask_system(tag, asked)
    except Later as later:
        return Told(code=later.code, later=True)
    except NoAnswer as none:
        return Told(code=none.code)
    except Exception as error:  # noqa: BLE001 - a brand's own code; it must not stop ours
        log.trouble("tag_broke", error, tag=tag.pk)
        return Told(code="broke", later=True)


def _ask_system(tag: Tag, asked: Asked) -> Told:
    call = call_of(tag, asked)
    try:
        status, said = ask_again(
            call.method, call.address, call.body, dict(call.headers), MAX_BYTES, call.seconds, call.inside
        )
    except Unsafe as unsafe:
        lost = str(unsafe) == "no such host"  # its name can't be looked up just now
        return Told(code="unreachable" if lost else "unsafe", later=lost)
    except httpx.TimeoutException:
        return Told(code="slow", later=True)
    except httpx.HTTPError:
        return Told(code="unreachable", later=True)
    body = said.decode("utf-8", "replace")
    if not 200 <= status < 300:
        later = status >= 500 or status in _BUSY
        code = "busy" if later else "redirect" if 300 <= status < 400 else "refused"
        return Told(code=code, later=later, status=status, body=body)
    return _worded(tag, status, body)


def _worded(tag: Tag, status: int, body: str) -> Told:
    try:
        # Numbers stay as they were written: 12.40 is no 12.4, and no number is too long to be read.
        values: Any = json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return Told(code="no_json", status=status, body=body)
    try:
        return Told(fill(tag.text, values, harmless), status=status, body=body)
    except Missing:
        return Told(code="missing_field", status=status, body=body)


def _ask_python(tag: Tag, asked: Asked) -> Told:
    answers = plugins().get(tag.plugin)
    if answers is None:
        return Told(code="no_plugin")
    return Told("\n".join(harmless(line) for line in answers(asked).splitlines()).strip()[:2000])


@cache
def plugins() -> dict[str, Answers]:
    """Every function under ``tummler.tags``, by its name; what can't be loaded is told and left out."""
    found: dict[str, Answers] = {}
    for entry in entry_points(group="tummler.tags"):
        try:
            found[entry.name] = entry.load()
        except Exception as error:  # noqa: BLE001 - somebody else's package
            log.trouble("tag_plugin_broke", error, name=entry.name)
    return found

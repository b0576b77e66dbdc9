"""Templates that know only fields by their path: ``{balance.amount}``. No code, no loops, nothing of ours in reach."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

_FIELD = re.compile(r"\{([A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*)\}")
#: What a system says in one field is cut here.
LONGEST_VALUE = 500


class Missing(ValueError):
    """A field that was asked for isn't there: its path."""


def fields_of(template: str) -> list[str]:
    """The paths that a template asks for."""
    return list(dict.fromkeys(_FIELD.findall(template)))


def fill(template: str, values: Any, shown: Callable[[str], str] = str) -> str:
    """The template with its fields. Raises :class:`Missing`."""
    return _FIELD.sub(lambda match: shown(_plain(_at(values, match[1]), match[1])), template)


def fill_address(template: str, values: Mapping[str, str]) -> str:
    """An address with its fields, each one quoted: none can lead elsewhere. Raises :class:`Missing`."""
    address = fill(template, values, lambda value: quote(value, safe=""))
    if _steps_up(address) and not _steps_up(_FIELD.sub("x", template)):
        raise Missing("..")  # who asks may name a thing, not walk to another
    return address


def _steps_up(address: str) -> bool:
    """Whether a part of its path is one that leads elsewhere: . or .., however it is written."""
    parts = re.split(r"[?#]", address, maxsplit=1)[0].split("/")[3:]
    return any(unquote(part).strip() in (".", "..") for part in parts)


def fill_body(template: str, values: Mapping[str, str]) -> bytes:
    """A JSON body, filled after it was parsed: no value can break out of its string. Raises ``ValueError``."""
    return json.dumps(_filled(json.loads(template), values), ensure_ascii=False).encode()


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return fill(part, values)
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if isinstance(part, dict):
        return {name: _filled(one, values) for name, one in part.items()}
    return part


def _at(values: Any, path: str) -> Any:
    found = values
    for name in path.split("."):
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise Missing(path)
    return found


def _plain(value: Any, path: str) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
        raise Missing(path)
    return str(value)[:LONGEST_VALUE]


def harmless(value: str) -> str:
    """A value for a post: on one line, and calling nobody and no tag by itself."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    return re.sub(r"([@#＃])(?=\w)", "\\1\u2060", line)

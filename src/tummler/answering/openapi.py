"""From an OpenAPI document to the draft of a tag: which operations there are, and how one would be asked. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore] # it has no types

#: Larger documents are not read; YAML takes ten times as long.
LONGEST, LONGEST_YAML = 2_000_000, 400_000
_METHODS = ("get", "post", "put")
_MOST = 300
#: No description of a system nests deeper, or says more with everything written out that it refers to.
_DEEPEST, _MOST_NODES = 60, 200_000
_NO_WORD = re.compile(r"[\W_]+")
_NO_PARAMETER = re.compile(r"[^A-Za-z0-9_\-]+")


class NoDocument(ValueError):
    """It is no OpenAPI document that we can read."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked: its method and path are its name in the document."""

    method: str
    path: str
    summary: str

    @property
    def key(self) -> str:
        """What it is chosen by."""
        return f"{self.method} {self.path}"


def read_document(text: str) -> Mapping[str, Any]:
    """The document, of JSON or of YAML. Raises :class:`NoDocument`."""
    if len(text) > LONGEST:
        raise NoDocument("too large")
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except (ValueError, RecursionError) as error:
        raise NoDocument("unreadable") from error
    if not isinstance(found, dict) or not isinstance(found.get("paths"), dict):
        raise NoDocument("no paths")
    return found


def _yaml(text: str) -> Any:
    if len(text) > LONGEST_YAML:
        raise NoDocument("too large")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _weigh(yaml.parse(text, Loader=loader))
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise NoDocument("unreadable") from error


def _weigh(events: Iterable[Any]) -> None:
    """A few lines can nest until the process dies, or refer to each other until nothing holds them: such are refused.

    What an alias stands for counts each time that it is said. Raises :class:`NoDocument`.
    """
    weights: dict[str, int] = {}
    within: list[tuple[str | None, int]] = [(None, 0)]
    for event in events:
        anchor, weight = getattr(event, "anchor", None), 1
        if isinstance(event, yaml.CollectionStartEvent):
            within.append((anchor, 1))
        elif isinstance(event, yaml.NodeEvent):
            weight = weights.get(str(anchor), _MOST_NODES) if isinstance(event, yaml.AliasEvent) else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, weight = within.pop()
        else:
            continue
        if not isinstance(event, yaml.CollectionStartEvent):
            weights |= {anchor: weight} if anchor and not isinstance(event, yaml.AliasEvent) else {}
            within[-1] = (within[-1][0], within[-1][1] + weight)
        if len(within) > _DEEPEST or within[-1][1] >= _MOST_NODES:
            raise NoDocument("too large")


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """What can be asked by GET, POST or PUT, in the document's order. Raises :class:`NoDocument`."""
    found = [
        Operation(method.upper(), str(path), _line(told.get("summary")) or _line(told.get("description")))
        for path, item in document["paths"].items()
        if isinstance(item, dict)
        for method, told in item.items()
        if method in _METHODS and isinstance(told, dict)
    ]
    if not found:
        raise NoDocument("nothing to ask")
    return found[:_MOST]


def draft(document: Mapping[str, Any], key: str) -> dict[str, str]:
    """The fields of a tag that asks this operation, to be looked through by a person. Raises :class:`NoDocument`."""
    found = next((one for one in operations(document) if one.key == key), None)
    if found is None:
        raise NoDocument("no such operation")
    try:
        return _draft(document, found)
    except (AttributeError, TypeError, KeyError) as error:  # it says that it is a document, and is none
        raise NoDocument("crooked") from error


def _draft(document: Mapping[str, Any], found: Operation) -> dict[str, str]:
    item = document["paths"][found.path]
    told = item[found.method.lower()]
    asked = [_at(document, one) for one in (*item.get("parameters", ()), *told.get("parameters", ()))]
    path, query, names = _address(found.path, asked)
    body, more = _body(document, told)
    fields = [name for name, _ in zip(_scalars(document, _answer(document, told)), range(3), strict=False)]
    return {
        "name": _name(str(told.get("operationId") or found.path)), "does": found.summary, "answers": "system",
        "method": found.method, "address": _server(document) + path + query, "body": body,
        "parameters": ", ".join(dict.fromkeys((*names, *more))), "text": ", ".join(f"{{{name}}}" for name in fields),
        "kind": "request", "urgency": "today", "seconds": "5",
    }  # fmt: skip


def _address(path: str, asked: list[Mapping[str, Any]]) -> tuple[str, str, list[str]]:
    """The path and the query with our fields, and their names in order."""
    names, query = [], []
    for one in asked:
        name, where = str(one.get("name", "")), one.get("in")
        plain = _NO_PARAMETER.sub("-", name)
        if where == "path":
            path = path.replace(f"{{{name}}}", f"{{{plain}}}")
            names.append(plain)
        elif where == "query" and one.get("required"):
            query.append(f"{name}={{{plain}}}")
            names.append(plain)
    return path, f"?{'&'.join(query)}" if query else "", names


def _server(document: Mapping[str, Any]) -> str:
    servers = document.get("servers")
    if isinstance(servers, list) and servers and isinstance(servers[0], dict):
        return str(servers[0].get("url", "")).rstrip("/")
    host = str(document.get("host", ""))  # Swagger 2
    return f"https://{host}{str(document.get('basePath', '')).rstrip('/')}" if host else ""


def _body(document: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, list[str]]:
    """A JSON body with a field for each that is required."""
    content = _at(document, told.get("requestBody", {})).get("content", {})
    schema = _at(document, content.get("application/json", {}).get("schema", {})) if isinstance(content, dict) else {}
    wanted = [str(name) for name in schema.get("required", ()) if isinstance(name, str)]
    plain = {name: _NO_PARAMETER.sub("-", name) for name in wanted}
    body = {name: f"{{{field}}}" for name, field in plain.items()}
    return (json.dumps(body, ensure_ascii=False) if body else ""), list(plain.values())


def _answer(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of what it says when all is well."""
    for status, one in told.get("responses", {}).items():
        if str(status).startswith("2"):
            said = _at(document, one)
            content = said.get("content", {})
            schema = content.get("application/json", {}).get("schema") if isinstance(content, dict) else None
            return _at(document, schema or said.get("schema") or {})
    return {}


def _scalars(document: Mapping[str, Any], schema: Mapping[str, Any], before: str = "", depth: int = 0) -> Iterator[str]:
    """The paths of plain values in a schema."""
    properties = schema.get("properties", {})
    if depth > 3 or not isinstance(properties, dict):
        return
    for name, one in properties.items():
        inner, path = _at(document, one), f"{before}{name}"
        if inner.get("type") in ("string", "number", "integer"):
            yield path
        elif inner.get("properties"):
            yield from _scalars(document, inner, f"{path}.", depth + 1)


def _at(document: Mapping[str, Any], part: Any) -> Mapping[str, Any]:
    """A part of the document, through its own references; never through another's."""
    for _ in range(8):
        if not isinstance(part, dict):
            return {}
        where = part.get("$ref")
        if not isinstance(where, str):
            return part
        part = document if where.startswith("#/") else {}
        for name in where[2:].split("/"):
            part = part.get(name.replace("~1", "/").replace("~0", "~"), {}) if isinstance(part, dict) else {}
    return {}


def _name(text: str) -> str:
    """A word that can be a hashtag, of an operation's id or path."""
    parts = [part for part in re.split(r"[/{}]", text) if part.strip()]
    plain = [part for part in parts if f"{{{part}}}" not in text]
    return _NO_WORD.sub("", (plain or parts or ["tag"])[-1])[:60]


def _line(text: Any) -> str:
    """Words on one line; what is no text says nothing."""
    return " ".join(text.split())[:200] if isinstance(text, str) else ""

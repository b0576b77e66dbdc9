"""A tag as it stands in its form, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from tummler.acts.tags import Definition
from tummler.records.models import Tag
from tummler.records.models.need import URGENCIES

_LINES = ("name", "does", "kind", "urgency", "topic", "method", "address", "body", "text", "plugin", "answers")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields, as text."""

    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def empty(name: str = "") -> Form:
    """A tag that nobody has written yet."""
    return Form(
        {"name": name, "answers": "text", "kind": "request", "urgency": "today", "method": "GET", "seconds": "5"}
    )


def form_of(tag: Tag) -> Form:
    """A tag's fields; its headers stay sealed."""
    urgency = next(name for name, number in URGENCIES.items() if number == tag.urgency)
    fields = {name: str(getattr(tag, name)) for name in _LINES if name != "urgency"}
    return Form(
        {
            **fields,
            "urgency": urgency,
            "spellings": ", ".join(tag.spellings),
            "parameters": ", ".join(tag.parameters),
            "proven": "1" if tag.proven else "",
            "inside": "1" if tag.inside else "",
            "fresh_days": str(tag.fresh_days or ""),
            "an_hour": str(tag.an_hour or ""),
            "seconds": f"{tag.seconds:g}",
            "hours": f"{tag.promised_minutes / 60:g}" if tag.promised_minutes else "",
            "headers_there": ", ".join(tag.header_names),
        }
    )


def typed(request: HttpRequest) -> Form:
    """What was sent, to be handed back."""
    return Form({name: str(request.POST.get(name, "")) for name in request.POST if name != "headers"})


def definition_of(request: HttpRequest, tag: Tag | None = None) -> Definition:
    """What was written, as the act takes it. Headers that are left empty stay as they are, unless they are to go."""
    sent = request.POST
    headers: str | None = str(sent.get("headers", ""))
    if tag is not None and not (headers or "").strip() and not sent.get("no_headers"):
        headers = None
    return Definition(
        **{name: str(sent.get(name, ""))[:5000] for name in _LINES},
        spellings=_apart(sent.get("spellings", "")),
        parameters=_apart(sent.get("parameters", "")),
        proven=bool(sent.get("proven")),
        fresh_days=min(round(_number(sent.get("fresh_days", ""), 0)), 180) or None,
        an_hour=round(_number(sent.get("an_hour", ""), 0)) or None,
        promised_minutes=_minutes(sent.get("hours", "")),
        headers=headers,
        seconds=_number(sent.get("seconds", ""), 5.0),
        inside=bool(sent.get("inside")),
    )


def _apart(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ",").replace("،", ",").replace("、", ",").split(",")]


def _number(text: str, otherwise: float) -> float:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return otherwise
    return found if 0 < found < 10_000 else otherwise


def _minutes(text: str) -> int | None:
    return round(_number(text, 0) * 60) or None

"""Defining hashtags that answer: making, changing, switching, putting away, each with one step back; trying one out."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tummler.answering.filling import Missing, fields_of, fill_address, fill_body
from tummler.answering.systems import METHODS, Told, ask, call_of, plugins
from tummler.answering.tag_contract import Asked, Call, NoAnswer
from tummler.answering.tag_leases import HELD, LET
from tummler.common import clock
from tummler.common.hashtags import fold, is_word
from tummler.common.http import Unsafe, check_public
from tummler.common.ids import public_id
from tummler.common.text import storable
from tummler.minds.contract import NEEDY
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Helper, Need, Tag, TagRequest
from tummler.records.models.helper import Role
from tummler.records.models.need import URGENCIES
from tummler.records.states import move

MOST_SPELLINGS, MOST_PARAMETERS, MOST_HEADERS = 12, 4, 12
LONGEST_TEXT = 1000
_HEADER = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]{1,60})\s*:\s*([^\r\n]{1,2000})")
#: Fields that say who asks: an answer to them may be about nobody else, so it needs a proven account.
_WHO = frozenset(("handle", "account", "customer"))
_PARAMETER = re.compile(r"[A-Za-z0-9_\-]{1,30}")
#: What one step back brings back, and the headers as they are sealed: they go back with the address they are for.
_KEPT = (
    "name", "key", "spellings", "folds", "does", "parameters", "proven", "fresh_days", "an_hour", "answers",
    "text",
    "kind", "urgency", "promised_minutes", "topic", "method", "address", "body", "seconds", "inside", "plugin",
    "header_names",
)  # fmt: skip


class NotDefined(ValueError):
    """Why a tag is not as it was written: a stable code."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A tag as it was written in the desk. ``headers`` None: left as they are."""

    name: str
    spellings: Sequence[str] = ()
    does: str = ""
    parameters: Sequence[str] = ()
    proven: bool = False
    fresh_days: int | None = None
    an_hour: int | None = None
    answers: str = "text"
    text: str = ""
    kind: str = "request"
    urgency: str = "today"
    promised_minutes: int | None = None
    topic: str = ""
    method: str = "GET"
    address: str = ""
    headers: str | None = None
    body: str = ""
    seconds: float = 5.0
    inside: bool = False
    plugin: str = ""


def make_tag(*, actor: Helper, wanted: Definition, on: bool = False) -> Tag:
    """A tag, off until it is switched on. Raises :class:`NotDefined`."""
    require(actor, "shape_tags", actor.brand)
    fields = _fields(actor, wanted)
    with transaction.atomic():
        _free(actor.brand, fields["folds"])
        tag = Tag.objects.create(brand_id=actor.brand_id, on=on, **fields)
        _tell("tag_made", actor, tag)
    return tag


def change_tag(*, actor: Helper, tag: Tag, wanted: Definition) -> None:
    """The same tag, defined anew; what it was is kept for one step back. Raises :class:`NotDefined`."""
    require(actor, "shape_tags", tag)
    fields = _fields(actor, wanted, tag)
    with transaction.atomic():
        _free(tag.brand, fields["folds"], tag)
        Tag.objects.filter(pk=tag.pk).update(**fields, before=_as_it_is(tag), failures=0, rests_until=None)
        _tell("tag_changed", actor, tag)


def step_back(*, actor: Helper, tag: Tag) -> bool:
    """The tag as it was before its last change; again: forward. False where there is nothing to go back to."""
    require(actor, "shape_tags", tag)
    if not tag.before:
        return False
    with transaction.atomic():
        _free(tag.brand, tag.before["folds"], tag)
        was = {name: value for name, value in tag.before.items() if name != "headers"}
        box = b64decode(tag.before.get("headers", ""))
        was |= {"header_box": box, "header_names": was.get("header_names", []) if box else []}
        Tag.objects.filter(pk=tag.pk).update(**was, before=_as_it_is(tag))
        _tell("tag_changed", actor, tag)
    return True


def _as_it_is(tag: Tag) -> dict[str, Any]:
    """For one step back; its headers stay sealed."""
    return {name: getattr(tag, name) for name in _KEPT} | {"headers": b64encode(bytes(tag.header_box)).decode()}


def switch_tag(*, actor: Helper, tag: Tag, on: bool) -> None:
    """On: it answers. Off: people do. Raises :class:`NotDefined` where it has nothing to answer with."""
    require(actor, "shape_tags", tag)
    if on and not _whole(tag):
        raise NotDefined("unfinished")
    with transaction.atomic():
        if Tag.objects.filter(pk=tag.pk).exclude(on=on).update(on=on, failures=0, rests_until=None):
            _tell("tag_changed", actor, tag)


def _whole(tag: Tag) -> bool:
    """Whether it has something to answer with."""
    if tag.answers == Tag.Answers.TEXT:
        return bool(tag.text.strip())
    if tag.answers == Tag.Answers.SYSTEM:
        return bool(tag.address and tag.text.strip())
    return tag.answers == Tag.Answers.PEOPLE or tag.plugin in plugins()


def put_away(*, actor: Helper, tag: Tag, away: bool = True) -> None:
    """It is gone from every page, and answers nothing; or it is back. Raises :class:`NotDefined`."""
    require(actor, "shape_tags", tag)
    with transaction.atomic():
        if not away:
            _free(tag.brand, tag.folds, tag)
        Tag.objects.filter(pk=tag.pk).update(gone_at=clock.now() if away else None)
        _tell("tag_put_away" if away else "tag_brought_back", actor, tag)


def show_demand(*, actor: Helper, shown: bool) -> None:
    """Whether the square tells what people ask for and nobody serves."""
    require(actor, "shape_tags", actor.brand)
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(demand_shown=shown)
        happen("settings_changed", actor.brand_id, actor)


def let_tag_answer(*, actor: Helper, need: Need) -> int:
    """Who has the need, or anyone while nobody has it, lets the tags answer after all; how many."""
    require(actor, "let_tag_answer", need)
    waiting = TagRequest.objects.filter(need=need, state="people", code=HELD)
    if need.state == "claimed" and need.claimed_by_id != actor.pk:
        return 0
    return move(waiting, "heard", code=LET, due_at=clock.now(), done_at=None)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the test console shows: the request as it went, secrets hidden, and what came of it."""

    call: Call | None
    told: Told
    shown_headers: Mapping[str, str] = field(default_factory=dict)


def try_tag(*, actor: Helper, tag: Tag, words: str) -> Trial:
    """Ask once, as if the actor had written it; nobody is answered. Goes out: never inside a transaction."""
    require(actor, "shape_tags", tag)
    words = " ".join(storable(words).split())[:500]
    parts = words.split(None, max(0, len(tag.parameters) - 1))
    asked = Asked(
        key=f"try-{public_id()}", tag=tag.name, words=words, values=dict(zip(tag.parameters, parts, strict=False)),
        network="try", handle="someone", account="try:someone", language=(actor.brand.languages or ["en"])[0],
        customer="customer-1" if tag.proven else "",
    )  # fmt: skip
    if tag.answers != Tag.Answers.SYSTEM:
        return Trial(None, ask(tag, asked) if tag.outside else Told(tag.text))
    try:
        call = call_of(tag, asked)
    except NoAnswer as none:
        return Trial(None, Told(code=none.code))
    shown = {name: "…" if name in tag.header_names else value for name, value in call.headers.items()}
    return Trial(call, ask(tag, asked), shown)


# ------------------------------------------------------------------------------------------- what was written


def _fields(actor: Helper, wanted: Definition, tag: Tag | None = None) -> dict[str, Any]:
    names = [_word(one) for one in (wanted.name, *wanted.spellings[:MOST_SPELLINGS]) if one.strip()]
    if not wanted.name.strip():
        raise NotDefined("name")
    folds = list(dict.fromkeys(fold(one) for one in names))
    fields: dict[str, Any] = {
        "name": names[0], "key": folds[0], "spellings": names[1:], "folds": folds,
        "does": _line(wanted.does, 200), "parameters": _parameters(wanted.parameters), "proven": wanted.proven,
        "fresh_days": wanted.fresh_days, "an_hour": wanted.an_hour,
        "answers": _one_of(wanted.answers, Tag.Answers.values), "text": storable(wanted.text).strip()[:LONGEST_TEXT],
        "kind": _one_of(wanted.kind, NEEDY), "urgency": URGENCIES[_one_of(wanted.urgency, URGENCIES)],
        "promised_minutes": wanted.promised_minutes, "topic": _line(wanted.topic, 60),
        "plugin": _line(wanted.plugin, 80),
    }  # fmt: skip
    return fields | _outside(actor, wanted, fields["parameters"], tag)


def _outside(actor: Helper, wanted: Definition, parameters: list[str], tag: Tag | None) -> dict[str, Any]:
    """How its system is asked. Only an owner says that it stands in our own network."""
    address = wanted.address.strip()[:500]
    inside = wanted.inside if actor.role == Role.OWNER else bool(tag and tag.inside and tag.address == address)
    known = Asked("k", "t", "", dict.fromkeys(parameters, "x"), "n", "h", "a").fields()
    try:
        filled = fill_address(address, known) if address else ""
        if wanted.body.strip():
            fill_body(wanted.body, known)
        if filled and not inside:
            check_public(filled)
    except Missing as missing:
        raise NotDefined("field") from missing
    except Unsafe as unsafe:
        raise NotDefined("address") from unsafe
    except ValueError as error:
        raise NotDefined("body") from error
    if "{" in address.split("//", 1)[-1].split("/", 1)[0]:
        raise NotDefined("address")
    named = _WHO & {*fields_of(address), *fields_of(wanted.body)} - {*parameters}
    if named and not wanted.proven and wanted.answers == Tag.Answers.SYSTEM:
        raise NotDefined("who")
    fields: dict[str, Any] = {
        "method": _one_of(wanted.method, METHODS), "address": address, "body": storable(wanted.body).strip()[:5000],
        "seconds": min(max(wanted.seconds, 0.5), 15.0), "inside": inside,
    }  # fmt: skip
    if wanted.headers is not None:
        headers = _headers(wanted.headers)
        fields |= {"header_box": settings.DATA.seal(headers) if headers else b"", "header_names": list(headers)}
    elif tag is not None and tag.header_names and _host(address) != _host(tag.address):
        raise NotDefined("headers_elsewhere")  # a secret goes only where it was meant to go
    return fields


def _host(address: str) -> str:
    return "/".join(address.split("/", 3)[:3]).casefold()


def _headers(text: str) -> dict[str, str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [match for line in lines[:MOST_HEADERS] if (match := _HEADER.fullmatch(line))]
    if len(found) != len(lines):
        raise NotDefined("headers")
    return {match[1]: match[2].strip() for match in found}


def _parameters(wanted: Sequence[str]) -> list[str]:
    named = [one.strip() for one in wanted if one.strip()][:MOST_PARAMETERS]
    if any(not _PARAMETER.fullmatch(one) for one in named):
        raise NotDefined("parameters")
    return list(dict.fromkeys(named))


def _word(text: str) -> str:
    word = storable(text).strip().lstrip("#＃")[:60]
    if not is_word(word):
        raise NotDefined("word")
    return word


def _line(text: str, longest: int) -> str:
    return " ".join(storable(text).split())[:longest]


def _one_of(value: str, known: Any) -> str:
    if value not in known:
        raise NotDefined("choice")
    return value


def _free(brand: Brand, folds: Sequence[str], but: Tag | None = None) -> None:
    """None of these spellings belongs to another tag."""
    others = Tag.objects.filter(brand=brand, gone_at=None).filter(~Q(pk=but.pk) if but else Q())
    if any(set(folds) & set(other) for other in others.values_list("folds", flat=True)):
        raise NotDefined("there")


def _tell(act: str, actor: Helper, tag: Tag) -> None:
    happen(act, actor.brand_id, actor, facts={"tag": tag.pk})

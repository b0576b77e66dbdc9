"""Parts of pages that stay as they are for hundreds of requests: drawn once, kept by all they are drawn from."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.template import engines
from django.utils.translation import get_language
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from tummler.records.models import Brand, Helper

#: What each answer has of its own. Nobody can write these: what people write is escaped.
_TOKEN, _ADDRESS = Markup("<the-token>"), Markup("<the-address>")
#: So many are kept, some twenty kilobytes each.
_KEPT = 64


class Someone(NamedTuple):
    """A helper, as the header tells of them."""

    public_id: str
    name: str
    signature: str
    role: str


class House(NamedTuple):
    """Their brand, as the header tells of it."""

    name: str
    brake_on: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """In the request's place: the path that is shown, and a place for the whole address."""

    path: str

    def get_full_path(self) -> Markup:
        """It is put in for each answer."""
        return _ADDRESS


@pass_context
def header(context: Context) -> Markup:
    """The desk's header, for this helper at this path."""
    helper, brand, here = context["helper"], context["brand"], context["here"]
    given = {
        "helper": _told(helper),
        "brand": _house(brand),
        "here": tuple(map(_told, here)),
        "places": tuple(context["places"]),
        "request": Asked(context["request"].path),
    }
    return standing(context, "kit/header.html", **given)


def _told(helper: Helper) -> Someone:
    return Someone(helper.public_id, helper.name, helper.signature, helper.role)


def _house(brand: Brand) -> House:
    return House(brand.name, brand.brake_on)


@pass_context
def standing(context: Context, name: str, **given: Hashable) -> Markup:
    """A part that is drawn from what is given here and from nothing else: it knows no other name."""
    drawn = _drawn(name, get_language(), tuple(sorted(given.items())))
    if _TOKEN in drawn:
        drawn = drawn.replace(_TOKEN, escape(context["csrf_input"]))
    if _ADDRESS in drawn:
        drawn = drawn.replace(_ADDRESS, escape(context["request"].get_full_path()))
    return Markup(drawn)  # noqa: S704 - a template of ours escaped what is in it


@lru_cache(maxsize=_KEPT)
def _drawn(name: str, _language: str | None, given: tuple[tuple[str, Hashable], ...]) -> str:
    template = engines["jinja2"].env.get_template(name)  # type: ignore[attr-defined] # Jinja's
    return str(template.render({**dict(given), "csrf_input": _TOKEN}))


def forget_standing() -> None:
    """What was drawn goes, as the rows of the list do: nobody's name stays for longer than it is shown."""
    _drawn.cache_clear()

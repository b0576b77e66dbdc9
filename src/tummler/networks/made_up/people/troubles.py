"""What is wrong with whom: the troubles and the cast, read once from their files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
Place = Literal["bluesky", "mastodon"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble: what is asked, what a good answer has to say, and what is said to any other."""

    key: str
    place: Place
    language: str
    texts: tuple[str, ...]
    knows: str = ""
    mood: str = "calm"
    #: Seconds until they ask again, and as long again until they give up.
    patience: float = 600.0
    #: Every group has to be met by one of its concepts.
    must: tuple[frozenset[str], ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    ask: Mapping[str, str] = field(default_factory=dict)
    part: Mapping[str, str] = field(default_factory=dict)
    still: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    gave_up: tuple[str, ...] = ()
    joins: tuple[Mapping[str, Any], ...] = ()
    edit: Mapping[str, Any] = field(default_factory=dict)
    picture: str = ""
    alt: str = ""
    warning: str = ""
    visibility: str = "public"
    aside: bool = False
    nearby: bool = False
    rings: bool = False
    only_second: bool = False
    deleted_after: float = 0.0
    #: So many have it at once: something is breaking.
    together: int = 1

    @property
    def facts(self) -> frozenset[str]:
        """Everything that counts towards a good answer."""
        return frozenset().union(*self.must)


@cache
def troubles() -> dict[str, Trouble]:
    """Every trouble by its key."""
    table = tomllib.loads((FOLDER / "troubles.toml").read_text("utf-8"))
    return {key: _trouble(key, values) for key, values in table.items()}


def _trouble(key: str, values: dict[str, Any]) -> Trouble:
    groups = tuple(frozenset(name.strip() for name in group.split("|")) for group in values.pop("must", ()))
    lists: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Trouble(key=key, must=groups, **lists)


@dataclass(frozen=True, slots=True)
class Someone:
    """Who writes: the name and the handle in one place."""

    name: str
    handle: str


class Cast:
    """Who is who, and in which order they come."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.before: dict[str, float] = dict(table["order"]["before"])
        self.after: tuple[str, ...] = tuple(table["order"]["after"])
        self.fill: dict[str, Sequence[str]] = dict(table["fill"])
        self.helpers: dict[str, dict[str, str]] = dict(table["helpers"])
        self.topics: dict[str, list[str]] = dict(table["topics"])
        self.answers: dict[str, dict[str, Any]] = dict(table["answers"])

    def us(self, place: str) -> Someone:
        """The brand in a place."""
        return Someone(self._table["us"]["name"], self._table["us"][place])

    def known(self, who: str, place: str) -> Someone:
        """Somebody who is known from one scene to the next."""
        one = self._table["known"][who]
        return Someone(one["name"], one[place])

    def first(self, trouble: Trouble) -> Someone:
        """Who asks this first."""
        who = self._table["first"].get(trouble.key, "")
        return self.known(who, trouble.place) if who in self._table["known"] else named(who, trouble.place)

    def crowd(self, trouble: Trouble) -> tuple[Someone, ...]:
        """Who asks it later."""
        return tuple(named(name, trouble.place) for name in self._table["crowd"][trouble.language])


def named(name: str, place: str) -> Someone:
    """Somebody with a handle made of their name."""
    plain = name.lower().translate(str.maketrans("áéíóúñ", "aeioun"))
    slug = "".join(sign for sign in plain if sign.isalnum())
    return Someone(name, f"{slug}.velo.example" if place == "bluesky" else f"{slug}@norte.example")


@cache
def cast() -> Cast:
    """The cast, read once."""
    return Cast(tomllib.loads((FOLDER / "cast.toml").read_text("utf-8")))

"""A scene: somebody asks, others come in. What will be written when, as values; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tummler.networks.made_up.people.troubles import Someone, Trouble, cast, troubles
from tummler.networks.made_up.pictures import address_of

Chance = Callable[..., float]


@dataclass
class Asker:
    """Somebody with a trouble, and what they were told of it so far. States: asking, waiting, helped, gone, aside."""

    id: str
    trouble: str
    place: str
    name: str
    handle: str
    fill: dict[str, str]
    #: The first post of their thread, and their own latest; empty until they asked.
    root: str = ""
    last: str = ""
    state: str = "waiting"
    had: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    #: Answers that stand there and were not reacted to yet: [post, words].
    heard: list[list[str]] = field(default_factory=list)
    react_at: float = 0.0
    asks_again_at: float = 0.0
    answered: int = 0
    nudged: int = 0

    @property
    def waiting(self) -> bool:
        """Asked, and not helped yet."""
        return self.state == "waiting" and self.last != ""

    def kept(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


@dataclass
class Due:
    """Something that will be done: post, edit, delete; or call, what a helper of the brand does."""

    at: float
    do: str
    place: str
    root: str = ""
    asker: str = ""
    who: str = ""
    text: str = ""
    helps: bool = False
    post: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


def begun(
    trouble: Trouble, name: str, at: float, now: float, *, first: bool, chance: Chance, number: int | None = None
) -> tuple[list[Asker], list[Due]]:
    """A scene of a trouble that begins at ``at``: who waits in it, and everything that will be written."""
    who = cast().first(trouble) if first else _any(cast().crowd(trouble), chance("who"))
    if number is not None:
        who = cast().crowd(trouble)[number]
    fill = {
        key: _any(choices, 0.0 if trouble.picture and key == "dock" else chance(key))
        for key, choices in cast().fill.items()
    }
    fill |= {"us": mention_of_us(trouble.place), "name": who.name.split()[0]}
    text = _any(trouble.texts, 0.0 if first else chance("text")) if number is None else trouble.texts[number]
    asks = _post(trouble, who, filled(text, fill), f"{name}-ask") | _looks(trouble)
    root = f"{who.handle}/{asks['key']}"
    asker = Asker(name, trouble.key, trouble.place, who.name, who.handle, fill, asks_again_at=now + trouble.patience)
    asker.state = "aside" if trouble.aside else "waiting"
    due = [Due(at, "post", trouble.place, asker=name, post=asks)]
    askers = [asker]
    for place, join in enumerate(trouble.joins):
        more, when = _joins(trouble, asker, root, f"{name}-{place}", at, join)
        askers += more
        due.append(when)
    due += [*_later(trouble, root, at, fill), *(_helped_by_one_of_us(trouble, root, now) if first else ())]
    return askers, due


def _joins(
    trouble: Trouble, asker: Asker, root: str, name: str, at: float, join: Mapping[str, Any]
) -> tuple[list[Asker], Due]:
    """Somebody comes in: with the same trouble, with a good answer, or with a word."""
    who, place = cast().known(join["who"], trouble.place), trouble.place
    second = troubles()[join["second"]] if "second" in join else None
    text = second.texts[0] if second else join["text"]
    post = _post(second or trouble, who, filled(text, asker.fill), name) | {"parent": root, "root": root}
    post["to"] = asker.handle
    when = Due(at + float(join["after"]), "post", place, root, post=post, helps=bool(join.get("helps")))
    if second is None:
        return [], when
    more = Asker(name, second.key, place, who.name, who.handle, asker.fill | {"name": who.name.split()[0]})
    more.asks_again_at = asker.asks_again_at + second.patience
    when.asker = name
    return [more], when


def _later(trouble: Trouble, root: str, at: float, fill: Mapping[str, str]) -> list[Due]:
    """What becomes of the first post itself."""
    found = []
    if trouble.edit:
        text = filled(trouble.edit["text"], fill)
        found.append(Due(at + float(trouble.edit["after"]), "edit", trouble.place, root, text=text))
    if trouble.deleted_after:
        found.append(Due(at + trouble.deleted_after, "delete", trouble.place, root))
    return found


def _helped_by_one_of_us(trouble: Trouble, root: str, now: float) -> list[Due]:
    """A helper of the brand takes it, and answers a little later."""
    answer = cast().answers.get(trouble.key)
    if answer is None:
        return []
    taken, by = now + float(answer["after"]), answer["by"]
    return [
        Due(taken, "call", trouble.place, root, who=by),
        Due(taken + 16.0, "call", trouble.place, root, who=by, text=answer["text"]),
    ]


def _post(trouble: Trouble, who: Someone, text: str, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "by": who.handle,
        "name": who.name,
        "text": text,
        "language": "es" if text.startswith(("Dos ", "Déjala ")) else trouble.language,
        "visibility": trouble.visibility,
    }


def _looks(trouble: Trouble) -> dict[str, Any]:
    """The content warning and the picture of a first post."""
    found: dict[str, Any] = {"warning": trouble.warning} if trouble.warning else {}
    if trouble.picture:
        found["media"] = [{"url": address_of(trouble.picture), "alt": trouble.alt}]
    return found


def reply_by(
    asker: Asker, text: str, at: float, to: str, key: str, posts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """What an asker writes below a post, as that place writes it: Mastodon's people mention whom they answer."""
    trouble, above = troubles()[asker.trouble], posts.get(to, {})
    us = cast().us(asker.place).handle
    said = filled(text, asker.fill)
    if asker.place == "mastodon" and above.get("by") == us:
        said = f"{asker.fill['us']} {said}"
    who = Someone(asker.name, asker.handle)
    return _post(trouble, who, said, f"{asker.id}-{key}") | {
        "at": at, "parent": to if above else asker.root, "root": asker.root, "to": above.get("by", us),
        "warning": trouble.warning,
    }  # fmt: skip


def mention_of_us(place: str) -> str:
    """How the brand is mentioned there: by its whole handle, or without the server where that is everybody's."""
    handle = cast().us(place).handle
    return f"@{handle.partition('@')[0]}" if place == "mastodon" else f"@{handle}"


def filled(text: str, fill: Mapping[str, str]) -> str:
    """The words with the places, docks and bikes in them."""
    for name, value in fill.items():
        text = text.replace("{" + name + "}", value)
    return text


def _any(choices: Sequence[Any], chance: float) -> Any:
    return choices[int(chance * len(choices))]

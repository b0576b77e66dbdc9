"""What the composer's form says: the words, where they came from, and what was chosen beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tummler.answering.cutting import Where
from tummler.answering.drafts import LONGEST, Chosen
from tummler.answering.seeing import ONCE
from tummler.common.merging import moved

#: Nobody wants it cut more often.
_MOST_CUTS = 40
#: What stands between the values that the page was made with.
_APART = "\x1f"
#: What is chosen beside the words, and how long it may be: as its column.
_CHOICES = {"visibility": 12, "language": 35, "signature": 40, "lasting": 8}


@dataclass(frozen=True, slots=True)
class Typed:
    """The form. ``edition`` and ``base`` say which draft it started from."""

    text: str
    edition: int
    base: str | None
    chosen: Chosen
    move: tuple[int, Where] | None = None


def typed_of(request: HttpRequest, alt_limit: int, *, all_of_it: bool = False) -> Typed:
    """Read the form. What nobody changed since the page was made is left as it is, unless ``all_of_it`` is wanted."""
    said = request.POST
    text = _lines(said.get("text", ""))[:LONGEST]
    base = _lines(said["base"])[:LONGEST] if "base" in said else None
    was = dict(zip(_CHOICES, said.get("was", "").split(_APART), strict=False))
    now = {name: said[name].strip()[:longest] for name, longest in _CHOICES.items() if name in said}
    if said.get("visibility", was.get("visibility")) == ONCE and "lasting_once" in said:
        now["lasting"] = said["lasting_once"].strip()[: _CHOICES["lasting"]]
    chosen = {name: value for name, value in now.items() if all_of_it or value != was.get(name)}
    if chosen.get("lasting") == was.get("lasting"):  # nobody chose it: it goes by what is said
        chosen.pop("lasting", None)
    return Typed(
        text=text,
        edition=_number(said.get("edition", "")) or 0,
        base=base,
        chosen=Chosen(
            **chosen,
            cuts=_cuts(request, text, base),
            waved=tuple(one for one in said.getlist("waved") if one.isascii() and len(one) <= 40)[:40],
            pictures=_pictures(request),
            alt_limit=alt_limit,
        ),
        move=_move(said.get("move", "")),
    )


def packed(visibility: str, language: str, signature: str, lasting: str) -> str:
    """What the page was made with, for its form to bring back."""
    return _APART.join((visibility, language, signature, lasting))


def _lines(text: str) -> str:
    """With the line ends of a text, not of a form."""
    return text.replace("\r\n", "\n")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _cuts(request: HttpRequest, text: str, base: str | None) -> tuple[int, ...] | None:
    """Where it is cut. Without a script they are places of the text that the page was made with."""
    if "cuts" not in request.POST:
        return None
    numbers = [_number(one) for one in request.POST["cuts"].split(",")[:_MOST_CUTS]]
    cuts = tuple(one for one in numbers if one)
    return cuts if request.POST.get("cuts_of") == "text" or base is None else moved(cuts, base, text)


def _pictures(request: HttpRequest) -> dict[str, tuple[str, int | None]]:
    said = request.POST
    ids = [name.removeprefix("alt-") for name in said if name.startswith("alt-")][:20]
    return {one: (_lines(said[f"alt-{one}"]), _number(said.get(f"leaf-{one}", ""))) for one in ids}


def _move(said: str) -> tuple[int, Where] | None:
    number, _, where = said.partition(":")
    leaf = _number(number)
    if leaf is None:
        return None
    if where == "earlier":
        return leaf, "earlier"
    if where == "later":
        return leaf, "later"
    place = _number(where)
    return (leaf, place) if place is not None else None

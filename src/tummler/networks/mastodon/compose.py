"""Pure: an answer as it will stand on a Mastodon server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tummler.common.text import cut_graphemes, graphemes
from tummler.networks.contract import Composition, Leaf, Place, Problem, Span, Traits
from tummler.networks.mastodon.count import MENTION, Entity, counted, entities
from tummler.networks.mastodon.cut import pieces

# Stands between @ and a name that must not become a mention; readers don't see it.
_JOINER = "\N{WORD JOINER}"
#: A content warning longer than this part of the limit is cut, or no room would be left for the answer.
_WARNING_PART = 2
# A link may be this long and still take 23.
_LONG_LINK = 2000


def compose(text: str, place: Place, traits: Traits, cuts: tuple[int, ...]) -> Composition:
    """Cut a text for a place.

    Every post begins with the mention of the one who is answered, as Mastodon's own clients do: without it they
    would not hear of a second post, and could not read a direct one. Who sees the question sees the answer: its
    visibility and its content warning are taken over, so that neither is ever wider.
    """
    people = People.of(place)
    limit = traits.length.limit or 0
    warning = _warning(place.warning, limit)
    spent = counted_plain(warning, traits)

    def finished(piece: str) -> str:
        return people.greeted(people.addressed(piece))

    def fits(piece: str) -> bool:
        return counted(finished(piece), traits.length) + spent <= limit

    parts = list(pieces(text, cuts, limit * 4 + _LONG_LINK, fits))
    leaves = [
        replace(_leaf(finished(text[start:end]) if start < end else "", people, traits, spent), start=start, end=end)
        for start, end in parts or [(0, 0)]
    ]
    return Composition(tuple(leaves), place.visibility, warning)


def counted_plain(warning: str, traits: Traits) -> int:
    """A content warning counts sign by sign: links in it are not shortened."""
    return graphemes(warning) if traits.length.unit == "graphemes" else len(warning)


def _warning(warning: str, limit: int) -> str:
    most = limit // _WARNING_PART
    if graphemes(warning) <= most and len(warning) <= limit:
        return warning
    return warning[: min(cut_graphemes(warning, most - 1), limit)].rstrip() + "…"


@dataclass(frozen=True)
class People:
    """Who may be mentioned in a place, by the lower-case handle, and who must be."""

    known: Mapping[str, str]
    asked: str
    host: str

    @staticmethod
    def of(place: Place) -> People:
        """The people of a thread, the one who is answered among them."""
        known = {handle.lstrip("@").lower(): remote_id for handle, remote_id in place.handles.items()}
        asked = place.account.handle.lstrip("@")
        known[asked.lower()] = place.account.remote_id
        return People(known, asked, place.account.remote_id.partition("#")[0].lower())

    def short(self, handle: str) -> str:
        """The handle as the server itself writes it: its own people without its name."""
        name, _, domain = handle.partition("@")
        return f"@{name}" if domain.lower() in ("", self.host) else f"@{handle}"

    def find(self, handle: str) -> str | None:
        """The whole handle of somebody in the thread, written whole or, where only one is called so, by name."""
        wanted = handle.lstrip("@").lower()
        if wanted in self.known:
            return wanted
        named = [known for known in self.known if known.partition("@")[0] == wanted]
        return named[0] if len(named) == 1 else None

    def addressed(self, text: str) -> str:
        """The text with mentions of people in the thread, and of nobody else."""
        parts, at = [], 0
        for entity in entities(text):
            if entity.kind == "mention":
                parts += [text[at : entity.start], self._written(text[entity.start : entity.end])]
                at = entity.end
        return "".join([*parts, text[at:]])

    def _written(self, mention: str) -> str:
        handle = self.find(mention)
        return self.short(handle) if handle else f"@{_JOINER}{mention[1:]}"

    def greeted(self, text: str) -> str:
        """The text with the one who is answered mentioned, at its start unless it names them anyway."""
        mention = self.short(self.asked)
        named = any(text[e.start : e.end].lower() == mention.lower() for e in entities(text) if e.kind == "mention")
        return text if named or not self.asked else f"{mention} {text}".rstrip()


def _leaf(text: str, people: People, traits: Traits, spent: int) -> Leaf:
    count, limit = counted(text, traits.length) + spent, traits.length.limit
    problems: list[Problem] = []
    if not MENTION.sub("", text).strip():
        problems.append(Problem("empty", 0, len(text)))
    if limit is not None and count > limit:
        problems.append(Problem("too_long", 0, len(text)))
    spans = tuple(_span(text, entity, people) for entity in entities(text))
    return Leaf(text, spans, count, limit, tuple(problems))


def _span(text: str, entity: Entity, people: People) -> Span:
    words = text[entity.start : entity.end]
    value = words
    if entity.kind == "mention":
        value = people.known.get(people.find(words) or "", "")
    elif entity.kind == "tag":
        value = words[1:]
    return Span(entity.start, entity.end, entity.kind, value)

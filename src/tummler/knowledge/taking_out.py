"""What is personal in a question and its answer, by what is known of the people in their conversation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings

from tummler.minds.taking_out import KINDS, NEVER_BACK, Found, find_to_take_out
from tummler.records.models import Account, Brand, Channel, Helper, Post

#: What stands in a text for what was taken out of it; numbered while somebody looks at it.
MARK = re.compile(r"⟦(" + "|".join(KINDS) + r")(?: (\d{1,3}))?⟧")


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that was taken out: its number in the texts, what it was, whether it may be put back."""

    number: int
    kind: str
    words: str

    @property
    def may_return(self) -> bool:
        """Whether somebody can say that it is nobody's."""
        return self.kind not in NEVER_BACK

    @property
    def mark(self) -> str:
        """What stands in its place meanwhile."""
        return f"⟦{self.kind} {self.number}⟧"


@dataclass(frozen=True, slots=True)
class People:
    """Whose names are known, and what is the brand's own."""

    names: frozenset[str]
    ours: frozenset[str]


def people_in(brand: Brand, conversations: Collection[int]) -> People:
    """Everyone who wrote in these conversations, and every helper with their signature. Three queries."""
    names: set[str] = set()
    wrote = Post.objects.filter(conversation__in=conversations, by_us=False).values("account")
    for name, handle in Account.objects.filter(pk__in=wrote).values_list("name", "handle"):
        names |= {name, handle, handle.split("@")[0].split(".")[0]}
    people = people_of(brand)
    return People(frozenset(name for name in names | people.names if name), people.ours)


def people_of(brand: Brand) -> People:
    """The helpers' names, and what the brand calls itself. Two queries."""
    names: set[str] = set()
    for name, signature in Helper.objects.filter(brand=brand).values_list("name", "signature"):
        names |= {name, signature.strip()}
    ours = {brand.name, brand.slug, *brand.words, urlsplit(settings.PUBLIC_URL).hostname or ""}
    for handle, account in Channel.objects.filter(brand=brand).values_list("handle", "account"):
        ours |= {handle, str(account.get("handle", "")), str(account.get("name", ""))}
    return People(frozenset(filter(None, names)), frozenset(filter(None, ours)))


def digest(words: str) -> str:
    """By which it is known again that something is nobody's, without keeping it."""
    return sha256(" ".join(words.casefold().split()).encode()).hexdigest()[:24]


def personal_in(text: str, people: People, kept: Collection[str] = ()) -> list[Found]:
    """What has to go out of a text; ``kept`` are digests of what somebody said is nobody's."""
    marks = [match.span() for match in MARK.finditer(text)]
    return [
        one
        for one in find_to_take_out(text, people.names, people.ours)
        if not any(one.start < end and start < one.end for start, end in marks)
        and (one.kind in NEVER_BACK or digest(text[one.start : one.end]) not in kept)
    ]


def take_out(texts: Iterable[str], people: People, kept: Collection[str] = ()) -> tuple[list[str], list[Taken]]:
    """The texts with numbered marks in place of what is personal, and what that was."""
    cleaned, taken = [], list[Taken]()
    for text in texts:
        parts, place = [], 0
        for one in personal_in(text, people, kept):
            taken.append(Taken(len(taken) + 1, one.kind, text[one.start : one.end]))
            parts += [text[place : one.start], taken[-1].mark]
            place = one.end
        cleaned.append("".join([*parts, text[place:]]))
    return cleaned, taken


_GREETING = re.compile(r"^\s*(?:[^\W\d_]{1,14}[ ,]{1,2}){0,3}⟦name \d{1,3}⟧\s*[,;:!.–—-]*\s*")


def without_greeting(text: str) -> str:
    """An answer for everyone greets nobody: “Hi ⟦name 1⟧, lock it” is “Lock it”."""
    rest = _GREETING.sub("", text, count=1)
    return text if rest == text or not rest else rest[0].upper() + rest[1:]


def put_back(text: str, taken: Iterable[Taken], numbers: Collection[int]) -> str:
    """The text with those things back in their places that are nobody's, as somebody said."""
    for one in taken:
        if one.number in numbers and one.may_return:
            text = text.replace(one.mark, one.words)
    return text


def without_numbers(text: str) -> str:
    """As it is kept: ⟦name⟧."""
    return MARK.sub(r"⟦\1⟧", text)

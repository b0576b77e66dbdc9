"""Who is to see an answer: never more than who sees the question, and only what the network can do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tummler.networks.contract import MediaRule, Private, Traits, Visibility

#: Why only the asker can't be chosen.
WhyNot = Literal["", "no_private"]
#: A writer's choice beside the widths: the asker alone, and only once.
ONCE = "once"
#: For how many seconds an answer can be shown, once it is opened.
SECONDS = (30, 120)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for one question, the question's own first; why not only the asker, where that can't be."""

    visibilities: tuple[Visibility, ...]
    why_not_direct: WhyNot = ""
    once: bool = False


def choices_of(question: Visibility, traits: Traits, reachable: bool = False) -> Choices:
    """As widely as it was asked, out of the lists where that is a public place, or for the asker alone."""
    can = [question]
    if question is Visibility.PUBLIC and Visibility.UNLISTED in traits.visibilities:
        can.append(Visibility.UNLISTED)
    if can_be_direct(traits) and question is not Visibility.DIRECT:
        can.append(Visibility.DIRECT)
    alone = Visibility.DIRECT in can
    return Choices(tuple(can), "" if alone else "no_private", can_be_once(question, traits, reachable))


def can_be_once(question: Visibility, traits: Traits, reachable: bool = False) -> bool:
    """Whether the asker can be shown an answer once, where only they can open it.

    That is the place itself where it has such a one, else a page of the brand's own, if they can reach it there.
    """
    return (traits.once and question is Visibility.PUBLIC) or on_own_page(traits, reachable)


def on_own_page(traits: Traits, reachable: bool) -> bool:
    """Whether what is seen once is opened on a page of ours, and only a word of it stands on the network."""
    return not traits.once and traits.outside and reachable


def can_be_direct(traits: Traits) -> bool:
    """Whether the network has a way to tell one person alone."""
    return Visibility.DIRECT in traits.visibilities and traits.private is not Private.NONE


def visibility_of(chosen: str, question: Visibility, traits: Traits) -> Visibility:
    """What was chosen if it is one of the choices; else as widely as it was asked. Seen once is seen by one.

    What is opened on a page of ours is told of as widely as it was asked.
    """
    if chosen == ONCE and traits.once and can_be_once(question, traits):
        return Visibility.DIRECT
    known = {one.value: one for one in choices_of(question, traits).visibilities}
    return known.get(chosen, question)


def media_rule(traits: Traits, visibility: Visibility) -> MediaRule | None:
    """What can be attached to a post that these people see."""
    if visibility is Visibility.DIRECT and not traits.direct_media:
        return None
    return traits.media


def seconds_of(lasting: str) -> int | None:
    """For how long it shows once opened; None: until its reader closes it."""
    number = lasting.removesuffix("s")
    return int(number) if number != lasting and number.isdecimal() and int(number) in SECONDS else None

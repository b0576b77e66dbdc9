"""A draft as it will be posted: cut into leaves and counted by the network's own rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tummler.answering.cutting import fitting
from tummler.answering.own_page import opens_on_own_page, word_of_it
from tummler.answering.pictures import placed
from tummler.answering.seeing import media_rule, visibility_of
from tummler.channels.connections import handles_in, network_of, root_version, traits_of
from tummler.networks.contract import Composition, HeardAccount, Leaf, Place, Problem, Traits, Visibility
from tummler.records.models import Helper, Picture, Post, Reply


def signature_of(reply: Reply, helper: Helper | None) -> str:
    """What stands at the end: chosen for this answer, or the helper's own."""
    if reply.signature is not None:
        return reply.signature.strip()
    return helper.signature.strip() if helper else ""


def signed(text: str, signature: str, alone: bool = False) -> str:
    """The text with the signature at its end, unless it stands there already; ``alone`` if it needs no text."""
    text = text.rstrip()
    if not signature or text.endswith(signature) or not (text or alone):
        return text
    return f"{text} {signature}".lstrip()


def place_of(post: Post) -> Place:
    """Where an answer to this post goes. Three queries."""
    account = post.account
    return Place(
        remote_id=post.remote_id,
        version=post.version,
        root_id=post.root_remote_id or post.remote_id,
        root_version=root_version(post),
        account=HeardAccount(account.remote_id, account.handle, account.name, url=account.url),
        visibility=Visibility(post.visibility),
        warning=post.warning,
        language=post.language,
        handles=handles_in(post.conversation),
    )


def compose_reply(
    reply: Reply, helper: Helper | None, place: Place | None = None, pictures: Sequence[Picture] | None = None
) -> Composition:
    """The leaves of a draft, with what the network's rule has against them. Cuts that no longer fit are left out."""
    return compose_whole(reply, helper, place, pictures).composition


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer as it will be posted: its text as it is cut, the leaves, the pictures of each, the cuts."""

    text: str
    composition: Composition
    pictures: tuple[tuple[Picture, ...], ...]
    cuts: tuple[int, ...]
    dropped: tuple[int, ...] = ()


def compose_whole(
    reply: Reply, helper: Helper | None, place: Place | None = None, pictures: Sequence[Picture] | None = None
) -> Whole:
    """The same with everything that the composer shows beside it. Three queries for the place, one for pictures."""
    place, traits = place or place_of(reply.to_post), traits_of(reply.channel)
    pictures = pictures_of(reply) if pictures is None else pictures
    there = replace(place, visibility=visibility_of(reply.visibility, place.visibility, traits))
    text = signed(reply.text, signature_of(reply, helper), alone=bool(pictures))
    if text and opens_on_own_page(reply):
        text = word_of_it(reply)
    network = network_of(reply.channel)
    made, cuts, dropped = fitting(reply.cuts, lambda wanted: network.compose(text, there, traits, wanted))
    rows = placed(pictures, len(made.leaves))
    return Whole(text, _with_pictures(made, rows, traits), tuple(map(tuple, rows)), cuts, dropped)


def pictures_of(reply: Reply) -> list[Picture]:
    """A draft's pictures in order, without their bytes."""
    return list(reply.pictures.defer("content").order_by("pk")) if reply.pk else []


def _with_pictures(made: Composition, rows: Sequence[Sequence[Picture]], traits: Traits) -> Composition:
    """The leaves with what the network has against so many pictures."""
    rule = media_rule(traits, made.visibility)
    most = rule.count if rule else 0
    pairs = zip(made.leaves, rows, strict=True)
    return replace(made, leaves=tuple(_crowded(leaf) if len(here) > most else leaf for leaf, here in pairs))


def _crowded(leaf: Leaf) -> Leaf:
    return replace(leaf, problems=(*leaf.problems, Problem("too_much_media", 0, 0)))

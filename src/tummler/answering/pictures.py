"""Pictures in an answer: made fit for the network, kept with the draft, sent as promised, deleted in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from io import BytesIO

from django.db.models import Exists, OuterRef, Q
from PIL import Image

from tummler.answering.once import opened_part
from tummler.channels.wire import pack_part, unpack_part
from tummler.common import clock
from tummler.common.pictures import NoPicture, encoded, redraw, see_through, unpacking
from tummler.common.text import storable
from tummler.networks.contract import MediaRule, OutMedia, Part
from tummler.records.models import Delivery, Picture, Post, Reply

#: What a helper may hand us, and how large it may be once unpacked: telephones take such pictures.
MOST_BYTES, MOST_PIXELS = 24 * 1024 * 1024, 64_000_000
SIDE = 2000
#: Tried one after the other until the network's limit is kept: the longer side, the quality.
_TRIES = ((SIDE, 88), (1600, 82), (1600, 70), (1200, 70), (900, 60), (600, 50))
#: Nobody attaches more to one answer, however many leaves it has.
MOST = 12


class TooMany(Exception):
    """The network takes no more pictures in this answer; ``most`` is how many."""

    def __init__(self, most: int) -> None:
        super().__init__("too many pictures")
        self.most = most


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as it will be sent."""

    content: bytes
    mime: str
    width: int
    height: int


def fit(content: bytes, rule: MediaRule) -> Fitted:
    """The picture made anew within the network's rule. Raises :class:`NoPicture`."""
    with unpacking:
        for side, quality in _TRIES:
            made = redraw(content, side, MOST_PIXELS, partial(_made, rule=rule, quality=quality))
            if len(made) <= rule.bytes_limit:
                with Image.open(BytesIO(made)) as image:
                    return Fitted(made, Image.MIME[str(image.format)], image.width, image.height)
    raise NoPicture("too large")


def _made(drawn: Image.Image, rule: MediaRule, quality: int) -> bytes:
    """JPEG is what every network takes; PNG where something shows through and it isn't too large."""
    if see_through(drawn) and "image/png" in rule.kinds:
        made = encoded(drawn, "PNG", quality)
        if len(made) <= rule.bytes_limit:
            return made
    return encoded(drawn, "JPEG" if "image/jpeg" in rule.kinds or "image/webp" not in rule.kinds else "WEBP", quality)


def attach(reply: Reply, fitted: Sequence[Fitted], rule: MediaRule, leaves: int) -> list[Picture]:
    """Keep pictures with a draft, in the caller's transaction. Raises :class:`TooMany`, and keeps none then."""
    most = min(MOST, rule.count * max(1, leaves))
    if reply.pictures.count() + len(fitted) > most:
        raise TooMany(most)
    return [
        Picture.objects.create(
            brand_id=reply.brand_id,
            reply=reply,
            content=one.content,
            mime=one.mime,
            width=one.width,
            height=one.height,
        )
        for one in fitted
    ]


def describe(reply: Reply, said: Mapping[str, tuple[str, int | None]], alt_limit: int) -> bool:
    """Keep what pictures show, and the leaf each goes in; whether anything changed. In the caller's transaction."""
    changed = False
    for picture in reply.pictures.filter(public_id__in=said).defer("content"):
        description, leaf = said[picture.public_id]
        description = storable(description)[:alt_limit].strip()
        if (picture.description, picture.leaf) != (description, leaf):
            Picture.objects.filter(pk=picture.pk).update(description=description, leaf=leaf)
            changed = True
    return changed


def placed(pictures: Sequence[Picture], leaves: int) -> list[list[Picture]]:
    """The pictures of each leaf: where the writer wants them, else in the last one."""
    last = max(0, leaves - 1)
    rows: list[list[Picture]] = [[] for _ in range(max(1, leaves))]
    for picture in pictures:
        rows[last if picture.leaf is None else min(picture.leaf, last)].append(picture)
    return rows


# ------------------------------------------------------------------------------------------ promised


def packed(part: Part, pictures: Sequence[Picture]) -> dict[str, object]:
    """A part as a Delivery keeps it: its pictures by name, with their words as they are now."""
    named = [
        {"picture": one.public_id, "mime": one.mime, "description": one.description, "width": one.width,
         "height": one.height}
        for one in pictures
    ]  # fmt: skip
    return {**pack_part(replace(part, media=())), "pictures": named}


def promised_part(delivery: Delivery) -> Part:
    """The part of a Delivery, whole: with the bytes of its pictures. One query where it has some."""
    part = unpack_part(opened_part(delivery.part))
    named = delivery.part.get("pictures") or []
    if not named:
        return part
    ids = [one["picture"] for one in named]
    contents = dict(Picture.objects.filter(public_id__in=ids).values_list("public_id", "content"))
    media = tuple(
        OutMedia(bytes(contents[one["picture"]]), one["mime"], one["description"], one["width"], one["height"])
        for one in named
    )
    return replace(part, media=media)


def shown_media(delivery: Delivery) -> list[dict[str, object]]:
    """What our post shows: our own copies, in the form in which a post keeps its media."""
    return [
        {"url": "", "kind": "image", "description": one["description"], "width": one["width"],
         "height": one["height"], "picture": one["picture"]}
        for one in delivery.part.get("pictures") or []
    ]  # fmt: skip


def hand_over(delivery: Delivery, post: Post) -> None:
    """The pictures of a part that stands there belong to its post; where the network showed it first, they may go."""
    ids = [one["picture"] for one in delivery.part.get("pictures") or []]
    if not ids:
        return
    shown = Picture.objects.filter(public_id__in=ids)
    if any(one.get("picture") for one in post.media):
        shown.update(post=post)
    else:
        shown.delete()


# ------------------------------------------------------------------------------------------- deleted

#: A draft that nobody touched for so long, for somebody who doesn't wait any more, is not going to be sent.
ABANDONED = timedelta(days=30)


def sweep_pictures() -> int:
    """Delete pictures that nothing needs any more; how many.

    Those of a post that is gone, those of an answer that was sent without them standing anywhere, and those of drafts
    that were left lying under a need that is closed.
    """
    unsent = Delivery.objects.filter(reply=OuterRef("reply")).exclude(state="sent")
    sent = Q(reply__promised_at__isnull=False, post=None) & ~Exists(unsent)
    left = Q(
        reply__promised_at=None,
        reply__saved_at__lt=clock.now() - ABANDONED,
        reply__need__state__in=("helped", "dropped", "no_answer"),
    )
    gone = Q(post__gone_at__isnull=False)
    ids = list(Picture.objects.filter(sent | left | gone).values_list("pk", flat=True)[:200])
    return Picture.objects.filter(pk__in=ids).delete()[0] if ids else 0

"""Pictures from anywhere, opened with care and made anew: sniffed, sized, without what cameras write into them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

#: A picture is unpacked in memory: two at a time.
unpacking = threading.BoundedSemaphore(2)


class NoPicture(Exception):
    """There is nothing to show: not a picture, too large, not there, or not for us to fetch."""


def redraw(content: bytes, side: int, most_pixels: int, made: Callable[[Image.Image], bytes]) -> bytes:
    """What ``made`` makes of the picture, upright and at most ``side`` pixels a side. Raises :class:`NoPicture`.

    A picture of a few hundred bytes can claim to be gigantic; beyond ``most_pixels`` it is not unpacked.
    """
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
            if image.width * image.height > most_pixels:
                raise NoPicture("too many pixels")
            image.draft("RGB", (side, side))
            return made(plain(ImageOps.exif_transpose(image), side))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture("not a picture") from error
    except Image.DecompressionBombWarning as warning:
        raise NoPicture("too many pixels") from warning


def plain(image: Image.Image, side: int) -> Image.Image:
    """The pixels alone, no larger than ``side``."""
    drawn = image.convert("RGBA" if see_through(image) else "RGB")
    drawn.info.clear()
    drawn.thumbnail((side, side))
    return drawn


def see_through(image: Image.Image) -> bool:
    """Whether some of it may be transparent."""
    return "A" in image.getbands() or "transparency" in image.info


def encoded(image: Image.Image, kind: str, quality: int) -> bytes:
    """The picture as JPEG, PNG or WEBP."""
    out = BytesIO()
    if kind == "JPEG" and image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    more = {"method": 4} if kind == "WEBP" else {"optimize": True}
    image.save(out, kind, quality=quality, **more)
    return out.getvalue()

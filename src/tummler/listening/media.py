"""Pictures of heard posts: fetched once, sniffed, sized, made anew without what cameras write into them.

They are kept as files under ``MEDIA_ROOT/heard/<post>/``, and go when their post goes.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

from tummler.channels.connections import connection_of, network_of
from tummler.common.http import Unsafe, fetch_public
from tummler.common.pictures import NoPicture, encoded, redraw, unpacking
from tummler.networks.contract import NetworkTrouble
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Post

MOST_BYTES = 8 * 1024 * 1024
#: A picture of a few hundred bytes can claim to be gigantic; beyond this it is not unpacked.
MOST_PIXELS = 24_000_000
SIDE = 1600


def reencode(content: bytes) -> bytes:
    """A picture as WebP of at most ``SIDE`` pixels a side, without metadata. Raises :class:`NoPicture`."""
    return redraw(content, SIDE, MOST_PIXELS, lambda drawn: encoded(drawn, "WEBP", 80))


def known_picture(post: Post, number: int) -> Path | None:
    """The file of a post's picture if it was fetched before. Raises :class:`NoPicture` if it has none."""
    return next(iter(_folder(post.pk).glob(f"{_name(post, number)}-*.webp")), None)


def fetch_picture(post: Post, number: int) -> Path:
    """Fetch a post's picture and keep it. Goes out, so never inside a transaction. Raises :class:`NoPicture`."""
    try:
        content = _content(post, _media(post, number)["url"])
    except (Unsafe, NetworkTrouble, UnreadableSecret, httpx.HTTPError, httpx.InvalidURL, LookupError, OSError) as error:
        raise NoPicture("not fetched") from error
    with unpacking:
        made = reencode(content)
    kept = _keep(post, number, made)
    if not Post.objects.filter(pk=post.pk, gone_at=None).exists():  # it went while we fetched
        forget_media([post.pk])
        raise NoPicture("gone")
    return kept


def _content(post: Post, address: str) -> bytes:
    """From the web, or from a network whose pictures stand on no web, or are for our own key alone."""
    network = network_of(post.channel)
    if network.media:
        return network.media(connection_of(post.channel), address)
    return network.picture(address) if network.picture else fetch_public(address, MOST_BYTES)[0]


def _media(post: Post, number: int) -> dict[str, Any]:
    if post.gone or not 0 <= number < len(post.media) or post.media[number]["kind"] != "image":
        raise NoPicture("none")
    found: dict[str, Any] = post.media[number]
    return found


def _name(post: Post, number: int) -> str:
    """Of the address, so that an edited post's new picture is not taken for the old one."""
    return hashlib.sha256(_media(post, number)["url"].encode()).hexdigest()[:20]


def _folder(post_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "heard" / str(post_id)


def _keep(post: Post, number: int, content: bytes) -> Path:
    folder = _folder(post.pk)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{_name(post, number)}-{hashlib.sha256(content).hexdigest()[:20]}.webp"
    writing = folder / f"{kept.stem}.{threading.get_ident()}.part"
    writing.write_bytes(content)
    writing.replace(kept)
    return kept


def forget_media(post_ids: Iterable[int]) -> None:
    """Delete what we hold of these posts' pictures."""
    for post_id in post_ids:
        shutil.rmtree(_folder(post_id), ignore_errors=True)


def sweep_media() -> int:
    """Delete pictures whose post is gone or was never there, in case a crash came between; how many posts'."""
    root = Path(settings.MEDIA_ROOT) / "heard"
    held = [int(folder.name) for folder in root.iterdir() if folder.name.isdigit()] if root.is_dir() else []
    there = set(Post.objects.filter(pk__in=held, gone_at=None).values_list("pk", flat=True))
    stale = [post_id for post_id in held if post_id not in there]
    forget_media(stale)
    return len(stale)

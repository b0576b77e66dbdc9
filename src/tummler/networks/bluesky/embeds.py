"""What a post carries besides its text: pictures, film, links, a quoted post.

The record names files by content (CID); the AppView's view of it knows their addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tummler.common.text import storable
from tummler.networks.bluesky import facets, uris
from tummler.networks.contract import HeardMedia

_TYPE = "app.bsky.embed."
#: Where Bluesky's own AppView serves pictures; used when only the record is known.
_CDN = "https://cdn.bsky.app/img/feed_fullsize/plain"
_DESCRIPTION = 10_000
_MOST = 20


def quoted(embed: Any) -> str:
    """The name of the quoted post, or nothing."""
    inner = _dict(_dict(embed).get("record"))
    for candidate in (inner.get("uri"), _dict(inner.get("record")).get("uri")):
        if uris.is_post(candidate):
            return candidate
    return ""


def media(embed: Any, view: Any, did: str) -> tuple[HeardMedia, ...]:
    """Everything attached, from the AppView's view if there is one, else from the record."""
    if isinstance(view, dict):
        return tuple(_viewed(view))[:_MOST]
    return tuple(_recorded(_dict(embed), did))[:_MOST]


def _viewed(view: Mapping[str, Any]) -> Iterator[HeardMedia]:
    kind = str(view.get("$type", "")).removesuffix("#view")
    if kind == f"{_TYPE}recordWithMedia":
        yield from _viewed(_dict(view.get("media")))
    elif kind == f"{_TYPE}video":
        yield from _one(view.get("playlist"), "video", view.get("alt"), view.get("aspectRatio"))
    elif kind == f"{_TYPE}external":
        yield from _link(_dict(view.get("external")))
    else:
        for image in _dicts(view.get("images")) + _dicts(view.get("items")):
            yield from _one(image.get("fullsize"), "image", image.get("alt"), image.get("aspectRatio"))


def _recorded(embed: Mapping[str, Any], did: str) -> Iterator[HeardMedia]:
    kind = embed.get("$type")
    if kind == f"{_TYPE}recordWithMedia":
        yield from _recorded(_dict(embed.get("media")), did)
    elif kind == f"{_TYPE}video":
        cid = _cid(embed.get("video"))
        address = f"https://video.bsky.app/watch/{did}/{cid}/playlist.m3u8" if cid else None
        yield from _one(address, "video", embed.get("alt"), embed.get("aspectRatio"))
    elif kind == f"{_TYPE}external":
        yield from _link(_dict(embed.get("external")))
    else:
        for image in _dicts(embed.get("images")) + _dicts(embed.get("items")):
            cid = _cid(image.get("image"))
            address = f"{_CDN}/{did}/{cid}@jpeg" if cid else None
            yield from _one(address, "image", image.get("alt"), image.get("aspectRatio"))


def _link(external: Mapping[str, Any]) -> Iterator[HeardMedia]:
    yield from _one(external.get("uri"), "other", external.get("title"), None)


def _one(url: Any, kind: str, description: Any, ratio: Any) -> Iterator[HeardMedia]:
    if not isinstance(url, str) or not facets.is_web(url):
        return
    said = storable(description) if isinstance(description, str) else ""
    sides = _dict(ratio)
    yield HeardMedia(
        url=storable(url),
        kind=kind,
        description=said[: uris.whole_signs(said, _DESCRIPTION)],
        width=_side(sides.get("width")),
        height=_side(sides.get("height")),
    )


def _side(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 < value < 1_000_000 else None


def _cid(blob: Any) -> str:
    link = _dict(_dict(blob).get("ref")).get("$link")
    return link if isinstance(link, str) and link.isalnum() else ""


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

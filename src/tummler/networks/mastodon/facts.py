"""What a server says of itself, read when a channel is connected and kept as the channel's facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tummler.networks.contract import NetworkTrouble, Unheard
from tummler.networks.mastodon.client import Client, Missing

Json = dict[str, Any]

#: Software that counts length as Mastodon does, and that knows `Idempotency-Key`.
_LIKE_MASTODON = ("mastodon", "hometown", "glitch", "glitchcafe", "fedibird", "kmyblue")
_KNOWS_KEYS = (*_LIKE_MASTODON, "pleroma", "akkoma")
#: Since this version several statuses can be asked for at once.
_MANY_SINCE = (4, 3)


def facts_of(client: Client) -> Json:
    """Limits, software and addresses: https://docs.joinmastodon.org/methods/instance/#v2, or its first version."""
    instance = _instance(client)
    software, version = _software(client, instance)
    return {
        "base": client.base,
        "host": urlsplit(client.base).netloc.lower(),
        "domain": _domain(client.base, str(instance.get("domain") or instance.get("uri") or "")),
        "software": software,
        "version": version,
        "streaming": _streaming(client.base, instance),
        "counts_as_mastodon": software in _LIKE_MASTODON,
        "knows_keys": software in _KNOWS_KEYS,
        "many_statuses": software in _LIKE_MASTODON and _numbers(version) >= _MANY_SINCE,
        **limits_of(instance),
    }


def _instance(client: Client) -> Json:
    try:
        return client.record("/api/v2/instance")
    except (Missing, Unheard):
        # Before 4.0, and other servers; some answer with a page.
        return client.record("/api/v1/instance")


def limits_of(instance: Json) -> Json:
    """How long, how many, how large; servers that say nothing get Mastodon's defaults (see traits)."""
    configuration = _dict(instance.get("configuration"))
    statuses, media = _dict(configuration.get("statuses")), _dict(configuration.get("media_attachments"))
    longest = statuses.get("max_characters") or instance.get("max_toot_chars")
    return {
        "max_characters": _whole(longest),
        "link_cost": _whole(statuses.get("characters_reserved_per_url")),
        "media_count": _whole(statuses.get("max_media_attachments")),
        "image_bytes": _whole(media.get("image_size_limit") or instance.get("upload_limit")),
        "alt_limit": _whole(media.get("description_limit")),
        "media_kinds": [str(kind) for kind in media.get("supported_mime_types") or ()],
    }


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _domain(base: str, said: str) -> str:
    """The domain of its people's handles; a server may only speak for its own host and what that stands under."""
    host = urlsplit(base).netloc.lower()
    said = (urlsplit(said).netloc or said).lower()
    return said if said and "." in said and (host == said or host.endswith(f".{said}")) else host


def _streaming(base: str, instance: Json) -> str:
    """Where streams are kept open, as http(s); the key never goes to an address less safe than the server's own."""
    urls = _dict(_dict(instance.get("configuration")).get("urls")) or _dict(instance.get("urls"))
    said = str(urls.get("streaming") or urls.get("streaming_api") or "")
    said = said.replace("wss://", "https://", 1).replace("ws://", "http://", 1).rstrip("/")
    parts = urlsplit(said)
    if not parts.netloc or (base.startswith("https:") and parts.scheme != "https"):
        return base
    return f"{parts.scheme}://{parts.netloc}"


def _software(client: Client, instance: Json) -> tuple[str, str]:
    """Its name and version, from nodeinfo; older servers that only claim a version are told by it.

    https://nodeinfo.diaspora.software/protocol
    """
    try:
        *_, link = client.record("/.well-known/nodeinfo")["links"]
        path = urlsplit(str(link["href"])).path
        found = _dict(client.record(path).get("software"))
        return str(found["name"]).lower(), str(found.get("version") or "")
    except (NetworkTrouble, LookupError, TypeError, ValueError):
        version = str(instance.get("version") or "")
        other = version.partition("compatible; ")[2].split(" ")[0].lower()
        return other or "mastodon", version


def _numbers(version: str) -> tuple[int, ...]:
    """``4.6.0-nightly+x`` as (4, 6, 0)."""
    plain = version.split("+", maxsplit=1)[0].split("-", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    return tuple(int(part) for part in plain.split(".") if part.isdigit())


def newest_of(client: Client, own: str) -> Mapping[str, str]:
    """The newest notification and post of ours: what came before the channel was connected is no need."""
    return {
        "newest_notification": _first(client, "/api/v1/notifications", include_filtered="true"),
        "newest_own": _first(client, f"/api/v1/accounts/{own}/statuses"),
    }


def _first(client: Client, path: str, **params: str) -> str:
    rows = client.rows(path, limit=1, **params)
    return str(rows[0]["id"]) if rows else ""

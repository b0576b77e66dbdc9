"""The keys beside the database: there, ours alone, and fitting what they locked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tummler.cli.examine.finding import Finding, fault, some, well
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel

_AGAIN = "Put keys/secret.key back from its backup (or TUMMLER_SECRET_KEYS); else connect these channels again."


def key_files(folder: Path | None = None) -> Iterator[Finding]:
    """Readable by nobody else."""
    keys = folder or settings.DATA.path / "keys"
    if not keys.is_dir():
        return
    open_to_others = [one for one in (keys, *sorted(keys.iterdir())) if _open_to_others(one)]
    if os.name == "posix" and open_to_others:
        yield fault(
            "key_files",
            f"Others on this machine can read {', '.join(one.name for one in open_to_others)}",
            "Whoever reads them can sign in as anyone and open every stored secret.",
            f"chmod -R go= {keys}",
        )
    else:
        yield well("key_files", f"The keys in {keys} are ours alone")


def _open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def secrets() -> Iterator[Finding]:
    """Every channel's secrets can be opened. A missing key is not made anew by looking."""
    locked = list(Channel.objects.exclude(secret_box=b"").select_related("brand").order_by("pk"))
    if locked and not _has_key():
        yield fault("secrets", "keys/secret.key is not there", "No channel can read or send.", _AGAIN)
        return
    lost = [channel for channel in locked if not _opens(channel)]
    for channel in lost:
        yield fault(
            "secrets",
            f"The secrets of channel {channel.pk} ({channel.handle}) can't be opened",
            "It was locked with another key: it can neither read nor send.",
            _AGAIN,
        )
    if not lost:
        yield well("secrets", f"The secrets of {some(len(locked), 'channel')} can be opened")


def _has_key() -> bool:
    return bool(os.environ.get("TUMMLER_SECRET_KEYS")) or (settings.DATA.path / "keys" / "secret.key").exists()


def _opens(channel: Channel) -> bool:
    try:
        settings.DATA.open(bytes(channel.secret_box))
    except (UnreadableSecret, ValueError):
        return False
    return True

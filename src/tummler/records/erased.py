"""Who was erased, as keyed hashes: so that an old thread or a restored backup doesn't bring them back.

The list lies beside the fading keys, in no backup. From a hash nobody comes back to whom it was.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac


def hash_of(*parts: object) -> str:
    """A keyed hash of an id of somebody's, for the place where the id stood."""
    value = "\x1f".join(map(str, parts))
    return "erased:" + salted_hmac("erased", value, algorithm="sha256").hexdigest()[:40]


def _list() -> Path:
    path: Path = settings.DATA.path / "fading" / ".erased"
    return path


def anybody() -> bool:
    """Whether somebody was ever erased here."""
    return _list().exists()


def write_down(account_hash: str) -> None:
    """Remember it, on the disk, before anything is taken away."""
    _list().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(_list(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as out:
        out.write(account_hash + "\n")
        out.flush()
        os.fsync(out.fileno())


def everybody() -> set[str]:
    """The hashes of all accounts that were erased here."""
    return set(_list().read_text("ascii").split()) if anybody() else set()

"""A key of its own for everything that fades: a small file each, beside the database and in no backup of it.

Destroying one is renaming it away, which of two who try only one can do; from then on no copy of the words opens.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tummler.common import clock
from tummler.records.keys import make_whole

_NONCE = 12
_GONE = ".gone."


class KeyGone(Exception):
    """The key was destroyed, or this box isn't of it: nobody can ever read these words again."""


def _folder() -> Path:
    folder: Path = settings.DATA.path / "fading"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def new_key() -> str:
    """Make a key; its name. It lies on the disk before anything is sealed with it."""
    name, folder = secrets.token_hex(10), _folder()
    key = base64.b64encode(AESGCM.generate_key(256)).decode()
    make_whole(folder / name, settings.DATA.seal({"key": key}).decode() + "\n")
    _settle(folder)
    return name


def seal(name: str, words: str) -> bytes:
    """The words under a key (AES-256-GCM, a fresh nonce in front). Raises :class:`KeyGone`."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(name)).encrypt(nonce, words.encode("utf-8"), name.encode())


def open_box(name: str, box: bytes) -> str:
    """The words of :func:`seal`. Raises :class:`KeyGone`."""
    try:
        return AESGCM(_key(name)).decrypt(box[:_NONCE], box[_NONCE:], name.encode()).decode("utf-8")
    except (InvalidTag, ValueError) as error:
        raise KeyGone(name) from error


def _key(name: str) -> bytes:
    if not name.isalnum():
        raise KeyGone(name)
    try:
        box = (_folder() / name).read_bytes()
    except FileNotFoundError as error:
        raise KeyGone(name) from error
    return base64.b64decode(settings.DATA.open(box)["key"])


def destroy(name: str) -> bool:
    """Destroy a key for good; True for the one who did it, of however many who try."""
    if not name.isalnum():
        return False
    folder = _folder()
    away = folder / f"{_GONE}{name}.{secrets.token_hex(4)}"
    try:
        (folder / name).rename(away)
    except FileNotFoundError:
        return False
    _settle(folder)  # before anybody is shown anything: it does not come back after a power cut
    _shred(away)
    return True


def destroy_all(names: Iterable[str]) -> int:
    """Destroy these keys; how many were still there."""
    return sum(destroy(name) for name in set(names) if name)


def names_there() -> set[str]:
    """The keys that can still open something."""
    return {file.name for file in _folder().iterdir() if not file.name.startswith(".")}


def names_older(seconds: float) -> set[str]:
    """Those that were made so long ago; what a kill left of destroyed ones goes at once."""
    old, at = set(), clock.now().timestamp()
    for file in _folder().iterdir():
        with suppress(FileNotFoundError):
            if file.name.startswith(_GONE):
                _shred(file)
            elif at - file.stat().st_mtime >= seconds:
                if file.name.startswith("."):
                    _leftover(file)
                else:
                    old.add(file.name)
    return old


def _leftover(file: Path) -> None:
    """A key that a kill left half made; the list of who was erased lies here, too, and stays."""
    if file.name.count(".") > 1:
        _shred(file)


def _shred(file: Path) -> None:
    """Written over, then deleted: on a disk that writes in place nothing of it stays."""
    with suppress(FileNotFoundError):
        with open(file, "r+b") as out:
            out.write(b"\0" * os.fstat(out.fileno()).st_size)
            out.flush()
            os.fsync(out.fileno())
        file.unlink()


def _settle(folder: Path) -> None:
    """Have the folder's own entries on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The data folder and the keys in it. Keys are files of their own, never in the database."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class UnreadableSecret(RuntimeError):
    """A stored secret can't be opened with any key we have: the key file was lost or changed."""


class DataFolder:
    """Where everything of one installation lives: ``keys/`` apart, so that a backup can leave it out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        #: Models made here out of packages; nothing in it needs a backup.
        self.models = path / "models"

    def _key_file(self, name: str, make: str) -> str:
        """The content of a key file; made, readable by us alone, where it isn't there yet."""
        folder = self.path / "keys"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / name
        if not file.exists():
            make_whole(file, make + "\n")
        return file.read_text("ascii").strip()

    def signing_key(self) -> str:
        """What sessions and links are signed with."""
        return os.environ.get("TUMMLER_SIGNING_KEY") or self._key_file("signing.key", secrets.token_urlsafe(50))

    def setup_key(self) -> str:
        """What opens the setup page for someone who isn't on this machine."""
        return self._key_file("setup.key", secrets.token_urlsafe(18))

    def _boxes(self) -> MultiFernet:
        text = os.environ.get("TUMMLER_SECRET_KEYS") or self._key_file("secret.key", Fernet.generate_key().decode())
        try:
            return MultiFernet([Fernet(key.strip()) for key in text.replace(",", "\n").split()])
        except ValueError as error:
            raise UnreadableSecret("keys/secret.key holds no key: put back the one that was there") from error

    def seal(self, secret: Mapping[str, str]) -> bytes:
        """Secrets as an encrypted box for the database."""
        return self._boxes().encrypt(json.dumps(dict(secret)).encode())

    def open(self, box: bytes) -> dict[str, str]:
        """The secrets in a box. Raises :class:`UnreadableSecret`."""
        if not box:
            return {}
        try:
            return dict(json.loads(self._boxes().decrypt(bytes(box))))
        except InvalidToken as error:
            raise UnreadableSecret(
                "a stored secret can't be opened: is keys/secret.key the one it was made with?"
            ) from error


def make_whole(file: Path, content: str) -> None:
    """Make a file that is there whole or not at all, and once: of two who make it, the first."""
    writing = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(writing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(writing, file)
    writing.unlink()

"""Text that may lie in its column under a key of its own: a draft that will fade is ciphertext from its first save."""

from __future__ import annotations

import base64
from typing import Any

from django.db import models

from tummler.records import fading_keys

#: No text of a person begins so: the sign in front is one that no keyboard has.
_MARK = "\ue0f0sealed:"


class Sealed(str):
    """Words that are stored under the key of this name only."""

    key: str

    def __new__(cls, words: str, key: str) -> Sealed:
        """The words, and the name of the key they are stored under."""
        made = super().__new__(cls, words)
        made.key = key
        return made


def as_token(words: str, key: str) -> str:
    """Words under a key as text for a column."""
    return f"{_MARK}{key}:{base64.b64encode(fading_keys.seal(key, words)).decode()}"


def of_token(stored: str) -> str:
    """The words of what a column holds; "" where their key is gone."""
    if not stored.startswith(_MARK):
        return stored
    key, _, box = stored.removeprefix(_MARK).partition(":")
    try:
        return Sealed(fading_keys.open_box(key, base64.b64decode(box)), key)
    except (fading_keys.KeyGone, ValueError):
        return ""


class SealedTextField(models.TextField):  # type: ignore[type-arg] # no types at run time
    """A text column that keeps :class:`Sealed` words as ciphertext, and any other as they are."""

    def deconstruct(self) -> Any:
        """For migrations it is a text column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        """Opened, where its key is there."""
        return of_token(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Sealed, where it says so."""
        return as_token(value, value.key) if isinstance(value, Sealed) else super().get_prep_value(value)

"""A language that nobody speaks, from right to left: each word of ours in ⟦brackets⟧ and a third longer.

What stands on a page without brackets, and isn't a person's, was forgotten for translation; what no longer fits, or
looks the wrong way, will be wrong in Arabic and in German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.web.test_languages import every_string

#: Arabic stands for it: Django knows that it is written from right to left.
CODE = "ar"
_PLACES = re.compile(r"(%\(\w+\)s|\{\w+\}|<[^>]+>)")
_DATE_FORMATS = frozenset(("j M", "j M Y"))


def pseudo(text: str) -> str:
    """⟦Éééach word, lengthened.⟧ Places and markup stay."""
    if text in _DATE_FORMATS:
        return text
    parts = _PLACES.split(text)
    longer = "".join(
        part if _PLACES.fullmatch(part) else re.sub("[aeiou]", lambda one: one[0] * 2, part) for part in parts
    )
    return f"⟦{longer}⟧"


def write_catalog(folder: Path) -> None:
    """The catalog, made of every string of the interface, in a folder for LOCALE_PATHS."""
    made = Catalog(locale=CODE, domain="django")
    for words in every_string():
        if isinstance(words, tuple):
            made.add(words, (pseudo(words[1]),) * made.num_plurals)
        else:
            made.add(words, pseudo(words))
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    with open(place / "django.mo", "wb") as file:
        write_mo(file, made)


@contextmanager
def spoken(folder: Path, settings: Any) -> Iterator[None]:
    """The product speaks it to whoever asks for it, until the end of the block."""
    from django.utils.translation import trans_real

    def forget() -> None:
        trans_real._translations.clear()
        for known in vars(trans_real).values():
            if hasattr(known, "cache_clear"):
                known.cache_clear()

    write_catalog(folder)
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Pseudo")]
    settings.LOCALE_PATHS = [folder, *settings.LOCALE_PATHS]
    forget()
    try:
        yield
    finally:
        forget()

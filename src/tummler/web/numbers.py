"""Numbers in sentences: words up to twelve."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _, gettext_noop as noop

_WORDS = (
    noop("no"), noop("one"), noop("two"), noop("three"), noop("four"), noop("five"), noop("six"),
    noop("seven"), noop("eight"), noop("nine"), noop("ten"), noop("eleven"), noop("twelve"),
)  # fmt: skip


def in_words(count: int) -> str:
    """Eight, twelve, 13, 1,204: as a sentence wants it."""
    return _(_WORDS[count]) if 0 <= count < len(_WORDS) else number_format(count, force_grouping=True)


def starting(text: str) -> str:
    """The text with its first letter large, for the start of a sentence."""
    return text[:1].upper() + text[1:]

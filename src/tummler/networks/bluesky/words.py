"""Which posts of the whole network say a word of ours: a fast sieve over bytes, then the exact answer.

A word is one entry of the brand's list; a misspelling is an entry of its own. ``#tag`` hears the hashtag only,
anything else hears the word between word boundaries, however it is written (case, accents, width).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick

from tummler.common.text import search_text


class Ear:
    """Listens for words and for one account's name. Built once for a stream."""

    def __init__(self, words: Iterable[str], account: str) -> None:
        plain: set[str] = set()
        tags: set[str] = set()
        for word in words:
            folded = search_text(word)
            if folded:
                (tags if word.strip().startswith(("#", "＃")) else plain).add(folded)
        self._tags = frozenset(tags)
        self._account = account.encode()
        tokens = {max(folded.split(), key=len) for folded in plain | tags}
        # A word in another script can't be looked for in folded ASCII: then every such text is read.
        self._all_scripts = not all(token.isascii() for token in tokens)
        self._tokens = BytesAhoCorasick([token.encode() for token in sorted(tokens) if token.isascii()])
        self._words = AhoCorasick([f" {folded} " for folded in sorted(plain)], store_patterns=False)
        self._any = bool(tokens)
        self._any_plain = bool(plain)

    def names_account(self, raw: bytes) -> bool:
        """True when the account's own name stands somewhere in it: by it, to it, about it."""
        return self._account in raw

    def may_hear(self, raw: bytes) -> bool | None:
        """Whether a word may be in this JSON; None if only its text can tell (escapes, other scripts, accents)."""
        if not self._any:
            return False
        if self._tokens.find_matches_as_indexes(raw.lower()):
            return True
        return False if raw.isascii() and b"\\u" not in raw else None

    def may_hear_in(self, text: str) -> bool:
        """Whether a word may be in a text: never no when :meth:`hears` says yes."""
        if self._all_scripts and not text.isascii():
            return True
        # Taking out all that isn't ASCII takes the accents off; letters that belong together stay together.
        bare = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").lower()
        return bool(self._tokens.find_matches_as_indexes(bare))

    def hears(self, text: str) -> bool:
        """Whether a word of ours is said in a text."""
        return self._any_plain and bool(self._words.find_matches_as_indexes(f" {search_text(text)} "))

    def hears_tag(self, tag: str) -> bool:
        """Whether a hashtag is one of ours."""
        return search_text(tag) in self._tags

    @property
    def has_tags(self) -> bool:
        """True when hashtags are listened for."""
        return bool(self._tags)

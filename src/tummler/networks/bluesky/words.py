"""Which posts of the whole network say a word of ours: a fast look, then the exact answer.

A word is one entry of the brand's list; a misspelling is an entry of its own. ``#tag`` hears the hashtag only,
anything else hears the word between word boundaries, however it is written (case, accents, width).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick

from tummler.common.text import search_text


class Ear:
    """Listens for words. Built once for a stream."""

    def __init__(self, words: Iterable[str]) -> None:
        plain: set[str] = set()
        tags: set[str] = set()
        for word in words:
            folded = search_text(word)
            if folded:
                (tags if word.strip().startswith(("#", "＃")) else plain).add(folded)
        tokens = {max(folded.split(), key=len) for folded in plain | tags}
        # A word in another script can't be looked for in bare ASCII: then every such text is read.
        self._all_scripts = not all(token.isascii() for token in tokens)
        self._tokens = BytesAhoCorasick([token.encode() for token in sorted(tokens) if token.isascii()])
        self._words = AhoCorasick([f" {folded} " for folded in sorted(plain)], store_patterns=False)
        self._tags = frozenset(tags)
        self._any, self._any_plain = bool(tokens), bool(plain)

    def may_hear(self, text: str) -> bool:
        """Whether a word may be in a text: never no where :meth:`hears` says yes."""
        if not self._any:
            return False
        if text.isascii():
            return bool(self._tokens.find_matches_as_indexes(text.lower().encode()))
        if self._all_scripts:
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

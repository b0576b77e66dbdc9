"""Text as people count and search it. Stored text is never changed; what is made from it stands beside it."""

from __future__ import annotations

import re
import unicodedata

import regex

_GRAPHEME = regex.compile(r"\X")
# Scripts written without spaces: each sign becomes a word of its own, so a search finds the middle of a phrase.
_SPACELESS = regex.compile(r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])")
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
#: The same for ASCII, sign by sign: letters made small, figures kept, everything else apart.
_ASCII_WORDS = {code: sign.lower() if (sign := chr(code)).isalnum() else " " for code in range(128)}
_UNSTORABLE = re.compile("[\\0\ud800-\udfff]")
_MARKS = regex.compile(r"\p{Mn}+")


def storable(text: str) -> str:
    """The text as both databases can hold it: NUL (PostgreSQL refuses it) and lone surrogates become U+FFFD."""
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("\ufffd", text)


def graphemes(text: str) -> int:
    """How many signs a reader sees (extended grapheme clusters, UAX 29)."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def cut_graphemes(text: str, limit: int) -> int:
    """The code point at which the first ``limit`` graphemes end."""
    for number, match in enumerate(_GRAPHEME.finditer(text)):
        if number == limit:
            return int(match.start())
    return len(text)


def byte_offsets(text: str) -> list[int]:
    """The UTF-8 byte offset of each code point, and of the end: ``len(text) + 1`` numbers."""
    offsets = [0]
    for sign in text:
        offsets.append(offsets[-1] + len(sign.encode("utf-8", "surrogatepass")))
    return offsets


def code_point_at(text: str, byte_offset: int) -> int | None:
    """The code point that starts at a UTF-8 byte offset, or None if it falls inside a sign or outside the text."""
    data = text.encode("utf-8", "surrogatepass")
    if not 0 <= byte_offset <= len(data):
        return None
    if byte_offset < len(data) and (data[byte_offset] & 0xC0) == 0x80:
        return None
    return len(data[:byte_offset].decode("utf-8", "surrogatepass"))


def search_text(text: str) -> str:
    """The text as it is searched on both databases: folded, without accents, words apart, spaceless scripts split."""
    if text.isascii():
        return " ".join(text.translate(_ASCII_WORDS).split())
    # Taken apart before and after folding: 𝐀 is no letter with a small form until it is an A.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    folded = _MARKS.sub("", plain)
    apart = _SPACELESS.sub(r" \1 ", folded)
    return " ".join(_WORDS.findall(unicodedata.normalize("NFC", apart)))


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut at a word to at most ``limit`` signs, with an ellipsis if anything is missing."""
    line = " ".join(text.split())
    if graphemes(line) <= limit:
        return line
    cut = line[: cut_graphemes(line, limit - 1)]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"

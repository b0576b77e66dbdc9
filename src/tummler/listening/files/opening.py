"""A file as text, whatever it is packed with and written in; never more of it in memory than a chunk."""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

CHUNK = 256 * 1024
_PACKED: tuple[tuple[bytes, str], ...] = ((b"\xfd7zXZ\0", "xz"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"))
_OTHER: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xd0\xcf\x11\xe0", "xls"),
)
#: UTF-32 first: its mark begins like UTF-16's.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DAMAGED = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile)
#: What text never holds; a file that is no UTF-8 and holds these is no text at all.
_UNSPOKEN = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile("[^\x00-\x7f]")


class NotReadable(Exception):
    """The file as a whole can't be read; ``code`` says why, ``columns`` what it has instead."""

    def __init__(self, code: str, columns: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.columns = code, columns


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a first look at all of a file told. ``doubt`` is "" or how its letters had to be guessed."""

    path: Path
    size: int
    digest: str
    packed: str
    encoding: str
    doubt: str = ""


@dataclass
class TextFile:
    """An open file: its text, and how many bytes of the packed file were read so far."""

    text: IO[str]
    _raw: IO[bytes]

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._raw.tell()


def look_at(path: Path, tell: Callable[[int], None] = lambda position: None, most: int | None = None) -> FileFacts:
    """Read the file once: its digest, how it is packed, in what it is written. Raises :class:`NotReadable`.

    ``most``: so many bytes may it unpack to.
    """
    size = path.stat().st_size
    if size == 0:
        raise NotReadable("empty")
    with path.open("rb") as raw:
        head = raw.read(8)
    if found := next((name for magic, name in _OTHER if head.startswith(magic)), None):
        raise NotReadable(found)
    packed = next((name for magic, name in _PACKED if head.startswith(magic)), "")
    digest, letters, unpacked_size = hashlib.sha256(), _Letters(), 0
    with _unpacked(path, packed) as (raw, unpacked):
        for chunk in _chunks(unpacked):
            unpacked_size += len(chunk)
            if most is not None and unpacked_size > most:
                raise NotReadable("too_large")
            digest.update(chunk)
            letters.take(chunk)
            tell(raw.tell())
    encoding, doubt = letters.verdict()
    return FileFacts(path, size, digest.hexdigest(), packed, encoding, doubt)


@contextmanager
def open_text(facts: FileFacts) -> Iterator[TextFile]:
    """The file's text from its beginning, line ends as they are."""
    with _unpacked(facts.path, facts.packed) as (raw, unpacked):
        text = io.TextIOWrapper(cast(Any, unpacked), facts.encoding, errors="replace", newline="")
        try:
            yield TextFile(text, raw)
        finally:
            text.detach()


@contextmanager
def _unpacked(path: Path, packed: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    with path.open("rb") as raw:
        openers: dict[str, Callable[[IO[bytes]], Any]] = {"xz": lzma.open, "gzip": gzip.open, "bzip2": bz2.open}
        stream = openers[packed](raw) if packed else raw
        try:
            yield raw, stream
        except _DAMAGED as error:
            raise NotReadable("damaged") from error
        finally:
            if packed:
                stream.close()


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


@dataclass
class _Letters:
    """Finds out what bytes are written in, chunk by chunk."""

    marked: str = ""
    begun: bool = False
    stray: int = 0
    beyond: int = 0
    unspoken: bool = False
    _decoder: Any = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("surrogateescape"))

    def take(self, chunk: bytes) -> None:
        if not self.begun:
            self.begun = True
            self.marked = next((name for mark, name in _MARKS if chunk.startswith(mark)), "") or _unmarked(chunk)
            self.unspoken = _UNSPOKEN.search(chunk[:4096]) is not None
        if not self.marked:
            self._count(self._decoder.decode(chunk))

    def _count(self, text: str) -> None:
        if not text.isascii():
            stray = len(_STRAY.findall(text))
            self.stray += stray
            self.beyond += len(_BEYOND.findall(text)) - stray

    def verdict(self) -> tuple[str, str]:
        if self.marked:
            return self.marked, ""
        self._count(self._decoder.decode(b"", True))
        if not self.stray:
            return "utf-8", ""
        if self.unspoken and self.stray >= self.beyond:
            raise NotReadable("binary")
        # A few broken bytes in a file that is UTF-8 throughout must not turn all its accents into rubbish.
        return ("utf-8", "some_bytes") if self.beyond > self.stray else ("cp1252", "western")


def _unmarked(chunk: bytes) -> str:
    """UTF-16 without its mark: in Western text every other byte is nothing."""
    head = chunk[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.2 or min(even, odd) > max(even, odd) * 0.2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"

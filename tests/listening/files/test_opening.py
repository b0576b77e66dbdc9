"""Files in every packing and every encoding that people have."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest

from tummler.listening.files.opening import NotReadable, look_at, open_text

TEXT = "id,text\n1,¿Dónde está mi bici? 🚲 “now”\n" * 50
WESTERN = "id,text\n1,¿Dónde está mi “bici”?\n" * 50


def read(path):
    facts = look_at(path)
    with open_text(facts) as opened:
        return facts, opened.text.read()


@pytest.mark.parametrize(
    "encoding, found", [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32")]
)
def test_text_is_the_same_whatever_it_is_written_in(tmp_path, encoding, found):
    (file := tmp_path / "a.csv").write_bytes(TEXT.encode(encoding))
    facts, text = read(file)
    assert (facts.encoding, facts.doubt, text) == (found, "", TEXT)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path, encoding):
    (file := tmp_path / "a.csv").write_bytes(TEXT.encode(encoding))
    facts, text = read(file)
    assert (facts.encoding, text) == (encoding, TEXT)


def test_what_is_no_utf_8_is_read_as_western_and_told(tmp_path):
    (file := tmp_path / "a.csv").write_bytes(WESTERN.encode("cp1252"))
    facts, text = read(file)
    assert (facts.encoding, facts.doubt, text) == ("cp1252", "western", WESTERN)


def test_one_broken_byte_does_not_spoil_all_accents(tmp_path):
    (file := tmp_path / "a.csv").write_bytes(TEXT.encode() + b"2,t\xe9\n")
    facts, text = read(file)
    assert (facts.encoding, facts.doubt, text) == ("utf-8", "some_bytes", TEXT + "2,t\ufffd\n")


def test_a_sign_cut_by_the_chunk_it_is_read_in_is_whole(tmp_path):
    text = "a" + "é" * 300_000
    (file := tmp_path / "a.csv").write_bytes(text.encode())
    facts, found = read(file)
    assert (facts.doubt, found == text) == ("", True)


@pytest.mark.parametrize("pack, name", [(lzma.compress, "xz"), (gzip.compress, "gzip"), (bz2.compress, "bzip2")])
def test_packed_files_are_known_by_what_they_are_not_by_their_name(tmp_path, pack, name):
    (file := tmp_path / "a.csv").write_bytes(pack(TEXT.encode()))
    facts, text = read(file)
    assert (facts.packed, text) == (name, TEXT)


def test_line_ends_are_left_as_they_are(tmp_path):
    (file := tmp_path / "a.csv").write_bytes(b"a\r\nb\rc\n")
    assert read(file)[1] == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x28\xb5\x2f\xfdrest", "zstd"),
        (lzma.compress(TEXT.encode())[:-20], "damaged"),
        (gzip.compress(TEXT.encode())[:-20], "damaged"),
        (b"\x1f\x8bnothing of the kind", "damaged"),
    ],
)
def test_what_can_not_be_read_is_said_before_anything_is_taken_in(tmp_path, content, code):
    (file := tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(NotReadable) as raised:
        look_at(file)
    assert raised.value.code == code


def test_the_same_content_has_the_same_digest_packed_or_not(tmp_path):
    (plain := tmp_path / "a.csv").write_bytes(TEXT.encode())
    (packed := tmp_path / "a.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    assert look_at(plain).digest == look_at(packed).digest

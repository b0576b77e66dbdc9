"""Rows of CSV and JSON Lines, the broken ones among them."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from tummler.listening.files import rows as module
from tummler.listening.files.opening import NotReadable
from tummler.listening.files.rows import format_of, read_rows


def read(text, form="csv"):
    return list(read_rows(io.StringIO(text, newline=""), form))


def told(found):
    return [(row.number, row.line, row.values or row.fault) for row in found]


def test_records_have_a_number_and_the_line_they_begin_at():
    found = read('id,text\r\n1,"two\r\nlines"\r\n\r\n2,"a ""quote"", a comma"\r\n')
    assert told(found) == [
        (1, 2, {"id": "1", "text": "two\r\nlines"}),
        (2, 5, {"id": "2", "text": 'a "quote", a comma'}),
    ]


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found(between):
    found = read(f"id{between}text\n1{between}hello\n")
    assert told(found) == [(1, 2, {"id": "1", "text": "hello"})]


def test_the_sign_that_excel_names_is_taken():
    assert told(read("sep=;\nid;text\n1;a,b,c\n")) == [(1, 3, {"id": "1", "text": "a,b,c"})]


def test_line_ends_of_old_macs_are_line_ends():
    assert told(read("id,text\r1,a\r2,b\r")) == [(1, 2, {"id": "1", "text": "a"}), (2, 3, {"id": "2", "text": "b"})]


def test_nul_bytes_and_a_field_of_a_megabyte_are_read():
    found = read(f'id,text,junk\n1,"a\0b",{"x" * 1_048_576}\n2,c,d\n')
    assert [len(row.values["junk"]) for row in found] == [1_048_576, 1]
    assert [row.values["text"] for row in found] == ["a\0b", "c"]


def test_a_row_with_more_cells_than_the_header_is_told_and_the_next_goes_on():
    assert told(read("id,text\n1,hello, world\n2,b\n")) == [(1, 2, "more_cells"), (2, 3, {"id": "2", "text": "b"})]


def test_a_short_row_lacks_what_is_missing():
    assert told(read("id,text,lang\n1,a\n")) == [(1, 2, {"id": "1", "text": "a"})]


def test_a_quote_that_is_never_closed_costs_only_its_own_row():
    found = read('id,text\n1,a\n2,"never closed\n3,c\n4,d\n')
    assert told(found) == [
        (1, 2, {"id": "1", "text": "a"}),
        (2, 3, "open_quote"),
        (3, 4, {"id": "3", "text": "c"}),
        (4, 5, {"id": "4", "text": "d"}),
    ]


def test_a_quote_that_is_never_closed_in_a_large_file_swallows_no_memory(monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 10_000)
    found = read('id,text\n1,"never closed\n' + "".join(f"{n},{'x' * 90}\n" for n in range(2, 1000)))
    assert (found[0].fault, len(found), found[-1].values["id"]) == ("open_quote", 999, "999")


def test_names_that_are_missing_or_twice_are_numbered():
    assert read("id,,id\n1,2,3\n")[0].values == {"id": "1", "column 2": "2", "column 3": "3"}


def test_bad_json_is_told_by_row_and_the_next_goes_on():
    deep = '{"a":' * 100_000
    found = read('{"id": 1}\n\n{"id": 2\n[1]\nnull\n' + deep + '\n{"id": 3}\n', "jsonl")
    assert told(found) == [
        (1, 1, {"id": 1}),
        (2, 3, "bad_json"),
        (3, 4, "no_object"),
        (4, 5, "no_object"),
        (5, 6, "bad_json"),
        (6, 7, {"id": 3}),
    ]


def test_a_line_that_is_too_long_is_told_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 1000)
    long = json.dumps({"id": "x" * 5000})
    assert told(read(f'{{"id": 1}}\n{long}\n{{"id": 3}}\n', "jsonl")) == [
        (1, 1, {"id": 1}),
        (2, 2, "long_row"),
        (3, 3, {"id": 3}),
    ]
    assert told(read(f"id,text\n1,{'x' * 5000}\n2,b\n")) == [(1, 2, "long_row"), (2, 3, {"id": "2", "text": "b"})]


@pytest.mark.parametrize(
    "head, name, form",
    [
        ('{"a": 1}', "x.csv", "jsonl"),
        ("id,text", "x.csv", "csv"),
        ("id,text", "x", "csv"),
        ("x", "a.jsonl.xz", "jsonl"),
    ],
)
def test_the_format_is_seen_in_the_text(head, name, form):
    assert format_of(head, name) == form


def test_one_json_array_is_no_lines():
    with pytest.raises(NotReadable, match="json_array"):
        format_of(' [{"id": 1}]', "a.json")


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path):
    def peak(rows):
        (file := tmp_path / "a.csv").write_text("id,text\n" + "1,some words that are said\n" * rows)
        tracemalloc.start()
        with file.open(newline="") as text:
            count = sum(1 for _ in read_rows(text, "csv"))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows
        return used

    peak(100)
    assert peak(50_000) < 2 * peak(1_000)

"""The bench of matching reads dumps as strangers wrote them, and looks at nothing that came later."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from typer.testing import CliRunner

from tummler.cli.bench.matching.sites import NoSite, read_site
from tummler.cli.main import app


def site(folder: Path, rows: list[dict[str, Any]], name: str = "docks", head: str = "") -> Path:
    """A dump with these rows, as Stack Exchange writes it."""
    told = "".join(
        f"<row {' '.join(f'{key}={quoteattr(str(value))}' for key, value in row.items())} />" for row in rows
    )
    file = folder / f"{name}-posts.xml.xz"
    file.write_bytes(lzma.compress(f'\ufeff<?xml version="1.0" encoding="utf-8"?>{head}<posts>{told}</posts>'.encode()))
    return file


def question(number: int, day: int, words: str, accepted: int = 0) -> dict[str, Any]:
    return {
        "Id": number, "PostTypeId": 1, "CreationDate": f"2024-01-{day:02}T10:00:00.000", "OwnerUserId": 1,
        "Title": words, "Body": f"<p>{words}</p>", "Tags": "<docks>", "AcceptedAnswerId": accepted, "Score": 0,
    }  # fmt: skip


def answer(number: int, to: int, by: int, day: int, score: int = 0) -> dict[str, Any]:
    return {
        "Id": number, "PostTypeId": 2, "ParentId": to, "CreationDate": f"2024-01-{day:02}T11:00:00.000",
        "OwnerUserId": by, "Body": "<p>Push it until it clicks.</p>", "Score": score,
    }  # fmt: skip


LOCK, REFUND = "My bike won't lock into the dock", "Where is the refund of my deposit"
ROWS = [
    question(1, 1, LOCK, accepted=11), answer(10, 1, 7, 1, score=9), answer(11, 1, 8, 1),
    question(2, 2, REFUND), answer(12, 2, 7, 2, score=3), answer(13, 2, 1, 2, score=8),
    question(3, 3, LOCK), answer(14, 3, 8, 3),
    question(4, 4, REFUND), answer(15, 4, 9, 4),
]  # fmt: skip


def test_who_answered_best_is_who_was_accepted_else_who_scored_best_and_never_the_asker(tmp_path: Path) -> None:
    asked = read_site(site(tmp_path, ROWS))
    assert [one.best.by if one.best else 0 for one in asked] == [8, 7, 8, 9]
    assert asked[0].text == f"{LOCK}. {LOCK}"
    assert asked[0].tags == {"docks"}


def test_a_file_that_declares_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE posts [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(NoSite, match="it declares entities"):
        read_site(site(tmp_path, ROWS, head=bomb))


def test_only_those_are_ranked_who_answered_before_and_each_site_is_told(tmp_path: Path) -> None:
    site(tmp_path, ROWS)
    site(tmp_path, ROWS[:1], "empty")
    (tmp_path / "broken-posts.xml").write_text("no xml")
    told = CliRunner().invoke(app, ["bench", "matching", "--data", str(tmp_path), "--json", str(tmp_path / "out.json")])
    assert told.exit_code == 0
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    # After the first two: to the third 7 and 8 could answer, 8 did; the fourth was answered by somebody new.
    assert [(row["key"], row["ours"]) for row in found["rows"]] == [("docks_mrr", 1.0), ("docks_precision_5", 0.2)]
    assert found["rows"][0]["baselines"] == {"most active first": 0.5, "BM25": 1.0}
    assert found["rows"][0]["note"].startswith("1 questions after the first 30%, 2 candidates in the middle; 1 more")
    assert sorted(found["left_out"]) == ["broken", "empty"]
    missing = CliRunner().invoke(app, ["bench", "matching", "moon", "--data", str(tmp_path)])
    assert (missing.exit_code, missing.stderr.split(".")[0]) == (1, "No such site: moon")

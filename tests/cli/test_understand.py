"""``tummler understand``: a line of JSON for every post of a file, in its order, whatever is in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tummler.acts.teaching import make_topic
from tummler.cli.main import app
from tummler.cli.posts_of_file import rows_of, text_of
from tummler.understanding.learning import learn_topics

KEYS = [
    "need", "kind", "kinds", "topic", "urgency", "language", "tone", "spans", "personal_data", "care", "may_care",
    "robot", "reply_act",
]  # fmt: skip


def understood(file: Path, *options: str) -> list[dict[str, Any]]:
    out = file.with_suffix(".out")
    done = CliRunner().invoke(app, ["understand", str(file), "--json", str(out), *options])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_understand_writes_a_line_a_post_in_the_files_order(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(
        'ID,Text,language\n1,"My train leaves at 11:20 and the app\nwon\'t load, help?",english\n2,,\n'
        "3,Llevo tres días sin internet y nadie contesta,\n4,lovely weather today,\n",
        "utf-8",
    )
    lines = understood(file)
    assert [list(line) for line in lines] == [KEYS] * 4
    assert [line["language"] for line in lines] == ["en", "und", "es", "en"]
    assert [line["kind"] in ("question", "complaint", "request") for line in lines] == [True, False, True, False]
    assert lines[0]["urgency"] == "My train leaves at 11:20 and the app"
    assert lines[3]["urgency"] is None
    assert sorted(lines[0]["kinds"]) == ["abuse", "complaint", "noise", "praise", "question", "request", "spam"]
    assert lines[0]["need"] > 0.5 > lines[3]["need"]


def test_understand_marks_lie_in_the_text(tmp_path: Path) -> None:
    text = "@acme 👩‍👩‍👧 hello! My ride is still running, anyone?"
    file = tmp_path / "posts.jsonl"
    file.write_text(json.dumps({"text": text}) + "\n", "utf-8")
    spans = understood(file)[0]["spans"]
    assert {"not_working": "My ride is still running", "asked": "anyone?"}.items() <= {
        span["reason"]: text[span["start"] : span["end"]] for span in spans
    }.items()


@pytest.mark.parametrize("content", ["", "text\n", "TEXT\n"])
def test_understand_a_file_without_posts_gives_no_lines(tmp_path: Path, content: str) -> None:
    file = tmp_path / "posts.tsv"
    file.write_text(content, "utf-8")
    done = CliRunner().invoke(app, ["understand", str(file)])
    assert (done.exit_code, done.stdout) == (0 if content else 2, "")


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("bom.csv", "text\nhola\n".encode("utf-8-sig"), ["hola"]),
        ("windows.csv", "id;Text;language\n1;¿mañana, quizás?;es\n".encode("cp1252"), ["¿mañana, quizás?"]),
        ("wide.csv", "text\nmañana\n".encode("utf-16"), ["mañana"]),
        ("commas.csv", b'text\nlate, again, why?\n""\n\nlast', ["late, again, why?", "", "last"]),
        ("ragged.csv", b"text,language\none\ntwo,en,three\n", ["one", "two"]),
        ("open.csv", b'text\none\n"never closed\ntwo\n', ["one", "", "two"]),
        (
            "bad.jsonl",
            b'{"Text": "one"}\n{broken\n[1]\n{"text": null}\n{"text": "\\ud800"}',
            ["one", "", "", "", "\ufffd"],
        ),
    ],
)
def test_every_row_keeps_its_place_however_the_file_is_written(
    tmp_path: Path, name: str, content: bytes, texts: list[str]
) -> None:
    """What can't be read is an empty post, and is told at the end."""
    file = tmp_path / name
    file.write_bytes(content)
    with rows_of(file) as rows:
        assert [text_of(row) for row in rows] == texts


def test_understand_says_what_it_could_not_read(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text('{"text": "hello"}\n{broken\n', "utf-8")
    done = CliRunner().invoke(app, ["understand", str(file)])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 2)
    assert "1 row can't be read and stands as an empty post:\n  line 2: it is no JSON: {broken" in done.stderr
    (table := tmp_path / "posts.csv").write_text("body,language\nhello,en\n", "utf-8")
    done = CliRunner().invoke(app, ["understand", str(table)])
    assert (done.exit_code, "has no column text. Its columns: body, language." in done.stderr) == (2, True)
    for language, told in (("zz<b>", "und"), ("en_US", "en"), ("Spanish (Chile)", "es")):
        file.write_text(json.dumps({"text": "😀", "language": language}), "utf-8")
        assert understood(file)[0]["language"] == told


@pytest.mark.django_db
def test_understand_tells_the_topics_that_a_brand_has_learned(tmp_path: Path, owner: Any) -> None:
    """By the column brand or by --brand, slug or name; of a brand that is not here there are none."""
    texts = {
        "Refunds": ["when do I get my refund?", "you charged me twice, give it back", "my deposit was not returned"],
        "Docks": ["dock 14 is full again", "no free docks at the opera", "the dock won't take my bike"],
    }
    for name, said in texts.items():
        make_topic(actor=owner, name=name, texts=said)
    learn_topics(owner.brand_id)
    file = tmp_path / "posts.jsonl"
    asked = "when do I get my refund, please?"
    rows = [{"text": asked, "brand": brand} for brand in (owner.brand.slug, f"@{owner.brand.name}", "elsewhere", "")]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert [line["topic"] for line in understood(file)] == ["refunds", "refunds", None, None]
    assert {line["topic"] for line in understood(file, "--brand", owner.brand.name)} == {"refunds"}
    done = CliRunner().invoke(app, ["understand", str(file), "--brand", "elsewhere"])
    assert (done.exit_code, "There is no brand elsewhere here." in done.output) == (2, True)


def test_bench_of_understanding_says_what_is_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["bench", "understanding", "--data", str(tmp_path / "none")])
    assert (done.exit_code, str(tmp_path / "none") in done.output) == (1, True)
    (tmp_path / "understanding").mkdir()
    out = tmp_path / "out.json"
    done = CliRunner().invoke(app, ["bench", "understanding", "language", "--data", str(tmp_path), "--json", str(out)])
    told = json.loads(out.read_text("utf-8"))
    assert (done.exit_code, told["rows"], list(told["left_out"])) == (0, [], ["language"])

"""How a post sounds, and whether a machine wrote it: real posts labelled by hand, half of them kept aside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.scores import auc, f1
from tummler.minds.contract import PostToRead, Reading

TWEETS = ("crisislex/2012_Sandy_Hurricane.csv.xz", "crisislex/2013_Queensland_Floods.csv.xz")
FILES = ("care-threads.jsonl.xz", *TWEETS)
LABELS = Path(__file__).parent.parent / "tone_labels.jsonl"
TONES = ("upset", "glad", "worried", "mocking", "plain")
#: So much of a post was looked at for its label, and is read here.
SHOWN = 170
_SMILES, _FROWNS = (":)", ":D", "love", "thank", "😂"), (":(", "!", "worst", "not ", "never", "fuck")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post and what somebody said of it."""

    post: PostToRead
    tone: str
    robot: bool
    part: str


def measure(data: Data) -> Iterator[Line]:
    """Macro F1 of the tones and the area under the curve for machines, on the half kept aside and on the other."""
    from tummler.cli.models import models_folder
    from tummler.minds.registry import mind

    rows = list(_labelled(data))
    read = mind(models_folder()).read([row.post for row in rows])
    for part, told in (("aside", "half kept aside"), ("seen", "the other half")):
        places = [place for place, row in enumerate(rows) if row.part == part]
        true = [rows[place].tone for place in places]
        said = [_tone(read[place]) for place in places]
        plain = [_by_signs(rows[place].post.text) for place in places]
        yield Line(
            f"tone_{part}", f"tone, five of them, macro F1, {told}", _macro(true, said),
            baselines={"a few signs": _macro(true, plain), "always plain": _macro(true, ["plain"] * len(true))},
            note=_note(true, said),
        )  # fmt: skip
    machines = [place for place, row in enumerate(rows) if row.post.addressed == "nearby"]
    true_robot = [rows[place].robot for place in machines]
    robots = [read[place].robot for place in machines]
    links = [float("http" in rows[place].post.text) for place in machines]
    yield Line(
        "robot", "written by a machine, public stream", auc(true_robot, robots), "AUC",
        baselines={"has a link": auc(true_robot, links)},
        note=f"{sum(true_robot)} of {len(true_robot)} posts; at one half"
        f" {sum(one > 0.5 and true for one, true in zip(robots, true_robot, strict=True))} of them are told, and"
        f" {sum(one > 0.5 and not true for one, true in zip(robots, true_robot, strict=True))} others.",
    )  # fmt: skip


def _tone(reading: Reading) -> str:
    return reading.tone.value if reading.tone else "plain"


def _macro(true: Sequence[str], said: Sequence[str]) -> float:
    return sum(f1(true, said, tone) for tone in TONES) / len(TONES)


def _note(true: Sequence[str], said: Sequence[str]) -> str:
    each = ", ".join(f"{tone} {f1(true, said, tone):.2f} ({true.count(tone)})" for tone in TONES)
    right = sum(one == other for one, other in zip(true, said, strict=True)) / len(true)
    return f"F1 and how many: {each}; {100 * right:.0f} % of all right. Labelled by one person."


def _by_signs(text: str) -> str:
    low = text.lower()
    if any(sign in low for sign in _SMILES):
        return "glad"
    return "upset" if any(sign in low for sign in _FROWNS) else "plain"


def _labelled(data: Data) -> Iterator[Labelled]:
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    threads = {row["thread"]: row["posts"][0]["text"] for row in data.lines(FILES[0])}
    wanted = {label["tweet"] for label in labels if "tweet" in label}
    tweets: dict[str, str] = {}
    for file in TWEETS:
        rows = ({key.strip(): value for key, value in row.items()} for row in data.rows(file))
        tweets |= {number: row["tweet"] for row in rows if (number := row["tweet id"].strip().strip("'")) in wanted}
    for label in labels:
        text = threads.get(label["thread"]) if "thread" in label else tweets.get(label["tweet"])
        if text:
            post = PostToRead(" ".join(text.split())[:SHOWN], addressed="mention" if "thread" in label else "nearby")
            yield Labelled(post, label["tone"], label["robot"], label["part"])


ROW = Row("tone", FILES, measure)

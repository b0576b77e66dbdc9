"""Measures the first mind on the shared data, if it is there: ``python -m tests.minds.measure [FOLDER]``.

Nothing is learnt from the data. ``TUMMLER_DATA`` or the argument names the folder that holds ``understanding/``.
"""

from __future__ import annotations

import csv
import glob
import hashlib
import json
import lzma
import os
import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.minds.labels import FollowUpLabel, read_labels
from tummler.minds.contract import FollowUp, PostToRead, Reading
from tummler.minds.first import MIND

Pair = tuple[str, str]


def half(key: str) -> str:
    """``work`` or ``kept``, the same for a text on every machine: rules are made looking at ``work`` only."""
    return "work" if hashlib.sha256(key.encode()).digest()[0] % 2 == 0 else "kept"


def figures(pairs: Sequence[Pair], value: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of one value among (true, said) pairs."""
    right = sum(1 for true, said in pairs if true == said == value)
    said = sum(1 for _, said in pairs if said == value)
    true = sum(1 for true, _ in pairs if true == value)
    precision, recall = right / said if said else 1.0, right / true if true else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro_f1(pairs: Sequence[Pair]) -> float:
    """The mean F1 of the values that truly occur."""
    values = sorted({true for true, _ in pairs})
    return sum(figures(pairs, value)[2] for value in values) / max(1, len(values))


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a compressed CSV or TSV file."""
    with lzma.open(folder / name, "rt", encoding="utf-8", newline="") as file:
        if ".tsv" in name:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(file)


def read_all(texts: Iterable[str], addressed: str = "mention") -> list[Reading]:
    """Readings of English posts."""
    return MIND.read([PostToRead(text, addressed=addressed, languages=("en",)) for text in texts])


def is_complaint(text: str, addressed: str) -> str:
    """``complaint`` or ``other``."""
    (reading,) = read_all([text], addressed)
    return "complaint" if reading.kind.value == "complaint" else "other"


def complaints(folder: Path) -> Iterator[tuple[str, str, list[Pair]]]:
    """Complaint or not, by half and domain; what was said to nobody is read as heard nearby."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for row in rows(folder, "complaints-train.csv.xz"):
        setting = "nearby" if row["domain"].startswith("random") else "mention"
        true = "complaint" if row["complaint"] == "1" else "other"
        alone, heard = (is_complaint(row["text"], addressed) for addressed in ("mention", setting))
        for domain, said in ((row["domain"], heard), ("all, setting known", heard), ("all, text alone", alone)):
            groups.setdefault((half(row["text"]), domain), []).append((true, said))
    yield from ((part, domain, pairs) for (part, domain), pairs in sorted(groups.items()))


def care_needs(folder: Path) -> Iterator[tuple[str, Counter[str]]]:
    """How the first posts of real care threads are read; each of them got an answer, so each is a need."""
    counts: dict[str, Counter[str]] = {}
    with lzma.open(folder / "care-threads.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            thread = json.loads(line)
            (reading,) = read_all([thread["posts"][0]["text"]])
            counts.setdefault(half(thread["thread"]), Counter())[reading.kind.value] += 1
    yield from sorted(counts.items())


#: What the intents of the acted chats say of the kind; the others say nothing.
GREETINGS = {"openinggreeting": "noise", "closinggreeting": "noise", "thankyou": "praise"}
SILENT = {"contentonly", "confirmation", "rejection", "outofdomain"}


def multidogo(folder: Path) -> Iterator[tuple[str, list[Pair]]]:
    """Need or not on the acted chats, by half; thanks and greetings are not needs, named wishes are."""
    groups: dict[str, OrderedDict[str, str]] = {}
    for path in sorted(glob.glob(str(folder / "multidogo" / "*-dev.tsv.xz"))):
        for row in rows(folder, f"multidogo/{Path(path).name}"):
            intent = row["intent"] or ""
            if intent and intent not in SILENT:
                groups.setdefault(half(row["utterance"]), OrderedDict())[row["utterance"]] = intent
    for part, texts in sorted(groups.items()):
        readings = read_all(texts)
        truths = ["not" if intent in GREETINGS else "need" for intent in texts.values()]
        pairs = zip(truths, ["need" if reading.need else "not" for reading in readings], strict=True)
        yield part, list(pairs)


XLMT = {"english": "en", "french": "fr", "german": "de", "hindi": "hi", "italian": "it", "portuguese": "pt"}


def tweets_by_language(folder: Path) -> Iterator[tuple[str, float, Counter[str]]]:
    """The share of tweets whose language is read right, limited to these languages."""
    codes = {**XLMT, "spanish": "es", "arabic": "ar"}
    for name, code in sorted(codes.items()):
        texts = [row["text"] for row in rows(folder, f"xlmt/{name}.csv.xz")][:1000]
        posts = [PostToRead(text, languages=tuple(sorted(codes.values()))) for text in texts]
        counts = Counter(reading.language.value for reading in MIND.read(posts))
        yield code, counts[code] / len(texts), counts


def said_word(label: FollowUpLabel) -> str:
    """What the mind says of a labelled follow-up."""
    follow_up = FollowUp(label.text, label.by_asker, answer=label.answer, question=label.question)
    return MIND.word(follow_up).value


def speed(texts: Sequence[str]) -> float:
    """Posts read in a second of one core."""
    posts = [PostToRead(text, languages=("en", "es", "de")) for text in texts]
    MIND.read(posts[:500])
    start = time.process_time()
    MIND.read(posts)
    return len(posts) / (time.process_time() - start)


def print_row(name: str, pairs: Sequence[Pair], value: str) -> None:
    """One line of the table."""
    precision, recall, f1 = figures(pairs, value)
    measured = f"{value}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
    print(f"{name:34} {len(pairs):6} macro F1 {macro_f1(pairs):.3f}  {measured}")


def main() -> None:
    """Prints every figure that the data at hand allows."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TUMMLER_DATA", "shared/data")) / "understanding"
    for part in ("work", "kept"):
        for source in ("care-threads", "all"):
            labels = [label for label in read_labels() if label.half == part and source in (label.source, "all")]
            pairs = [(label.label, said_word(label)) for label in labels]
            for value in ("helped", "not_helped"):
                print_row(f"asker's word, {source}, {part}", pairs, value)
    if not folder.exists():
        print(f"{folder} is not there: the rest needs the shared data.")
        return
    for part, domain, pairs in complaints(folder):
        print_row(f"complaint, {domain}, {part}", pairs, "complaint")
    for part, counts in care_needs(folder):
        needs = sum(counts[kind] for kind in ("question", "complaint", "request"))
        told = f"recall {needs / counts.total():.3f}  {dict(counts)}"
        print(f"need, first posts of care, {part:7} {counts.total():6} {told}")
    for part, pairs in multidogo(folder):
        print_row(f"need, acted chats, {part}", pairs, "need")
    for code, share, counts in tweets_by_language(folder):
        print(f"language of tweets, {code:14} right {share:.3f}  {counts.most_common(4)}")
    texts = [row["text"] for row in rows(folder, "complaints-train.csv.xz")]
    print(f"speed: {speed(texts):.0f} posts a second on one core, {sum(map(len, texts)) // len(texts)} signs each")


if __name__ == "__main__":
    main()

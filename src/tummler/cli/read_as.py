"""As which brand a post of a file is read: its mind, languages, and topics as they were learned, if it is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tummler.cli.failing import WrongUse
from tummler.cli.models import models_folder
from tummler.minds.contract import Mind, PostToRead, Reading, TopicWords


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A brand that is here, or none of them; ``learned`` is what ``topics_learned`` gives."""

    mind: Mind
    topics: tuple[TopicWords, ...] = ()
    languages: tuple[str, ...] = ()
    learned: Any = None

    def read(self, posts: Sequence[PostToRead]) -> list[Reading]:
        """One reading a post; needs with the topic that the brand's examples tell, as when they are heard."""
        readings = self.mind.read([replace(post, topics=self.topics) for post in posts])
        asked = [number for number, one in enumerate(readings) if one.need and not one.care and not _corrected(one)]
        if self.learned is None or not asked:
            return readings
        from tummler.understanding.lessons import tell_texts

        topics, told = tell_texts(self.learned, [posts[number].text for number in asked])
        for number, judged in zip(asked, told, strict=True):
            before = readings[number].topic
            if judged or before is None or before.value in topics:
                readings[number] = replace(readings[number], topic=judged)
        return readings


def _corrected(reading: Reading) -> bool:
    return reading.topic is not None and reading.topic.why == "corrected"


class Brands:
    """The brands that are here, by their slug or name; ``given`` is the one that all posts are read as."""

    def __init__(self, given: str = "") -> None:
        from tummler.minds.registry import mind

        self._models = models_folder()
        self._none = ReadAs(mind(self._models))
        self._known: dict[str, ReadAs] = {}
        self.given = self._as(given.lower()) if given else None
        if given and self.given is self._none:
            raise WrongUse(f"There is no brand {given} here.")

    def of(self, named: str) -> ReadAs:
        """As which a post is read whose column says this."""
        return self.given or self._as(named.strip().lower().lstrip("@"))

    @cached_property
    def _here(self) -> dict[str, int]:
        return _called()

    def _as(self, named: str) -> ReadAs:
        if not named or named not in self._here:
            return self._none
        if named not in self._known:
            self._known[named] = self._made(self._here[named])
        return self._known[named]

    def _made(self, pk: int) -> ReadAs:
        from tummler.minds.registry import mind_for
        from tummler.records.models import Brand
        from tummler.understanding.lessons import topics_learned
        from tummler.understanding.read_posts import examples_of, examples_stamp, topic_words

        brand = Brand.objects.get(pk=pk)
        own = mind_for(brand.pk, examples_stamp(brand), lambda: examples_of(brand), self._models)
        return ReadAs(own, topic_words(brand.pk), tuple(brand.languages), topics_learned(brand.pk))


def _called() -> dict[str, int]:
    """What each brand may be called in a file; nothing where there is no database yet."""
    from django.db import DatabaseError

    from tummler.records.models import Brand

    try:
        rows = list(Brand.objects.filter(made_up=False).values_list("pk", "slug", "name"))
    except DatabaseError:
        return {}
    return {called.lower(): pk for pk, slug, name in rows for called in (name, slug)}

"""What the mind gets right and wrong here: by what people left as it was, and by what they corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db.models import Q

from tummler.common import clock
from tummler.records.access import rows_for
from tummler.records.models import Correction, Helper, Need, Post

#: So far back, and no more of each.
BACK, MOST = timedelta(days=90), 5_000
#: From how many on a part says something.
ENOUGH = 8
#: So many real posts stand for a confusion.
SHOWN = 3
Band = Literal["sure", "fairly", "guess"]
BANDS: tuple[tuple[Band, float], ...] = (("sure", 0.9), ("fairly", 0.7), ("guess", 0.0))


@dataclass(frozen=True, slots=True)
class Confusion:
    """What was taken for what, how often, and some of the posts, the newest first."""

    field: str
    before: str
    value: str
    times: int
    posts: Sequence[Post]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what was looked at: how much of it was right, and how sure the mind was on average."""

    key: str
    right: int
    of: int
    sure: float = 0.0

    @property
    def tells(self) -> bool:
        """Whether there is enough of it to say something."""
        return self.of >= ENOUGH


@dataclass(frozen=True, slots=True)
class Judged:
    """All of it. ``whole`` is about kinds: the only thing that everyone who works on a need has looked at."""

    whole: Part
    confusions: Sequence[Confusion]
    bands: Sequence[Part]
    languages: Sequence[Part]
    #: Who corrected something.
    by: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Look:
    """A post whose kind somebody here has looked at."""

    right: bool
    sure: float | None
    language: str


def judged(helper: Helper) -> Judged:
    """Of the last three months, as far as this helper may see it. Two queries."""
    since = clock.now() - BACK
    rows = rows_for(helper, Correction).filter(post__gone_at=None, at__gt=since).order_by("-at", "-pk")
    corrected = list(rows.select_related("post__account", "post__reading", "helper")[:MOST])
    looks = [_corrected(one) for one in corrected if one.field == "kind" and one.before != one.value]
    looks += _left(helper, {one.post_id for one in corrected if one.field == "kind"})
    by = dict.fromkeys(one.helper.name for one in corrected if one.helper)
    return Judged(_part("", looks), _confusions(corrected), _bands(looks), _languages(looks), tuple(by))


def _corrected(one: Correction) -> _Look:
    reading = getattr(one.post, "reading", None)
    return _Look(False, one.sure, reading.language.get("value", "") if reading else "")


def _left(helper: Helper, but: set[int]) -> list[_Look]:
    """Needs that somebody took or answered, with the kind that they were given."""
    worked = Q(claimed_at__isnull=False) | Q(answered_at__isnull=False)
    needs = rows_for(helper, Need).filter(worked, opened_at__gt=clock.now() - BACK, post__reading__isnull=False)
    rows = needs.order_by("-pk").values_list("post_id", "post__reading__kind", "post__reading__language")[:MOST]
    return [
        _Look(True, None if kind.get("why") == "a_person_said" else kind.get("probability"), language.get("value", ""))
        for post, kind, language in rows
        if post not in but
    ]


def _part(key: str, looks: Sequence[_Look]) -> Part:
    known = [look.sure for look in looks if look.sure is not None]
    return Part(key, sum(look.right for look in looks), len(looks), sum(known) / len(known) if known else 0.0)


def _bands(looks: Sequence[_Look]) -> list[Part]:
    known = [look for look in looks if look.sure is not None]
    return [_part(band, [look for look in known if _band(look.sure or 0.0) == band]) for band, _ in BANDS]


def _band(sure: float) -> Band:
    return next(band for band, least in BANDS if sure >= least)


def _languages(looks: Sequence[_Look]) -> list[Part]:
    """The language of most posts first."""
    counted = Counter(look.language or "und" for look in looks)
    return [
        _part(language, [look for look in looks if (look.language or "und") == language])
        for language, _ in counted.most_common()
    ]


def _confusions(corrected: Sequence[Correction]) -> list[Confusion]:
    """Kinds and topics taken for others, the most frequent first."""
    held: dict[tuple[str, str, str], list[Post]] = {}
    for one in corrected:
        if one.field in ("kind", "topic") and one.before != one.value:
            held.setdefault((one.field, one.before, one.value), []).append(one.post)
    ranked = sorted(held.items(), key=lambda pair: -len(pair[1]))
    return [Confusion(*what, len(posts), posts[:SHOWN]) for what, posts in ranked]

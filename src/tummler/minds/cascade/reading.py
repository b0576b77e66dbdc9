"""A post prepared once for everything that the cascade asks of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.features import FIELDS, shown
from tummler.minds.contract import Judgement, PostToRead
from tummler.minds.first.kind import kind_shares
from tummler.minds.first.language import read_language
from tummler.minds.first.line import Line, lined
from tummler.minds.first.lists import Hit, languages, phrases
from tummler.minds.first.mind import heard

_HANDLE = re.compile(r"(?<!\w)@[\w.-]{1,100}")
_LINK = re.compile(r"https?://\S{1,500}|www\.\S{1,500}")
_READ = 1_500
#: The lists of what is said in passing: no head sees them, so none can learn from somebody's health.
PASSING = "passing"
_SAID_TO_US = PostToRead("")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A post as words, phrases found in it, and numbers."""

    post: PostToRead
    line: Line
    language: Judgement
    hits: list[Hit]
    passing: list[Hit]
    rules: Mapping[str, float]
    words: str
    shown: NDArray[np.float32]


def prepare(given: PostToRead | str) -> Prepared:
    """Reads a post once. The heads see it as if it were said to us: the setting is weighed in afterwards."""
    post = PostToRead(given) if isinstance(given, str) else given
    line = lined(post.text)
    language = read_language(post, line)
    found = heard(phrases((*FIELDS, PASSING), languages()).find(line), language)
    hits = [hit for hit in found if hit.entry.field != PASSING]
    passing = [hit for hit in found if hit.entry.field == PASSING]
    shares = kind_shares(_SAID_TO_US, line, hits, {})
    return Prepared(post, line, language, hits, passing, shares, " ".join(line.words), shown(line, hits, shares))


def sense_text(text: str) -> str:
    """The text as the sentence model is given it: handles and links say nothing there either."""
    return _HANDLE.sub("@user", _LINK.sub("http", text[:_READ]))

"""In which language a text is written: ours is asked of the mind's language model, theirs was read already."""

from __future__ import annotations

from collections.abc import Collection

from tummler.minds.contract import PostToRead
from tummler.records.models import Post

#: So many letters, and so sure: of a language that is expected here, and of any other.
_EXPECTED, _OTHER = (20, 0.65), (60, 0.85)


def language_written(text: str, expected: Collection[str]) -> str:
    """The language's tag, or "" where the words say too little."""
    from tummler.minds.first.language import read_language  # loads the language model: only where something is read
    from tummler.minds.first.line import lined

    letters = sum(sign.isalpha() for sign in text)
    if letters < _EXPECTED[0]:
        return ""
    judged = read_language(PostToRead(text), lined(text))
    least, sure = _EXPECTED if judged.value in expected else _OTHER
    return judged.value if letters >= least and judged.probability >= sure and judged.value != "und" else ""


def language_heard(post: Post) -> str:
    """What its author writes: as it was read, else as their own client said."""
    reading = getattr(post, "reading", None)
    read = str(reading.language.get("value", "")) if reading else ""
    return read if read not in ("", "und") else post.language

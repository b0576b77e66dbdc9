"""Names that are made to be taken for another: homoglyphs, swapped or extra letters, words put before or behind."""

from __future__ import annotations

import re
import unicodedata

#: Letters and digits that look like another one, after NFKD and case folding.
_SAME = str.maketrans(
    {
        # Cyrillic
        "а": "a", "в": "b", "е": "e", "ё": "e", "з": "3", "и": "u", "і": "i", "ї": "i", "ј": "j", "к": "k", "м": "m",
        "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x", "ѕ": "s", "ԁ": "d", "ԛ": "q", "ԝ": "w",
        "һ": "h", "ӏ": "l", "г": "r", "п": "n", "ѵ": "v", "ь": "b",
        # Greek
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "ς": "c",
        "τ": "t", "υ": "u", "χ": "x", "ω": "w", "γ": "y", "μ": "u",
        # Latin and others
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ɡ": "g", "ɑ": "a", "ʋ": "v", "ɴ": "n", "ʀ": "r",
        "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g", "ƅ": "b", "ꞌ": "", "ʼ": "",
        # what is typed instead of letters
        "0": "o", "1": "i", "l": "i", "|": "i", "!": "i", "3": "e", "4": "a", "5": "s", "$": "s", "7": "t", "8": "b",
    }
)  # fmt: skip
_SEQUENCES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("cj", "g"))
_MARKS = re.compile(r"[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]+")
_BETWEEN = re.compile(r"[\s._\-–—~*+'’]+")


def skeleton(name: str) -> str:
    """The same for names that the eye takes for one another."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = _BETWEEN.sub("", _MARKS.sub("", folded)).translate(_SAME)
    for several, one in _SEQUENCES:
        plain = plain.replace(several.translate(_SAME), one.translate(_SAME))
    return plain


def alike(name: str, ours: str) -> bool:
    """Whether a name that isn't ours could be taken for ours."""
    theirs, known = skeleton(name), skeleton(ours)
    if not theirs or not known:
        return False
    if theirs == known:
        return True
    if len(known) >= 5 and (known in theirs or (len(theirs) >= 5 and theirs in known and len(known) - len(theirs) < 4)):
        return True
    return apart(theirs, known) <= (0 if len(known) < 4 else 1 if len(known) < 8 else 2)


def apart(one: str, other: str) -> int:
    """How many letters have to be put in, taken out, changed, or swapped with their neighbour."""
    one, other = one[:100], other[:100]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        previous, before, row = before, row, [at]
        for to, target in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != target))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == target:
                cost = min(cost, previous[to - 2] + 1)
            row.append(cost)
    return row[-1]

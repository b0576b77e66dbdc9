"""Personal data in a text: found by shape, so that old versions can be kept without it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text (code points) that looks like personal data, and of which kind."""

    start: int
    end: int
    kind: str


_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_DIGITS = re.compile(r"(?<![\w/#@.])\+?\(?\d(?:[ ().-]{0,2}\d){6,18}(?![\w/@])")


def find_personal(text: str) -> list[Found]:
    """E-mail addresses, IBANs, card numbers and telephone numbers, in order, never overlapping."""
    found = [Found(m.start(), m.end(), "email") for m in _EMAIL.finditer(text)]
    found += [Found(m.start(), m.end(), "iban") for m in _IBAN.finditer(text)]
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= 13 and _luhn(digits):
            found.append(Found(match.start(), match.end(), "card"))
        elif 7 <= len(digits) <= 15:
            found.append(Found(match.start(), match.end(), "phone"))
    found.sort(key=lambda one: (one.start, -one.end))
    apart: list[Found] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def mask_personal(text: str) -> str:
    """The text with each personal stretch made unreadable, its first sign kept."""
    for one in reversed(find_personal(text)):
        text = text[: one.start] + text[one.start] + "•" * (one.end - one.start - 1) + text[one.end :]
    return text


def _luhn(digits: str) -> bool:
    doubled = [int(sign) * (2 if place % 2 else 1) for place, sign in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0

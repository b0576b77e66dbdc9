"""A brand's own colour and the ink that can be read on it."""

from __future__ import annotations

import re

_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
DARK, LIGHT = "#17201B", "#FFFFFF"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1. Raises ValueError for anything but #RRGGBB."""
    match = _HEX.fullmatch(colour)
    if match is None:
        raise ValueError("a colour is written #RRGGBB")
    parts = [int(part, 16) / 255 for part in match.groups()]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> tuple[str, float]:
    """Dark or light ink, whichever reads better, and its contrast. Raises ValueError if neither reaches 4.5."""
    ink = max((DARK, LIGHT), key=lambda one: contrast(one, colour))
    ratio = contrast(ink, colour)
    if ratio < 4.5:
        raise ValueError("no ink can be read on this colour")
    return ink, round(ratio, 1)

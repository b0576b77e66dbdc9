"""A colour by its name, and what can be read on it, in words."""

from __future__ import annotations

import colorsys

from django.utils.translation import gettext as _, gettext_noop as noop

from tummler.common.colour import DARK, ink_on

#: Up to which hue (degrees) a colour is called so.
_HUES = (
    (15, noop("Red")), (40, noop("Orange")), (68, noop("Yellow")), (172, noop("Green")), (195, noop("Turquoise")),
    (255, noop("Blue")), (290, noop("Violet")), (340, noop("Pink")), (361, noop("Red")),
)  # fmt: skip


def colour_name(colour: str) -> str:
    """Yellow, dark blue, grey: as one would say it."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, colourful = colorsys.rgb_to_hls(red, green, blue)
    if light < 0.12:
        return _("Black")
    if light > 0.95:
        return _("White")
    if colourful < 0.12:
        return _("Grey")
    return _(next(name for until, name in _HUES if hue * 360 < until))


def ink_words(colour: str) -> tuple[str, str]:
    """What ink goes on it, and its contrast: "Yellow, with dark ink on it", "8.7:1". Raises ValueError if none can."""
    ink, ratio = ink_on(colour)
    said = _("%(colour)s, with dark ink on it") if ink == DARK else _("%(colour)s, with white ink on it")
    return said % {"colour": colour_name(colour)}, f"{ratio:g}:1"

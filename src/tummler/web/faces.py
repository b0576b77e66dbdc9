"""Faces: a small paper-cut figure for everyone, the same for the same account, claiming nothing about them."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from markupsafe import Markup, escape

_GROUNDS = (
    "D9D2EA", "F6DD9C", "C9DDE8", "F2C8C0", "BFD8CC", "F3C9A5",
    "C4D6F0", "DCE3C8", "F7D9D0", "D4E6D0", "E4D3F0", "F2D07A",
)  # fmt: skip
_CLOTHES = ("5A6B3A", "7A3E48", "B4632D", "3E5E8C", "35506B", "2F6B5E", "8A4B6B", "A0442E", "1F6F78", "6A4C93")
_DARK = ("2E2A33", "4A3A2E", "26393B", "3A2E45", "5B3A32", "2F3A2A")
_BODY = (
    '<path d="M5 48c0-8.5 8-12.5 19-12.5S43 39.5 43 48z" fill="#{clothes}"/>'
    '<path d="M19.8 29h8.4v7.5a4.2 4.2 0 0 1-8.4 0z" fill="#E9DAC4"/>'
    '<ellipse cx="24" cy="21.5" rx="9.6" ry="11" fill="#FFF6E8"/>'
)
_SMILE = (
    '<path d="M20.2 21.7h0m7.6 0h0" stroke="#1d1512" stroke-width="2.4" stroke-linecap="round"/>'
    '<path d="M20.8 27q3.2 2.5 6.4 0" fill="none" stroke="#1d1512" stroke-width="1.2" stroke-linecap="round"/>'
)
_GLASSES = (
    '<path d="M16.9 21.6a3.1 3.1 0 1 0 6.2 0a3.1 3.1 0 1 0-6.2 0m8 0a3.1 3.1 0 1 0 6.2 0a3.1 3.1 0 1 0-6.2 0'
    'm-1.8-.2q.9-.7 1.8 0" fill="none" stroke="#2b2b2b"/>'
)
#: Hats and hair that anybody wears.
_TOPS = (
    '<path d="M14.2 18.5c-.3-7.5 3.7-11.3 9.8-11.3s10.1 3.8 9.8 11.3c-.6-3-1.6-4.7-3-5.6-4-1-9.6-1-13.6 0'
    '-1.4.9-2.4 2.6-3 5.6z" fill="#{dark}"/>',
    '<path d="M13.6 21c-.8-9.5 3.6-14 10.6-14s11.2 4.8 10.2 14c-1.2-4.4-3-6.8-5.4-7.6-3.8 1.4-8.6 1.3-12 .3'
    '-1.8 1.7-2.9 4-3.4 7.3z" fill="#{dark}"/>',
    '<path d="M13.7 21.5c-1-9 3.5-13.7 10.3-13.7s11.3 4.7 10.3 13.7c-.8-5-3.8-8.3-10.3-8.3s-9.5 3.3-10.3 8.3z"'
    ' fill="#{dark}"/>',
    '<path d="M12.6 18.6C12.3 10.4 17 5.6 24 5.6s11.7 4.8 11.4 13c-3-1.9-7-2.7-11.4-2.7s-8.4.8-11.4 2.7z"'
    ' fill="#{clothes}"/>',
    '<g fill="#{dark}"><circle cx="15" cy="15" r="4.6"/><circle cx="19.5" cy="10.5" r="4.8"/>'
    '<circle cx="25.5" cy="9.3" r="4.8"/><circle cx="31" cy="11.8" r="4.6"/><circle cx="34" cy="16.5" r="3.8"/></g>',
    '<path d="M13 17c1-6.5 5-9.8 11-9.8s10 3.3 11 9.8l4 1.2q-7 1.8-15-.8-8-2.6-11-.4z" fill="#{clothes}"/>',
    '<path d="M14 20.5c.4-4.5 3.5-6.8 9-8.8 3.3 3.7 7 5.3 11 6.6.2-7-4-10.6-10-10.6s-10.4 4.3-10 12.8z"'
    ' fill="#{dark}"/>',
)
_NOBODY = '<rect width="48" height="48" fill="#D2D8CB"/><path d="M24 11a8 8 0 1 0 .1 0zM8 46c0-9 7-14 16-14s16 5 16 14z" fill="#77827a"/>'  # noqa: E501 - a drawing


@lru_cache(2048)
def drawn(seed: str) -> Markup:
    """The figure of a seed (an account's or helper's own id), as an SVG."""
    if not seed:
        return _svg(_NOBODY)
    chance = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=8).digest()
    colours = {"clothes": _CLOTHES[chance[1] % len(_CLOTHES)], "dark": _DARK[chance[2] % len(_DARK)]}
    parts = [f'<rect width="48" height="48" fill="#{_GROUNDS[chance[0] % len(_GROUNDS)]}"/>', _BODY]
    parts += [_TOPS[chance[3] % len(_TOPS)], _SMILE, _GLASSES if chance[4] % 5 == 0 else ""]
    shapes = "".join(parts)
    for name, value in colours.items():
        shapes = shapes.replace("{" + name + "}", value)
    return _svg(shapes)


def _svg(shapes: str) -> Markup:
    return Markup('<svg class="p" viewBox="0 0 48 48" aria-hidden="true">{}</svg>').format(Markup(shapes))  # noqa: S704 - drawings of our own


@lru_cache(maxsize=2048)
def face(seed: str, *, network: str = "", size: str = "", here: bool = False) -> Markup:
    """A figure with its network's mark; size is xs, lg, xl or nothing. The name beside it says who it is."""
    classes = " ".join(filter(None, ("f", size, "here" if here else "")))
    mark = Markup('<span class="n">{}</span>').format(mark_of(network)) if network else ""
    return Markup('<span class="{}">{}{}</span>').format(classes, drawn(seed), mark)


def brand_face(name: str, *, network: str = "", size: str = "") -> Markup:
    """The brand itself: its first letter on its own colour."""
    letter = next((sign.upper() for sign in name if sign.isalnum()), "•")
    mark = Markup('<span class="n">{}</span>').format(mark_of(network)) if network else ""
    return Markup('<span class="{}"><span class="p own" aria-hidden="true">{}</span>{}</span>').format(
        " ".join(filter(None, ("f", size))), letter, mark
    )


@lru_cache(maxsize=64)
def mark_of(network: str) -> Markup:
    """A network's mark, drawn by the style sheet in the colour of its text."""
    return Markup('<span class="net" data-net="{}" aria-hidden="true"></span>').format(escape(network))

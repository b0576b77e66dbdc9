"""Pictures for made-up posts, drawn here: nothing is fetched from anywhere, and nobody real is shown."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1200, 760)
_WIDE, _HIGH = SIZE
_FINER = 2
Draw = ImageDraw.ImageDraw


#: Nobody can own this name (RFC 2606), and nobody is asked for it.
_WHERE = "https://pictures.velonorte.example/"


def address_of(name: str) -> str:
    """Where a picture would stand."""
    return f"{_WHERE}{name}.png"


def picture(address: str) -> bytes:
    """The picture of an address, as PNG, drawn here. Raises LookupError for one that nobody drew."""
    draw_it = _DRAWN[address.removeprefix(_WHERE).removesuffix(".png")]
    image = Image.new("RGB", (_WIDE * _FINER, _HIGH * _FINER), "#D6DFE0")
    draw_it(ImageDraw.Draw(image))
    out = BytesIO()
    image.resize((_WIDE, _HIGH), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _at(*numbers: float) -> list[float]:
    return [number * _FINER for number in numbers]


def _street(draw: Draw) -> None:
    for left, top, right, colour in (
        (0, 330, 210, "#BFCDCE"), (180, 250, 400, "#C8D4D4"), (430, 300, 640, "#BFCDCE"),
        (600, 210, 820, "#C8D4D4"), (800, 300, 1010, "#BFCDCE"), (980, 160, 1200, "#C8D4D4"),
    ):  # fmt: skip
        draw.rectangle(_at(left, top, right, 560), fill=colour)
    draw.rectangle(_at(0, 520, _WIDE, _HIGH), fill="#8F9A93")
    for left in range(-100, _WIDE, 260):
        draw.line(_at(left + 160, 520, left, _HIGH), fill="#828D86", width=4 * _FINER)


def _wheel(draw: Draw, x: float, y: float, flat: bool = False) -> None:
    draw.ellipse(_at(x - 95, y - 95, x + 95, y + 95), outline="#26302B", width=14 * _FINER)
    draw.ellipse(_at(x - 12, y - 12, x + 12, y + 12), fill="#26302B")
    for dx, dy in ((0, 82), (82, 0), (58, 58), (58, -58)):
        draw.line(_at(x - dx, y - dy, x + dx, y + dy), fill="#AEB9B3", width=2 * _FINER)
    if flat:
        draw.ellipse(_at(x - 92, y + 66, x + 92, y + 118), fill="#26302B")


def _bike(draw: Draw, left: float, floor: float, flat: bool = False) -> None:
    back, front = (left + 100, floor - 95), (left + 430, floor - 95)
    _wheel(draw, *back, flat=flat)
    _wheel(draw, *front)
    seat, head, crank = (left + 180, floor - 270), (left + 370, floor - 280), (left + 235, floor - 95)
    for one, other in ((back, crank), (crank, head), (seat, crank), (seat, head), (seat, back), (head, front)):
        draw.line(_at(*one, *other), fill="#F2B01E", width=20 * _FINER, joint="curve")
    draw.line(_at(seat[0] - 42, seat[1] - 26, seat[0] + 46, seat[1] - 26), fill="#26302B", width=18 * _FINER)
    draw.line(_at(seat[0], seat[1], seat[0], seat[1] - 26), fill="#26302B", width=10 * _FINER)
    draw.line(_at(head[0], head[1], head[0] + 6, head[1] - 60), fill="#26302B", width=12 * _FINER)
    draw.line(_at(head[0] + 6, head[1] - 60, head[0] - 50, head[1] - 74), fill="#26302B", width=14 * _FINER)
    draw.rectangle(_at(head[0] + 16, head[1] - 64, head[0] + 130, head[1] + 8), outline="#4B5650", width=8 * _FINER)


def _dock(draw: Draw) -> None:
    _street(draw)
    _bike(draw, 230, 690)
    draw.rounded_rectangle(_at(780, 330, 930, 690), radius=18 * _FINER, fill="#3A464B")
    draw.rounded_rectangle(_at(804, 356, 906, 432), radius=10 * _FINER, fill="#11181B")
    for strokes in ((836, 374, 836, 414), (874, 374, 856, 400, 886, 400), (877, 384, 877, 414)):  # 14
        draw.line(_at(*strokes), fill="#E9EFE8", width=6 * _FINER, joint="curve")
    draw.ellipse(_at(822, 470, 888, 536), fill="#D8402C")
    draw.ellipse(_at(812, 460, 898, 546), outline="#8C2C20", width=8 * _FINER)
    draw.rectangle(_at(730, 580, 800, 624), fill="#26302B")


def _flat(draw: Draw) -> None:
    _street(draw)
    _bike(draw, 360, 690, flat=True)
    draw.line(_at(430, 712, 452, 690), fill="#C9D2CC", width=6 * _FINER)


_DRAWN: dict[str, Callable[[Draw], None]] = {"dock": _dock, "flat": _flat}

"""``docs/look.md``: every page and state as it is, beside what it is meant to be: ``python -m tests.web.look``.

The pictures are those that ``make shots`` has just taken, made small; where a page was not photographed again, the
picture taken before stays, as it does where nobody could tell the two apart: the repository keeps every one for good.
What each is meant to be stands in look.toml; a page with ``few`` is shown wide by day, and on a phone by day and night.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat

from tests.web.shots import PICTURES

ROOT = Path(__file__).parent.parent.parent
PAGE, FOLDER = ROOT / "docs" / "look.md", ROOT / "docs" / "pictures" / "look"
MEANT = Path(__file__).with_name("look.toml")
#: How wide a picture is on the page, and how much of a long one is shown (width × this).
SIZES = {"wide": (880, 2.0), "tablet": (400, 2.4), "phone": (240, 3.2)}
FEW = ("wide", "phone", "phone-dark")
#: So little differs, of 255, between two pictures of one page: other faces, another minute.
ALIKE = 0.7
_HEAD = """# How it looks

Every page and state, taken from the running product by `make shots`, beside what it is meant to be. The words and
colours behind it are in `src/tummler/web/static/css/tokens.css` and `kit.css`. A click shows a picture larger.
"""


def names_of(page: dict[str, Any]) -> list[str]:
    """The pictures of a page: wide, tablet, phone, each by day and by night; or few of them."""
    every = [f"{size}{night}" for size in SIZES for night in ("", "-dark")]
    return [f"{page['shot']}-{each}" for each in (FEW if page.get("few") else every)]


def pictures_of(page: dict[str, Any]) -> list[Path]:
    """What there is of a page, small: photographed just now, or before."""
    shown = []
    for name in names_of(page):
        taken, made = PICTURES / f"{name}.png", FOLDER / f"{name}.webp"
        if taken.exists() and (not made.exists() or made.stat().st_mtime < taken.stat().st_mtime):
            shrink(taken)
        if made.exists():
            shown.append(made)
    return shown


def shrink(file: Path) -> None:
    """A small copy in the documentation's folder, unless the one that is there shows the same."""
    size = next(size for size in SIZES if f"-{size}" in file.stem)
    width, tall = SIZES[size]
    with Image.open(file) as picture:
        scale = width / picture.width
        shown = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, int(picture.width * tall))))
        small = shown.resize((width, round(shown.height * scale)), Image.Resampling.LANCZOS)
    made = FOLDER / f"{file.stem}.webp"
    if not made.exists() or not alike(made, small):
        small.save(made, quality=70, method=6)


def alike(made: Path, small: Image.Image) -> bool:
    """Whether nobody could tell the picture that is there from a new one."""
    with Image.open(made) as before:
        if before.size != small.size:
            return False
        tiny = [one.convert("L").reduce(4) for one in (before, small)]
    return bool(ImageStat.Stat(ImageChops.difference(*tiny)).mean[0] < ALIKE)


def section(page: dict[str, Any]) -> str:
    """A heading, what it is meant to be, and the pictures."""
    shown = [_image(page["name"], file) for file in pictures_of(page)]
    return f"## {page['name']}\n\n{page['meant']}\n\n" + "\n".join(shown) + "\n"


def _image(name: str, file: Path) -> str:
    size = next(size for size in SIZES if f"-{size}" in file.stem)
    when = "night" if file.stem.endswith("-dark") else "day"
    with Image.open(file) as picture:
        width = picture.width // 2
    return f'<img src="pictures/look/{file.name}" width="{width}" alt="{name}: {size}, by {when}">'


def main() -> int:
    """Write the page; a page of look.toml without a picture is an error, a picture without its page is told."""
    pages = tomllib.loads(MEANT.read_text("utf-8"))["page"]
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = {name for page in pages for name in names_of(page)}
    for old in FOLDER.glob("*.webp"):
        if old.stem not in known:
            old.unlink()
    PAGE.write_text(_HEAD + "\n" + "\n".join(section(page) for page in pages), "utf-8")
    missing = [page["shot"] for page in pages if not pictures_of(page)]
    shots, taken = (
        {page["shot"] for page in pages},
        (file.stem.removesuffix("-dark") for file in PICTURES.glob("*.png")),
    )
    nameless = sorted({name.rpartition("-")[0] for name in taken} - shots)
    for words, names in (("no picture of", missing), ("not in look.toml", nameless)):
        if names:
            print(f"{words}: {', '.join(names)}")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())

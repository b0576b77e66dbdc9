"""Icons as they came from their makers, one file each, inlined into pages by :func:`icon`.

``phosphor/`` holds files of npm ``@phosphor-icons/core`` 2.1.1, regular weight, unedited (MIT, licence beside them).
To use another one, copy its file in.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

_FOLDER = Path(__file__).parent / "phosphor"
_PATH = re.compile(r'<path d="([-0-9a-zA-Z.,]+)"/>')


@cache
def icon(name: str) -> Markup:
    """An icon beside its word; hidden from screen readers, which read the word. Raises FileNotFoundError."""
    drawn = _PATH.findall((_FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    paths = "".join(f'<path d="{path}"/>' for path in drawn)
    return Markup(f'<svg class="i" viewBox="0 0 256 256" aria-hidden="true">{paths}</svg>')  # noqa: S704 - only digits

"""What a page weighs, and that nothing in it is inline: held here, so that it stays so."""

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web.reading import Node, read
from tests.web.world import World
from tummler import web

STATIC = Path(web.__file__).parent / "static"
KB = 1000


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def served(page: Node, tag: str, attribute: str, **which: str) -> list[Path]:
    """The files that a page asks for, as they lie in the repository."""
    found = []
    for node in page.all(tag, **which):
        address = node.attributes.get(attribute, "")
        if address.startswith("/static/"):
            name = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", address.removeprefix("/static/"))
            found.append(STATIC / name)
    return found


@pytest.fixture
def need_page(world: World, client_of: Callable[[Any], Any]) -> Any:
    return client_of(world.owner).get(f"/desk/{world.need('dock').public_id}/")


def test_desk_keeps_its_budgets(need_page: Any) -> None:
    page = read(need_page)
    scripts = served(page, "script", "src")
    sheets = served(page, "link", "href", rel="stylesheet")
    assert [path.name for path in scripts] == [
        "htmx.min.js",
        "live.js",
        "stream.js",
        "telling.js",
        "together.js",
        "marks.js",
        "cuts.js",
        "composer.js",
        "keys.js",
        "find.js",
    ]
    assert sum(compressed(path) for path in scripts) <= 40 * KB
    assert [path.name for path in sheets] == [
        "tokens.css", "kit.css", "finding.css", "thread.css", "composer.css", "desk.css", "together.css",
    ]  # fmt: skip
    assert sum(compressed(path) for path in sheets) <= 25 * KB
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) <= 100 * KB


def test_icons_of_the_desk_keep_their_budget(need_page: Any) -> None:
    icons = re.findall(r'<svg class="i".*?</svg>', need_page.content.decode())
    assert len(gzip.compress("".join(icons).encode(), 9)) <= 6 * KB


def test_nothing_is_inline_and_the_policy_says_so(
    need_page: Any, world: World, client_of: Callable[[Any], Any]
) -> None:
    for answer in (need_page, client_of(world.owner).get("/desk/"), client_of(world.owner).get("/desk/nowhere/")):
        html = answer.content.decode()
        assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)\s*=", html)
        assert not re.search(r"<style|javascript:", html)
        assert all("src" in script.attributes for script in read(answer).all("script"))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_vendored_files_are_what_they_say() -> None:
    told = (STATIC / "vendor" / "VENDORED.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", told, re.MULTILINE)
    assert [name for name, _ in rows] == [path.name for path in sorted((STATIC / "vendor").glob("*.js"))]
    for name, checksum in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == checksum


def test_licences_stand_beside_what_is_not_ours() -> None:
    for folder, name in (
        ("fonts", "OFL-literata.txt"), ("fonts", "OFL-schibsted-grotesk.txt"),
        ("vendor", "LICENSE-htmx.txt"), ("marks", "NOTICE.txt"),
    ):  # fmt: skip
        assert (STATIC / folder / name).stat().st_size > 100
    assert "MIT License" in (Path(web.__file__).parent / "icons" / "phosphor" / "LICENSE").read_text("utf-8")

"""What the documents say exists, exists; and what exists is in the documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
OPERATING = DOCS / "operating.md"


def commands() -> set[str]:
    """Every command of the command line, groups spelled out."""
    from tummler.cli.main import app

    found = set()
    for command in app.registered_commands:
        assert command.callback is not None
        found.add(command.name or command.callback.__name__.rstrip("_").replace("_", "-"))
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            assert command.callback is not None
            found.add(f"{group.name} {command.name or command.callback.__name__.replace('_', '-')}")
    return found


def test_every_command_is_documented_and_every_documented_command_exists():
    text = OPERATING.read_text("utf-8")
    # `tummler` in a line of shell, or in backticks; options and arguments are not part of the command.
    said = set(re.findall(r"(?:^|`|\s|/)tummler ((?:channel |articles )?[a-z-]+)", text, re.MULTILINE))
    assert said == commands()


def test_every_setting_is_documented_and_every_documented_setting_exists():
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"[\"'](TUMMLER_[A-Z_]+|DATABASE_URL)[\"']", source))
    said = set(re.findall(r"`(TUMMLER_[A-Z_]+|DATABASE_URL)`?", OPERATING.read_text("utf-8")))
    assert said == read


def test_every_network_is_documented_and_every_documented_network_exists():
    from tummler.networks.registry import BUILT_IN

    head = next(line for line in (DOCS / "networks.md").read_text("utf-8").splitlines() if line.startswith("| |"))
    assert sorted(cell.strip() for cell in head.split("|") if cell.strip()) == sorted(BUILT_IN)


def test_every_address_is_documented_and_every_documented_address_exists():
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern, URLResolver

    def walk(patterns, before=""):
        for entry in patterns:
            here = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, here)
            elif isinstance(entry, URLPattern):
                yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", here).lstrip("^/")

    said = set(re.findall(r"^\| `(/[^`]*)`", OPERATING.read_text("utf-8"), re.MULTILINE))
    assert said == {*walk(get_resolver().url_patterns), "/stream/"}


def test_every_room_is_on_the_architecture_page_and_says_what_it_is():
    rooms = {path.parent.name for path in (ROOT / "src" / "tummler").glob("*/__init__.py")}
    table = (DOCS / "architecture.md").read_text("utf-8")
    said = set(
        re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `")))
    )
    assert said == rooms
    for room in rooms:
        first = (ROOT / "src" / "tummler" / room / "__init__.py").read_text("utf-8")
        assert first.startswith('"""'), room


def named_files() -> list[tuple[str, str]]:
    """(document, path) for every path of the code that a document names in backticks."""
    found = []
    for document in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for path in re.findall(
            r"`([\w./-]+/[\w.-]*\.(?:py|md|toml|html|css|js)|[\w-]+(?:/[\w-]+)+/)`", document.read_text("utf-8")
        ):
            found.append((document.name, path))
    return found


@pytest.mark.parametrize(("document", "path"), named_files())
def test_every_file_that_a_document_names_exists(document, path):
    places = (ROOT, ROOT / "src" / "tummler", DOCS)
    assert any((place / path).exists() for place in places)


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for document in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            if not (document.parent / link).exists():
                broken.append((document.name, link))
    assert broken == []

"""The interface in each of its languages: written, whole, with the same places for names, as compiled as it is read."""

from __future__ import annotations

import io
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import tummler.web

LOCALE = Path(tummler.web.__file__).parent / "locale"
ROOT = LOCALE.parents[3]
LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir())
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


def every_string():
    """What the code and the templates say, as ``make words`` finds it: a string, or a tuple for a plural."""
    with open(ROOT / "babel.cfg", encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = {**DEFAULT_KEYWORDS, "noop": None, "N_": None, "gettext_lazy": None}
    found = extract_from_dir(ROOT, methods, options, keywords)
    said = {words for _file, _line, words, _comments, _context in found}
    return said - {words[0] for words in said if isinstance(words, tuple)}  # a plural says its singular, too


def catalog(language):
    with open(LOCALE / language / "LC_MESSAGES" / "django.po", "rb") as file:
        return read_po(file, locale=language)


def pairs(language):
    """Every string with what it became; each form of a plural is a pair of its own."""
    for message in catalog(language):
        if message.id:
            ids, strings = message.id, message.string
            yield from zip(ids, strings, strict=True) if isinstance(ids, tuple) else [(ids, strings)]


def words(file):
    """What a compiled catalog says, without the dates in its head."""
    said = dict(GNUTranslations(file)._catalog)
    del said[""]
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_a_place_for_every_name(language):
    wrong = [(a, b) for a, b in pairs(language) if b and set(PLACE.findall(a)) != set(PLACE.findall(b))]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_keeps_the_markup_of_a_sentence(language):
    tags = re.compile(r"</?\w+[^>]*>")
    assert [(a, b) for a, b in pairs(language) if sorted(tags.findall(a)) != sorted(tags.findall(b))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_read(language):
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    with open(LOCALE / language / "LC_MESSAGES" / "django.mo", "rb") as shipped:
        assert words(shipped) == words(compiled)  # run: make words


def test_spanish_says_neither_please_nor_oops():
    said = re.compile(r"\b(por favor|ups|con éxito|simplemente|usted|vaya)\b|!", re.IGNORECASE)
    assert [b for _, b in pairs("es") if said.search(b)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything(language):
    said = {message.id for message in catalog(language) if message.id and message.string and not message.fuzzy}
    assert sorted(map(str, every_string() ^ said)) == []  # run: make words


def test_no_word_hides_where_it_is_not_found():
    """Strings are not looked for inside f-strings, nor under a name that ``make words`` doesn't know."""
    hidden = re.compile(r"""\bf"[^"\n]*\{n?_\(|\bf'[^'\n]*\{n?_\(|\bgettext_lazy as (?!_\b)""")
    assert [
        file.name for file in sorted(LOCALE.parents[1].rglob("*.py")) if hidden.search(file.read_text("utf-8"))
    ] == []

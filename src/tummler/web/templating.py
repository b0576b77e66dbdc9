"""The Jinja2 environment of all pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags import static as static_files
from django.urls import get_resolver, get_script_prefix, reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from tummler.acts import saying_more, thanking
from tummler.web import (
    claim_bar,
    faces,
    gesture_rows,
    icons,
    moments,
    numbers,
    peers_desk_rows,
    square_words,
    standing,
    texts,
    words,
)


def url(name: str, args: Sequence[Any] = ()) -> str:
    """The address of a page; a list asks for the same ones again and again."""
    return _reversed(get_script_prefix(), name, tuple(args))


@lru_cache(maxsize=4096)
def _reversed(prefix: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


@lru_cache(maxsize=512)
def static(name: str) -> str:
    """The address of a static file; every page asks for the same thirty."""
    return static_files.static(name)


def exists(name: str) -> bool:
    """Whether there is such an address: a key is only told of where its thing is there."""
    return name in get_resolver().reverse_dict


def environment(**options: Any) -> Environment:
    """Jinja2 with gettext, addresses and static files; an undefined name is an error, not a blank."""
    options["undefined"] = StrictUndefined
    made = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, pgettext=translation.pgettext, newstyle=True
    )
    made.globals.update(
        static=static,
        url=url,
        exists=exists,
        language=translation.get_language,
        right_to_left=translation.get_language_bidi,
        languages=settings.LANGUAGES,
        header=standing.header,
        standing=standing.standing,
        icon=icons.icon,
        face=faces.face,
        brand_face=faces.brand_face,
        mark_of=faces.mark_of,
        at=moments.at,
        ago=moments.ago,
        since=square_words.since,
        in_words=numbers.in_words,
        starting=numbers.starting,
        given=texts.given_name,
        peer_name=texts.peer_name,
        linked=texts.linked,
        along_words=claim_bar.along_words,
        peer_whys=peers_desk_rows.WHYS,
        report_reasons=gesture_rows.REASONS,
        longest_thanks=thanking.LONGEST,
        longest_more=saying_more.LONGEST,
        care_words=words.care_words,
        may_care_words=words.may_care_words,
        not_allowed_words=words.not_allowed_words,
    )
    return made

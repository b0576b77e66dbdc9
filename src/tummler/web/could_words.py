"""Why somebody could answer, in words: Solved two like this, the last in March, and was thanked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _, ngettext

from tummler.common import clock
from tummler.web.numbers import in_words
from tummler.web.whys import language_name


def could_words(why: str, facts: Mapping[str, Any], topics: Mapping[str, str], name: str) -> str:
    """The reason as a sentence without its full stop; "" for none. ``name`` is who asks."""
    times = int(facts.get("times", 1))
    said = {"count": in_words(times), "when": _when(str(facts.get("last", "")))}
    topic = topics.get(str(facts.get("topic", "")), "")
    match why:
        case "knows":
            words = _("Helped %(name)s before, %(when)s") % {"name": name, "when": said["when"]}
        case "solved":
            words = ngettext("Solved one like this, %(when)s", "Solved %(count)s like this, the last %(when)s", times)
            words %= said
        case "topic":
            one, more = (
                _("Solved one about %(topic)s, %(when)s"),
                _("Solved %(count)s about %(topic)s, the last %(when)s"),
            )
            words = (one if times == 1 else more) % (said | {"topic": topic})
        case "near":
            words = _("Solved something near it, %(when)s") % {"when": said["when"]}
        case "chose":
            return _("Knows %(topic)s") % {"topic": topic} if topic else ""
        case "speaks":
            language = str(facts.get("language", ""))
            return _("Speaks %(language)s") % {"language": language_name(language) or language}
        case _:
            return ""
    return _("%(what)s, and was thanked") % {"what": words} if facts.get("thanked") else words


def _when(day: str) -> str:
    """today, yesterday, on 3 May, in March, in March 2025."""
    try:
        then = date.fromisoformat(day)
    except ValueError:
        return _("some time ago")
    today = clock.now().date()
    days = (today - then).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 28:
        return _("on %(day)s") % {"day": formats.date_format(then, _("j M"))}
    return _("in %(month)s") % {"month": formats.date_format(then, "F" if then.year == today.year else "F Y")}

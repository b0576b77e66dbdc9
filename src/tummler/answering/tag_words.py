"""What a machine of ours says by itself, in the asker's language where we have it; always with its sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from tummler.common import clock
from tummler.common.hashtags import SIGN
from tummler.records.models import Post, Tag


def language_of(post: Post) -> str:
    """What its author writes: as it was read, else as their own client said."""
    reading = getattr(post, "reading", None)
    read = str(reading.language.get("value", "")) if reading else ""
    return read if read not in ("", "und") else post.language


def signed(words: Sequence[str], language: str) -> str:
    """Everything said to one post, and that a machine says it."""
    with _in(language):
        sign = _("A machine wrote this; “stop” ends it.")
    return "\n\n".join([*words, f"{SIGN} {sign}"])


def _in(language: str) -> translation.override:
    return translation.override(language if translation.check_for_language(language) else "en")


def comes_later(tag: Tag, language: str) -> str:
    """The system is down: said once, and kept."""
    with _in(language):
        return _("#%(tag)s: Your answer comes when the system is back.") % {"tag": tag.name}


def did_you_mean(tag: Tag, language: str) -> str:
    """Asked once about a word that is nearly a tag."""
    with _in(language):
        return _("Did you mean #%(tag)s?") % {"tag": tag.name}


def wants_more(tag: Tag, missing: str, language: str) -> str:
    """What has to stand behind it isn't there."""
    with _in(language):
        return _("Write it with %(what)s behind it: #%(tag)s …") % {"what": missing, "tag": tag.name}


def by_people(tag: Tag, until: datetime | None, language: str) -> str:
    """What the lead wrote for it, or what is promised; "" where nothing is."""
    if tag.text.strip():
        return tag.text.strip()
    if until is None:
        return ""
    with _in(language):
        hours = max(1, round((until - clock.now()).total_seconds() / 3600))
        said = ngettext(
            "#%(tag)s: Somebody reads this within an hour.",
            "#%(tag)s: Somebody reads this within %(hours)s hours.",
            hours,
        )
        return said % {"tag": tag.name, "hours": hours}


def about_account(tag: Tag, language: str) -> str:
    """Nothing about an account is said in public: a person takes it."""
    with _in(language):
        return _("#%(tag)s is about an account, so nothing of it is said here. Somebody of us takes it.") % {
            "tag": tag.name
        }


def breaking(language: str) -> str:
    """Something about the tag's topic is breaking."""
    with _in(language):
        return _("Something is wrong with this for many just now; we are on it.")

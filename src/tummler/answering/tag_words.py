"""What a machine of ours says by itself, in the asker's language where we have it; always with its sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from tummler.common import clock
from tummler.common.hashtags import SIGN
from tummler.records.models import Brand, Post, Tag


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


def comes_later(tag: Tag, language: str, asked_much: bool = False) -> str:
    """The system is down, or more ask than the tag answers in an hour: said once, and kept."""
    with _in(language):
        if asked_much:
            return _("#%(tag)s: Many are asking just now. Your answer comes when it is your turn.") % {"tag": tag.name}
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


def unproven(tag: Tag, brand: Brand, language: str) -> str:
    """How to prove it, by an address that is typed by hand; the answer comes by itself then."""
    with _in(language):
        said = _("#%(tag)s is about your account. Show us at %(address)s that it is yours: the answer comes then.")
        return said % {"tag": tag.name, "address": _typed("me_short", brand)}


def waits_for_you(tag: Tag, brand: Brand, language: str) -> str:
    """The one short word that is said where others read."""
    with _in(language):
        said = _("#%(tag)s: answered in private, at %(address)s.")
        return said % {"tag": tag.name, "address": _typed("read", brand)}


def _typed(name: str, brand: Brand) -> str:
    """The brand's own short address as one types it, without https://; no link that somebody could imitate."""
    others = Brand.objects.exclude(pk=brand.pk).exists()
    path = reverse(f"{name}_brand", args=[brand.slug]) if others else reverse(name)
    return f"{settings.PUBLIC_URL.split('://', 1)[-1]}{path}".rstrip("/")


def breaking(language: str) -> str:
    """Something about the tag's topic is breaking."""
    with _in(language):
        return _("Something is wrong with this for many just now; we are on it.")

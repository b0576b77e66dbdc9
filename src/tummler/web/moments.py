"""Times as people say them, in the reader's language and time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext as _, ngettext
from markupsafe import Markup

from tummler.common import clock
from tummler.web.numbers import in_words

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def clock_time(when: datetime) -> str:
    """10:44, as the language writes it; another day is named first: Tue 10:44, 3 May 10:44."""
    local = timezone.localtime(when)
    said = formats.date_format(local, "TIME_FORMAT") if formats.get_format("TIME_FORMAT") != "P" else f"{local:%H:%M}"
    day = day_of(when)
    return f"{day} {said}" if day else said


def day_of(when: datetime) -> str:
    """The day, as briefly as it is clear: nothing for today, "yesterday", a weekday, a date."""
    zone = timezone.get_current_timezone()
    return _day_words(when.astimezone(zone).date(), clock.now().astimezone(zone).date(), get_language())


@lru_cache(maxsize=2048)
def _day_words(local: date, today: date, _language: str | None) -> str:
    """Kept: a list says the same few days again and again, and writing one costs more than the rest of its row."""
    days = (today - local).days
    if days == 0:
        return ""
    if days == 1:
        return _("yesterday")
    if 1 < days < 7:
        return formats.date_format(local, "D")
    same_year = local.year == today.year
    return formats.date_format(local, _("j M") if same_year else _("j M Y"))


def age(since: datetime) -> str:
    """How long it has been: 11 min, 3 h, yesterday, Tue, 3 May."""
    passed = clock.now() - since
    if passed < MINUTE:
        return _("just now")
    if passed < HOUR:
        return _("%(count)s min") % {"count": int(passed / MINUTE)}
    if passed < DAY:
        return _("%(count)s h") % {"count": int(passed / HOUR)}
    return day_of(since) or _("yesterday")


def spell(since: datetime) -> str:
    """A length of time in words: 40 minutes, two hours, three days."""
    passed = clock.now() - since
    if passed < HOUR:
        minutes = max(1, int(passed / MINUTE))
        return ngettext("a minute", "%(count)s minutes", minutes) % {"count": in_words(minutes)}
    if passed < DAY:
        hours = int(passed / HOUR)
        return ngettext("an hour", "%(count)s hours", hours) % {"count": in_words(hours)}
    days = int(passed / DAY)
    return ngettext("a day", "%(count)s days", days) % {"count": in_words(days)}


def in_time(due: datetime) -> str:
    """How long until then: 8 s, 3 min, 2 h; never less than nothing."""
    left = max(due - clock.now(), timedelta())
    if left < 2 * MINUTE:
        return _("%(count)s s") % {"count": max(1, round(left.total_seconds()))}
    if left < 2 * HOUR:
        return _("%(count)s min") % {"count": round(left / MINUTE)}
    return _("%(count)s h") % {"count": round(left / HOUR)}


def time_tag(when: datetime, said: str, kind: str = "") -> Markup:
    """A <time> with its words; ``kind`` lets the page keep them true (see ``static/js/live.js``)."""
    data = Markup(' data-as="{}"').format(kind) if kind else ""
    at = when.isoformat(timespec="seconds")
    return Markup('<time datetime="') + at + Markup('"') + data + Markup(">") + said + Markup("</time>")


def until(when: datetime) -> Markup:
    """A day to come, with its date, as a <time>: Sun 29 Nov."""
    return time_tag(when, formats.date_format(timezone.localtime(when), _("D j M")))


def at(when: datetime) -> Markup:
    """The time of day, as a <time>."""
    return time_tag(when, clock_time(when))


def ago(when: datetime) -> Markup:
    """The age, as a <time> that the page keeps true."""
    return time_tag(when, age(when), "age")

"""Until when a need may sleep, in words: in an hour, tomorrow morning, when they write again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from tummler.common import clock
from tummler.web import moments

_MORNING, _AFTERNOON = 9, 15


class NoTime(ValueError):
    """A word that is no time to wake at."""


def choices() -> list[tuple[str, str]]:
    """What can be chosen now, in the reader's own zone: value, words."""
    here = timezone.localtime(clock.now())
    found = [("hour", _("In an hour"))]
    if here.hour < _AFTERNOON - 1:
        found.append(("afternoon", _("This afternoon, at %(time)s") % {"time": "15:00"}))
    found.append(("tomorrow", _("Tomorrow morning, at %(time)s") % {"time": "9:00"}))
    if here.weekday() < 6:  # on a Sunday, Monday is tomorrow
        found.append(("monday", _("Monday morning, at %(time)s") % {"time": "9:00"}))
    return [*found, ("word", _("When they write again"))]


def chosen(value: str) -> datetime | None:
    """The time of a choice; None: when they write again. Raises :class:`NoTime`."""
    here = timezone.localtime(clock.now())
    match value:
        case "word":
            return None
        case "hour":
            return clock.now() + timedelta(hours=1)
        case "afternoon" if here.hour < _AFTERNOON:
            return here.replace(hour=_AFTERNOON, minute=0, second=0, microsecond=0)
        case "tomorrow":
            return _morning(here, 1)
        case "monday":
            return _morning(here, 7 - here.weekday())
    raise NoTime(value)


def _morning(here: datetime, days: int) -> datetime:
    return (here + timedelta(days=days)).replace(hour=_MORNING, minute=0, second=0, microsecond=0)


def until(when: datetime | None) -> str:
    """As it stands in a sentence: until 15:00, until tomorrow 9:00, until they write again."""
    if when is None:
        return _("until they write again")
    local, today = timezone.localtime(when), timezone.localtime(clock.now()).date()
    days = (local.date() - today).days
    time = moments.clock_time(when) if days < 1 else f"{local:%H:%M}"
    if days == 1:
        return _("until tomorrow %(time)s") % {"time": time}
    if days > 1:
        return _("until %(day)s %(time)s") % {"day": formats.date_format(local, "l"), "time": time}
    return _("until %(time)s") % {"time": time}

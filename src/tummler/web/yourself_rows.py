"""A helper's hours as a week of days, and the accounts that are theirs, with how to show another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS

from tummler.acts import entering, proving_there as there
from tummler.records.hours import DAY
from tummler.records.models import Badge, Helper, OwnAccount
from tummler.web.channel_words import label_of
from tummler.web.me_rows import by_app, proving_fields
from tummler.web.texts import handle_of


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week, and its hours as a form has them; "" for none."""

    number: int
    name: str
    begin: str = ""
    end: str = ""


def days_of(helper: Helper) -> list[Day]:
    """Monday to Sunday."""
    hours = {day: (begin, end) for day, begin, end in reversed(helper.hours)}
    return [
        Day(number, str(name), *(_time(one % DAY) for one in hours.get(number, ())))
        for number, name in WEEKDAYS.items()
    ]


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours_in(sent: Mapping[str, Any]) -> list[tuple[int, int, int]]:
    """The hours of a form: from and to for each day that has any. Raises ValueError for what is no time."""
    found = []
    for number in WEEKDAYS:
        begin, end = (str(sent.get(f"{name}-{number}", "")).strip() for name in ("from", "to"))
        if begin or end:
            found.append((number, _minutes(begin), _minutes(end)))
    return found


def _minutes(text: str) -> int:
    hour, _colon, minute = text.partition(":")
    if not (0 <= int(hour) < 24 and 0 <= int(minute[:2]) < 60):
        raise ValueError(text)
    return int(hour) * 60 + int(minute[:2])


def usual() -> list[tuple[int, int, int]]:
    """Monday to Friday, nine to five."""
    return [(day, 9 * 60, 17 * 60) for day in range(5)]


@dataclass(frozen=True, slots=True)
class Owned:
    """An account of theirs, from which they can answer."""

    own: OwnAccount
    handle: str
    label: str


def owned(helper: Helper) -> list[Owned]:
    """Their own accounts. One query."""
    rows = OwnAccount.objects.filter(helper=helper, ended_at=None).select_related("account").order_by("pk")
    return [Owned(row, handle_of(row.account), label_of(row.account.network)) for row in rows]


def ways_for(helper: Helper) -> dict[str, Any]:
    """How another account can be shown; and whether the brand's own sign-in is one more way in for them."""
    brand = helper.brand
    ways = [(key, label_of(key), proving_fields(key)) for key in there.ways(brand) if not by_app(key)]
    by_sign_in = entering.opens_by_sign_in(brand) is not None
    has_badge = by_sign_in and Badge.objects.filter(helper=helper).exists()
    return {"ways": ways, "by_sign_in": by_sign_in, "has_badge": has_badge}

"""Times as people's files write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from tummler.common import clock

#: Nobody asked for help on a network before this; what says so counts from another zero.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_SHAPES = ("%a %b %d %H:%M:%S %z %Y", "%Y-%m-%d %H:%M:%S %Z", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
#: Networks whose ids hold the time: how many bits stand below the milliseconds, and which millisecond was zero.
ID_CLOCKS = {"twitter": (22, 1_288_834_974_657), "mastodon": (16, 0)}
_APART = timedelta(seconds=2)


def parse_time(value: Any, shape: str = "") -> datetime | None:
    """ISO 8601, seconds or milliseconds since 1970, as mails and as Twitter write it; or by ``shape`` (strptime).

    03/04/2020 is nobody's guess: None, unless the shape says what it is. A time without a zone counts as UTC.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _since_1970(float(value))
    text = str(value).strip()
    if shape:
        return _sane(_shaped(text, shape))
    if _is_number(text) and (found := _since_1970(float(text))):
        return found
    return _sane(clock.parse(text) or next(filter(None, (_shaped(text, one) for one in _SHAPES)), None) or _mail(text))


def _is_number(text: str) -> bool:
    return len(text) < 24 and text.isascii() and text.replace(".", "", 1).isdigit()


def _since_1970(number: float) -> datetime | None:
    """Seconds, milliseconds or microseconds: only one of them makes a time between 1990 and 2100."""
    found = next((number / unit for unit in (1, 1e3, 1e6) if 6.3e8 <= number / unit < 4.1e9), None)
    return datetime.fromtimestamp(found, UTC) if found is not None else None


def _shaped(text: str, shape: str) -> datetime | None:
    try:
        found = datetime.strptime(text, shape)  # noqa: DTZ007 - the zone is looked at in the next line
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _mail(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sane(found: datetime | None) -> datetime | None:
    if found is None:
        return None
    try:
        found = found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found if found >= EARLIEST else None


def time_in_id(remote_id: str, network: str) -> datetime | None:
    """The time that an id of this network holds."""
    if not (remote_id.isascii() and remote_id.isdigit() and 12 < len(remote_id) <= 20):
        return None
    bits, zero = ID_CLOCKS[network]
    return _since_1970(float((int(remote_id) >> bits) + zero))


def id_clock(pairs: Iterable[tuple[str, datetime]]) -> str:
    """The network whose ids agree with the times beside them, all of them; "" for none."""
    known = list(pairs)
    for network in ID_CLOCKS:
        held = [(time_in_id(remote_id, network), at) for remote_id, at in known]
        if held and all(found is not None and abs(found - at) <= _APART for found, at in held):
            return network
    return ""

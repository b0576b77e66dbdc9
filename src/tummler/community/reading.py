"""What somebody is about to put where everyone can read it: its language, and why it may not stand there as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings

from tummler.minds.contract import PostToRead
from tummler.minds.health import says_health
from tummler.minds.personal import read_personal
from tummler.minds.registry import mind
from tummler.records.models import Blocked, Brand, Peer

#: What never stands in public, whoever says that it may.
NEVER = frozenset({"card", "iban", "id_number"})
UNWANTED = frozenset({"spam", "abuse"})


@dataclass(frozen=True, slots=True)
class Read:
    """``danger``: somebody may be in danger, so it is for the named person alone. ``private`` quotes what is personal.

    ``never``: some of that may not stand in public at all. ``unwanted``: somebody looks at it before strangers do.
    """

    language: str
    danger: bool = False
    unwanted: bool = False
    private: tuple[str, ...] = ()
    never: bool = False


def read(brand: Brand, texts: Sequence[str]) -> Read:
    """Read what was written, all of it as one."""
    text = "\n".join(one for one in texts if one.strip())
    [reading] = mind(settings.DATA.models).read([PostToRead(text, addressed="asked", languages=tuple(brand.languages))])
    marks = read_personal(text)
    quoted = [text[mark.start : mark.end] for mark in (*marks, *says_health(text))]
    language = reading.language.value
    return Read(
        language="" if language == "und" else language,
        danger=reading.care is not None,
        unwanted=reading.kind.value in UNWANTED,
        private=tuple(dict.fromkeys(quoted)),
        never=any(mark.why in NEVER for mark in marks),
    )


def kept_away(accounts: Collection[int]) -> bool:
    """Whether somebody is blocked for all, or was asked to stay away as a peer: they read along. Two queries."""
    blocked = Blocked.objects.filter(account__in=accounts, at__isnull=False, ended_at=None)
    return blocked.exists() or Peer.objects.filter(account__in=accounts, blocked_at__isnull=False).exists()

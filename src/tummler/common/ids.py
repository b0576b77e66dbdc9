"""Names for rows that strangers may see, and keys that sort by time."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime

# Crockford's base 32 without i, l, o, u: can be read aloud and typed.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def public_id() -> str:
    """A random name of 16 signs (80 bits) for an address a stranger may see."""
    value = int.from_bytes(secrets.token_bytes(10), "big")
    return "".join([_ALPHABET[(value >> shift) & 31] for shift in range(75, -1, -5)])


_clock_id = secrets.randbelow(1024)
_last = 0
_lock = threading.Lock()


def tid(when: datetime) -> str:
    """A timestamp identifier as AT Protocol defines it: microseconds and a clock's ten bits, sortable.

    Never the same twice from one process: a microsecond that was used already is taken further on.
    https://atproto.com/specs/tid
    """
    global _last
    with _lock:
        micros = int(when.timestamp() * 1_000_000)
        # Ahead only of the same moment: an older time stays older, or its record would seem to come later.
        _last = micros = _last + 1 if _last - 1_000 < micros <= _last else micros
    value = (micros << 10) | _clock_id
    return "".join(_TID_ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5))

"""Names for rows that strangers may see, and keys that sort by time."""

from __future__ import annotations

import secrets
from datetime import datetime

# Crockford's base 32 without i, l, o, u: can be read aloud and typed.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def public_id() -> str:
    """A random name of 16 signs (80 bits) for an address a stranger may see."""
    value = int.from_bytes(secrets.token_bytes(10), "big")
    return "".join([_ALPHABET[(value >> shift) & 31] for shift in range(75, -1, -5)])


def tid(when: datetime) -> str:
    """A timestamp identifier as AT Protocol defines it: microseconds and ten random bits, sortable.

    https://atproto.com/specs/tid
    """
    value = (int(when.timestamp() * 1_000_000) << 10) | secrets.randbelow(1024)
    return "".join(_TID_ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5))

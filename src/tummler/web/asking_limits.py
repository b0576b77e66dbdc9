"""How much comes from one place: kept in the shared cache, by a name for the address that nobody can read tomorrow."""

from __future__ import annotations

import ipaddress

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tummler.common import clock


def address_key(request: HttpRequest) -> str:
    """A name for the reader's address that changes every day. An IPv6 household (its /64) is one place."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
        place = str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
    except ValueError:
        place = text
    return salted_hmac(f"address:{clock.now():%Y-%m-%d}", place, algorithm="sha256").hexdigest()[:32]


def count_within(key: str, seconds: int) -> int:
    """Count this one more time; how often it was counted since the window began."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        return 1

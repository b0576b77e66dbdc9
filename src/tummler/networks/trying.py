"""One thing of a channel's health, tried for real: what it says when it is well, and what to do when it isn't."""

from __future__ import annotations

from collections.abc import Callable

from tummler.networks.contract import Check, KeyRevoked, NetworkTrouble, SlowDown, Unheard


def tried(name: str, fine: str, act: Callable[[], None]) -> Check:
    """The check of this name: ``fine`` in words, or the trouble's code with its cure."""
    try:
        act()
    except NetworkTrouble as trouble:
        return Check(name, False, f"It failed: {trouble.code}.", cure_of(trouble))
    return Check(name, True, fine)


def cure_of(trouble: NetworkTrouble) -> str:
    """What somebody can do about it."""
    if isinstance(trouble, KeyRevoked):
        return "Connect the channel again: its key is no longer good."
    if isinstance(trouble, SlowDown):
        return f"The server wants us to wait {trouble.seconds:.0f} s. We do."
    if isinstance(trouble, Unheard):
        return "Look whether the server is up. We try again by ourselves."
    return "Look at the account on the server itself."

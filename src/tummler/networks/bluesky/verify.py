"""What works on a channel, tried for real."""

from __future__ import annotations

from tummler.networks.bluesky.session import Session
from tummler.networks.contract import Check, Connection, NetworkTrouble


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """One line for each thing that can fail by itself."""
    try:
        Session(connection).prove(0)
    except NetworkTrouble as error:
        return (Check("sign_in", False, error.code),)
    return (Check("sign_in", True, "The app password is good."),)

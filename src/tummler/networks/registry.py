"""Which networks there are: our own, and those that a package adds by the entry point ``tummler.networks``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from tummler.networks.contract import Network

#: Our own, in the order in which the setup page shows them. Loaded when first asked for: SDKs are large.
BUILT_IN = {
    "bluesky": "tummler.networks.bluesky",
    "mastodon": "tummler.networks.mastodon",
    "matrix": "tummler.networks.matrix",
    "square": "tummler.networks.square",
    "archive": "tummler.networks.archive",
    "echo": "tummler.networks.echo",
    "made-up-bluesky": "tummler.networks.made_up.bluesky",
    "made-up-mastodon": "tummler.networks.made_up.mastodon",
}


class UnknownNetwork(LookupError):
    """A channel names a network that isn't installed here."""


@cache
def network(key: str) -> Network:
    """The network of this key. Raises :class:`UnknownNetwork`."""
    if key in BUILT_IN:
        return checked(key, import_module(BUILT_IN[key]).NETWORK)
    for entry in entry_points(group="tummler.networks"):
        if entry.name == key:
            return checked(key, entry.load())
    raise UnknownNetwork(f"No network {key!r} here. Known: {', '.join(keys())}.")


def checked(key: str, found: object) -> Network:
    """The object, if it is a network of this key."""
    if not isinstance(found, Network) or found.key != key:
        raise UnknownNetwork(f"{key!r} names something that is no network of that key")
    return found


def keys() -> tuple[str, ...]:
    """Every network's key, our own first."""
    return (*BUILT_IN, *(entry.name for entry in entry_points(group="tummler.networks")))

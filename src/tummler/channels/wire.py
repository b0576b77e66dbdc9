"""The contract's values as JSON and back, so that they can be stored between two stages."""

from __future__ import annotations

from typing import Any

import msgspec

from tummler.networks import contract
from tummler.networks.contract import Heard, Part

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (contract.HeardPost, contract.HeardGone, contract.HeardAccountGone, contract.HeardRename)
}


def pack_heard(heard: tuple[Heard, ...]) -> bytes:
    """Heard values as JSON bytes."""
    return msgspec.json.encode([[type(value).__name__, value] for value in heard])


def unpack_heard(data: bytes) -> tuple[Heard, ...]:
    """The values of :func:`pack_heard`."""
    pairs = msgspec.json.decode(data) if data else []
    return tuple(msgspec.convert(value, _KINDS[name]) for name, value in pairs)


def pack_part(part: Part) -> Any:
    """A Part as plain JSON values, for a Delivery row."""
    return msgspec.to_builtins(part)


def unpack_part(data: Any) -> Part:
    """The Part of a Delivery row."""
    return msgspec.convert(data, Part)


def pack(value: Any) -> Any:
    """Any other value of the contract as plain JSON values."""
    return msgspec.to_builtins(value)

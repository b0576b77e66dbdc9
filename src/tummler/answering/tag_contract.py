"""What a tag asks of a brand's system, or of a Python function under the entry point ``tummler.tags``.

Such a function takes an :class:`Asked` and returns the words of the answer, without a machine's sign: we add it. It
may raise :class:`Later` (ask again in a while: they are told that the answer comes later) or :class:`NoAnswer` (people
answer instead); anything else that it raises counts as :class:`Later`. It runs on a thread of its own, beside others,
should return within five seconds, and may be called again with the same ``key`` after a crash: do once what has that
key. Nothing that it returns may be about an account unless ``customer`` is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. ``values`` are the tag's parameters by name; ``words`` all that was written behind it."""

    key: str
    tag: str
    words: str
    values: Mapping[str, str]
    network: str
    handle: str
    #: The account's own id on its network: it never changes hands, a handle may.
    account: str
    language: str = ""
    #: The customer account that they have proven; "" where the tag asks for none.
    customer: str = ""

    def fields(self) -> dict[str, str]:
        """Everything a template may name."""
        own = {
            "key": self.key, "tag": self.tag, "words": self.words, "network": self.network, "handle": self.handle,
            "account": self.account, "language": self.language, "customer": self.customer,
        }  # fmt: skip
        return {**own, **self.values}


class Later(Exception):
    """Not now: it is asked again, with the same key."""

    def __init__(self, code: str = "down") -> None:
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """Never, for this one: people answer. ``code`` is stable and wordless."""

    def __init__(self, code: str = "no_answer") -> None:
        super().__init__(code)
        self.code = code


class Answers(Protocol):
    """A function under ``tummler.tags``."""

    def __call__(self, asked: Asked) -> str:
        """See the module."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a brand's system, filled in: what the test console shows, secrets apart."""

    method: str
    address: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 5.0
    inside: bool = False

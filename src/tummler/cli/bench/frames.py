"""Bytes as Jetstream sends them (its first version), made from a seed: posts, replies, deletions, moves of accounts."""

from __future__ import annotations

import random
from dataclasses import dataclass

import msgspec

from tummler.cli.bench.words import Writer

#: What the brand listens for, and its account.
WORDS = ("velo norte", "velonorte")
OWN = "did:plc:veloveloveloveloveloveloo"
_START_US = 1_780_000_000_000_000
_POST = "app.bsky.feed.post"
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames and how many of them say a word of ours."""

    frames: list[bytes]
    matching: int

    @property
    def size(self) -> int:
        """Bytes of all."""
        return sum(map(len, self.frames))


def make(count: int, share: float, seed: int, *, only_posts: bool = False) -> Frames:
    """``count`` frames, ``share`` of them with a word of ours; ``only_posts`` leaves out everything else."""
    maker = _Maker(seed, share)
    frames = [maker.frame(number, only_posts) for number in range(count)]
    return Frames(frames, maker.matching)


class _Reference(msgspec.Struct):
    uri: str
    cid: str


class _Maker:
    def __init__(self, seed: int, share: float) -> None:
        self._random = random.Random(f"frames {seed}")  # noqa: S311 - made data, not secrets
        self._writer = Writer(seed)
        self._share = share
        self._encode = msgspec.json.Encoder().encode
        self._said: list[tuple[_Reference, _Reference]] = []
        self._seed = seed
        self.matching = 0

    def _name(self, length: int) -> str:
        return "".join(self._random.choices(_LETTERS, k=length))

    def frame(self, number: int, only_posts: bool) -> bytes:
        luck = self._random.random()
        did, time_us = f"did:plc:{self._name(24)}", _START_US + number * 700
        head = {"did": did, "time_us": time_us}
        if only_posts or luck < 0.93:
            return self._encode({**head, "kind": "commit", "commit": self._commit(did, number)})
        if luck < 0.97:
            commit = {"rev": self._name(13), "operation": "delete", "collection": _POST, "rkey": self._name(13)}
            return self._encode({**head, "kind": "commit", "commit": commit})
        body = {"did": did, "handle": f"{self._name(9)}.bsky.social", "seq": number, "time": "2026-05-28T20:26:40Z"}
        return self._encode({**head, "kind": "identity", "identity": body})

    def _commit(self, did: str, number: int) -> dict[str, object]:
        rkey, cid = f"3{self._name(12)}", f"bafyrei{self._name(52)}"
        language = self._writer.language()
        ours = self._random.random() < self._share
        self.matching += ours
        text = self._writer.post(language, "")[0][:280]
        record: dict[str, object] = {
            "$type": _POST,
            "createdAt": "2026-05-28T20:26:40.123Z",
            "langs": [language],
            "text": f"Velo Norte {text}" if ours else text,
        }
        here = root = _Reference(f"at://{did}/{_POST}/{rkey}", cid)
        if self._said and self._random.random() < 0.5:
            parent, root = self._random.choice(self._said)
            record["reply"] = {"root": root, "parent": parent}
        if len(self._said) < 2000:
            self._said.append((here, root))
        return {
            "rev": self._name(13), "operation": "create", "collection": _POST, "rkey": rkey, "record": record,
            "cid": cid,
        }  # fmt: skip

"""What has to be kept to open and to close: our account's keys, sessions with devices, keys of rooms. Pure.

It is read from the channel's secrets and written back to them whole. Nothing in it leaves without being sealed: the
pickles are not locked once more, what keeps them is the box that they lie in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vodozemac import (
    Account,
    AnyOlmMessage,
    Curve25519PublicKey,
    GroupSession,
    InboundGroupSession,
    MegolmMessage,
    PreKeyMessage,
    Session,
    SessionKey,
)

from tummler.networks.matrix.seal.signing import OLM, packed, unpacked

Json = dict[str, Any]

_PLAIN = bytes(32)
ACCOUNT, SESSIONS = "olm_account", "olm_sessions"
#: Sessions with one device; keys of rooms (each is good for a hundred messages or a week); events that wait for theirs.
_PER_DEVICE, _ROOM_KEYS, _WAITING = 4, 2000, 100


def new_account() -> str:
    """A new account's keys, as they are kept."""
    return Account().pickle(_PLAIN)


def account_of(secrets: Mapping[str, str]) -> Account:
    """Our keys."""
    return Account.from_pickle(secrets[ACCOUNT], _PLAIN)


@dataclass
class Vault:
    """The keys of one channel."""

    account: Account
    #: The key of somebody's device → pickled sessions with it, the one that was used last at the end.
    olm: dict[str, list[str]] = field(default_factory=dict)
    #: "room session" → who may have sealed with it, and the pickled key.
    rooms: dict[str, list[str]] = field(default_factory=dict)
    #: Sealed events of rooms whose key has not come yet.
    waiting: list[list[Any]] = field(default_factory=list)
    #: The key that somebody's account had when we first wrote to them.
    pins: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(secrets: Mapping[str, str]) -> Vault:
        """The vault in a channel's secrets."""
        kept = json.loads(secrets.get(SESSIONS) or "{}")
        return Vault(account_of(secrets), **kept)

    def kept(self) -> dict[str, str]:
        """As it is kept in the secrets."""
        rooms = dict(list(self.rooms.items())[-_ROOM_KEYS:])
        kept = {"olm": self.olm, "rooms": rooms, "waiting": self.waiting[-_WAITING:], "pins": self.pins}
        return {ACCOUNT: self.account.pickle(_PLAIN), SESSIONS: json.dumps(kept, separators=(",", ":"))}

    # ------------------------------------------------------------------------------- from device to device

    def begin(self, device: str, one_time_key: str) -> None:
        """A new session with a device, by a key that it gave away for that."""
        keys = Curve25519PublicKey.from_base64(device), Curve25519PublicKey.from_base64(one_time_key)
        self._keep(device, self.account.create_outbound_session(*keys))

    def knows(self, device: str) -> bool:
        """Whether there is a session with it."""
        return bool(self.olm.get(device))

    def close(self, device: str, words: bytes) -> Json:
        """Words for one device, as its own part of a letter."""
        session = Session.from_pickle(self.olm[device].pop(), _PLAIN)
        kind, body = session.encrypt(words).to_parts()
        self._keep(device, session)
        return {"type": kind, "body": packed(body)}

    def open(self, content: Any) -> Json | None:
        """What a letter to our device says, or None if it can't be opened."""
        try:
            device, own = content["sender_key"], self.account.curve25519_key.to_base64()
            part = content["ciphertext"][own]
            if content["algorithm"] != OLM or not isinstance(device, str):
                return None
            message = AnyOlmMessage.from_parts(part["type"], unpacked(part["body"]))
            found = json.loads(self._opened(device, message))
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            return None
        return found if isinstance(found, dict) else None

    def _opened(self, device: str, message: AnyOlmMessage) -> bytes:
        first = message.to_pre_key()
        for pickle in reversed(list(self.olm.get(device, ()))):
            session = Session.from_pickle(pickle, _PLAIN)
            if first is not None and not session.session_matches(first):
                continue
            try:
                words = session.decrypt(message)
            except ValueError:
                continue
            self.olm[device].remove(pickle)
            self._keep(device, session)
            return bytes(words)
        if first is None:
            raise ValueError("no session")
        return self._first(device, first)

    def _first(self, device: str, message: PreKeyMessage) -> bytes:
        session, words = self.account.create_inbound_session(Curve25519PublicKey.from_base64(device), message)
        self._keep(device, session)
        return bytes(words)

    def _keep(self, device: str, session: Session) -> None:
        self.olm[device] = [*self.olm.get(device, ())[-_PER_DEVICE + 1 :], session.pickle(_PLAIN)]

    # ------------------------------------------------------------------------------------------ in rooms

    def take_key(self, user: str, content: Any) -> bool:
        """Keep a room's key that somebody's device sent us; False for what is none, or none better."""
        try:
            session = InboundGroupSession(SessionKey(content["session_key"]))
            name = f"{content['room_id']} {session.session_id}"
            if session.session_id != content["session_id"]:
                return False
        except (ValueError, TypeError, KeyError):
            return False
        known = self.rooms.get(name)
        if known and (
            known[0] != user
            or InboundGroupSession.from_pickle(known[1], _PLAIN).first_known_index <= session.first_known_index
        ):
            return False
        self.rooms[name] = [user, session.pickle(_PLAIN)]
        return True

    def take_own(self, user: str, room: str, session: GroupSession) -> None:
        """Keep the key of what we seal ourselves, to read it when the server tells it back."""
        own = InboundGroupSession(session.session_key)
        self.rooms[f"{room} {session.session_id}"] = [user, own.pickle(_PLAIN)]

    def opened(self, room: str, event: Json) -> Json | None:
        """A sealed event as it was before, or None without its key, or where somebody else's key sealed it."""
        content = event.get("content")
        try:
            user, pickle = self.rooms[f"{room} {content['session_id']}"]  # type: ignore[index] # garbled is caught below
            message = MegolmMessage.from_base64(content["ciphertext"])  # type: ignore[index] # garbled is caught below
            words = InboundGroupSession.from_pickle(pickle, _PLAIN).decrypt(message).plaintext
            found = json.loads(bytes(words))
            inner = dict(found["content"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        if user != event.get("sender") or found.get("room_id") != room:
            return None
        relation = content.get("m.relates_to") if isinstance(content, dict) else None
        if relation and "m.relates_to" not in inner:
            inner["m.relates_to"] = relation  # it is told outside, for the server to find threads by
        return {**event, "type": str(found.get("type")), "content": inner}

    def wait_for(self, room: str, event: Json) -> None:
        """Keep a sealed event until its key comes."""
        if not any(kept[1].get("event_id") == event.get("event_id") for kept in self.waiting):
            self.waiting.append([room, event])

    def come(self) -> Iterator[tuple[str, Json]]:
        """Those whose key has come meanwhile; they wait no longer."""
        for kept in list(self.waiting):
            found = self.opened(kept[0], kept[1])
            if found is not None:
                self.waiting.remove(kept)
                yield kept[0], found

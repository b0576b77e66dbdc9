"""Sealing what we say: a new key for each message, sent to every device that may read it, then the message itself.

A key of its own for each message costs a letter a device, and keeps nothing that two senders could spoil.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from vodozemac import GroupSession

from tummler.networks.contract import Connection, Refused
from tummler.networks.matrix.client import Client, path_of
from tummler.networks.matrix.rooms import members_of
from tummler.networks.matrix.seal.devices import Device, Known, ask_devices, claim
from tummler.networks.matrix.seal.signing import MEGOLM, OLM
from tummler.networks.matrix.seal.vault import ACCOUNT, Vault

Json = dict[str, Any]


def seals(connection: Connection) -> bool:
    """Whether this channel's sign-in has keys of its own."""
    return bool(connection.facts.get("seals")) and ACCOUNT in connection.secrets


def closed(client: Client, connection: Connection, room: str, content: Json, key: str, whom: str) -> Json:
    """The content as a sealed event's, its key on the way to everybody in the room.

    Raises Refused where nobody else there could open it, or somebody's account has other keys than it had.
    """
    own, device = connection.account.remote_id, str(connection.facts["device_id"])
    known = ask_devices(client, members_of(client, room), whom)
    theirs = [each for each in known.devices if (each.user, each.id) != (own, device)]
    if not any(each.user != own for each in theirs):
        raise Refused("cannot_open")
    started = Vault.of(connection.secrets)
    keys = claim(client, [each for each in theirs if not started.knows(each.curve)])
    session = GroupSession()
    letters: dict[str, dict[str, Json]] = {}
    changed: list[str] = []

    def change(secrets: Mapping[str, str]) -> Mapping[str, str]:
        vault = Vault.of(secrets)
        changed[:] = _pinned(vault, known, own)
        letters.clear()
        if not changed:
            letters.update(_letters(vault, theirs, keys, _room_key(room, session), connection))
            vault.take_own(own, room, session)
        return {**secrets, **vault.kept()}

    connection.change_secrets(change)
    if changed:
        raise Refused("other_keys")
    sent = {user: dict(parts) for user, parts in letters.items()}
    client.put(path_of("sendToDevice", "m.room.encrypted", f"{key}-key"), {"messages": sent})
    return _event(room, content, session, started.account.curve25519_key.to_base64(), device)


def _pinned(vault: Vault, known: Known, own: str) -> list[str]:
    """Whose account has another key than the one that we saw first; the new one is seen from now on."""
    changed = []
    for user, master in known.masters.items():
        if user != own and vault.pins.get(user, master) != master:
            changed.append(user)
        if master:
            vault.pins[user] = master
    return changed


def _room_key(room: str, session: GroupSession) -> Json:
    named = {"algorithm": MEGOLM, "room_id": room, "session_id": session.session_id}
    return {"type": "m.room_key", "content": {**named, "session_key": session.session_key.to_base64()}}


def _letters(
    vault: Vault, devices: Iterable[Device], keys: Mapping[str, str], words: Json, connection: Connection
) -> dict[str, dict[str, Json]]:
    """The same words for each device, sealed for it alone: person → device → letter."""
    letters: dict[str, dict[str, Json]] = {}
    own_keys = vault.account.curve25519_key.to_base64(), vault.account.ed25519_key.to_base64()
    for device in devices:
        if device.curve in keys and not vault.knows(device.curve):
            vault.begin(device.curve, keys[device.curve])
        if not vault.knows(device.curve):
            continue  # it has no key left to begin with: its owner's other devices can read
        whom = {"recipient": device.user, "recipient_keys": {"ed25519": device.ed}}
        who = {"sender": connection.account.remote_id, "keys": {"ed25519": own_keys[1]}}
        part = vault.close(device.curve, json.dumps({**words, **whom, **who}).encode())
        letter = {"algorithm": OLM, "sender_key": own_keys[0], "ciphertext": {device.curve: part}}
        letters.setdefault(device.user, {})[device.id] = letter
    return letters


def _event(room: str, content: Json, session: GroupSession, sender_key: str, device: str) -> Json:
    """What it relates to stays outside: the server finds threads and replies by it."""
    inner = {name: value for name, value in content.items() if name != "m.relates_to"}
    outer = {"m.relates_to": content["m.relates_to"]} if "m.relates_to" in content else {}
    words = json.dumps({"type": "m.room.message", "content": inner, "room_id": room}, ensure_ascii=False)
    sealed = session.encrypt(words.encode("utf-8", "replace")).to_base64()
    named = {"session_id": session.session_id, "sender_key": sender_key, "device_id": device}
    return {"algorithm": MEGOLM, "ciphertext": sealed, **named, **outer}

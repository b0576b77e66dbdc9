"""Opening what was sealed for us: letters bring keys of rooms, keys open what is said there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tummler.networks.contract import Connection, NetworkTrouble
from tummler.networks.matrix.client import Client, path_of
from tummler.networks.matrix.seal.closing import seals
from tummler.networks.matrix.seal.signing import one_time_keys
from tummler.networks.matrix.seal.vault import Vault

Json = dict[str, Any]

SEALED = "m.room.encrypted"
#: So many keys for new sessions lie on the server; fewer than half are filled up.
KEYS = 50


@dataclass
class Opener:
    """Opens events with the keys of one channel; what can't be opened yet is noted."""

    vault: Vault | None
    missed: list[tuple[str, Json]] = field(default_factory=list)

    @staticmethod
    def of(connection: Connection) -> Opener:
        """With the keys that the channel has now."""
        return Opener(Vault.of(connection.secrets) if seals(connection) else None)

    def open(self, room: str, event: Json) -> Json | None:
        """The event as it was said, its newest edit too; None for what is sealed and can't be opened."""
        if event.get("type") == SEALED:
            found = self.vault.opened(room, event) if self.vault else None
            if found is None:
                self.missed.append((room, event))
                return None
            event = found
        return self._with_edit(room, event)

    def _with_edit(self, room: str, event: Json) -> Json:
        unsigned = event.get("unsigned")
        relations = unsigned.get("m.relations") if isinstance(unsigned, dict) else None
        edit = relations.get("m.replace") if isinstance(relations, dict) else None
        if not isinstance(edit, dict) or edit.get("type") != SEALED:
            return event
        opened = self.vault.opened(room, edit) if self.vault else None
        told = {name: one for name, one in relations.items() if name != "m.replace"}  # type: ignore[union-attr] # an object, seen above
        if opened:
            told["m.replace"] = opened
        return {**event, "unsigned": {**unsigned, "m.relations": told}}  # type: ignore[dict-item] # an object, seen above

    def open_all(self, room: str, events: Iterable[Json]) -> list[Json]:
        """Those that can be opened, in their order."""
        return [opened for event in events if (opened := self.open(room, event)) is not None]


def hear_letters(connection: Connection, letters: Iterable[Any]) -> list[tuple[str, Json]]:
    """Keep the keys that came for us; what had waited for one of them, opened: room and event.

    Stored before the sync's own token is: the server gives a letter only once.
    """
    sealed = [letter for letter in letters if isinstance(letter, dict) and letter.get("type") == SEALED]
    if not sealed or not seals(connection):
        return []
    came: list[tuple[str, Json]] = []

    def change(secrets: Mapping[str, str]) -> Mapping[str, str]:
        vault = Vault.of(secrets)
        for letter in sealed:
            _take(vault, connection, letter)
        came[:] = vault.come()
        return {**secrets, **vault.kept()}

    connection.change_secrets(change)
    return came


def _take(vault: Vault, connection: Connection, letter: Json) -> None:
    """A key of a room, if the letter is for us and from whom it says."""
    said = vault.open(letter.get("content"))
    if said is None or said.get("type") != "m.room_key":
        return
    for_us = said.get("recipient") == connection.account.remote_id
    our_key = (said.get("recipient_keys") or {}).get("ed25519") == vault.account.ed25519_key.to_base64()
    if for_us and our_key and said.get("sender") == letter.get("sender"):
        vault.take_key(str(said["sender"]), said.get("content"))


def wait_for(connection: Connection, missed: Iterable[tuple[str, Json]]) -> list[tuple[str, Json]]:
    """Keep what can't be opened yet: its key often comes later than it does. What can by now is given back, opened."""
    rows = list(missed)
    came: list[tuple[str, Json]] = []
    if not rows or not seals(connection):
        return came

    def change(secrets: Mapping[str, str]) -> Mapping[str, str]:
        vault = Vault.of(secrets)
        for room, event in rows:
            vault.wait_for(room, event)
        came[:] = vault.come()
        return {**secrets, **vault.kept()}

    connection.change_secrets(change)
    return came


def fill_up(client: Client, connection: Connection, left: Any) -> None:
    """Have enough keys on the server for everybody who begins a session with us."""
    if not seals(connection) or not isinstance(left, int) or left >= KEYS // 2:
        return

    def change(secrets: Mapping[str, str]) -> Mapping[str, str]:
        vault = Vault.of(secrets)
        if not vault.account.one_time_keys:
            vault.account.generate_one_time_keys(KEYS - left)
        return {**secrets, **vault.kept()}

    account = Vault.of(connection.change_secrets(change)).account
    own, device = connection.account.remote_id, str(connection.facts["device_id"])
    try:
        client.post(path_of("keys", "upload"), {"one_time_keys": one_time_keys(account, own, device)})
    except NetworkTrouble:
        return  # asked again by the next sync

    def published(secrets: Mapping[str, str]) -> Mapping[str, str]:
        vault = Vault.of(secrets)
        vault.account.mark_keys_as_published()
        return {**secrets, **vault.kept()}

    connection.change_secrets(published)

"""What else a brand does there: like and report. Nobody can hide another's words for all, and show them again.

https://spec.matrix.org/latest/client-server-api/#event-annotations-and-reactions, #reporting-content
"""

from __future__ import annotations

import secrets

from tummler.networks.contract import Connection, Reason
from tummler.networks.matrix import names
from tummler.networks.matrix.client import V1, Client, Said, open_client, path_of
from tummler.networks.matrix.events import relation_of

_THUMB = "👍"
#: What the server's people read.
_WHY = {
    Reason.SPAM: "Spam",
    Reason.RUDE: "Rude",
    Reason.MISLEADING: "Misleading",
    Reason.ILLEGAL: "Illegal",
    Reason.OTHER: "Other",
}


def like(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """React with a thumb as the brand, or take it back. It is looked for first, so twice is once."""
    room, event = names.parts(remote_id)
    client = open_client(connection)
    ours = _ours(client, room, event, connection.account.remote_id)
    if on and not ours:
        content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": _THUMB}}
        try:
            client.put(path_of("rooms", room, "send", "m.reaction", secrets.token_hex(16)), content)
        except Said as said:
            if said.error != "M_DUPLICATE_ANNOTATION":
                raise
    for reaction in () if on else ours:
        client.put(path_of("rooms", room, "redact", reaction, secrets.token_hex(16)), {})
    return "liked" if on else "not liked"


def _ours(client: Client, room: str, event: str, own: str) -> list[str]:
    path = path_of("rooms", room, "relations", event, "m.annotation", "m.reaction")
    found = client.get(path, root=V1, limit=500).get("chunk")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    mine = [row for row in rows if row.get("sender") == own and relation_of(row).get("key") == _THUMB]
    return [row["event_id"] for row in mine if names.is_id(row.get("event_id"), "$")]


def report(connection: Connection, remote_id: str, version: str, account_remote_id: str, reason: Reason) -> str:
    """Report a message to those who run our server; they alone are told."""
    room, event = names.parts(remote_id)
    open_client(connection).post(path_of("rooms", room, "report", event), {"reason": _WHY[reason], "score": -100})
    return "reported"

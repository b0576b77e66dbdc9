"""Muting accounts, hiding replies in threads we began, and reporting posts.

Mutes are private and live at the AppView. Hidden replies stand in the thread's gate, a record of ours whose key is the
root post's: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/threadgate.json
Reports go to the service that our PDS names: lexicons/com/atproto/moderation/createReport.json
"""

from __future__ import annotations

from typing import Any

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import records, uris, xrpc
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import Connection, Reason, Refused

_GATE = "app.bsky.feed.threadgate"
#: A gate holds so many hidden replies: the oldest makes room.
_MOST = 300
_REASONS = {
    Reason.SPAM: "com.atproto.moderation.defs#reasonSpam",
    Reason.RUDE: "com.atproto.moderation.defs#reasonRude",
    Reason.MISLEADING: "com.atproto.moderation.defs#reasonMisleading",
    Reason.ILLEGAL: "com.atproto.moderation.defs#reasonViolation",
    Reason.OTHER: "com.atproto.moderation.defs#reasonOther",
}


class _Gate(msgspec.Struct):
    value: dict[str, Any]
    cid: str = ""


class _Reported(msgspec.Struct):
    id: int


def mute(connection: Connection, account_remote_id: str, on: bool) -> str:
    """Mute an account or lift it; nobody is told."""
    session = Session(connection)
    act = "muteActor" if on else "unmuteActor"
    session.do(f"app.bsky.graph.{act}", {"actor": account_remote_id}, session.appview)
    return "muted" if on else "unmuted"


def hide(connection: Connection, remote_id: str, root_id: str, on: bool) -> str:
    """Hide a reply in a thread that we began, or show it again. Raises Refused in anybody else's thread."""
    session = Session(connection)
    if uris.author(root_id) != session.did:
        raise Refused("not_our_thread")
    rkey = uris.parts(root_id)[2]
    gate = _gate(session, rkey)
    hidden = [str(uri) for uri in (gate.value.get("hiddenReplies") or []) if uri != remote_id]
    if on:
        hidden = [*hidden[-(_MOST - 1) :], remote_id]
    made = {"$type": _GATE, "post": root_id, "createdAt": records.when(clock.now())}
    body: dict[str, Any] = {
        "repo": session.did, "collection": _GATE, "rkey": rkey, "record": made | gate.value | {"hiddenReplies": hidden},
        "swapRecord": gate.cid or None,
    }  # fmt: skip
    session.do("com.atproto.repo.putRecord", body)
    return f"at://{session.did}/{_GATE}/{rkey}"


def _gate(session: Session, rkey: str) -> _Gate:
    """The gate as it stands, who may reply included; empty where there is none yet."""
    params = {"repo": session.did, "collection": _GATE, "rkey": rkey}
    try:
        return xrpc.decoded(xrpc.call(session.pds, "com.atproto.repo.getRecord", params=params), _Gate)
    except Said:
        return _Gate({})


def report(connection: Connection, remote_id: str, version: str, account_remote_id: str, reason: Reason) -> str:
    """Report a post; gives the report's number."""
    session = Session(connection)
    subject = {"$type": "com.atproto.repo.strongRef", "uri": remote_id, "cid": version}
    body = {"reasonType": _REASONS[reason], "subject": subject}
    return f"report {xrpc.decoded(session.do('com.atproto.moderation.createReport', body), _Reported).id}"

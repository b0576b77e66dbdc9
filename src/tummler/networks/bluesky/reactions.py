"""Liking and reposting posts and blocking accounts as the brand. Nobody is ever followed from here.

The record's key is made from what it is about, so that doing it twice is one record and taking it back needs no search.
"""

from __future__ import annotations

import hashlib
from typing import Any

from tummler.common import clock
from tummler.networks.bluesky import records, uris, views, xrpc
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import Connection, Unheard

_LIKE, _REPOST, _BLOCK = "app.bsky.feed.like", "app.bsky.feed.repost", "app.bsky.graph.block"
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"


def like(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """Like a post, or take our like back, also one given in the network's own app."""
    session = Session(connection)
    if on:
        return _make(session, _LIKE, remote_id, {"subject": {"uri": remote_id, "cid": version}})
    return _unmake(session, _LIKE, remote_id, views.our_like(session, remote_id))


def repost(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """Repost a post, or take our repost back, also one made in the network's own app; the page that says who did."""
    session = Session(connection)
    if not on:
        return _unmake(session, _REPOST, remote_id, views.our_repost(session, remote_id))
    _make(session, _REPOST, remote_id, {"subject": {"uri": remote_id, "cid": version}})
    return f"{uris.page(remote_id)}/reposted-by"


def block(connection: Connection, account_remote_id: str, on: bool) -> str:
    """Block an account, or lift the block, also one set in the network's own app."""
    session = Session(connection)
    if on:
        return _make(session, _BLOCK, account_remote_id, {"subject": account_remote_id})
    return _unmake(session, _BLOCK, account_remote_id, views.our_block(session, account_remote_id))


def key_of(about: str) -> str:
    """A record key in the shape of a TID, always the same for the same thing."""
    number = int.from_bytes(hashlib.sha256(about.encode()).digest()[:8], "big") >> 1
    return "".join(_SIGNS[(number >> shift) & 31] for shift in range(60, -1, -5))


def _make(session: Session, collection: str, about: str, fields: dict[str, Any]) -> str:
    """The record's own address."""
    record = {"$type": collection, **fields, "createdAt": records.when(clock.now())}
    body = {"repo": session.did, "collection": collection, "rkey": key_of(about), "record": record}
    try:
        session.do("com.atproto.repo.createRecord", body)
    except Unheard:
        if not _stands(session, collection, key_of(about)):
            raise
    return f"at://{session.did}/{collection}/{key_of(about)}"


def _stands(session: Session, collection: str, rkey: str) -> bool:
    params = {"repo": session.did, "collection": collection, "rkey": rkey}
    try:
        xrpc.call(session.pds, "com.atproto.repo.getRecord", params=params)
    except Said:
        return False
    return True


def _unmake(session: Session, collection: str, about: str, seen: str) -> str:
    """Ours by its key, and the one the AppView shows."""
    keys = {key_of(about)}
    if seen and uris.author(seen) == session.did:
        keys.add(uris.parts(seen)[2])
    for rkey in sorted(keys):
        session.do("com.atproto.repo.deleteRecord", {"repo": session.did, "collection": collection, "rkey": rkey})
    return "deleted"

"""Sending a part, looking whether it stands there, taking it back.

The record key is ours, so a part is one record however often it is sent: creating on a key that exists fails (with
500), and putRecord is never used, since it would bring a deleted post back.
"""

from __future__ import annotations

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import direct, records, uris, views, xrpc
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import (
    Connection,
    Delivered,
    NetworkTrouble,
    Part,
    Place,
    Refused,
    Unheard,
    Visibility,
)


class _Made(msgspec.Struct):
    uri: str
    cid: str = ""


class _Found(msgspec.Struct):
    uri: str
    cid: str
    value: views.Replying


class _Uploaded(msgspec.Struct):
    blob: dict[str, object]


def deliver(connection: Connection, part: Part) -> Delivered:
    """Send it. After an answer that leaves doubt it was looked for once; :class:`Unheard` if it wasn't seen."""
    if part.visibility is Visibility.DIRECT:
        return direct.deliver(connection, part)
    session = Session(connection)
    if part.place:
        _check_place(session, part.place)
    record = records.post(part, views.root_version(session, part) if records.lacks_root(part) else "")
    _upload(session, part)
    body = {"repo": session.did, "collection": uris.POST, "rkey": part.key, "record": record}
    try:
        answer = xrpc.decoded(session.do("com.atproto.repo.createRecord", body), _Made)
    except Unheard as doubt:
        return _seen_after(doubt, connection, part)
    return _delivered(answer.uri, answer.cid or records.cid(record))


def _seen_after(doubt: Unheard, connection: Connection, part: Part) -> Delivered:
    try:
        seen = look(connection, part)
    except (Refused, NetworkTrouble) as error:
        raise (error if isinstance(error, Refused) else doubt) from error
    if seen is None:
        raise doubt
    return seen


def look(connection: Connection, part: Part) -> Delivered | None:
    """The record under the part's key, asked of our own PDS. Another record there is :class:`Refused`."""
    if part.visibility is Visibility.DIRECT:
        return direct.look(connection, part)
    did, pds = connection.account.remote_id, str(connection.facts["pds"])
    params = {"repo": did, "collection": uris.POST, "rkey": part.key}
    try:
        found = xrpc.decoded(xrpc.call(pds, "com.atproto.repo.getRecord", params=params), _Found)
    except Said as said:
        if said.error == "RecordNotFound":
            return None
        raise Unheard("cannot_look", said.code) from said
    if found.cid != records.cid(records.post(part, found.value.root_version)):
        raise Refused("key_taken")
    return _delivered(found.uri, found.cid)


def _delivered(uri: str, cid: str) -> Delivered:
    return Delivered(uri, cid, uris.page(uri), clock.now())


def _upload(session: Session, part: Part) -> None:
    """The files first: a record can only name what is there."""
    for media in part.media:
        answer = xrpc.decoded(session.upload(media.content, media.mime), _Uploaded)
        if answer.blob.get("ref") != records.blob(media)["ref"]:
            raise Unheard("another_blob")


def _check_place(session: Session, place: Place) -> None:
    """A reply to a deleted post is accepted, and nobody sees it; one to somebody who blocked us likewise.

    Only a definite no stops the sending: when the AppView can't be asked, the PDS decides.
    """
    try:
        seen = views.place_of(session, place.remote_id)
    except Said as said:
        raise Refused("not_allowed", said.code) from said
    except Unheard:
        return
    if seen == "blocked":
        raise Refused("blocked")
    if seen == "gone" and not views.is_young(place.remote_id):
        raise Refused("reply_gone")


def retract(connection: Connection, remote_id: str) -> None:
    """Delete a post of our own; what is gone already stays gone."""
    if remote_id.startswith("chat:"):
        direct.retract(connection, remote_id)
        return
    session = Session(connection)
    did, collection, rkey = uris.parts(remote_id)
    if did != session.did:
        raise Refused("not_ours")
    session.do("com.atproto.repo.deleteRecord", {"repo": did, "collection": collection, "rkey": rkey})

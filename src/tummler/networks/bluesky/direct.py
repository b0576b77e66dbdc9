"""Direct messages (``chat.bsky.*``), through the PDS. Written to the published lexicon; no server of it can be had.

Its service can read them; by default only accounts one follows may begin a conversation with one; a message can't
be taken back from the other, and there is no idempotency: we look for the same words before sending again.
https://github.com/bluesky-social/atproto/tree/main/lexicons/chat/bsky
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import envelope, facets, uris, views, xrpc
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import (
    Batch,
    Connection,
    Delivered,
    NetworkTrouble,
    Part,
    RawEvent,
    Refused,
    Unheard,
)

_CONVO = "chat.bsky.convo."
_DEFS = "chat.bsky.convo.defs#"
_FRESH = timedelta(days=1)
#: The chat service's clock may be behind ours; the same words this long before our promise are taken for ours.
_SKEW = timedelta(minutes=2)
_PAGE, _PAGES = 100, 10
_REFUSALS = {
    "NotFollowedBySender": "only_whom_they_follow",
    "MessagesDisabled": "messages_disabled",
    "BlockedActor": "blocked",
    "BlockedSubject": "blocked_by_us",
    "RecipientNotFound": "recipient_gone",
    "AccountSuspended": "chat_suspended",
    "ConvoLocked": "conversation_locked",
    "InvalidConvo": "conversation_gone",
}


class _Log(msgspec.Struct):
    logs: list[dict[str, Any]]
    cursor: str = ""


class _Named(msgspec.Struct):
    id: str


class _Convo(msgspec.Struct):
    convo: _Named


class _Convos(msgspec.Struct):
    convos: list[_Named]


class _Messages(msgspec.Struct, rename="camel"):
    messages: list[dict[str, Any]]
    cursor: str = ""
    related_profiles: list[dict[str, Any]] = []


class _Sent(msgspec.Struct):
    id: str
    rev: str


def may_chat(session: Session) -> bool:
    """Whether the app password was made with access to direct messages."""
    return session.scope != "com.atproto.appPass"


# ---------------------------------------------------------------------------------------------- reading


def read(session: Session, cursor: str | None) -> Iterator[Batch]:
    """What was said since; at first, what is unread. Nothing where the app password may not."""
    if not may_chat(session):
        yield Batch((), cursor or "")
        return
    if not cursor:
        yield _first(session)
        return
    more = True
    while more:
        log = session.ask(f"{_CONVO}getLog", _Log, proxy=session.chat, cursor=cursor)
        more = bool(log.logs) and log.cursor != cursor
        cursor = log.cursor or cursor
        yield Batch(tuple(_events(session, log.logs)), cursor, more)


def _first(session: Session) -> Batch:
    """The cursor is taken before the unread conversations are, so nothing falls between the two."""
    cursor = session.ask(f"{_CONVO}getLog", _Log, proxy=session.chat).cursor
    unread = session.ask(f"{_CONVO}listConvos", _Convos, proxy=session.chat, readState="unread", limit=_PAGE)
    events = [event for convo in unread.convos for event in _conversation(session, convo.id, pages=1)]
    return Batch(tuple(events), cursor)


def fetch(session: Session, remote_id: str) -> tuple[RawEvent, ...]:
    """A conversation's messages, as history."""
    convo, _ = uris.message_parts(remote_id)
    events = _conversation(session, convo, pages=_PAGES)
    return tuple(RawEvent(event.remote_id, event.payload, history=True) for event in events)


def _conversation(session: Session, convo: str, pages: int) -> list[RawEvent]:
    events = []
    for page in _pages(session, convo, pages):
        people = {str(one.get("did")): one for one in page.related_profiles}
        events += [event for one in page.messages if (event := _event(convo, one, people, _is_old(one)))]
    return events


def _pages(session: Session, convo: str, most: int) -> Iterator[_Messages]:
    cursor = ""
    for _ in range(most):
        more = {"cursor": cursor} if cursor else {}
        page = session.ask(f"{_CONVO}getMessages", _Messages, proxy=session.chat, convoId=convo, limit=_PAGE, **more)
        yield page
        cursor = page.cursor
        if not cursor:
            return


def _is_old(message: dict[str, Any]) -> bool:
    sent = clock.parse(str(message.get("sentAt", "")))
    return sent is not None and sent < clock.now() - _FRESH


def _events(session: Session, logs: list[dict[str, Any]]) -> Iterator[RawEvent]:
    said = [log for log in logs if isinstance(log.get("message"), dict)]
    people = _people(session, said)
    for log in said:
        kind, convo = str(log.get("$type")).removeprefix(_DEFS), str(log.get("convoId"))
        if kind == "logCreateMessage" and (event := _event(convo, log["message"], people)):
            yield event
        elif kind == "logDeleteMessage":
            name = f"gone:{uris.message(convo, log['message'].get('id'))}"
            yield envelope.event(name, "message_gone", {"convoId": convo, "message": log["message"]})


def _event(convo: str, message: dict[str, Any], people: dict[str, Any], history: bool = False) -> RawEvent | None:
    if message.get("$type") != f"{_DEFS}messageView":
        return None  # deleted, or the service's own words
    sender = str((message.get("sender") or {}).get("did"))
    return envelope.event(
        f"message:{convo}/{message.get('id')}",
        "message",
        {"convoId": convo, "message": message},
        profile=people.get(sender),
        history=history,
    )


def _people(session: Session, logs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Who wrote: the log tells, or the AppView."""
    known: dict[str, Any] = {}
    senders = set()
    for log in logs:
        known |= {str(one.get("did")): one for one in log.get("relatedProfiles") or () if isinstance(one, dict)}
        senders.add(str((log["message"].get("sender") or {}).get("did")))
    with suppress(NetworkTrouble):
        known |= views.profiles(session, senders - known.keys())
    return known


# ---------------------------------------------------------------------------------------------- sending


def deliver(connection: Connection, part: Part) -> Delivered:
    """Say it, in the conversation it answers or in one with the account it answers."""
    session = Session(connection)
    if not may_chat(session):
        raise Refused("direct_not_allowed")
    message: dict[str, Any] = {"text": part.text}
    if part.spans:
        message["facets"] = facets.facets_for(part.text, part.spans)
    try:
        convo = _convo_of(session, part)
        body = {"convoId": convo, "message": message}
        sent = xrpc.decoded(session.do(f"{_CONVO}sendMessage", body, proxy=session.chat), _Sent)
    except Said as said:
        raise Refused(_REFUSALS.get(said.error, said.code)) from said
    return Delivered(uris.message(convo, sent.id), sent.rev, "", clock.now())


def _convo_of(session: Session, part: Part) -> str:
    if part.place is None:
        raise Refused("no_place")
    if part.place.remote_id.startswith("chat:"):
        return uris.message_parts(part.place.remote_id)[0]
    members = [part.place.account.remote_id]
    return session.ask(f"{_CONVO}getConvoForMembers", _Convo, proxy=session.chat, members=members).convo.id


def look(connection: Connection, part: Part) -> Delivered | None:
    """The same words from us since the part was promised; None if they surely aren't there."""
    session = Session(connection)
    since = part.created_at - _SKEW
    try:
        convo = _convo_of(session, part)
        for page in _pages(session, convo, _PAGES):
            for message in page.messages:
                sent = clock.parse(str(message.get("sentAt", "")))
                if sent is not None and sent < since:
                    return None
                if message.get("text") == part.text and message["sender"]["did"] == session.did:
                    return Delivered(uris.message(convo, message["id"]), str(message.get("rev", "")), "", clock.now())
            if not page.cursor:
                return None
    except Said as said:
        # Where no message may be sent, none was.
        if said.error in _REFUSALS:
            return None
        raise Unheard("cannot_look", said.code) from said
    raise Unheard("cannot_look")


def retract(connection: Connection, remote_id: str) -> None:
    """A message stays with the one who got it: nothing is done that would look like more."""
    raise Refused("stays_with_them")

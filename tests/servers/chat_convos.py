"""The conversations behind the stand-in for Bluesky's direct messages: who may write to whom, and what each one sees.

Views are dictionaries in the lexicon's shape; `chat.py` checks every one of them against it.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

Json = dict[str, Any]
Allow = Literal["all", "following", "none"]
TID_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
LOG_PAGE = 100


class ChatError(Exception):
    """A refusal, with the name the lexicon gives it."""

    def __init__(self, name: str, message: str = "", status: int = 400) -> None:
        super().__init__(f"{name}: {message}")
        self.name, self.message, self.status = name, message or name, status


class People(Protocol):
    """What the conversations ask of the network about accounts."""

    def handle(self, did: str) -> str | None:
        """The account's handle, None when there is no such account."""

    def allows(self, did: str) -> Allow:
        """Whom the account lets begin a conversation (`chat.bsky.actor.declaration`)."""

    def follows(self, did: str, other: str) -> bool:
        """Whether the first follows the second."""

    def blocks(self, did: str, other: str) -> bool:
        """Whether the first blocks the second."""


@dataclass
class Message:
    """One message; `deleted_for` have taken it out of their own view."""

    id: str
    rev: str
    sender: str
    sent_at: str
    given: Json
    deleted_for: set[str] = field(default_factory=set)


@dataclass
class Convo:
    """A conversation of two, and where each of them stands in it."""

    id: str
    rev: str
    members: tuple[str, str]
    accepted: set[str]
    messages: list[Message] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def other(self, did: str) -> str:
        """The one who is not this one."""
        return self.members[self.members[0] == did]

    def message(self, message_id: str, error: str = "InvalidConvo") -> Message:
        """One of its messages."""
        for message in self.messages:
            if message.id == message_id:
                return message
        raise ChatError(error, "message not found")

    def unread(self, did: str) -> int:
        """How many messages of the other this one has not read."""
        since = self.read.get(did, "")
        return sum(message.sender != did and message.rev > since for message in self.messages)


class Convos:
    """All conversations; every public method but `send` is one method of `chat.bsky.convo` for one viewer."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.convos: list[Convo] = []
        self.lock = threading.RLock()
        self._logs: dict[str, list[Json]] = {}
        self._last_tid = 0

    def _tid(self) -> str:
        """A timestamp identifier: 13 letters that sort by time, never twice the same."""
        self._last_tid = max(self._last_tid + 1, time.time_ns() // 1000)
        number = self._last_tid << 10
        return "".join(TID_LETTERS[(number >> shift) & 31] for shift in range(60, -5, -5))

    def _log(self, did: str, kind: str, convo: Convo, rev: str, **more: Any) -> None:
        entry = {"$type": f"chat.bsky.convo.defs#{kind}", "rev": rev, "convoId": convo.id} | more
        self._logs.setdefault(did, []).append(entry)

    def _find(self, viewer: str, convo_id: str) -> Convo:
        for convo in self.convos:
            if convo.id == convo_id and viewer in convo.members:
                return convo
        raise ChatError("InvalidConvo", "Convo not found")

    def _between(self, viewer: str, members: list[str]) -> tuple[str, Convo | None]:
        """The other of the two, and the conversation there is already."""
        others = set(members) - {viewer}
        if len(others) != 1:
            raise ChatError("InvalidRequest", "a direct conversation has two members")
        other = others.pop()
        found = (convo for convo in self.convos if {viewer, other} == set(convo.members))
        return other, next(found, None)

    def _check_may_begin(self, viewer: str, other: str) -> None:
        if self.people.handle(other) is None:
            raise ChatError("RecipientNotFound", "recipient not found")
        if self.people.blocks(other, viewer):
            raise ChatError("BlockedActor", "recipient has blocked you")
        if self.people.blocks(viewer, other):
            raise ChatError("BlockedSubject", "you have blocked the recipient")
        allow = self.people.allows(other)
        if allow == "none":
            raise ChatError("MessagesDisabled", "recipient has disabled incoming messages")
        if allow == "following" and not self.people.follows(other, viewer):
            message = "recipient requires incoming messages to come from someone they follow"
            raise ChatError("NotFollowedBySender", message)

    def _profile(self, did: str) -> Json:
        kind = {"$type": "chat.bsky.actor.defs#directConvoMember"}
        return {"did": did, "handle": self.people.handle(did) or "handle.invalid", "kind": kind}

    def _message_view(self, viewer: str, convo: Convo, message: Message, *, embed_reply: bool = True) -> Json:
        view: Json = {
            "$type": "chat.bsky.convo.defs#messageView",
            "id": message.id,
            "rev": message.rev,
            "sender": {"did": message.sender},
            "sentAt": message.sent_at,
        }
        if viewer in message.deleted_for:
            return view | {"$type": "chat.bsky.convo.defs#deletedMessageView"}
        view |= {key: message.given[key] for key in ("text", "facets") if key in message.given}
        if embed_reply and (reply := message.given.get("replyTo")):
            target = convo.message(reply["messageId"])
            view["replyTo"] = self._message_view(viewer, convo, target, embed_reply=False)
        return view

    def _view(self, viewer: str, convo: Convo) -> Json:
        view = {
            "id": convo.id,
            "rev": convo.rev,
            "members": [self._profile(did) for did in convo.members],
            "muted": False,
            "status": "accepted" if viewer in convo.accepted else "request",
            "unreadCount": convo.unread(viewer),
            "kind": {"$type": "chat.bsky.convo.defs#directConvo"},
        }
        if convo.messages:
            view["lastMessage"] = self._message_view(viewer, convo, convo.messages[-1])
        return view

    def get_convo(self, viewer: str, convo_id: str) -> Json:
        """One conversation."""
        return {"convo": self._view(viewer, self._find(viewer, convo_id))}

    def get_convo_for_members(self, viewer: str, members: list[str]) -> Json:
        """The conversation with someone, begun when there is none and they allow it."""
        other, convo = self._between(viewer, members)
        if convo is None:
            self._check_may_begin(viewer, other)
            rev = self._tid()
            accepted = {viewer, other} if self.people.follows(other, viewer) else {viewer}
            convo = Convo(rev, rev, (viewer, other), accepted)
            self.convos.append(convo)
            self._log(viewer, "logBeginConvo", convo, rev)
        return {"convo": self._view(viewer, convo)}

    def get_convo_availability(self, viewer: str, members: list[str]) -> Json:
        """Whether there is one or may be one."""
        other, convo = self._between(viewer, members)
        if convo:
            return {"canChat": True, "convo": self._view(viewer, convo)}
        try:
            self._check_may_begin(viewer, other)
        except ChatError:
            return {"canChat": False}
        return {"canChat": True}

    def list_convos(
        self,
        viewer: str,
        limit: int = 50,
        cursor: str | None = None,
        status: str | None = None,
        read_state: str | None = None,
    ) -> Json:
        """Those the viewer takes part in, the last changed first; one begun by the other once it has a message."""
        seen = [
            convo
            for convo in sorted(self.convos, key=lambda convo: convo.rev, reverse=True)
            if viewer in convo.members
            and viewer not in convo.left
            and (convo.messages or convo.members[0] == viewer)
            and (cursor is None or convo.rev < cursor)
            and status in (None, "accepted" if viewer in convo.accepted else "request")
            and (read_state != "unread" or convo.unread(viewer))
        ]
        page = {"convos": [self._view(viewer, convo) for convo in seen[:limit]]}
        return page | ({"cursor": seen[limit - 1].rev} if len(seen) > limit else {})

    def get_messages(self, viewer: str, convo_id: str, limit: int = 50, cursor: str | None = None) -> Json:
        """The messages, newest first."""
        convo = self._find(viewer, convo_id)
        seen = [message for message in reversed(convo.messages) if cursor is None or message.rev < cursor]
        page: Json = {"messages": [self._message_view(viewer, convo, message) for message in seen[:limit]]}
        page["relatedProfiles"] = [self._profile(did) for did in convo.members]
        return page | ({"cursor": seen[limit - 1].rev} if len(seen) > limit else {})

    def send_message(self, viewer: str, convo_id: str, message: Json) -> Json:
        """Write; who answers a request has accepted it."""
        convo = self._find(viewer, convo_id)
        other = convo.other(viewer)
        if other not in convo.accepted:
            self._check_may_begin(viewer, other)
        if "embed" in message:
            raise ChatError("InvalidRequest", "this stand-in has no embeds")
        if reply := message.get("replyTo"):
            convo.message(reply["messageId"], "ReplyTargetNotFound")
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        sent = Message(self._tid(), self._tid(), viewer, now, message)
        if not convo.messages and convo.members[0] == viewer:
            self._log(other, "logBeginConvo", convo, convo.rev)
        if viewer not in convo.accepted:
            self.accept_convo(viewer, convo_id)
        convo.messages.append(sent)
        convo.rev = sent.rev
        convo.left.clear()
        for did in convo.members:
            profiles = [self._profile(viewer)]
            view = self._message_view(did, convo, sent)
            self._log(did, "logCreateMessage", convo, sent.rev, message=view, relatedProfiles=profiles)
        return self._message_view(viewer, convo, sent)

    def delete_message_for_self(self, viewer: str, convo_id: str, message_id: str) -> Json:
        """Take a message out of the viewer's own view; the other keeps it."""
        convo = self._find(viewer, convo_id)
        message = convo.message(message_id)
        message.deleted_for.add(viewer)
        view = self._message_view(viewer, convo, message)
        self._log(viewer, "logDeleteMessage", convo, self._tid(), message=view)
        return view

    def accept_convo(self, viewer: str, convo_id: str) -> Json:
        """Take a request for a conversation among one's own."""
        convo = self._find(viewer, convo_id)
        if viewer in convo.accepted:
            return {}
        convo.accepted.add(viewer)
        rev = self._tid()
        self._log(viewer, "logAcceptConvo", convo, rev)
        return {"rev": rev}

    def leave_convo(self, viewer: str, convo_id: str) -> Json:
        """Out of the viewer's lists, until the next message."""
        convo = self._find(viewer, convo_id)
        convo.left.add(viewer)
        rev = self._tid()
        self._log(viewer, "logLeaveConvo", convo, rev)
        return {"convoId": convo.id, "rev": rev}

    def update_read(self, viewer: str, convo_id: str, message_id: str | None = None) -> Json:
        """Read up to a message, or all."""
        convo = self._find(viewer, convo_id)
        last = convo.message(message_id) if message_id else (convo.messages[-1] if convo.messages else None)
        if last:
            convo.read[viewer] = max(last.rev, convo.read.get(viewer, ""))
            view = self._message_view(viewer, convo, last)
            self._log(viewer, "logReadConvo", convo, self._tid(), message=view)
        return {"convo": self._view(viewer, convo)}

    def get_log(self, viewer: str, cursor: str | None = None) -> Json:
        """What happened after the cursor, oldest first; without one, the last of it."""
        entries = self._logs.get(viewer, [])
        page = [x for x in entries if x["rev"] > cursor][:LOG_PAGE] if cursor else entries[-LOG_PAGE:]
        return {"logs": page, "cursor": page[-1]["rev"] if page else cursor or self._tid()}


METHODS: dict[str, Callable[..., Json]] = {
    "getConvo": Convos.get_convo,
    "getConvoForMembers": Convos.get_convo_for_members,
    "getConvoAvailability": Convos.get_convo_availability,
    "listConvos": Convos.list_convos,
    "getMessages": Convos.get_messages,
    "sendMessage": Convos.send_message,
    "deleteMessageForSelf": Convos.delete_message_for_self,
    "acceptConvo": Convos.accept_convo,
    "leaveConvo": Convos.leave_convo,
    "updateRead": Convos.update_read,
    "getLog": Convos.get_log,
}

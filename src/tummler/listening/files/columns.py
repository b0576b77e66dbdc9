"""Which column of a file is what: found by its name, or told by whoever brings the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: field → the names it goes by, the best first; compared without case, spaces, dashes and underscores.
#: A dot leads into an object: user.screen_name.
NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "idstr", "tweetid", "postid", "statusid", "messageid", "commentid", "remoteid", "id", "uri", "post.uri",
        "guid", "uuid",
    ),
    "text": (
        "fulltext", "text", "body", "content", "message", "record.text", "tweet", "post", "comment", "selftext",
        "posttext", "tweettext", "messagetext",
    ),
    "author": (
        "handle", "screenname", "username", "author", "user.screenname", "user.username", "account.acct",
        "author.handle", "author.username", "authorhandle", "authorusername", "from", "from.username", "sender",
        "user", "by", "writer", "authorname",
    ),
    "author_id": (
        "authorid", "userid", "useridstr", "user.idstr", "user.id", "account.id", "author.did", "author.id",
        "accountid", "senderid", "fromid",
    ),
    "name": (
        "displayname", "user.name", "account.displayname", "author.displayname", "author.name", "authorname",
        "fullname", "fromname", "name",
    ),
    "time": (
        "createdat", "time", "at", "timestamp", "datetime", "date", "record.createdat", "publishedat", "published",
        "postedat", "sentat", "sent", "created", "createdutc", "createdtime", "postedtime", "when",
    ),
    "parent": (
        "parent", "parentid", "inreplyto", "inreplytoid", "inreplytostatusidstr", "inreplytostatusid",
        "inresponsetotweetid", "replyto", "replytoid", "record.reply.parent.uri", "parentpostid", "parenttweetid",
    ),
    "thread": (
        "thread", "threadid", "conversation", "conversationid", "conversationidstr", "ticket", "ticketid", "case",
        "caseid", "dialogueid",
    ),
    "root": ("root", "rootid", "rooturi", "record.reply.root.uri"),
    "url": ("url", "permalink", "link", "posturl", "tweeturl", "uri"),
    "language": ("lang", "language", "record.langs", "languages", "locale"),
    "visibility": ("visibility", "privacy"),
    "inbound": ("inbound", "direction"),
}  # fmt: skip
FIELDS = (*NAMES, "posts", "brand")
#: Where a row is a whole thread: the key its posts stand under, and whom they were said to.
_POSTS = ("posts", "messages", "tweets", "statuses", "comments", "replies", "turns", "items", "conversation", "thread")
_OUTER = {
    "thread": ("thread", "threadid", "conversationid", "conversation", "ticketid", "caseid", "dialogueid", "id"),
    "brand": ("brand", "company", "organisation", "organization", "to", "about"),
}
_DEEP = 4
_LOOSE = re.compile(r"[\s_\-]+")


class UnknownColumn(ValueError):
    """A mapping names a field or a column that isn't there."""

    def __init__(self, what: str, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.what, self.name, self.known = what, name, known


def flat(values: Mapping[str, Any], depth: int = _DEEP, under: str = "") -> dict[str, Any]:
    """An object's values by their paths; lists stay as they are."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and depth:
            found |= flat(value, depth - 1, f"{under}{key}.")
        else:
            found[under + key] = value
    return found


def keys_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every path that occurs, in order of first sight."""
    return list(dict.fromkeys(key for row in rows for key in row))


def recognise(keys: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """field → column. What was told goes first and isn't used for anything else; told as "", a field is nowhere.

    Raises :class:`UnknownColumn`.
    """
    nowhere = {field for field, column in told.items() if not column}
    told = {field: column for field, column in told.items() if column}
    _check(told, keys)
    columns = dict(told)
    by_name: dict[str, str] = {}
    for key in keys:
        by_name.setdefault(_loose(key), key)
    for field, names in NAMES.items():
        free = (by_name[name] for name in names if name in by_name)
        found = next((key for key in free if key not in columns.values() or field == "url"), None)
        if field not in columns and field not in nowhere and found is not None:
            columns[field] = found
    if "author" not in columns and "author_id" not in columns and "name" in columns:
        columns["author"] = columns.pop("name")
    return columns


def posts_key(rows: Sequence[Mapping[str, Any]]) -> str:
    """The key under which most of these rows hold their posts, "" if a row is a post."""
    for name in _POSTS:
        for key in keys_of(rows):
            held = [row[key] for row in rows if row.get(key)]
            if _loose(key) == name and held and 2 * sum(map(_holds_objects, held)) >= len(held):
                return key
    return ""


def outer_columns(keys: Sequence[str]) -> dict[str, str]:
    """What a thread's own row tells: its id, and the brand it was said to."""
    by_name = {_loose(key): key for key in reversed(keys)}
    found = {field: next((by_name[one] for one in names if one in by_name), "") for field, names in _OUTER.items()}
    return {field: key for field, key in found.items() if key}


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def _check(told: Mapping[str, str], keys: Sequence[str]) -> None:
    for field, column in told.items():
        if field not in FIELDS:
            raise UnknownColumn("field", field, FIELDS)
        if column not in keys:
            raise UnknownColumn("column", column, keys)


def _loose(key: str) -> str:
    return _LOOSE.sub("", key.casefold())

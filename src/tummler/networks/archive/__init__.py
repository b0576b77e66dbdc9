"""What was said elsewhere and came as a file: kept, threaded and found again, never read anew and never answered.

Nobody is reached through an archive, so nothing can be sent there; the post's own link leads to where it was said.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tummler.common.ids import public_id
from tummler.common.text import graphemes
from tummler.networks.archive.payload import unpack_imported
from tummler.networks.contract import (
    Batch,
    Check,
    Composition,
    Connected,
    Connection,
    Delivered,
    Garbled,
    Heard,
    HeardAccount,
    HeardPost,
    Leaf,
    Length,
    MayAnswer,
    MayShow,
    Network,
    Part,
    Place,
    Private,
    Problem,
    RawEvent,
    Refused,
    Traits,
    Visibility,
    WriteBudget,
)

KEY = "archive"

TRAITS = Traits(
    length=Length("graphemes", None),
    visibilities=tuple(Visibility),
    threads=True,
    media=None,
    edits=False,
    deletes=False,
    likes=False,
    hides=False,
    blocks=False,
    writes=WriteBudget(0, timedelta(hours=1)),
    may_answer=MayAnswer.NOBODY,
    private=Private.NONE,
    tested_against="itself",
)


def connect(answers: Mapping[str, str], callback: str) -> Connected:
    """There is nobody to sign in with. ``source`` names the archive, ``said_on`` where its posts were written."""
    source = answers.get("source") or KEY
    account = HeardAccount(f"{KEY}:{source}"[:255], source[:255], answers.get("said_on", ""))
    return Connected(account, dict(answers), {}, {})


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """Never needed: :func:`connect` is always done at once."""
    return connect(pending, "")


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Nothing to read: a file is taken in by who brings it."""
    yield from ()


def normalise(payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """One post. Its author was never asked whether others may see it here: helpers only."""
    try:
        post = unpack_imported(payload)
    except (ValueError, RecursionError) as error:
        raise Garbled("not_imported") from error
    return (
        HeardPost(
            remote_id=post.id,
            account=HeardAccount(post.author, post.handle, post.name),
            text=post.text,
            version=hashlib.sha256(post.text.encode("utf-8", "replace")).hexdigest()[:16],
            parent_id=post.parent,
            root_id=post.root,
            claimed_at=post.at,
            url=post.url,
            language=post.language,
            visibility=post.visibility,
            may_show=MayShow.HELPERS,
            addressed=post.addressed,
            by_us=post.by_us,
        ),
    )


def fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """What the file held of the thread is here already."""
    return ()


def compose(text: str, place: Place, traits: Traits, cuts: tuple[int, ...]) -> Composition:
    """One leaf without a limit: a draft may be kept, it only never leaves."""
    problems = () if text.strip() else (Problem("empty", 0, 0),)
    return Composition((Leaf(text, (), graphemes(text), None, problems),), place.visibility)


def new_key(when: datetime) -> str:
    """Random."""
    return public_id()


def deliver(connection: Connection, part: Part) -> Delivered:
    """Never: there is nobody at the other end."""
    raise Refused("not_wanted_there")


def look(connection: Connection, part: Part) -> Delivered | None:
    """Nothing of ours ever stands there."""
    return None


def retract(connection: Connection, remote_id: str) -> None:
    """Nothing of ours ever stands there."""


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """It is here, and that is all it has to be."""
    return (Check("archive", True, "It is kept here; nothing is read and nothing leaves."),)


def traits(facts: Mapping[str, Any]) -> Traits:
    """Always the same."""
    return TRAITS


NETWORK = Network(
    key=KEY,
    label="Archive",
    settings_fields=(),
    streams=(),
    traits=traits,
    connect_begin=connect,
    connect_finish=finish,
    read=read,
    normalise=normalise,
    fetch_thread=fetch_thread,
    compose=compose,
    new_key=new_key,
    deliver=deliver,
    look=look,
    retract=retract,
    verify=verify,
)

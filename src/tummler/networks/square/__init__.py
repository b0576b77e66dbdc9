"""The brand's own public page as a network: what is asked there is heard like anywhere else.

Nothing goes out: an answer stands on the square by being sent, so delivering is always possible and always the same.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tummler.common import clock
from tummler.common.ids import public_id
from tummler.common.text import graphemes
from tummler.networks.contract import (
    Addressed,
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
    Network,
    Part,
    Place,
    Private,
    Problem,
    RawEvent,
    Traits,
    Visibility,
    WriteBudget,
)
from tummler.networks.square.payload import unpack_asked

KEY = "square"
LIMIT = 4000

TRAITS = Traits(
    length=Length("graphemes", LIMIT),
    visibilities=(Visibility.PUBLIC,),
    threads=True,
    media=None,
    edits=False,
    deletes=True,
    likes=False,
    hides=True,
    blocks=False,
    writes=WriteBudget(100_000, timedelta(hours=1)),
    may_answer=MayAnswer.WHEN_SUMMONED,  # the brand's own place: who asks there has asked
    private=Private.NONE,
    outside=False,
    once=True,
    pays=True,  # the brand's own page
    tested_against="itself",
)


def connect(answers: Mapping[str, str], callback: str) -> Connected:
    """There is nobody to sign in with: the brand is its own square."""
    account = HeardAccount(f"square:{answers['brand']}", answers["slug"], answers["name"])
    return Connected(account, dict(answers), {}, {})


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """Never needed: :func:`connect` is always done at once."""
    return connect(pending, "")


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Nothing to read: what is asked here is stored as it is asked."""
    yield from ()


def normalise(payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """One question or further word."""
    try:
        asked = unpack_asked(payload)
    except (ValueError, RecursionError) as error:
        raise Garbled("not_asked") from error
    return (
        HeardPost(
            remote_id=asked.id,
            account=HeardAccount(asked.asker, asked.name or "someone", asked.name),
            text=asked.text,
            parent_id=asked.parent,
            root_id=asked.root or asked.id,
            claimed_at=asked.at,
            language=asked.language,
            addressed=Addressed.NO if asked.answers else Addressed.ASKED,
        ),
    )


def fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """The thread is here already."""
    return ()


def compose(text: str, place: Place, traits: Traits, cuts: tuple[int, ...]) -> Composition:
    """One leaf, long enough for anything."""
    count = graphemes(text)
    problems: tuple[Problem, ...] = ()
    if not text.strip():
        problems = (Problem("empty", 0, 0),)
    elif count > LIMIT:
        problems = (Problem("too_long", LIMIT, len(text)),)
    return Composition((Leaf(text, (), count, LIMIT, problems, 0, len(text)),), place.visibility)


def new_key(when: datetime) -> str:
    """Random: it becomes the post's own id."""
    return public_id()


def deliver(connection: Connection, part: Part) -> Delivered:
    """It stands there by being sent; the key is its id, so twice is once."""
    return Delivered(part.key, "", "", clock.now())


def look(connection: Connection, part: Part) -> Delivered | None:
    """The same."""
    return deliver(connection, part)


def retract(connection: Connection, remote_id: str) -> None:
    """Nothing stands anywhere else."""


def hide(connection: Connection, remote_id: str, root_id: str, on: bool) -> str:
    """The square is ours: what is hidden here is hidden by being marked so."""
    return "hidden" if on else "shown"


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """It is ours: it works while we do."""
    return (Check("square", True, "open"),)


def traits(facts: Mapping[str, Any]) -> Traits:
    """Always the same."""
    return TRAITS


NETWORK = Network(
    key=KEY,
    label="Square",
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
    hide=hide,
)

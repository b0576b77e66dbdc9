"""What every network gives and takes: values in, values out.

A folder under ``networks/`` exports one ``NETWORK = Network(...)`` made of the functions typed here. Nothing in
this room knows Django, a row or another network; behaviour elsewhere follows the declared :class:`Traits`,
never a network's key. It is one long file so that whoever adds a network reads it once, from top to bottom.

Offsets in every value are code points of the text they belong to. Times are aware datetimes in UTC.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol

# --------------------------------------------------------------------------------------------- traits


class Visibility(StrEnum):
    """Who can read a post where it stands, from widest to narrowest."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"

    @property
    def width(self) -> int:
        """0 for the narrowest, 3 for the widest; an answer is never wider than its question."""
        return 3 - list(Visibility).index(self)


class MayAnswer(StrEnum):
    """When software may write to somebody there, by the network's own policy."""

    NOBODY = "nobody"
    WHEN_SUMMONED = "when_summoned"
    A_PERSON_PRESSES_SEND = "a_person_presses_send"


class Private(StrEnum):
    """How private a direct message is: only the two, readable by the server's people, or not to be had."""

    SEALED = "sealed"
    SERVER_READABLE = "server_readable"
    NONE = "none"


class MayShow(StrEnum):
    """To whom we may show somebody's post again."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    HELPERS = "helpers"


@dataclass(frozen=True, slots=True)
class Length:
    """How a post's length is counted. ``limit`` is in ``unit``; ``link_cost`` replaces each link's own length."""

    unit: Literal["graphemes", "characters"]
    limit: int | None
    link_cost: int | None = None
    bytes_limit: int | None = None


@dataclass(frozen=True, slots=True)
class MediaRule:
    """What can be attached to one post. Sizes in bytes, ``alt_limit`` in characters."""

    count: int
    bytes_limit: int
    kinds: tuple[str, ...]
    alt_limit: int


@dataclass(frozen=True, slots=True)
class WriteBudget:
    """How many posts may be created in a window, for all who write on one channel."""

    creates: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Traits:
    """What a network can do and what it wants; the only thing other rooms may decide by."""

    length: Length
    visibilities: tuple[Visibility, ...]
    threads: bool
    media: MediaRule | None
    edits: bool
    deletes: bool
    likes: bool
    hides: bool
    blocks: bool
    writes: WriteBudget
    may_answer: MayAnswer
    private: Private
    answering_window: timedelta | None = None
    bot_label: bool = False
    #: Whether a message for one person can carry media too.
    direct_media: bool = True
    mutes: bool = False
    #: Whether somebody's post can be reposted: shown again, as theirs, to those who follow us.
    reposts: bool = False
    reports: bool = False
    #: Whether what isn't public is said in rooms, to whoever is in them, and not to somebody's followers.
    rooms: bool = False
    #: Whether posts can be hidden only in threads that we began.
    hides_in_our_threads: bool = False
    #: Whether what is written there leaves this machine.
    outside: bool = True
    #: Whether it can show one person an answer once, in a place that only their own key opens.
    once: bool = False
    #: Whether its own rules let help given there be turned into something outside it. Where who runs a server decides
    #: (Mastodon, Matrix), or the rules speak against posting for a gain, it is False: thanks for it are thanks.
    pays: bool = False
    #: Whether ``look`` finds what was taken back, too, so that it can't tell whether a deletion was done.
    look_finds_gone: bool = False
    tested_against: Literal["real server", "emulator", "specification only", "itself"] = "real server"


# ------------------------------------------------------------------------------------ what was heard


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points: what it is and where it leads."""

    start: int
    end: int
    kind: Literal["mention", "link", "tag"]
    value: str


@dataclass(frozen=True, slots=True)
class HeardAccount:
    """Who wrote it. ``remote_id`` never changes hands; a handle may."""

    remote_id: str
    handle: str
    name: str = ""
    avatar_url: str = ""
    url: str = ""
    robot: bool = False


@dataclass(frozen=True, slots=True)
class HeardMedia:
    """Something attached. ``kind`` is image, video, audio or other; sizes in pixels where known."""

    url: str
    kind: str
    description: str = ""
    width: int | None = None
    height: int | None = None


class Addressed(StrEnum):
    """How a post came to concern the brand; ``NEARBY`` means a word of ours was said, we were not asked."""

    MENTION = "mention"
    REPLY = "reply"
    QUOTE = "quote"
    DIRECT = "direct"
    ASKED = "asked"
    NEARBY = "nearby"
    NO = "no"


@dataclass(frozen=True, slots=True)
class HeardPost:
    """A post as the network tells it. The same ``remote_id`` with another ``version`` is an edit."""

    remote_id: str
    account: HeardAccount
    text: str
    version: str = ""
    parent_id: str = ""
    root_id: str = ""
    quote_id: str = ""
    claimed_at: datetime | None = None
    edited_at: datetime | None = None
    url: str = ""
    language: str = ""
    visibility: Visibility = Visibility.PUBLIC
    may_show: MayShow = MayShow.ANYONE
    addressed: Addressed = Addressed.NO
    by_us: bool = False
    warning: str = ""
    spans: tuple[Span, ...] = ()
    media: tuple[HeardMedia, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardGone:
    """A post was deleted there, or may no longer be read by us."""

    remote_id: str
    why: Literal["deleted", "hidden", "blocked"] = "deleted"


@dataclass(frozen=True, slots=True)
class HeardAccountGone:
    """An account was deleted, suspended or deactivated: its posts go with it."""

    account_remote_id: str


@dataclass(frozen=True, slots=True)
class HeardRename:
    """An account has a new handle; its id stays."""

    account_remote_id: str
    handle: str


Heard = HeardPost | HeardGone | HeardAccountGone | HeardRename


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One thing the network said, as bytes. ``remote_id`` is unique on its channel: reading twice is harmless.

    ``history`` marks what was fetched to complete a thread: it is never a need.
    """

    remote_id: str
    payload: bytes
    history: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What one read brought and where to go on. Both are stored in one transaction."""

    events: tuple[RawEvent, ...]
    cursor: str
    more: bool = False


# ----------------------------------------------------------------------------------------- connecting


ChangeSecrets = Callable[[Mapping[str, str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Connection:
    """A channel as its network sees it: no row, no key of ours.

    ``settings`` are what was entered, ``secrets`` are decrypted, ``facts`` were learnt from the network when
    connecting (limits, software, own ids). ``keep_secrets`` is called with the new secrets when a session was
    refreshed; it returns once they are stored. ``change_secrets`` changes them as they are stored just then, whoever
    else changes them, and gives what is stored afterwards; what it is given to do is quick and may be done twice.
    ``words`` are what the brand listens for beyond mentions.
    ``holds`` says which of these posts, conversations and accounts (remote ids) are stored on this channel: a reader
    of a whole-network stream asks it, in bulk, so that deletions and answers in known threads are heard.
    ``recent`` gives the posts worth another look and their stored versions, those in open needs first: asked by a
    network that doesn't tell everyone of edits and deletes.
    """

    account: HeardAccount
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    facts: Mapping[str, Any]
    words: tuple[str, ...] = ()
    keep_secrets: Callable[[Mapping[str, str]], None] = lambda secrets: None
    change_secrets: Callable[[ChangeSecrets], Mapping[str, str]] = lambda change: change({})
    holds: Callable[[Collection[str]], Collection[str]] = lambda remote_ids: ()
    recent: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True, slots=True)
class SettingsField:
    """One question of the connect form. Labels and help are message ids of the interface."""

    name: str
    label: str
    help: str = ""
    kind: Literal["text", "password", "url"] = "text"
    default: str = ""
    required: bool = True
    secret: bool = False
    advanced: bool = False


@dataclass(frozen=True, slots=True)
class Connected:
    """The network knows us: who we are there, what to store."""

    account: HeardAccount
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Redirect:
    """Signing in happens on the network's own page. ``pending`` is kept encrypted until it comes back."""

    url: str
    pending: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Here:
    """Us, to a network where somebody proves an account: where they come back to, and what they come back with.

    ``client_id`` is the public address of our own description, for networks that know programs by it. ``kept`` and
    ``keep`` hold what a server gave us to be known by there (never anybody's keys), by the server's address.
    ``settings`` are those of our channel there: a network of one's own has other services.
    """

    callback: str
    client_id: str
    state: str
    kept: Callable[[str], Mapping[str, str]]
    keep: Callable[[str, Mapping[str, str]], None]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proved:
    """Whose account it is. ``home_id`` is its lasting id on its own server, whatever others know it by.

    ``says`` is what it calls itself where that may be a lie: looked up by it, never believed.
    """

    account: HeardAccount
    home_id: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Proving:
    """How somebody proves an account by signing in with it: no more is asked than who they are, and nothing kept.

    ``begin`` sends them to their own server's page, or is done at once where they bring a token instead (as Matrix's
    OpenID does). ``known_as`` finds the account as a channel of ours knows it; None where there is no such account,
    or it isn't surely the same.
    """

    fields: tuple[SettingsField, ...]
    begin: Callable[[Mapping[str, str], Here], Redirect | Proved]
    finish: Callable[[Mapping[str, str], Mapping[str, str]], Proved]
    known_as: Callable[[Connection, Proved], HeardAccount | None] | None = None
    #: Our description as such networks want it, by its own address and all those that people come back to.
    description: Callable[[str, Sequence[str]], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """Something to read for ever. ``seconds`` is the pause between polls; 0 for one that stays open."""

    name: str
    seconds: float
    words_only: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a channel's health: what was tried, whether it worked, and what to do if not."""

    name: str
    ok: bool
    words: str
    cure: str = ""


# ----------------------------------------------------------------------------------------- answering


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: the post it continues, and who is in the thread.

    ``handles`` maps each handle in the thread to its account's remote id; only those become mentions.
    """

    remote_id: str
    version: str
    root_id: str
    root_version: str
    account: HeardAccount
    visibility: Visibility
    warning: str = ""
    language: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutMedia:
    """A file to attach: its bytes are already sniffed, re-encoded and within the rule."""

    content: bytes
    mime: str
    description: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a leaf can't be sent as it is, by the network's own rule. ``start``/``end`` mark the words."""

    code: Literal["too_long", "empty", "too_many_bytes", "too_much_media"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One post of an answer, as it will stand there. ``count`` and ``limit`` are in the network's unit.

    ``start`` and ``end`` say which code points of the composed text it was made of.
    """

    text: str
    spans: tuple[Span, ...]
    count: int
    limit: int | None
    problems: tuple[Problem, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Composition:
    """An answer cut into leaves for one place."""

    leaves: tuple[Leaf, ...]
    visibility: Visibility
    warning: str = ""

    @property
    def sendable(self) -> bool:
        """True when no leaf breaks a rule of the network."""
        return bool(self.leaves) and not any(leaf.problems for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf, promised: stored before it is sent, and sent again only as exactly this.

    ``key`` was made by :attr:`Network.new_key` and is the network's own idempotency (a record key, a header).
    ``created_at`` is fixed with it: the same part always makes the same record.
    """

    key: str
    text: str
    spans: tuple[Span, ...]
    created_at: datetime
    place: Place | None
    visibility: Visibility
    language: str = ""
    warning: str = ""
    media: tuple[OutMedia, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The network's own proof that a part stands there."""

    remote_id: str
    version: str
    url: str
    seen_at: datetime


class NetworkTrouble(Exception):
    """Something went wrong with a network. ``code`` is stable and wordless; ``detail`` never holds people's words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Refused(NetworkTrouble):
    """The network will never take this part as it is (too long, blocked by them, the question is gone)."""


class Unheard(NetworkTrouble):
    """No clear answer: it may stand there or not. Look before sending again."""


class SlowDown(NetworkTrouble):
    """Too many requests: nothing was taken. ``seconds`` is what the network asked us to wait."""

    def __init__(self, seconds: float, detail: str = "") -> None:
        super().__init__("slow_down", detail)
        self.seconds = seconds


class KeyRevoked(NetworkTrouble):
    """Our key is no longer good there: the channel pauses, answers are kept."""


class Garbled(NetworkTrouble):
    """An event's payload makes no sense: it is dropped, counted and kept for a look."""


class Reason(StrEnum):
    """Why a post is reported."""

    SPAM = "spam"
    RUDE = "rude"
    MISLEADING = "misleading"
    ILLEGAL = "illegal"
    OTHER = "other"


# ------------------------------------------------------------------------------------------- network


class Read(Protocol):
    """Yield batches of ``stream`` from ``cursor`` (None at the first time) until ``stop`` is set.

    A polled stream yields what is there and returns; an open one goes on, and yields an empty batch at least
    every 30 s while nothing is said, so that its health is known. Raises :class:`KeyRevoked`,
    :class:`SlowDown`, or :class:`Unheard` when the network can't be reached.
    """

    def __call__(
        self, connection: Connection, stream: str, cursor: str | None, stop: threading.Event
    ) -> Iterator[Batch]:
        """See the class."""
        ...


@dataclass(frozen=True)
class Network:
    """A network, whole. Functions that go out raise :class:`NetworkTrouble`; the others are pure."""

    key: str
    label: str
    settings_fields: tuple[SettingsField, ...]
    streams: tuple[Stream, ...]
    #: What holds for a connection; limits come from its ``facts``. With no facts: the network's defaults.
    traits: Callable[[Mapping[str, Any]], Traits]
    #: Begin to connect from the form's answers. ``callback`` is the address a sign-in page comes back to.
    connect_begin: Callable[[Mapping[str, str], str], Connected | Redirect]
    #: Finish a sign-in: the pending values and the query that came back.
    connect_finish: Callable[[Mapping[str, str], Mapping[str, str]], Connected]
    read: Read
    #: Pure. One raw payload into what it says. Raises :class:`Garbled`.
    normalise: Callable[[bytes, Connection], tuple[Heard, ...]]
    #: The whole thread around a post, as history.
    fetch_thread: Callable[[Connection, str], tuple[RawEvent, ...]]
    #: Pure. A text cut for a place; ``cuts`` are the code points where a helper wants it cut.
    compose: Callable[[str, Place, Traits, tuple[int, ...]], Composition]
    #: Pure. A fresh idempotency key for a part promised at this time.
    new_key: Callable[[datetime], str]
    deliver: Callable[[Connection, Part], Delivered]
    #: After any doubt: does this part stand there? None if it surely does not.
    look: Callable[[Connection, Part], Delivered | None]
    #: Delete a post of our own. Deleting what is gone already is fine.
    retract: Callable[[Connection, str], None]
    #: What works, tried for real; with ``write`` also that a post can be made, seen and deleted.
    verify: Callable[[Connection, bool], tuple[Check, ...]]
    #: Like (or take it back) as the brand. None where the trait is off. These five give what the network answered, as
    #: its proof: an address or a code, never people's words. Each done twice is done once, so doubt is met by doing.
    like: Callable[[Connection, str, str, bool], str] | None = None
    #: Repost a post (or take it back) as the brand, by its id and version. None where the trait is off.
    repost: Callable[[Connection, str, str, bool], str] | None = None
    #: Block (or unblock) an account as the brand. None where the trait is off.
    block: Callable[[Connection, str, bool], str] | None = None
    #: Mute (or unmute) an account as the brand. None where the trait is off.
    mute: Callable[[Connection, str, bool], str] | None = None
    #: Hide a post (or show it again) in the thread with this root. None where the trait is off.
    hide: Callable[[Connection, str, str, bool], str] | None = None
    #: Report a post, by its id, version and author, to who looks after the network. Twice is two reports, and nobody
    #: can look whether one was taken: after doubt it is not sent again by itself. None where the trait is off.
    report: Callable[[Connection, str, str, str, Reason], str] | None = None
    #: The bytes of a picture that stands on no web, by its address. None: pictures are fetched from the web.
    picture: Callable[[str], bytes] | None = None
    #: The bytes of a heard file that only our own key can read, by its address. None: files are fetched from the web.
    media: Callable[[Connection, str], bytes] | None = None
    #: None: accounts there are proven by a word sent from them alone.
    proving: Proving | None = None

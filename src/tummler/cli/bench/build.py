"""A made year of posts in an empty, migrated database: everything a real one would hold, rows of all nouns."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tummler.cli.bench.load import Loader, chunks, loader
from tummler.cli.bench.plan import BRANDS, NETWORKS, Plan, Said, when
from tummler.cli.bench.words import Writer

_POST = (
    "id", "brand_id", "channel_id", "conversation_id", "account_id", "remote_id", "version", "parent_remote_id",
    "root_remote_id", "quote_remote_id", "text", "search_text", "spans", "media", "warning", "language",
    "visibility", "may_show", "addressed", "url", "by_us", "history", "state", "claimed_at", "received_at",
    "shown_at", "gone_why", "archived",
)  # fmt: skip
_NEED = (
    "id", "brand_id", "public_id", "conversation_id", "post_id", "account_id", "kind", "topic", "urgency", "care",
    "heard_nearby", "state", "waiting_since", "claimed_by_id", "claimed_at", "claim_alive_at", "answered_at",
    "closed_at", "came_back", "opened_at", "reach_until",
)  # fmt: skip
_TOPICS = ("unlock", "refund", "charge", "account", "")
#: How many help, in each brand.
HELPERS = 12
_ANSWERED = ("helped", "answered", "no_answer")


def build(posts: int, seed: int, mark: str) -> None:
    """Fill the database; ``mark`` is written last, so that a build that was cut short is known as one."""
    made = _Build(Plan(posts, seed), Writer(seed), seed, loader())
    made.brands()
    made.people()
    made.conversations()
    made.posts()
    made.needs()
    made.derived()
    made.finish(mark)


def public_ids(seed: str) -> Iterator[str]:
    """Names as :func:`tummler.common.ids.public_id` makes them, but the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - made data, not secrets
    while True:
        yield f"{draw.getrandbits(64):016x}"


class _Build:
    def __init__(self, plan: Plan, writer: Writer, seed: int, into: Loader) -> None:
        self.plan, self.writer, self.into, self.seed = plan, writer, into, seed
        self.threads = plan.threads
        self.roots: list[str] = [""] * len(self.threads)
        self.first: list[int] = [0] * len(self.threads)
        self.last: list[float] = [0.0] * len(self.threads)
        self.askers = plan.size.accounts

    def brands(self) -> None:
        """Brands, their helpers, their channels."""
        start = when(0)
        ids = public_ids(f"brands {self.seed}")
        self.into.rows(
            "records_brand",
            ("id", "public_id", "name", "slug", "colour", "languages", "words", "brake_on", "created_at"),
            (
                (n, next(ids), name, name.lower().replace(" ", "-"), "#F2B01E", '["en", "es"]',
                 json.dumps([name.lower()]), False, start)
                for n, name in enumerate(BRANDS, 1)
            ),
        )  # fmt: skip
        self.into.rows(
            "records_channel",
            ("id", "brand_id", "public_id", "network", "handle", "account", "account_remote_id", "settings", "facts",
             "secret_box", "trouble", "health", "paused", "created_at"),
            (
                # Paused: nobody is to be called on a network that isn't there.
                (brand * len(NETWORKS) + n + 1, brand + 1, next(ids), network, _handle(brand), "{}",
                 f"own:{brand}", "{}", "{}", b"", "", "[]", True, start)
                for brand in range(len(BRANDS))
                for n, network in enumerate(NETWORKS)
            ),
        )  # fmt: skip
        helpers = [(n, n % len(BRANDS) + 1) for n in range(len(BRANDS) * HELPERS)]
        self.into.rows(
            "records_user",
            ("id", "email", "password", "is_active", "joined_at"),
            ((n + 1, f"helper{n}@example.org", "!", True, start) for n, _ in helpers),
        )
        self.into.rows(
            "records_helper",
            ("id", "brand_id", "user_id", "public_id", "name", "signature", "department", "role", "active",
             "joined_at", "vouched_at"),
            ((n + 1, brand, n + 1, next(ids), f"Helper {n}", f"^H{n}", "",
              "owner" if n < len(BRANDS) else "helper", True, start, start)
             for n, brand in helpers),
        )  # fmt: skip

    def people(self) -> None:
        """Accounts, each with its person."""
        start = when(0)
        ids = public_ids(f"people {self.seed}")
        numbers = range(1, self.askers * len(BRANDS) + 1)
        # Accounts are a brand's own: the n-th asker of brand b is account b * askers + n + 1.
        self.into.rows("records_person", ("id", "brand_id", "public_id", "created_at"), (
            (n, (n - 1) // self.askers + 1, next(ids), start) for n in self._used(numbers)
        ))  # fmt: skip
        self.into.rows(
            "records_account",
            ("id", "brand_id", "network", "remote_id", "handle", "name", "avatar_url", "url", "robot", "person_id",
             "first_heard_at"),
            (
                (n, (n - 1) // self.askers + 1, NETWORKS[n % 2], f"did:plc:{n:024d}", f"person{n}.example.org",
                 f"Person {n}", "", f"https://example.org/@person{n}", False, n, start)
                for n in self._used(numbers)
            ),
        )  # fmt: skip

    def _used(self, numbers: range) -> Iterator[int]:
        used = {self._account(thread.brand, thread.asker) for thread in self.threads}
        used |= {self._ours(brand) for brand in range(1, len(BRANDS) + 1)}
        return (n for n in numbers if n in used)

    def _account(self, brand: int, asker: int) -> int:
        return (brand - 1) * self.askers + asker + 1

    def _ours(self, brand: int) -> int:
        return self._account(brand, 0)

    def conversations(self) -> None:
        """One row a thread; its first post's name is known before the post is made."""
        ids = public_ids(f"conversations {self.seed}")
        self.roots = [f"at://did:plc:{n:024d}/app.bsky.feed.post/3k{n:011d}" for n in range(len(self.threads))]
        for said in self.plan.said:
            self.last[said.thread] = said.at
        self.into.rows(
            "records_conversation",
            ("id", "brand_id", "channel_id", "public_id", "root_remote_id", "last_at", "completed_at"),
            (
                (n + 1, one.brand, one.channel, next(ids), self.roots[n], when(self.last[n]), when(self.last[n]))
                for n, one in enumerate(self.threads)
            ),
        )

    def posts(self) -> None:
        """Every post in order of time, readable and findable."""
        for part in chunks(enumerate(self.plan.said, 1), 20_000):
            rows = [self._post(number, said) for number, said in part]
            self.into.rows("records_post", _POST, rows)
            if self.into.full_text:
                words = ((row[0], f"b{row[1]}", row[11]) for row in rows)
                self.into.rows("records_words", ("rowid", "brand", "words"), words)

    def _post(self, number: int, said: Said) -> tuple[Any, ...]:
        thread = self.threads[said.thread]
        ours = said.place % 2 == 1
        root = self.roots[said.thread]
        remote = root if said.place == 0 else f"{root}.{said.place}"
        if said.place == 0:
            self.first[said.thread] = number
        language = self.writer.language()
        text, folded = self.writer.post(language, "" if ours or thread.nearby else _handle(thread.brand - 1))
        author = self._ours(thread.brand) if ours else self._account(thread.brand, thread.asker)
        addressed = "no" if ours else "nearby" if thread.nearby else "mention" if said.place == 0 else "reply"
        at = when(said.at)
        return (
            number, thread.brand, thread.channel, said.thread + 1, author, remote, f"bafy{number:012d}",
            root if said.place else "", root, "", text, folded, "[]", "[]", "", language, "public", "anyone",
            addressed, "https://example.org/post", ours, False, "understood", at, at, at, "", False,
        )  # fmt: skip

    def needs(self) -> None:
        """A need where the thread has one; as many wait as were planned."""
        ids = public_ids(f"needs {self.seed}")
        draw = random.Random(f"needs {self.seed}")  # noqa: S311 - made data, not secrets
        rows = []
        for number, thread in enumerate(self.threads):
            if not thread.need:
                continue
            asked, ended = when(thread.start), when(self.last[number])
            closed = ended if thread.need in ("helped", "no_answer", "dropped") else None
            answered = ended if thread.need in _ANSWERED else None
            claimed = ended if thread.need == "claimed" else None
            rows.append((
                number + 1, thread.brand, next(ids), number + 1, self.first[number],
                self._account(thread.brand, thread.asker), draw.choice(("question", "complaint", "request")),
                draw.choice(_TOPICS), thread.urgency, thread.care, thread.nearby, thread.need, asked,
                draw.randrange(HELPERS) * len(BRANDS) + thread.brand if claimed else None, claimed, claimed,
                answered, closed, 0, asked, datetime(9000, 1, 1, tzinfo=UTC),
            ))  # fmt: skip
        self.into.rows("records_need", _NEED, rows)
        self._reaches(rows)

    def _reaches(self, needs: list[tuple[Any, ...]]) -> None:
        """Whom those that wait have reached: every helper of the brand, in an order of its own."""
        found = (
            (need[0], need[1], place, helper * len(BRANDS) + need[1], need[12])
            for need in needs
            if need[11] == "open"
            for place, helper in enumerate(random.Random(need[0]).sample(range(HELPERS), HELPERS))  # noqa: S311
        )
        self.into.rows(
            "records_reach",
            ("id", "need_id", "brand_id", "place", "helper_id", "due_at", "why", "facts", "outside"),
            (
                (n, need, brand, place, helper, due, ("solved", "near", "here")[place % 3], "{}", False)
                for n, (need, brand, place, helper, due) in enumerate(found, 1)
            ),
        )

    def derived(self) -> None:
        """Readings, events and happenings follow from the posts; the database makes them itself."""
        kind = '{{"value": "question", "probability": 0.91, "why": "asks_how", "marks": [[3, 9, "asks_how"]]}}'
        plain = '{{"value": "no_hurry", "probability": 0.7, "why": "nothing_presses", "marks": []}}'
        self.into.run(
            "INSERT INTO records_reading (id, brand_id, post_id, mind, kind, urgency, language, read_at) "
            f"SELECT id, brand_id, id, 'first-1', '{kind}', '{plain}', '{plain}', received_at "
            "FROM records_post WHERE by_us = {false} ORDER BY id"
        )
        self.into.run(
            "INSERT INTO records_event (id, brand_id, channel_id, remote_id, payload, heard, history, state, trouble, "
            "received_at) SELECT id, brand_id, channel_id, remote_id, {bytes}, {bytes}, {false}, 'done', '', "
            "received_at FROM records_post ORDER BY id"
        )
        self.into.run(
            "INSERT INTO records_happening (id, brand_id, act, conversation_id, post_id, channel_id, facts, at) "
            "SELECT id, brand_id, 'post_heard', conversation_id, id, channel_id, {json}, received_at "
            "FROM records_post ORDER BY id"
        )
        top = self.plan.size.posts
        self.into.run(
            "INSERT INTO records_happening (id, brand_id, act, need_id, conversation_id, post_id, facts, at) "
            f"SELECT {top} + id, brand_id, 'need_opened', id, conversation_id, post_id, {{json}}, opened_at "
            "FROM records_need ORDER BY id"
        )

    def finish(self, mark: str) -> None:
        """Write the mark as the last row of all."""
        self.into.rows(
            "records_import",
            ("id", "brand_id", "channel_id", "digest", "row", "stored", "errors", "started_at"),
            [(1, 1, 1, mark, self.plan.size.posts, self.plan.size.posts, "[]", when(0))],
        )
        self.into.finish()


def _handle(brand: int) -> str:
    return list(BRANDS)[brand].lower().replace(" ", "")

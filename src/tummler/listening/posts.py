"""New posts, edited posts, posts that were history and are now said to us."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tummler.channels.wire import pack
from tummler.common import clock
from tummler.common.personal import mask_personal
from tummler.common.text import search_text
from tummler.listening.people import still_here
from tummler.networks.contract import Addressed, HeardPost
from tummler.records.bulk import insert_new, set_where
from tummler.records.happenings import happen, happen_many
from tummler.records.models import (
    Account,
    Channel,
    Conversation,
    Delivery,
    Happening,
    Meaning,
    Post,
    PostVersion,
)
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.search import index_posts, unindex_posts
from tummler.records.states import move

_FIELDS = (
    "brand", "channel", "conversation", "account", "remote_id", "version", "parent_remote_id", "root_remote_id",
    "quote_remote_id", "text", "search_text", "spans", "media", "warning", "language", "visibility", "may_show",
    "addressed", "url", "by_us", "helper", "history", "state", "claimed_at", "received_at", "shown_at", "edited_at",
    "gone_why", "archived",
)  # fmt: skip


def store_posts(
    channel: Channel,
    heard: Sequence[HeardPost],
    live: set[str],
    accounts: Mapping[str, Account],
    placed: Mapping[str, Conversation],
) -> None:
    """Store a channel's posts. ``live`` are remote ids that were said now; the rest is history."""
    latest = _latest(heard)
    by_remote = _held(channel, latest)
    fresh = [post for remote_id, post in latest.items() if remote_id not in by_remote]
    fresh = still_here(fresh, live, accounts)
    _insert(channel, fresh, live, accounts, placed)
    for remote_id, post in by_remote.items():
        if not post.gone:
            _meet_again(post, latest[remote_id], remote_id in live)


def _held(channel: Channel, remote_ids: Collection[str]) -> dict[str, Post]:
    if not remote_ids:
        return {}
    size, given = several(remote_ids)
    rows = prepared(("posts by remote id", size), lambda: _by_remote_id(size)).all(channel=channel.pk, **given)
    return {post.remote_id: post for post in rows}


def _by_remote_id(size: int) -> QuerySet[Post]:
    return Post.objects.filter(Among("remote_id", size), channel=Given("channel"))


def _latest(heard: Sequence[HeardPost]) -> dict[str, HeardPost]:
    """One value a post: the newest edit, and the most that any of them said about whom it addresses."""
    latest: dict[str, HeardPost] = {}
    for post in heard:
        known = latest.get(post.remote_id)
        if known is None or _is_newer(post.edited_at, known.edited_at):
            latest[post.remote_id] = post
        if known is not None and known.addressed != Addressed.NO and post.addressed == Addressed.NO:
            latest[post.remote_id] = replace(latest[post.remote_id], addressed=known.addressed)
    return latest


def _is_newer(edited: datetime | None, than: datetime | None) -> bool:
    return than is None or (edited is not None and edited >= than)


def _insert(
    channel: Channel,
    fresh: Sequence[HeardPost],
    live: set[str],
    accounts: Mapping[str, Account],
    placed: Mapping[str, Conversation],
) -> None:
    if not fresh:
        return
    at = clock.now()
    authors = _our_helpers(channel, [post.remote_id for post in fresh if post.by_us])
    rows = [
        _row(
            channel,
            post,
            accounts[post.account.remote_id],
            placed[post.remote_id],
            post.remote_id in live,
            authors,
            at,
        )
        for post in fresh
    ]
    new = insert_new(Post, _FIELDS, rows, returning=("id", "brand", "search_text", "remote_id", "conversation"))
    index_posts([(row[0], row[1], row[2]) for row in new])
    _touch(placed, fresh, live, at)
    happen_many(
        [
            Happening(
                brand_id=row[1],
                act="post_heard",
                post_id=row[0],
                conversation_id=row[4],
                channel_id=channel.pk,
            )
            for row in new
            if row[3] in live
        ]
    )


def _row(
    channel: Channel,
    post: HeardPost,
    account: Account,
    conversation: Conversation,
    live: bool,
    authors: Mapping[str, int],
    at: datetime,
) -> tuple[Any, ...]:
    claimed = post.claimed_at
    return (
        channel.brand_id, channel.pk, conversation.pk, account.pk, post.remote_id, post.version, post.parent_id,
        conversation.root_remote_id, post.quote_id, post.text, search_text(post.text), pack(post.spans),
        pack(post.media), post.warning, post.language, post.visibility, post.may_show, post.addressed, post.url,
        post.by_us, authors.get(post.remote_id), not live, "threaded", claimed, at,
        min(claimed, at) if claimed else at, post.edited_at, "", False,
    )  # fmt: skip


def _our_helpers(channel: Channel, remote_ids: Sequence[str]) -> dict[str, int]:
    """Remote id → the helper who sent it from here."""
    if not remote_ids:
        return {}
    rows = Delivery.objects.filter(channel=channel, remote_id__in=remote_ids, reply__helper__isnull=False)
    return dict(rows.values_list("remote_id", "reply__helper"))


def _touch(placed: Mapping[str, Conversation], fresh: Sequence[HeardPost], live: set[str], at: datetime) -> None:
    """A conversation in which something was said to us is wanted whole."""
    said = {placed[post.remote_id].pk for post in fresh if post.remote_id in live}
    asked = {
        placed[post.remote_id].pk
        for post in fresh
        if post.remote_id in live and not post.by_us and post.addressed != Addressed.NO
    }
    for column, which in (("last_at", said), ("wanted_at", asked)):
        if which:
            set_where(Conversation, {column: at}, {"id": tuple(sorted(which))})


def _meet_again(post: Post, heard: HeardPost, live: bool) -> None:
    """A post that we hold: edited, or said to us where it was only history, or nothing new."""
    changes: dict[str, Any] = {}
    if live and post.history:
        changes["history"] = False
    if post.addressed == Addressed.NO and heard.addressed != Addressed.NO:
        changes["addressed"] = heard.addressed
    newer = _is_newer(heard.edited_at, post.edited_at) and heard.version != post.version
    edition = _edition(heard) if newer else {}
    changes |= {name: value for name, value in edition.items() if value != getattr(post, name)}
    if not changes:
        return
    reworded = "text" in changes
    if reworded:
        _keep_version(post)
    Post.objects.filter(pk=post.pk).update(**changes)
    if reworded:
        index_posts([(post.pk, post.brand_id, edition["search_text"])])
    _tell_of(post, changes)
    if reworded or "history" in changes or "addressed" in changes:
        # By the row, not by what we read of it: somebody may have understood the old words meanwhile.
        move(Post.objects.filter(pk=post.pk), "identified", frm="understood")


def _tell_of(post: Post, changes: Mapping[str, Any]) -> None:
    if changes.keys() & {"text", "warning", "spans", "media"}:
        happen("post_edited", post.brand_id, post_id=post.pk, conversation_id=post.conversation_id)
    elif "history" in changes:
        happen("post_heard", post.brand_id, post_id=post.pk, conversation_id=post.conversation_id)
        Conversation.objects.filter(pk=post.conversation_id).update(last_at=clock.now())


def _keep_version(post: Post) -> None:
    PostVersion.objects.create(brand_id=post.brand_id, post=post, text=mask_personal(post.text), version=post.version)
    unindex_posts([(post.pk, post.brand_id, post.search_text)])
    Meaning.objects.filter(post=post).delete()


def _edition(heard: HeardPost) -> dict[str, Any]:
    return {
        "text": heard.text,
        "search_text": search_text(heard.text),
        "spans": list(pack(heard.spans)),
        "media": list(pack(heard.media)),
        "warning": heard.warning,
        "version": heard.version,
        "edited_at": heard.edited_at or clock.now(),
    }

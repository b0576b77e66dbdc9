"""Which conversation a post belongs to, also when its thread arrives in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Max, Min, QuerySet

from tummler.common import clock
from tummler.common.ids import public_id
from tummler.networks.contract import HeardPost
from tummler.records.bulk import insert_new
from tummler.records.happenings import happen
from tummler.records.models import Channel, Conversation, Happening, Need, Post, Reply, Tombstone
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.states import move

_FIELDS = ("brand", "channel", "public_id", "root_remote_id", "last_at")


def place_posts(channel: Channel, posts: Sequence[HeardPost]) -> dict[str, Conversation]:
    """Remote id → conversation for every post of a batch; conversations are made and joined as needed."""
    if not posts:
        return {}
    roots = _roots(channel, posts)
    wanted = set(roots.values())
    ids = {post.remote_id for post in posts}
    known = _known(channel, wanted | ids)
    known |= _make(channel, wanted - known.keys())
    for remote_id, root in roots.items():
        early = known.get(remote_id)
        if early is not None and root != remote_id:
            join(early, known[root])
            del known[remote_id]
    return {remote_id: known[root] for remote_id, root in roots.items()}


def _roots(channel: Channel, posts: Sequence[HeardPost]) -> dict[str, str]:
    """The best root known for each post: what the network said, else the parent's, else the parent itself."""
    ids = {post.parent_id for post in posts if post.parent_id} | {post.remote_id for post in posts}
    above: dict[str, str] = {}
    for noun in (Tombstone, Post):
        size, given = several(ids)
        held = prepared((noun, "roots", size), partial(_held, noun, size)).rows(channel=channel.pk, **given)
        above |= dict(held)
    for post in posts:
        if post.root_id:
            above[post.remote_id] = post.root_id
        elif post.parent_id:
            above[post.remote_id] = above.get(post.parent_id, post.parent_id)
        else:
            above.setdefault(post.remote_id, post.remote_id)
    return {post.remote_id: _top(above, post.remote_id) for post in posts}


def _held(noun: type[Tombstone] | type[Post], size: int) -> QuerySet[Any, Any]:
    rows: QuerySet[Any] = noun._default_manager.filter(Among("remote_id", size), channel=Given("channel"))
    return rows.exclude(conversation=None).values_list("remote_id", "conversation__root_remote_id")


def _top(above: dict[str, str], remote_id: str) -> str:
    """Follow what stands above until nothing does; in a ring (forged) its first name stands for all of it."""
    path: dict[str, None] = {}
    while above.get(remote_id, remote_id) != remote_id and remote_id not in path:
        path[remote_id] = None
        remote_id = above[remote_id]
    ring = list(path)
    return min(ring[ring.index(remote_id) :]) if remote_id in path else remote_id


def _known(channel: Channel, roots: set[str]) -> dict[str, Conversation]:
    if not roots:
        return {}
    size, given = several(roots)
    rows = prepared(("conversations by root", size), lambda: _by_root(size)).all(channel=channel.pk, **given)
    return {row.root_remote_id: row for row in rows}


def _by_root(size: int) -> QuerySet[Conversation]:
    return Conversation.objects.filter(Among("root_remote_id", size), channel=Given("channel"))


def _make(channel: Channel, roots: set[str]) -> dict[str, Conversation]:
    at = clock.now()
    rows = [(channel.brand_id, channel.pk, public_id(), root, at) for root in sorted(roots)]
    new = insert_new(Conversation, _FIELDS, rows, returning=("id", "root_remote_id"))
    made = {
        root: Conversation(pk=pk, brand_id=channel.brand_id, channel=channel, root_remote_id=root) for pk, root in new
    }
    # Somebody else may have made one in the same moment.
    missing = roots - made.keys()
    return made | _known(channel, missing) if missing else made


def join(early: Conversation, into: Conversation) -> None:
    """The post that a provisional conversation hung on turned out to be inside another: they are one."""
    # Held, so that nobody puts a post there between what is moved and what is deleted.
    Conversation.objects.select_for_update().filter(pk=early.pk).first()
    Post.objects.filter(conversation=early).update(conversation=into, root_remote_id=into.root_remote_id)
    for noun in (Need, Reply, Tombstone):
        noun._default_manager.filter(conversation=early).update(conversation=into)
    # What happened there belongs to the whole, also to whom it may be shown.
    Happening.objects.filter(conversation_id=early.pk).update(conversation_id=into.pk)
    _keep_wish(early, into)
    early.delete()
    _one_need_each(into)


def _keep_wish(early: Conversation, into: Conversation) -> None:
    both = Conversation.objects.filter(pk__in=(early.pk, into.pk))
    Conversation.objects.filter(pk=into.pk).update(**both.aggregate(wanted_at=Min("wanted_at"), last_at=Max("last_at")))


def _one_need_each(conversation: Conversation) -> None:
    """Who asked in both has one need: the one that somebody is on, else the one that waits longest."""
    waiting = Need.objects.filter(conversation=conversation, state__in=("open", "claimed"))
    firsts: dict[int, Need] = {}
    for need in waiting.order_by("state", "waiting_since", "pk"):  # "claimed" before "open"
        first = firsts.setdefault(need.account_id, need)
        if need is not first and need.state == "open" and not need.replies.exists():
            Need.objects.filter(pk=first.pk, waiting_since__gt=need.waiting_since).update(
                waiting_since=need.waiting_since
            )
            move(need, "dropped", closed_at=clock.now())
            happen("need_dropped", need.brand_id, need_id=need.pk, conversation_id=conversation.pk)

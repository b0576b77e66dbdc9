"""What was deleted on the network goes from here at once; only its place remains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tummler.common import clock
from tummler.listening.media import forget_media
from tummler.networks.contract import HeardAccountGone, HeardGone, HeardPost
from tummler.records import erased
from tummler.records.bulk import insert_new
from tummler.records.fading_keys import destroy_all
from tummler.records.happenings import happen_many
from tummler.records.models import (
    Account,
    Article,
    Channel,
    Conversation,
    Correction,
    Demand,
    Example,
    Glance,
    Happening,
    Meaning,
    Need,
    Once,
    PeerAnswer,
    Picture,
    Post,
    PostVersion,
    Reading,
    TagRequest,
    Tombstone,
    Word,
)
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.search import unindex_posts
from tummler.records.states import move
from tummler.records.unanswered import reopen_unanswered
from tummler.records.unreposted import take_back_reposts


def forget_posts(channel: Channel, gone: Sequence[HeardGone]) -> None:
    """Take away the words of deleted posts, and remember that they are gone, in case they arrive late."""
    if not gone:
        return
    at = clock.now()
    rows = [(channel.brand_id, channel.pk, one.remote_id[:512], at) for one in gone if one.why == "deleted"]
    insert_new(Tombstone, ("brand", "channel", "remote_id", "at"), rows)
    for why in sorted({one.why for one in gone}):
        ids = [one.remote_id for one in gone if one.why == why]
        forget(Post.objects.filter(channel=channel, remote_id__in=ids), why)


def buried(channel: Channel, posts: Sequence[HeardPost]) -> set[str]:
    """The remote ids of posts that were gone before they were heard."""
    ids = {post.remote_id for post in posts}
    if not ids:
        return set()
    size, given = several(ids)
    found = prepared(("tombstones", size), lambda: _graves(size)).rows(channel=channel.pk, **given)
    return {remote_id for (remote_id,) in found}


def _graves(size: int) -> QuerySet[Tombstone, Any]:
    return Tombstone.objects.filter(Among("remote_id", size), channel=Given("channel")).values_list("remote_id")


def not_erased(channel: Channel, posts: Sequence[HeardPost]) -> list[HeardPost]:
    """Without posts of people who had themselves erased: their graves have no name, and nothing is made of them."""
    if not posts or not erased.anybody():
        return list(posts)
    hashes = {post.remote_id: erased.hash_of(channel.pk, post.remote_id) for post in posts}
    graves = Tombstone.objects.filter(channel=channel, remote_id__in=hashes.values())
    found = set(graves.values_list("remote_id", flat=True))
    return [post for post in posts if hashes[post.remote_id] not in found]


def mark_graves(channel: Channel, remote_ids: Iterable[str], placed: Mapping[str, Conversation]) -> None:
    """Keep where a buried post would stand: answers to it belong there."""
    for remote_id in remote_ids:
        Tombstone.objects.filter(channel=channel, remote_id=remote_id).update(conversation=placed[remote_id])


def forget_accounts(channel: Channel, gone: Sequence[HeardAccountGone]) -> None:
    """An account that left takes all its posts along."""
    for one in gone:
        accounts = Account.objects.filter(
            brand=channel.brand_id, network=channel.network, remote_id=one.account_remote_id
        )
        accounts.update(gone_at=clock.now(), name="", avatar_url="")
        forget(Post.objects.filter(account__in=accounts), "deleted")


def forget(posts: QuerySet[Post], why: str) -> None:
    """Empty posts and everything made of their words: versions, readings, corrections, marks, open needs."""
    rows = list(posts.filter(gone_at=None).select_related("helper", "peer_answer"))
    if not rows:
        return
    ids = [post.pk for post in rows]
    unindex_posts([(post.pk, post.brand_id, post.search_text) for post in rows])
    TagRequest.objects.filter(post__in=ids).update(misspelt="")
    for noun in (PostVersion, Reading, Correction, Example, Meaning, Glance, Demand):
        noun._default_manager.filter(post__in=ids).delete()
    Word.objects.filter(post__in=ids).update(marks=[])
    Picture.objects.filter(post__in=ids).delete()
    _forget_in_articles(ids)
    at = clock.now()
    sealed = Once.objects.filter(post__in=ids, gone_at=None)
    keys = list(sealed.values_list("key", flat=True))
    sealed.update(sealed=b"", gone_at=at, gone_why="taken_back")
    Post.objects.filter(pk__in=ids).update(
        text="", search_text="", spans=[], media=[], warning="", gone_at=at, gone_why=why
    )
    move(Need.objects.filter(post__in=ids), "dropped", closed_at=clock.now())
    if why == "deleted":
        move(PeerAnswer.objects.filter(post__in=ids, state="stands"), "taken_back", looked_at=at)
        reopen_unanswered(rows)
        take_back_reposts(ids)
    transaction.on_commit(lambda: forget_media(ids))
    transaction.on_commit(lambda: destroy_all(keys))
    happen_many(
        [
            Happening(brand_id=post.brand_id, act="post_gone", post_id=post.pk, conversation_id=post.conversation_id)
            for post in rows
        ]
    )


def _forget_in_articles(ids: Sequence[int]) -> None:
    """An article keeps no words of somebody who deleted them: it waits for a question of ours. A proposal goes."""
    Article.objects.filter(Q(need__post__in=ids) | Q(post__in=ids), state__in=("proposed", "refused")).delete()
    theirs = Article.objects.filter(need__post__in=ids, their_words=True)
    move(theirs, "proposed", question="", search_text="", key="", vector=b"", their_words=False)
    # The answer is ours, and stays as it was decided; but somebody took it away where it was said.
    Article.objects.filter(post__in=ids).update(look_again=clock.now().date())

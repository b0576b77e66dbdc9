"""Who was asked in from outside by a link: how it stands, and exactly what its holder is shown. No rights here."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from tummler.common import clock
from tummler.knowledge.taking_out import people_in, take_out, without_numbers
from tummler.records.models import Guest, Need, Post
from tummler.records.public import posts_in

SHOWS = ("asked", "thread", "words")
#: Of a thread no more is shown: the newest.
MOST = 60

Standing = Literal["sealed", "open", "taken", "answered", "over"]


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post as a guest sees it: without a name of anybody's and without what is personal, unless it was chosen."""

    post: Post
    text: str
    who: Literal["asker", "us", "other"]
    name: str


def new_secret() -> str:
    """For a link or a browser: 160 random bits."""
    return secrets.token_urlsafe(20)


def digest_of(secret: str) -> str:
    """What is kept of a secret; nobody comes back from it."""
    return hashlib.sha256(b"guest:" + secret.encode("utf-8", "replace")).hexdigest()


def guest_of(secret: str) -> Guest | None:
    """Whom a link belongs to. One query."""
    related = ("need__post", "need__account", "brand", "helper")
    return Guest.objects.filter(digest=digest_of(secret)).select_related(*related).first()


def standing_of(guest: Guest, browser: str) -> Standing:
    """How it stands for a browser (its cookie's secret). One query.

    What became a matter for the named person alone is over for everybody else.
    """
    ours = bool(browser) and secrets.compare_digest(digest_of(browser), guest.browser)
    if Need.objects.filter(conversation=guest.need.conversation_id).exclude(care="").exists():
        return "over"
    if guest.revoked_at is not None:
        return "over"
    if guest.answered_at is not None:
        return "answered" if ours else "over"
    if guest.until <= clock.now():
        return "over"
    return "sealed" if not guest.browser else "open" if ours else "taken"


def to_show(need: Need, shows: str, private: bool) -> QuerySet[Post]:
    """The posts that a choice stands for: what anyone may read, and what was said in private if that was chosen."""
    here = posts_in([need.conversation_id])
    if private:
        here = Post.objects.filter(conversation=need.conversation_id, gone_at=None, key_id=None, state="understood")
    if shows == "words":
        return here.none()
    return here.filter(pk=need.post_id) if shows == "asked" else here


def shown(need: Need, posts: QuerySet[Post], plain: bool) -> list[ShownPost]:
    """Posts as a guest sees them, oldest first. Six queries."""
    rows = list(posts.exclude(text="").select_related("account").order_by("-shown_at")[:MOST])
    rows.reverse()
    texts = [row.text for row in rows]
    if not plain and rows:
        texts = [without_numbers(one) for one in take_out(texts, people_in(need.brand, [need.conversation_id]))[0]]
    return [_shown(need, row, text, plain) for row, text in zip(rows, texts, strict=True)]


def shown_to(guest: Guest) -> Sequence[ShownPost]:
    """What this guest sees now: of what was chosen then, what still may be shown."""
    posts = to_show(guest.need, guest.shows, guest.private).filter(pk__in=guest.posts)
    return shown(guest.need, posts, guest.plain)


def _shown(need: Need, post: Post, text: str, plain: bool) -> ShownPost:
    who: Literal["asker", "us", "other"] = "us" if post.by_us else "other"
    if post.account_id == need.account_id:
        who = "asker"
    return ShownPost(post, text, who, post.account.called if plain and who != "us" else "")

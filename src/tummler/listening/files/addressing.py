"""To whom a post out of a file was said: pure. A replay takes it as if it were said now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from msgspec.structs import replace

from tummler.networks.archive.payload import Imported
from tummler.networks.contract import Addressed

_MENTION = re.compile(r"(?<![\w.@])@(\w[\w.@-]*)")


def mentioned(text: str) -> list[str]:
    """The handles a text mentions, folded, in order."""
    return [handle.rstrip(".-").casefold() for handle in _MENTION.findall(text)]


def addressed_alone(post: Imported, own: Set[str], *, replay: bool) -> Imported:
    """By its words alone; in a replay what begins a thread was said to us as well: that is why it was kept."""
    if post.by_us:
        return post
    begins = replay and not post.parent and post.root in ("", post.id, f"thread:{post.id}")
    if begins or not own.isdisjoint(mentioned(post.text)):
        return replace(post, addressed=Addressed.MENTION)
    return post


def answered_by_mention(posts: Sequence[Imported]) -> list[Imported]:
    """Where a file doesn't tell what a post answers: the latest post of whom it names first."""
    latest: dict[str, str] = {}
    answered = []
    for post in posts:
        named = next((latest[handle] for handle in mentioned(post.text) if handle in latest), "")
        answered.append(replace(post, parent=named) if named else post)
        latest[post.handle.casefold()] = post.id
    return answered


def addressed_in_thread(posts: Sequence[Imported], own: Set[str], *, replay: bool) -> Iterator[Imported]:
    """By words; in a replay the asker's first post is a mention, what follows a reply to us if it answers us."""
    ours = {post.id for post in posts if post.by_us}
    asker = next((post.author for post in posts if not post.by_us), "")
    begun = False
    for post in posts:
        if post.by_us:
            yield post
        elif replay and post.author == asker and not begun:
            begun = True
            yield replace(post, addressed=Addressed.MENTION)
        elif replay and (post.author == asker or post.parent in ours):
            yield replace(post, addressed=Addressed.REPLY)
        elif not own.isdisjoint(mentioned(post.text)):
            yield replace(post, addressed=Addressed.MENTION)
        else:
            yield post

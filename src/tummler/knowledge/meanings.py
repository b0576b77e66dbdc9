"""The meaning of posts as rows: made once by the sentence model, kept beside the post, gone with its words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from tummler.minds import sentences
from tummler.minds.sentences import Vectors, available, sentences_in
from tummler.minds.topics.features import said
from tummler.records.bulk import insert_new
from tummler.records.models import Meaning, Need, Post

_FIELDS = ("brand", "post", "key", "vector")


def encode(texts: Sequence[str]) -> Vectors | None:
    """The meanings of texts, links and handles left out; None where there is no sentence model."""
    if not available():
        return None
    return sentences_in(settings.DATA.models).encode([said(text) for text in texts])


def pack(vector: Vectors) -> bytes:
    """A vector as it is stored."""
    return vector.astype(np.float16).tobytes()


def unpack(stored: Sequence[bytes]) -> Vectors:
    """Stored vectors, (n, 384)."""
    flat = np.frombuffer(b"".join(bytes(one) for one in stored), np.float16)
    return flat.astype(np.float32).reshape(len(stored), sentences.SIZE)


def meanings_of(posts: Sequence[Post]) -> Vectors | None:
    """The meanings of posts, in order: those that are stored, the others made and stored. None without a model."""
    if not available():
        return None
    rows = Meaning.objects.filter(post__in=[post.pk for post in posts], key=sentences.KEY)
    stored = dict(rows.values_list("post", "vector"))
    missing = {post.pk: post for post in posts if post.pk not in stored}
    made = encode([post.text for post in missing.values()])
    assert made is not None
    fresh = dict(zip(missing, map(pack, made), strict=True))
    keep(list(missing.values()), fresh)
    return unpack([bytes(stored.get(post.pk) or fresh[post.pk]) for post in posts])


def keep(posts: Sequence[Post], packed: dict[int, bytes]) -> None:
    """Store vectors, but not of what may not be found, is gone or edited meanwhile, or is somebody in danger."""
    if not posts:
        return
    with transaction.atomic():
        held = Post.objects.filter(pk__in=[post.pk for post in posts], gone_at=None).exclude(search_text="")
        texts = dict(held.exclude(cared_for()).select_for_update(of=("self",)).values_list("pk", "text"))
        rows = [(p.brand_id, p.pk, sentences.KEY, packed[p.pk]) for p in posts if texts.get(p.pk) == p.text]
        Meaning.objects.filter(post__in=[row[1] for row in rows]).exclude(key=sentences.KEY).delete()
        insert_new(Meaning, _FIELDS, rows)


def cared_for() -> Exists:
    """For a post: whether its conversation is one of the named person alone. Of those nothing is learned."""
    return Exists(Need.objects.filter(conversation=OuterRef("conversation")).exclude(care=""))


def posts_of_needs(after: int, limit: int) -> tuple[list[Post], int]:
    """Posts that ask, of the needs after this one, whose vector is missing; and the last need that was looked at."""
    ids = list(Need.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    known = Meaning.objects.filter(post=OuterRef("post"), key=sentences.KEY)
    needs = Need.objects.filter(pk__in=ids, care="", post__gone_at=None).exclude(Exists(known)).select_related("post")
    return [need.post for need in needs], ids[-1] if ids else after


def posts_of_the_past(after: int, limit: int) -> tuple[list[Post], int]:
    """What began a conversation of the past in which we answered, likewise; and the last post looked at."""
    begun = Post.objects.filter(history=True, by_us=False, parent_remote_id="", gone_at=None)
    ids = list(begun.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    ours = Post.objects.filter(conversation=OuterRef("conversation"), by_us=True, gone_at=None)
    known = Meaning.objects.filter(post=OuterRef("pk"), key=sentences.KEY)
    return list(begun.filter(Exists(ours), pk__in=ids).exclude(Exists(known))), ids[-1] if ids else after

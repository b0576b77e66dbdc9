"""Whether what was asked may come before peers, looked at once for each reading of a post."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tummler.minds.not_for_peers import held_from_peers
from tummler.records.bulk import insert_new
from tummler.records.models import Need, PeerLook, PeerRules, Post
from tummler.records.states import standing

#: So many conversations are looked at in one go.
_AT_ONCE = 100


def look_at_asked() -> int:
    """Look at what askers of open needs said and nobody has looked at; how many posts.

    A post that no mind has read has no look, so its need waits: what is history, or not read yet, is never shown.
    """
    unlooked = _said(OuterRef("conversation"), OuterRef("account"))
    closed = PeerRules.objects.filter(brand=OuterRef("brand"), open=False)
    needs = standing(Need.objects.filter(care=""), "open", "claimed").filter(Exists(unlooked)).exclude(Exists(closed))
    rows = []
    for conversation, account in needs.values_list("conversation", "account")[:_AT_ONCE]:
        for post in _said(conversation, account).select_related("reading"):
            rows.append((post.brand_id, post.reading.pk, held_from_peers(f"{post.warning} {post.text}")))
    insert_new(PeerLook, ("brand", "reading", "why"), rows)
    return len(rows)


def _said(conversation: Any, account: Any) -> QuerySet[Post]:
    read = Post.objects.filter(conversation=conversation, account=account, gone_at=None, reading__isnull=False)
    return read.filter(reading__peer_look=None)

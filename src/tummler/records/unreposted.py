"""What the brand reposted is taken back when its author deletes it: some networks keep our mark of what is no more."""

from __future__ import annotations

from collections.abc import Collection

from tummler.records.happenings import happen
from tummler.records.models import Gesture


def take_back_reposts(gone: Collection[int]) -> None:
    """Ask for it back wherever one of these posts was reposted, in the caller's transaction."""
    asked = Gesture.objects.filter(post__in=gone, kind="repost").exclude(state="refused").order_by("pk")
    for last in {row.post_id: row for row in asked}.values():
        if not last.on:
            continue
        if Gesture.objects.filter(pk=last.pk, state="waiting", tries=0).delete()[0]:
            continue  # it never left
        about = {"conversation_id": last.conversation_id, "post_id": last.post_id, "channel_id": last.channel_id}
        Gesture.objects.create(brand_id=last.brand_id, kind="repost", on=False, **about)
        happen("gesture_asked", last.brand_id, None, **about, facts={"kind": "repost", "on": False})

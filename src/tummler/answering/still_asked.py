"""What a post asks of tags now: it may have been edited since, and what it asks no more is not answered."""

from __future__ import annotations

from collections.abc import Sequence

from tummler.common.hashtags import Written, fold, hashtags
from tummler.records.models import Reply, TagRequest


def edited_out(one: TagRequest) -> bool:
    """Whether the tag stands no more in the post that asked for it; what never stood there (a “yes”) still holds."""
    if one.post.edited_at is None:
        return False
    folds = {*one.tag.folds, fold(one.misspelt)} if one.misspelt else {*one.tag.folds}
    said = {span["value"] for span in one.post.spans if span.get("kind") == "tag"}
    if folds & {*(fold(str(value)) for value in said), *(written.key for written in hashtags(one.post.text))}:
        return False
    return meant(one)[2] is None


def meant(one: TagRequest) -> tuple[str, Sequence[Written], Written | None]:
    """“Yes” to “Did you mean #data?”: what they wrote before, with all that stood behind it. One query."""
    asked = TagRequest.objects.filter(tag=one.tag_id, account=one.account_id, state="asked_back", pk__lt=one.pk)
    near = asked.exclude(misspelt="").filter(post__conversation=one.post.conversation_id).select_related("post")
    before = near.order_by("-pk").first()
    if before is None:
        return "", (), None
    written = hashtags(before.post.text)
    return before.post.text, written, next((tag for tag in written if tag.key == fold(before.misspelt)), None)


def nothing_asked(reply: Reply) -> bool:
    """Whether a machine's answer is to a post that asks for none of it any more. A query where it was edited."""
    if reply.to_post.edited_at is None:
        return False
    asked = list(TagRequest.objects.filter(post=reply.to_post_id).select_related("tag", "post"))
    return bool(asked) and all(edited_out(one) for one in asked)

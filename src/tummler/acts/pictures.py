"""Pictures put into an answer, and taken out of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tummler.answering import drafts
from tummler.answering.composing import compose_whole
from tummler.answering.pictures import TooMany, attach, fit
from tummler.answering.seeing import media_rule, visibility_of
from tummler.channels.connections import traits_of
from tummler.matching import calls
from tummler.networks.contract import MediaRule, Visibility
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need, Picture, Reply


def add_pictures(*, actor: Helper, need: Need, contents: Sequence[bytes]) -> Reply:
    """Put pictures into the draft, all of them or none. Raises NoPicture, and TooMany by the network's own rule."""
    require(actor, "add_picture", need)
    beside = calls.answers_beside(need, actor)
    rule = _rule(need, drafts.draft_of(need, actor if beside else None))
    fitted = [fit(content, rule) for content in contents]
    with transaction.atomic():
        reply = drafts.begin_draft(need, actor, beside)
        Reply.objects.select_for_update().get(pk=reply.pk)
        leaves = len(compose_whole(reply, actor).composition.leaves)
        added = attach(reply, fitted, rule, leaves)
        if not drafts.touch(reply):
            raise drafts.Overtaken(Reply.objects.get(pk=reply.pk))  # it was sent in this very moment
        happen(
            "picture_added",
            need.brand_id,
            actor,
            need_id=need.pk,
            conversation_id=need.conversation_id,
            reply_id=reply.pk,
            facts={"pictures": len(added)},
        )
    return Reply.objects.get(pk=reply.pk)


def _rule(need: Need, draft: Reply | None) -> MediaRule:
    traits = traits_of(need.post.channel)
    chosen = visibility_of(draft.visibility if draft else "", Visibility(need.post.visibility), traits)
    rule = media_rule(traits, chosen)
    if rule is None:
        raise TooMany(0)
    return rule


def drop_picture(*, actor: Helper, need: Need, picture: Picture) -> bool:
    """Take a picture out of the draft, for good; False if it is on its way already. Twice is fine."""
    require(actor, "drop_picture", need)
    with transaction.atomic():
        if not drafts.touch(picture.reply):
            return False
        dropped, _ = Picture.objects.filter(pk=picture.pk, reply=picture.reply_id).delete()
        if dropped:
            happen(
                "picture_dropped",
                need.brand_id,
                actor,
                need_id=need.pk,
                conversation_id=need.conversation_id,
                reply_id=picture.reply_id,
            )
    return True

"""Who may do and see what: one place to read it, one place to prove it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from tummler.records.models import (
    Article,
    Brand,
    Call,
    Conversation,
    Correction,
    Delivery,
    Demand,
    Example,
    Gesture,
    Happening,
    Helped,
    Helper,
    IncidentPost,
    Labelled,
    Meaning,
    Need,
    Note,
    Once,
    Picture,
    Post,
    PostVersion,
    Presence,
    Reading,
    Reply,
    SavedView,
    TagRequest,
    Thanks,
    Word,
)
from tummler.records.models.helper import Role

_LEADS = frozenset({Role.OWNER, Role.LEAD})
_EVERYONE = frozenset({Role.OWNER, Role.LEAD, Role.HELPER})

#: act → the roles that may do it, on rows that they may see.
MAY: dict[str, frozenset[Role]] = {
    "claim_need": _EVERYONE,
    "let_go_need": _EVERYONE,
    "take_over_need": _EVERYONE,
    "drop_need": _EVERYONE,
    "correct_reading": _EVERYONE,
    "save_draft": _EVERYONE,
    "add_picture": _EVERYONE,
    "drop_picture": _EVERYONE,
    "promise_reply": _EVERYONE,
    "take_back_reply": _EVERYONE,
    "retract_reply": _EVERYONE,
    "hand_on_need": _EVERYONE,
    "ask_in": _EVERYONE,
    "settle_call": _EVERYONE,
    "snooze_need": _EVERYONE,
    "write_note": _EVERYONE,
    "label_need": _EVERYONE,
    "teach_topics": _EVERYONE,
    "shape_topics": _LEADS,
    "shape_tags": _LEADS,
    "let_tag_answer": _EVERYONE,
    "split_need": _EVERYONE,
    "join_needs": _EVERYONE,
    "thank_account": _EVERYONE,
    "link_people": _EVERYONE,
    "say_what_one_knows": _EVERYONE,  # of oneself
    "dismiss_incident": _EVERYONE,
    "ask_model": _EVERYONE,
    "shape_articles": _EVERYONE,
    "move_articles": _LEADS,  # in from files, out to files, and when they fade
    "change_model": frozenset({Role.OWNER}),
    "change_customer_door": frozenset({Role.OWNER}),
    "see_how_it_reads": _LEADS,
    "keep_view": _EVERYONE,
    "change_view": _EVERYONE,  # one's own; what is shared, leads too
    "like_post": _EVERYONE,
    "report_post": _EVERYONE,
    "delete_post": _EVERYONE,
    "hide_post": _LEADS,
    "mute_account": _LEADS,
    "block_account": _LEADS,
    "send_again": _EVERYONE,
    "connect_channel": _LEADS,
    "check_channel": _LEADS,
    "pause_channel": _LEADS,
    "remove_channel": _LEADS,
    "pull_brake": _EVERYONE,  # anyone may stop what leaves; only an owner lets it go
    "lift_brake": frozenset({Role.OWNER}),
    "change_settings": _LEADS,
    "change_retention": _LEADS,
    "make_compliance_key": frozenset({Role.OWNER}),
    "keep_topic": _LEADS,
    "open_copies": _LEADS,  # who has the key
    "ask_hold": _LEADS,
    "agree_hold": _LEADS,  # another than who asked
    "end_hold": _LEADS,
    "listen_only": _LEADS,
    "begin_to_answer": frozenset({Role.OWNER}),
    "end_looking_around": frozenset({Role.OWNER}),
    "import_posts": _LEADS,
    "undo_import": _LEADS,
    "invite_helper": _LEADS,
}

#: What would leave this machine: not while a brand only listens.
LEAVES = frozenset(
    [
        "promise_reply", "retract_reply", "send_again", "like_post", "report_post", "delete_post", "hide_post",
        "mute_account", "block_account", "let_tag_answer",
    ]
)  # fmt: skip


class NotAllowed(Exception):
    """The actor may not do this; the page says who can."""


Row = TypeVar("Row", bound=models.Model)


def can(actor: Helper, act: str, row: models.Model) -> bool:
    """Whether this helper may do this act on this row: by role, brand and who may see it."""
    if not actor.active or actor.role not in MAY[act]:
        return False
    if _held_back(actor, act):
        return False
    if isinstance(row, Brand):
        return row.pk == actor.brand_id
    if getattr(row, "brand_id", None) != actor.brand_id:
        return False
    if isinstance(row, SavedView):
        return row.helper_id == actor.pk or (row.shared and actor.role in _LEADS)
    if isinstance(row, (Need, Conversation, Post, Reply, Note, Call, Article)):
        return rows_for(actor, type(row)).filter(pk=row.pk).exists()
    return True


def _held_back(actor: Helper, act: str) -> str:
    """Why nobody of the brand may do this now, whoever they are; "" where nothing is held back."""
    if act in LEAVES and actor.brand.listens_only_since is not None:
        return "listens_only"
    # Nobody real is ever answered by a brand that is made up.
    return "made_up" if act == "connect_channel" and actor.brand.made_up else ""


def require(actor: Helper, act: str, row: models.Model) -> None:
    """Raises :class:`NotAllowed` unless :func:`can`."""
    if not can(actor, act, row):
        raise NotAllowed(_held_back(actor, act) or act)


def rows_for(actor: Helper, noun: type[Row]) -> models.QuerySet[Row]:
    """The rows of a noun that this helper may see.

    Duty-of-care needs, with their whole conversation, exist for the named person alone.
    """
    rows: models.QuerySet[Any] = noun._default_manager.all()
    if not actor.active:
        return rows.none()
    if noun is Brand:
        return rows.filter(pk=actor.brand_id)
    rows = rows.filter(brand_id=actor.brand_id)
    if noun is SavedView:
        return rows.filter(models.Q(helper=actor) | models.Q(shared=True))
    hidden = _hidden_from(actor, noun)
    return rows.exclude(hidden) if hidden else rows


#: Where a row's conversation stands. What has none (channels, people) is never hidden.
_CONVERSATION: dict[type[models.Model], str] = {
    Conversation: "pk",
    Need: "conversation_id",
    Post: "conversation_id",
    Thanks: "post__conversation_id",
    Helped: "need__conversation_id",
    PostVersion: "post__conversation_id",
    Reading: "post__conversation_id",
    Correction: "post__conversation_id",
    Example: "post__conversation_id",
    Meaning: "post__conversation_id",
    Word: "need__conversation_id",
    Reply: "conversation_id",
    Delivery: "reply__conversation_id",
    Picture: "reply__conversation_id",
    Happening: "conversation_id",
    Presence: "need__conversation_id",
    Note: "need__conversation_id",
    Once: "conversation_id",
    TagRequest: "post__conversation_id",
    Demand: "post__conversation_id",
    Call: "need__conversation_id",
    Labelled: "need__conversation_id",
    Gesture: "conversation_id",
    IncidentPost: "post__conversation_id",
    Article: "need__conversation_id",
}


def _hidden_from(actor: Helper, noun: type[models.Model]) -> Exists | None:
    if actor.pk == actor.brand.duty_helper_id or noun not in _CONVERSATION:
        return None
    # Asked row by row, on the index of a conversation's needs: a list of them all would cost a scan for each page.
    return Exists(Need.objects.filter(conversation_id=OuterRef(_CONVERSATION[noun])).exclude(care=""))

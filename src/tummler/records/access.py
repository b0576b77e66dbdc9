"""Who may do and see what: one place to read it, one place to prove it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from django.db import models
from django.db.models import Exists, OuterRef

from tummler.records.models import (
    Account,
    Approval,
    Article,
    Brand,
    Call,
    Conversation,
    CornerAnswer,
    Correction,
    Delivery,
    Demand,
    Due,
    Example,
    Gesture,
    Glance,
    Guest,
    Happening,
    Helped,
    Helper,
    Hold,
    IncidentPost,
    Labelled,
    LawfulCopy,
    Link,
    Meaning,
    Need,
    Note,
    Once,
    PeerAnswer,
    PeerClaim,
    PeerReport,
    Picture,
    PlayNote,
    Post,
    PostVersion,
    Presence,
    Proposal,
    Question,
    Reach,
    Reading,
    Reply,
    SavedView,
    Shared,
    TagRequest,
    Thanks,
    Word,
)
from tummler.records.models.helper import Role
from tummler.records.prepared import Filled, Given, prepared

_LEADS = frozenset({Role.OWNER, Role.LEAD})
_EVERYONE = frozenset({Role.OWNER, Role.LEAD, Role.HELPER})

#: act → the roles that may do it, on rows that they may see.
MAY: dict[str, frozenset[Role]] = {
    "claim_need": _EVERYONE,
    "let_go_need": _EVERYONE,
    "take_over_need": _EVERYONE,
    "drop_need": _EVERYONE,
    "correct_reading": _EVERYONE,
    "look_at_care": _EVERYONE,  # the named person alone: nobody else has any
    "save_draft": _EVERYONE,
    "add_picture": _EVERYONE,
    "drop_picture": _EVERYONE,
    "promise_reply": _EVERYONE,
    "take_back_reply": _EVERYONE,
    "retract_reply": _EVERYONE,
    "change_lasting": _EVERYONE,  # of one's own; another's, leads
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
    "answer_wish": _LEADS,
    "shape_wishes": _LEADS,
    "shape_quests": _LEADS,
    "move_articles": _LEADS,  # in from files, out to files, and when they fade
    "change_model": frozenset({Role.OWNER}),
    "change_customer_door": frozenset({Role.OWNER}),
    "see_how_it_reads": _LEADS,
    "keep_view": _EVERYONE,
    "change_view": _EVERYONE,  # one's own; what is shared, leads too
    "like_post": _EVERYONE,
    "repost_post": _EVERYONE,  # what a colleague answered from their own account, where the brand allows it
    "write_thanks": _EVERYONE,
    "say_more": _EVERYONE,
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
    "give_thanks": _EVERYONE,  # of one's own
    "keep_thanks": _LEADS,  # the brand's rules, causes, rewards, statements; what looks like a ring
    "invite_helper": _LEADS,
    "see_who_helps": _LEADS,
    "invite_by_link": _EVERYONE,
    "vouch": _EVERYONE,  # who was vouched for oneself
    "take_back_vouching": _EVERYONE,  # one's own; another's, leads
    "open_entrance": frozenset({Role.OWNER}),
    "shape_helper_tag": _LEADS,
    "own_account": _EVERYONE,
    "leave_thread": _EVERYONE,
    "ask_block": _EVERYONE,
    "block_for_all": _LEADS,
    "make_circle": _EVERYONE,
    "change_circle": _EVERYONE,  # who is in it, and leads
    "ask_guest": _EVERYONE,
    "make_approval_rule": _LEADS,
    "approve_reply": _EVERYONE,  # whom the rule names (acts/approving.py)
    "write_in_corner": _EVERYONE,
    "share_corner": _EVERYONE,  # one thing, in the words that one saw
    "open_feed": _LEADS,
    "subscribe_feed": _LEADS,
    "vouch_for_peer": _EVERYONE,
    "look_at_answer": _EVERYONE,
    "bring_answer": _EVERYONE,
    "pass_thanks": _EVERYONE,
    "block_peer": _LEADS,
    "name_steward": _LEADS,
    "change_peer_rules": _LEADS,
}

#: What somebody may do whom nobody here has vouched for yet: answer in public, and look after themselves.
NEWCOMERS_MAY = frozenset(
    [
        "claim_need", "let_go_need", "take_over_need", "correct_reading", "save_draft", "add_picture", "drop_picture",
        "promise_reply", "take_back_reply", "retract_reply", "send_again", "hand_on_need", "ask_in", "settle_call",
        "change_lasting", "snooze_need", "thank_account", "say_what_one_knows", "like_post", "report_post", "keep_view",
        "change_view", "pull_brake", "own_account", "leave_thread", "ask_block", "give_thanks",
    ]
)  # fmt: skip

#: What everybody may read where it was said.
_PUBLIC = ("public", "unlisted")

#: What would leave this machine: not while a brand only listens.
LEAVES = frozenset(
    [
        "promise_reply", "retract_reply", "send_again", "like_post", "repost_post", "report_post", "delete_post",
        "hide_post", "mute_account", "block_account", "let_tag_answer", "approve_reply", "write_thanks", "say_more",
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
    if act == "promise_reply" and actor.newcomer and isinstance(row, Reply) and row.visibility not in _PUBLIC:
        return False
    if isinstance(row, SavedView):
        return row.helper_id == actor.pk or (row.shared and actor.role in _LEADS)
    if isinstance(row, (Need, Conversation, Post, Reply, Note, Call, Article, Question, Guest, Approval, Glance)):
        return rows_for(actor, type(row)).filter(pk=row.pk).exists()
    return True


def _held_back(actor: Helper, act: str) -> str:
    """Why this may not be done now, whatever their role is; "" where nothing is held back."""
    if actor.newcomer and act not in NEWCOMERS_MAY:
        return "newcomer"
    if act in LEAVES and actor.brand.listens_only_since is not None:
        return "listens_only"
    # Nobody real is ever answered by a brand that is made up.
    return "made_up" if act == "connect_channel" and actor.brand.made_up else ""


def require(actor: Helper, act: str, row: models.Model) -> None:
    """Raises :class:`NotAllowed` unless :func:`can`."""
    if not can(actor, act, row):
        private = act == "promise_reply" and actor.newcomer
        raise NotAllowed(_held_back(actor, act) or ("newcomer" if private else act))


def rows_for(actor: Helper, noun: type[Row]) -> models.QuerySet[Row]:
    """The rows of a noun that this helper may see.

    Duty-of-care needs, with their whole conversation, exist for the named person alone; for newcomers there is only
    what anyone could read on its network.
    """
    rows: models.QuerySet[Any] = noun._default_manager.all()
    if not actor.active:
        return rows.none()
    if noun is Brand:
        return rows.filter(pk=actor.brand_id)
    rows = rows.filter(brand_id=actor.brand_id)
    if noun is SavedView:
        return rows.filter(models.Q(helper=actor.pk) | models.Q(shared=True))
    if noun is Glance and actor.pk != actor.brand.duty_helper_id:
        return rows.none()
    hidden = _hidden_from(actor, noun)
    rows = rows.exclude(hidden) if hidden else rows
    if not actor.newcomer:
        return rows
    public = PUBLIC_ONLY.get(noun) or _as_what_it_hangs_on(noun)
    return rows.filter(public(actor)) if public else rows


def counted_for(actor: Helper, noun: type[Row]) -> models.QuerySet[Row]:
    """The same rows, where very many are counted: what is hidden is found once, and not asked of each of them."""
    if actor.newcomer or not actor.active or _CONVERSATION.get(noun) != "need__conversation_id":
        return rows_for(actor, noun)
    rows = noun._default_manager.filter(brand_id=actor.brand_id)
    if actor.pk == actor.brand.duty_helper_id:
        return rows
    there = Need.objects.filter(_InDanger(), brand=actor.brand_id).values("conversation_id")
    return rows.exclude(need__in=Need.objects.filter(conversation__in=there).values("pk"))


class _InDanger(models.Func):
    """Whether a need is the named person's alone, written out: SQLite uses a partial index only for what it reads."""

    output_field = models.BooleanField()
    template = "NOT (%(expressions)s = '')"

    def __init__(self) -> None:
        super().__init__(models.F("care"))


def asked_by(actor: Helper, what: str, asked: Callable[[Helper], models.QuerySet[Any, Any]], *by: Hashable) -> Filled:
    """A query that starts from :func:`rows_for`, put together once for all helpers who see by the same rules.

    ``asked`` gets somebody with the same rights, of whom nothing else is known; ``by`` is all else that it goes by.
    """
    on_duty = actor.pk == actor.brand.duty_helper_id
    key = (what, actor.active, actor.newcomer, on_duty, *by)
    ours = {"me": actor.pk, "brand": actor.brand_id}
    return Filled(prepared(key, lambda: asked(_someone(actor, on_duty=on_duty))), ours)


def _someone(actor: Helper, *, on_duty: bool) -> Helper:
    """In a helper's place: their number and their brand's are filled in later."""
    me, brand = Given("me"), Given("brand")
    rules = SimpleNamespace(pk=brand, duty_helper_id=me if on_duty else None)
    some = SimpleNamespace(pk=me, brand_id=brand, brand=rules, active=actor.active, newcomer=actor.newcomer)
    return cast("Helper", some)


#: Where a row's conversation stands. What has none (channels, people) is never hidden.
_CONVERSATION: dict[type[models.Model], str] = {
    Conversation: "pk",
    Need: "conversation_id",
    Post: "conversation_id",
    Thanks: "post__conversation_id",
    Helped: "need__conversation_id",
    Reach: "need__conversation_id",
    Due: "helped__need__conversation_id",
    PostVersion: "post__conversation_id",
    Reading: "post__conversation_id",
    Correction: "post__conversation_id",
    Example: "post__conversation_id",
    Meaning: "post__conversation_id",
    Glance: "post__conversation_id",
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
    Question: "need__conversation_id",
    Guest: "need__conversation_id",
    Approval: "need__conversation_id",
    Shared: "need__conversation_id",
    PeerClaim: "need__conversation_id",
    PeerAnswer: "need__conversation_id",
    PeerReport: "need__conversation_id",
}


def _hidden_from(actor: Helper, noun: type[models.Model]) -> Exists | None:
    if actor.pk == actor.brand.duty_helper_id or noun not in _CONVERSATION:
        return None
    # Asked row by row, on the index of a conversation's needs: a list of them all would cost a scan for each page.
    return Exists(Need.objects.filter(conversation_id=OuterRef(_CONVERSATION[noun])).exclude(care=""))


# ------------------------------------------------------------------------------------------ newcomers

_NOTHING = models.Q(pk__in=[])


def _said_in_public(*posts: str) -> Callable[[Helper], models.Q]:
    """Rows whose posts (paths to them, "" for the row itself) all stand in public, or aren't there."""

    def public(actor: Helper) -> models.Q:
        found = models.Q()
        for path in posts:
            field = f"{path}__visibility" if path else "visibility"
            found &= models.Q(**{f"{field}__in": _PUBLIC}) | models.Q(**({f"{path}": None} if path else {"pk": None}))
        return found

    return public


def _answered_in_public(reply: str) -> Callable[[Helper], models.Q]:
    """Answers that everybody may read, to what everybody may read; and one's own."""

    def public(actor: Helper) -> models.Q:
        field = f"{reply}__" if reply else ""
        said = models.Q(**{f"{field}visibility__in": _PUBLIC, f"{field}key": ""})
        mine = models.Q(**{f"{field}helper": actor.pk})
        return (said | mine) & models.Q(**{f"{field}to_post__visibility__in": _PUBLIC})

    return public


def _with_a_public_post(field: str) -> Callable[[Helper], models.Q]:
    return lambda actor: models.Q(Exists(Post.objects.filter(**{field: OuterRef("pk")}, visibility__in=_PUBLIC)))


def _as_what_it_hangs_on(noun: type[models.Model]) -> Callable[[Helper], models.Q] | None:
    """Who may see it, where nobody said: whoever may see the need, or the post, that it is about; else nobody."""
    if noun not in _CONVERSATION:
        return None
    on = _CONVERSATION[noun].removesuffix("conversation_id").removesuffix("__")
    posts = {"need": f"{on}__post", "post": on}.get(on.rpartition("__")[2])
    return _said_in_public(posts) if posts else lambda actor: _NOTHING


#: Noun → which of its rows a newcomer may see, where that isn't just those on a need or a post that they may see.
PUBLIC_ONLY: dict[type[models.Model], Callable[[Helper], models.Q]] = {
    Account: _with_a_public_post("account"),
    Conversation: _with_a_public_post("conversation"),
    Post: _said_in_public(""),
    Need: _said_in_public("post"),
    Word: _said_in_public("need__post", "post"),
    Reply: _answered_in_public(""),
    Delivery: _answered_in_public("reply"),
    Picture: _answered_in_public("reply"),
    Happening: lambda actor: (
        models.Q(conversation_id=None)
        | models.Q(Exists(Post.objects.filter(conversation=OuterRef("conversation_id"), visibility__in=_PUBLIC)))
    ),
    Call: lambda actor: (models.Q(to=actor.pk) | models.Q(by=actor.pk)) & models.Q(need__post__visibility__in=_PUBLIC),
    Gesture: _said_in_public("post"),
    Article: lambda actor: models.Q(state__in=("visible", "faint")) | models.Q(need__post__visibility__in=_PUBLIC),
    Note: lambda actor: _NOTHING,
    Question: lambda actor: _NOTHING,
    CornerAnswer: lambda actor: _NOTHING,
    PlayNote: lambda actor: _NOTHING,
    Guest: lambda actor: _NOTHING,
    Approval: lambda actor: models.Q(asked_by=actor.pk) & models.Q(need__post__visibility__in=_PUBLIC),
    Once: lambda actor: _NOTHING,
    Link: lambda actor: _NOTHING,
    Hold: lambda actor: _NOTHING,
    LawfulCopy: lambda actor: _NOTHING,
    Proposal: lambda actor: _NOTHING,
}

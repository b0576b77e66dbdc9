"""Writing and reading happenings: the one thing that everything live follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from tummler.records.bulk import insert_new, store
from tummler.records.models import Brand, Happening, Helper
from tummler.records.prepared import Given, prepared

#: Every act there is; a happening of another name is a mistake.
ACTS = frozenset(
    [
        "brand_made",
        "helper_joined",
        "helper_vouched",
        "vouching_taken_back",
        "invitation_made",
        "invitation_ended",
        "entrance_changed",
        "badge_given",
        "signed_in",
        "password_link_made",
        "channel_connected",
        "channel_checked",
        "channel_paused",
        "channel_resumed",
        "channel_removed",
        "channel_troubled",
        "channel_recovered",
        "brake_lifted",
        "brake_pulled",
        "settings_changed",
        "view_kept",
        "view_changed",
        "view_removed",
        "view_brought_back",
        "listening_only_began",
        "listening_only_ended",
        "need_opened",
        "answer_gone",
        "need_reached",
        "need_came_back",
        "need_claimed",
        "need_let_go",
        "need_went_back",
        "need_dropped",
        "need_taken_over",
        "need_helped",
        "need_not_helped",
        "need_unanswered",
        "care_rung",
        "care_passed",
        "care_taken_back",
        "post_heard",
        "post_edited",
        "post_gone",
        "reading_corrected",
        "topic_made",
        "topic_changed",
        "topic_removed",
        "topic_joined",
        "topic_brought_back",
        "example_given",
        "example_taken_out",
        "tag_made",
        "tag_changed",
        "tag_put_away",
        "tag_brought_back",
        "tag_asked",
        "tag_answered",
        "tag_waits",
        "tag_asked_back",
        "tag_left_to_people",
        "tag_unproven",
        "tag_refused",
        "topics_learned",
        "topics_gone_back",
        "topics_proposed",
        "proposal_taken",
        "proposal_passed",
        "proposal_brought_back",
        "reply_promised",
        "reply_taken_back",
        "reply_retracted",
        "reply_held",
        "reply_fading",
        "lasting_changed",
        "once_seen",
        "once_ran_out",
        "once_lost",
        "delivery_sent",
        "delivery_refused",
        "delivery_silent",
        "answered_elsewhere",
        "answered_from_own",
        "helper_tag_changed",
        "thread_left",
        "thread_come_back",
        "block_asked",
        "block_refused",
        "blocked_for_all",
        "block_ended",
        "own_account_added",
        "own_account_ended",
        "asked_on_square",
        "same_here",
        "same_here_taken_back",
        "person_stopped",
        "model_asked",
        "article_proposed",
        "article_accepted",
        "article_changed",
        "article_refused",
        "article_brought_back",
        "article_archived",
        "article_faded",
        "article_used",
        "article_judged",
        "article_looked_at",
        "articles_imported",
        "wish_made",
        "wish_improved",
        "wish_version_picked",
        "wish_version_passed",
        "wish_supported",
        "wish_support_taken_back",
        "wish_taken_away",
        "wish_objected",
        "wish_looked_at",
        "wish_answered",
        "wish_answer_taken_back",
        "wish_hidden",
        "wish_shown",
        "wish_joined",
        "wish_parted",
        "wish_adopted",
        "credit_changed",
        "quest_made",
        "quest_changed",
        "quest_moved",
        "quest_put_away",
        "quest_brought_back",
        "quest_joined",
        "quest_left",
        "quest_part_taken",
        "quest_part_let_go",
        "quest_contributed",
        "quest_taken_away",
        "quest_backed",
        "quest_name_shown",
        "quest_objected",
        "quest_guest_invited",
        "quest_guest_ended",
        "quest_hidden",
        "quest_shown",
        "quest_chosen",
        "quest_kept",
        "incident_suspected",
        "incident_quiet",
        "incident_came_back",
        "incident_dismissed",
        "incident_brought_back",
        "imported",
        "file_brought",
        "file_put_away",
        "import_told",
        "import_wanted",
        "import_stopped",
        "import_undone",
        "draft_saved",
        "need_handed_on",
        "hand_on_taken",
        "need_given_back",
        "hand_on_withdrawn",
        "asked_in",
        "ask_in_withdrawn",
        "ask_in_done",
        "need_snoozed",
        "need_woke",
        "note_written",
        "note_edited",
        "note_deleted",
        "note_brought_back",
        "label_put",
        "label_removed",
        "need_split",
        "needs_joined",
        "needs_parted",
        "thanked",
        "thanks_written",
        "more_said",
        "thanks_taken_back",
        "person_erased",
        "retention_changed",
        "compliance_key_made",
        "topic_kept_for_law",
        "copies_opened",
        "hold_asked",
        "hold_agreed",
        "hold_ended",
        "hold_brought_back",
        "people_linked",
        "people_unlinked",
        "link_suggested",
        "link_passed",
        "word_heard",
        "account_proven",
        "customer_proven",
        "accounts_joined",
        "accounts_parted",
        "customer_door_changed",
        "link_key_made",
        "knowledge_said",
        "thanks_opened",
        "thanks_closed",
        "thanks_came",
        "thanks_went_back",
        "thanks_declined",
        "thanks_wanted",
        "gift_made",
        "gift_taken_back",
        "gift_there",
        "gift_pledged",
        "pledge_came_back",
        "cause_made",
        "cause_ended",
        "cause_brought_back",
        "pool_used",
        "pool_unused",
        "reward_made",
        "reward_ended",
        "reward_brought_back",
        "payout_asked",
        "payout_taken_back",
        "payout_settled",
        "payout_unsettled",
        "payout_refused",
        "ring_asked_about",
        "ring_answered",
        "gesture_asked",
        "gesture_done",
        "gesture_refused",
        "picture_added",
        "picture_dropped",
        "circle_made",
        "circle_changed",
        "circle_put_away",
        "circle_brought_back",
        "circle_joined",
        "circle_left",
        "circle_asked",
        "circle_question_withdrawn",
        "circle_answered",
        "guest_asked_in",
        "guest_link_ended",
        "guest_opened",
        "guest_answered",
        "guest_answer_used",
        "approval_rule_made",
        "approval_rule_ended",
        "approval_asked",
        "approval_given",
        "approval_taken_back",
        "approval_refused",
        "corner_asked",
        "corner_answered",
        "corner_withdrawn",
        "play_note_written",
        "play_note_withdrawn",
        "feed_switched",
        "corner_shared",
        "corner_unshared",
        "source_added",
        "source_ended",
        "peer_joined",
        "peer_agreed",
        "peer_changed",
        "peer_left",
        "peer_claimed",
        "peer_let_go",
        "peer_claim_over",
        "peer_answered",
        "peer_answer_waits",
        "peer_answer_shown",
        "peer_answer_hidden",
        "peer_answer_taken_back",
        "peer_answer_brought",
        "peer_vouched",
        "vouch_taken_back",
        "peer_trust_changed",
        "steward_named",
        "steward_ended",
        "peer_blocked",
        "peer_unblocked",
        "peer_kept_away",
        "peer_let_near",
        "peer_reported",
        "peer_report_settled",
        "peer_report_reopened",
        "peer_rules_changed",
        "peers_chosen",
        "thanks_not_needed",
        "thanks_wanted_again",
    ]
)


_FIELDS = (
    "brand", "act", "helper_id", "need_id", "conversation_id", "post_id", "channel_id", "reply_id", "facts", "at",
)  # fmt: skip
_COLUMNS = ("brand_id", *_FIELDS[1:])


def happen(act: str, brand: Brand | int, actor: Helper | None = None, /, **rows: Any) -> Happening:
    """Record that something was done, in the caller's transaction.

    ``rows`` are need_id, conversation_id, post_id, channel_id, reply_id and ``facts`` (codes and numbers only).
    """
    if act not in ACTS:
        raise ValueError(f"no such act: {act}")
    happening = Happening(
        brand_id=brand if isinstance(brand, int) else brand.pk,
        act=act,
        helper_id=actor.pk if actor else None,
        **rows,
    )
    store(happening)
    hint()
    return happening


def happen_many(rows: list[Happening]) -> None:
    """Record many at once (an automatic stage's batch)."""
    for row in rows:
        if row.act not in ACTS:
            raise ValueError(f"no such act: {row.act}")
    if not rows:
        return
    insert_new(Happening, _FIELDS, [[getattr(row, name) for name in _COLUMNS] for row in rows])
    hint()


def hint() -> None:
    """Wake who listens, at commit. SQLite's listeners watch ``PRAGMA data_version`` and need no word."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('tummler', '')")


#: So many numbers are looked back over when reading begins: transactions under way then hold no older ones.
_BEFORE = 10_000
#: A number is given some moments before its transaction has one itself: so many others may be given meanwhile.
_MEANWHILE = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """How far happenings were read; ``number`` is the highest seen.

    On PostgreSQL numbers are not given in the order of commits, so ``snapshot`` is what could be seen. Up to ``floor``
    everything is settled: it is moved up to the ``mark`` of an earlier look, (first transaction not begun then,
    highest number then), once no transaction of that time is under way any more.
    """

    number: int
    snapshot: str = ""
    floor: int = 0
    mark: tuple[int, int] = (0, 0)


def last_id() -> int:
    """The newest happening's number, 0 for none."""
    found = prepared("last happening", lambda: Happening.objects.order_by("-pk").values_list("pk")[:1]).rows()
    return int(found[0][0]) if found else 0


def seen_now() -> Seen:
    """Everything that has happened until now."""
    if connection.vendor != "postgresql":
        return Seen(last_id())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text, coalesce((SELECT max(id) FROM records_happening), 0)")
        [(snapshot, number)] = cursor.fetchall()
    return Seen(number, snapshot, max(0, number - _BEFORE), (_bounds(snapshot)[1], number))


def since(seen: Seen) -> tuple[list[Happening], Seen]:
    """What has happened since, each once and as soon as it can be seen, all brands; and how far that is."""
    rows = Happening.objects.order_by("pk")
    if connection.vendor != "postgresql":
        found = prepared("happenings since", lambda: rows.filter(pk__gt=Given("seen"))).all(seen=seen.number)
        return found, Seen(found[-1].pk) if found else seen
    visible = RawSQL("pg_current_snapshot()::text", (), output_field=TextField())
    unseen = rows.filter(pk__gt=seen.floor).extra(
        where=["NOT pg_visible_in_snapshot(tx, %s::pg_snapshot)"], params=[seen.snapshot]
    )
    found = list(unseen.annotate(visible=visible))
    return found, _moved_on(seen, found) if found else seen


def _moved_on(seen: Seen, found: Sequence[Any]) -> Seen:
    snapshot, number = found[0].visible, max(seen.number, found[-1].pk)
    oldest, next_one = _bounds(snapshot)
    if oldest < seen.mark[0]:
        return replace(seen, number=number, snapshot=snapshot)
    return Seen(number, snapshot, max(seen.floor, seen.mark[1] - _MEANWHILE), (next_one, number))


def _bounds(snapshot: str) -> tuple[int, int]:
    """The oldest transaction under way, and the first not begun."""
    oldest, next_one, _under_way = snapshot.split(":")
    return int(oldest), int(next_one)

"""Rows in states that no way leads to: each rule is one query, and finds nothing unless something of ours is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Q

from tummler.cli.examine.database import ask
from tummler.cli.examine.finding import Finding, fault, well
from tummler.community.ledger import faults
from tummler.records.models import (
    Conversation,
    Correction,
    Delivery,
    Need,
    Post,
    PostVersion,
    Reading,
    Reply,
    Tombstone,
    Word,
)
from tummler.records.states import MOVES

_TELL = "This is a mistake of ours: tell us, with what doctor --json says."
_WORDS = "Words that someone deleted are still here."
_INDEX = "tummler doctor --rebuild-search makes the index anew."


@dataclass(frozen=True, slots=True)
class Rule:
    """``count`` finds how many rows are at fault, ``what`` names them."""

    name: str
    count: Callable[[], int]
    what: str
    why: str
    cure: str = _TELL


def _unknown_states() -> int:
    return sum(noun._default_manager.exclude(state__in=list(moves)).count() for noun, moves in MOVES.items())


def _promised_to_nobody() -> int:
    deliveries = Delivery.objects.filter(reply=OuterRef("pk"))
    return Reply.objects.exclude(promised_at=None).exclude(Exists(deliveries)).count()


def _two_live_needs() -> int:
    live = Need.objects.filter(state__in=("open", "claimed")).values("conversation", "account")
    return live.annotate(many=Count("pk")).filter(many__gt=1).count()


def _helped_without_word() -> int:
    said = Word.objects.filter(need=OuterRef("pk"), value="helped")
    return Need.objects.filter(state="helped").exclude(Exists(said)).count()


def gone_with_words() -> models.QuerySet[Post]:
    """Posts that are gone and still hold something of what was said."""
    gone = Post.objects.exclude(gone_at=None)
    left = [Exists(noun._default_manager.filter(post=OuterRef("pk"))) for noun in (PostVersion, Reading, Correction)]
    held = ~Q(text="") | ~Q(search_text="") | ~Q(warning="") | ~Q(media=[]) | ~Q(spans=[])
    return gone.filter(held | left[0] | left[1] | left[2])


def _risen() -> int:
    buried = Tombstone.objects.filter(channel=OuterRef("channel"), remote_id=OuterRef("remote_id"))
    return Post.objects.filter(Exists(buried), gone_at=None).count()


def _strangers() -> int:
    """Rows of one brand that hang on another's."""
    pairs: tuple[tuple[type[models.Model], str], ...] = (
        (Post, "channel"), (Post, "account"), (Conversation, "channel"), (Need, "post"), (Reply, "need"),
        (Delivery, "reply"),
    )  # fmt: skip
    return sum(noun._default_manager.exclude(brand=F(f"{to}__brand")).count() for noun, to in pairs)


def _found_though_gone() -> int:
    if connection.vendor != "sqlite":
        return 0  # there the index follows the column, which is looked at above
    gone = "LEFT JOIN records_post post ON post.id = found.id WHERE post.id IS NULL OR post.gone_at IS NOT NULL"
    return int(ask(f"SELECT count(*) FROM records_words_docsize found {gone}"))


def _not_found() -> int:
    if connection.vendor != "sqlite":
        return 0
    missing = "WHERE search_text <> '' AND gone_at IS NULL AND id NOT IN (SELECT id FROM records_words_docsize)"
    return int(ask(f"SELECT count(*) FROM records_post {missing}"))


def _book(name: str) -> Callable[[], int]:
    return lambda: faults()[name]


def _unguarded() -> int:
    """The book's four guards: on SQLite a trigger for each of change and delete, on PostgreSQL one for both."""
    if connection.vendor == "sqlite":
        return 4 - int(ask("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_refused'"))
    return 2 - int(ask("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'records_%_refused' AND tgenabled <> 'D'"))


_THANKS = "Somebody has thanks that nobody gave, or lost some."
RULES = (
    Rule("states", _unknown_states, "Rows in a state that nobody knows", "Nothing works on them."),
    Rule(
        "sent_without_proof",
        lambda: Delivery.objects.filter(Q(remote_id="") | Q(sent_at=None), state="sent").count(),
        "Answers shown as sent without the network's proof",
        "They may not stand there.",
        "Look for them on the network. " + _TELL,
    ),
    Rule(
        "sending_without_lease",
        lambda: Delivery.objects.filter(state="sending", lease_until=None).count(),
        "Answers that are being sent by nobody",
        "Nobody will try them again.",
    ),
    Rule(
        "promised_to_nobody",
        _promised_to_nobody,
        "Answers that were promised, and nothing of them is to be sent",
        "They never leave.",
    ),
    Rule(
        "sent_without_promise",
        lambda: Delivery.objects.filter(reply__promised_at=None).count(),
        "Parts of answers that are to be sent and that nobody promised",
        "A draft could leave.",
    ),
    Rule(
        "claimed_by_nobody",
        lambda: Need.objects.filter(Q(claimed_by=None) | Q(claim_alive_at=None), state="claimed").count(),
        "Needs that are claimed by nobody",
        "Everyone believes that somebody else is on it.",
    ),
    Rule(
        "answered_at_no_time",
        lambda: Need.objects.filter(state="answered", answered_at=None).count(),
        "Needs that were answered at no time",
        "They never rest when nobody says whether it helped.",
    ),
    Rule(
        "two_live_needs",
        _two_live_needs,
        "Askers with two open needs in one conversation",
        "Two people may give them the same answer.",
        "Say on the desk that one of the two is no need.",
    ),
    Rule(
        "helped_without_word",
        _helped_without_word,
        "Needs that count as helped without the asker's word",
        "Only the asker's word counts.",
    ),
    Rule("gone_with_words", lambda: gone_with_words().count(), "Posts that are gone and still have words", _WORDS),
    Rule("risen", _risen, "Posts that were deleted and stand here again", _WORDS),
    Rule("found_though_gone", _found_though_gone, "Deleted posts that search still finds", _WORDS, _INDEX),
    Rule("not_found", _not_found, "Posts that search does not find", "Who looks for them misses them.", _INDEX),
    Rule(
        "thanks_out_of_balance", _book("sums"), "Transfers of thanks, or brands, that don't add up to nothing", _THANKS
    ),
    Rule("thanks_miscounted", _book("balances"), "Holders whose thanks aren't the sum of their entries", _THANKS),
    Rule("thanks_unguarded", _unguarded, "Guards that the book of thanks lost", "What was given could be changed."),
    Rule(
        "strangers",
        _strangers,
        "Rows of one brand that hang on another's",
        "One brand could see what belongs to another.",
    ),
)


def rows_in_possible_states() -> Iterator[Finding]:
    """Every rule."""
    found = [(rule, many) for rule in RULES if (many := rule.count())]
    for rule, many in found:
        yield fault(rule.name, f"{rule.what}: {many:,}", rule.why, rule.cure)
    if not found:
        yield well("rows", f"All rows keep the {len(RULES)} rules that doctor knows")

"""Calling a colleague to a need: to take it on, to come in, or by naming them in a note."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from tummler.common import clock
from tummler.common.text import storable
from tummler.records.models import Call, Helper, Need, Note

#: A word for a colleague is no longer than this.
LONGEST_WORD = 2000


def call(need: Need, by: Helper, to: Helper, kind: str, words: str = "", note: Note | None = None) -> Call:
    """Write it down; an earlier one of the same kind to the same colleague is replaced."""
    settle(need, to, (kind,), "withdrawn")
    return Call.objects.create(
        brand_id=need.brand_id,
        need=need,
        by=by,
        to=to,
        kind=kind,
        words=storable(words).strip()[:LONGEST_WORD],
        note=note,
    )


def waiting(need: Need, **which: object) -> QuerySet[Call]:
    """Calls to this need that nobody has settled yet."""
    return Call.objects.filter(need=need, settled="", **which)


def settle(need: Need, to: Helper, kinds: tuple[str, ...], how: str) -> int:
    """They were heard: taken, given_back, done, read, withdrawn. How many."""
    return waiting(need, to=to, kind__in=kinds).update(settled=how, settled_at=clock.now())


def lapse_hand_ons(need: Need) -> int:
    """It is everyone's again, or another's: nobody waits for whom it was handed to. How many."""
    return waiting(need, kind="hand_on").update(settled="lapsed", settled_at=clock.now())


def called_to(helper: Helper) -> Exists:
    """A condition on needs: this helper is called to it."""
    return Exists(Call.objects.filter(need=OuterRef("pk"), to=helper.pk, settled=""))


def answers_beside(need: Need, helper: Helper) -> bool:
    """Whether a helper writes beside the one who has the need: they were asked in, and it is still somebody else's."""
    if need.state != "claimed" or need.claimed_by_id == helper.pk:
        return False
    return Call.objects.filter(need=need, to=helper, kind="ask_in", settled__in=("", "done")).exists()

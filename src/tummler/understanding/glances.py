"""What may be duty of care and doesn't ring: kept for a look of the named person, while everybody goes on as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.common import clock
from tummler.minds.contract import Example, Reading
from tummler.minds.first.line import lined
from tummler.minds.first.similar import SAME, Corrected
from tummler.minds.health import says_health
from tummler.records.access import rows_for
from tummler.records.models import Brand, Glance, Helper, Need, Post
from tummler.understanding.decide import ADDRESSED

#: After that it leaves the list by itself, where it ended well; where it didn't, after the longer time.
ENDED_WELL, AT_LAST = timedelta(days=3), timedelta(days=14)
#: In these somebody still waits for an answer, or for what comes of it.
_WAITING = ("open", "claimed", "answered", "not_helped", "no_answer")
#: So many that were none are kept in mind, the newest.
_MOST = 500


def keep_glances(brand: Brand, posts: Sequence[Post], readings: Mapping[int, Reading]) -> None:
    """After their needs: what may be duty of care, of a batch; what was edited is looked at anew."""
    edited = [post.pk for post in posts if post.edited_at and post.pk in readings]
    if edited:
        Glance.objects.filter(post__in=edited).exclude(said="rung").delete()
    found = [post for post in posts if _may_be(post, readings.get(post.pk))]
    if not found:
        return
    there, were_none = _there(found), _were_none(brand)
    made: dict[int, Glance] = {}
    for post in found:
        if post.conversation_id in there or _same(were_none, post.text):
            continue
        glance, before = _of(brand, post, readings[post.pk]), made.get(post.conversation_id)
        if before is None or before.likely < glance.likely:
            made[post.conversation_id] = glance
    Glance.objects.bulk_create(made.values())


def _may_be(post: Post, reading: Reading | None) -> bool:
    if post.by_us or post.gone or post.account.robot or post.addressed not in ADDRESSED:
        return False
    return reading is not None and reading.may_care is not None


def _there(posts: Sequence[Post]) -> set[int]:
    """The conversations that are the named person's already, wait for a look, or have one of these posts' looks."""
    theirs = {post.conversation_id for post in posts}
    rung = Need.objects.filter(conversation__in=theirs).exclude(care="").values_list("conversation", flat=True)
    looks = Glance.objects.filter(Q(post__conversation__in=theirs, said="") | Q(post__in=posts))
    return {*rung, *looks.values_list("post__conversation", flat=True)}


def _of(brand: Brand, post: Post, reading: Reading) -> Glance:
    may = reading.may_care
    assert may  # _may_be
    marks = [[mark.start, mark.end, mark.why] for mark in may.marks]
    return Glance(brand=brand, post=post, care=may.value, likely=may.probability, marks=marks)


def _were_none(brand: Brand) -> Corrected:
    """What the named person said no to, here and on this machine alone; nothing that tells of somebody's health."""
    rows = Glance.objects.filter(brand=brand, said="no", post__gone_at=None).order_by("-said_at")
    texts = [text for text in rows.values_list("post__text", flat=True)[:_MOST] if not says_health(text)]
    return Corrected([Example(text, "kind", "none") for text in reversed(texts)])


def _same(were_none: Corrected, text: str) -> bool:
    return were_none.nearest(lined(text)).get("kind", ("", 0.0))[1] >= SAME


def unseen(helper: Helper) -> QuerySet[Glance]:
    """What the named person hasn't looked at yet, and still may want to; for everybody else nothing."""
    at = clock.now()
    rows = _standing(helper).filter(at__gt=at - AT_LAST)
    return rows.filter(Q(at__gt=at - ENDED_WELL) | _waits())


def left_unseen(helper: Helper) -> int:
    """How many left the list by themselves, of the last two weeks."""
    at = clock.now()
    return _standing(helper).filter(at__gt=at - AT_LAST, at__lte=at - ENDED_WELL).exclude(_waits()).count()


def _standing(helper: Helper) -> QuerySet[Glance]:
    rung = Need.objects.filter(conversation=OuterRef("post__conversation")).exclude(care="")
    return rows_for(helper, Glance).filter(~Exists(rung), said="", post__gone_at=None)


def _waits() -> Q:
    """Whether its author still waits for something in this conversation."""
    asker = {"conversation": OuterRef("post__conversation"), "account": OuterRef("post__account")}
    return Q(Exists(Need.objects.filter(**asker, state__in=_WAITING)))

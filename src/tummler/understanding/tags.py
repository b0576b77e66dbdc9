"""Hashtags said to us are requests; said only near us, or served by nobody, they are counted as demand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from tummler.common import clock
from tummler.common.hashtags import Written, beside, fold, hashtags, nearest, signed_by_machine
from tummler.minds.contract import Reading
from tummler.records.bulk import store
from tummler.records.happenings import happen
from tummler.records.models import Brand, Demand, Need, Post, Stop, Tag, TagRequest
from tummler.records.prepared import Given, prepared
from tummler.records.states import move
from tummler.understanding.decide import ADDRESSED

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: “Yes”, alone in a post to us.
_YES = re.compile(
    r"(?:\s*@[\w.@-]+)*[\s¡]*(?:yes|yep|yeah|s[ií]|ja|oui|sim|s[ìi]|tak|da|да|так|はい|是|对|네|예|نعم|כן|ναι|evet|kyllä|joo)"
    r"(?:[\s,]+(?:please|por favor|bitte|s'il vous plaît|thanks|gracias|danke))?[\s.!。]*",
    re.IGNORECASE,
)
#: So many requests of one account are taken in an hour; what is above it is only counted.
PER_ACCOUNT = 10
#: Whoever was asked what they meant is not asked again about the same word for so long.
ASKED_ONCE = timedelta(days=30)
#: From here on a reading takes a post for a machine's.
ROBOT = 0.9
#: Besides its tag a post asks something of people, too: with a question mark, or at length.
_QUESTION_WORDS, _MANY_WORDS = 5, 12


@dataclass(frozen=True, slots=True)
class Found:
    """A tag that a post asks for; ``misspelt`` is what was written if it isn't quite that."""

    tag: Tag
    written: Written
    misspelt: str = ""


class Tags:
    """What a brand's hashtags are, for one batch of posts: read once, and only if a post has one."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand

    @cached_property
    def _known(self) -> dict[str, Tag]:
        live = Tag.objects.filter(brand=self.brand, on=True, gone_at=None)
        return {fold: tag for tag in live for fold in tag.folds}

    @cached_property
    def _helpers_own(self) -> str:
        """What helpers answer with from their own accounts asks for nothing, and is no demand."""
        return fold(self.brand.helper_tag) if self.brand.helper_tag_on and self.brand.helper_tag else ""

    def hear(self, post: Post, reading: Reading | None) -> list[Found]:
        """The tags that this post asks for, in order; what nobody serves is counted. In the caller's transaction."""
        if post.edited_at is not None:
            Demand.objects.filter(post=post).delete()  # it says something else now
        if post.by_us or post.history:
            return []
        if not ("#" in post.text or "＃" in post.text):
            return self._said_yes(post)
        written = [one for one in tags_in(post) if one.key != self._helpers_own]
        asked = post.addressed in ADDRESSED
        unserved = [one for one in written if one.key not in self._known]
        if wanted := unserved if asked else written:
            _count_demand(post, wanted, asked)
        if not asked or reading is None or reading.care is not None or self._by_machine(post, reading):
            return []
        found = [Found(self._known[one.key], one) for one in written if one.key in self._known]
        once = {one.tag.pk: one for one in reversed(found)}
        if once:
            return [] if self._too_many(post) else [one for one in found if once[one.tag.pk] is one]
        meant = self._meant(post, unserved)
        return [meant] if meant and not self._too_many(post) else []

    def _said_yes(self, post: Post) -> list[Found]:
        """“Yes” to “Did you mean #data?”: then it is asked."""
        if post.addressed not in ADDRESSED or not _YES.fullmatch(post.text):
            return []
        meant = TagRequest.objects.filter(
            account=post.account_id, post__conversation=post.conversation_id, state="asked_back", code="did_you_mean",
            tag__on=True, tag__gone_at=None, heard_at__gt=clock.now() - DAY,
        ).select_related("tag").order_by("-pk").first()  # fmt: skip
        return [Found(meant.tag, Written(0, 0, meant.tag.name, meant.tag.key))] if meant else []

    def _by_machine(self, post: Post, reading: Reading) -> bool:
        """Machines that say so are never answered; a robot once in a conversation."""
        if signed_by_machine(post.text):
            return True
        if not post.account.robot and reading.robot < ROBOT:
            return False
        return TagRequest.objects.filter(post__conversation=post.conversation_id).exists()

    def _too_many(self, post: Post) -> bool:
        return len(prepared("tags asked of late", _of_late).rows(of=post.account_id)) >= PER_ACCOUNT

    def _meant(self, post: Post, unserved: Sequence[Written]) -> Found | None:
        for one in unserved:
            near = nearest(one.key, list(self._known))
            before = TagRequest.objects.filter(account=post.account_id, misspelt=one.word)
            if near and not before.filter(heard_at__gt=clock.now() - ASKED_ONCE).exists():
                return Found(self._known[near], one, one.word)
        return None


def _of_late() -> QuerySet[TagRequest, Any]:
    earlier = TagRequest.objects.filter(account=Given("of"), heard_at__gt=Given() - HOUR)
    return earlier.values_list("post").distinct()[:PER_ACCOUNT]


def _asked_before() -> QuerySet[TagRequest, Any]:
    return TagRequest.objects.filter(post=Given("of")).values_list("tag")


def _stopped() -> QuerySet[Stop, Any]:
    return Stop.objects.filter(account=Given("of")).values_list("pk")


def tags_in(post: Post) -> list[Written]:
    """The hashtags of a post, by its network's own rule where that told us."""
    spans = [(int(one["start"]), int(one["end"]), str(one["value"])) for one in post.spans if one.get("kind") == "tag"]
    return hashtags(post.text, spans)


def asks_people_too(post: Post, reading: Reading) -> bool:
    """Whether the words around the tags want something that no tag answers."""
    rest = beside(post.text, tags_in(post))
    words = len(rest.split())
    question = "?" in rest or "？" in rest
    return reading.need and (words >= _MANY_WORDS or (question and words >= _QUESTION_WORDS))


def _count_demand(post: Post, unserved: Sequence[Written], asked: bool) -> None:
    Demand.objects.bulk_create(
        [
            Demand(
                brand_id=post.brand_id, post=post, account_id=post.account_id, key=one.key, word=one.word, asked=asked
            )
            for one in unserved
        ],
        ignore_conflicts=True,
    )


def open_tag_need(post: Post, found: Sequence[Found], reading: Reading, theirs: Need | None) -> Need | None:
    """The need that a machine answers; the asker's own where a person has it. None where it was heard before.

    An edited post asks again only for what it did not ask for before.
    """
    before = {row[0] for row in prepared("tags of a post", _asked_before).rows(of=post.pk)}
    new = [one for one in found if one.tag.pk not in before]
    if not new:
        return None
    held = theirs is not None and theirs.state == "claimed"
    need = theirs if theirs is not None and held else _make_need(post, new, reading)
    code = "person_has_it" if held else ""
    if prepared("did they say stop", _stopped).rows(of=post.account_id):
        code = "they_said_stop"
    if code and not held:  # else a machine is at it: it opens for helpers when it is left to them
        happen("need_opened", post.brand_id, need_id=need.pk, conversation_id=post.conversation_id, post_id=post.pk)
    for one in new:
        asked = TagRequest(
            brand_id=post.brand_id, tag=one.tag, post=post, account_id=post.account_id, need=need,
            misspelt=one.misspelt, state="people" if code else "heard", code=code,
        )  # fmt: skip
        store(asked)
        act = "tag_left_to_people" if code else "tag_asked"
        happen(
            act, post.brand_id, need_id=need.pk, conversation_id=post.conversation_id, post_id=post.pk,
            facts={"tag": one.tag.pk},
        )  # fmt: skip
    return need


def _make_need(post: Post, found: Sequence[Found], reading: Reading) -> Need:
    people = next((one.tag for one in found if one.tag.answers == Tag.Answers.PEOPLE and not one.misspelt), None)
    tag = people or found[0].tag
    promised = timedelta(minutes=tag.promised_minutes) if people and tag.promised_minutes else None
    need = Need(
        brand_id=post.brand_id, conversation_id=post.conversation_id, post=post, account_id=post.account_id,
        kind=tag.kind, topic=tag.topic or (reading.topic.value if reading.topic else ""), urgency=tag.urgency,
        waiting_since=post.shown_at, tag=tag, promised_until=clock.now() + promised if promised else None,
    )  # fmt: skip
    store(need)
    return need


def stop_tags(post: Post) -> None:
    """No machine writes to them again, and what was pending is not answered."""
    Stop.objects.get_or_create(account_id=post.account_id, defaults={"brand_id": post.brand_id})
    theirs = TagRequest.objects.filter(account=post.account_id)
    move(theirs.filter(state__in=("heard", "asking", "waiting", "unproven")), "refused", code="they_said_stop")

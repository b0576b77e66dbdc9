"""Which requests to tags are ours for now: leased together by their posts, each judged, and what to ask for it.

Whoever lost the lease writes nothing; what becomes of them is in ``answering/tagging.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from tummler.answering import governor, tag_words as say
from tummler.answering.still_asked import edited_out, meant
from tummler.answering.tag_contract import Asked
from tummler.answering.tag_limits import over_the_hour
from tummler.answering.tag_rules import Standing, Verdict, judge
from tummler.channels.connections import channels_of, traits_of
from tummler.common import clock
from tummler.common.hashtags import Written, behind, hashtags
from tummler.common.text import search_text
from tummler.minds.contract import NEEDY
from tummler.records.models import (
    Customer,
    Post,
    Reply,
    Stop,
    Tag,
    TagRequest,
)
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.proofs import proven
from tummler.records.states import move, standing

#: Longer than any answer takes.
LEASE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
#: Left to whoever has the need; and they said that the tag may answer.
HELD, LET = "person_has_it", "let"
_UNDER_WAY = ("heard", "asking", "waiting")


@dataclass(frozen=True, slots=True)
class Group:
    """The leased requests of one post, what becomes of each, and what to ask for those that are asked."""

    post: Post
    requests: tuple[TagRequest, ...]
    verdicts: Mapping[int, Verdict]
    asked: Mapping[int, Asked]

    @property
    def outside(self) -> list[TagRequest]:
        """Those for which something else has to be asked."""
        return [one for one in self.requests if one.pk in self.asked and one.tag.outside]


def lease_due(most: int = 50) -> list[Group]:
    """Take what is due for ourselves, whole posts at a time. Never inside a transaction."""
    if not prepared("a tag is due", lambda: _due().values_list("pk")[:1]).rows():  # a look takes no lock
        return []
    with transaction.atomic():
        at = clock.now()
        due = prepared(("tags due", most), lambda: _due_first()[:most]).all()
        tags = _tags_of(due)
        rows = _whole_posts(_one_for_each_failing(due, tags), most)
        if not rows:
            return []
        ours = TagRequest.objects.filter(pk__in=[row.pk for row in rows])  # locked, or the only writer: nobody's else
        move(ours, "asking", fence=F("fence") + 1, lease_until=at + LEASE)
        return _groups([row.pk for row in rows], tags, over_the_hour(rows, tags))


def _tags_of(due: Sequence[TagRequest]) -> dict[int, Tag]:
    if not due:
        return {}
    size, given = several({row.tag_id for row in due})
    rows = prepared(("tags", size), lambda: Tag.objects.filter(Among("id", size))).all(**given)
    return {tag.pk: tag for tag in rows}


def _due_first() -> QuerySet[TagRequest]:
    due = _due().order_by("due_at", "id").only("post", "tag")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return due


def _due() -> QuerySet[TagRequest]:
    at, far = Given(), Given() - (-2 * LEASE)
    ready = Q(state__in=("heard", "waiting"), due_at__lte=at)
    deserted = Q(state="asking") & (Q(lease_until__lt=at) | Q(lease_until__gt=far))
    # What was edited is read again first.
    return standing(TagRequest.objects.all(), *_UNDER_WAY).filter(ready | deserted, post__state="understood")


def _one_for_each_failing(due: Iterable[TagRequest], tags: Mapping[int, Tag]) -> list[TagRequest]:
    """A system that failed again and again is tried with one request, not with all that wait for it."""
    rows, tried = [], set()
    for row in due:
        rests = tags[row.tag_id].rests_until
        if rests and rests <= clock.now():
            if row.tag_id in tried:
                continue
            tried.add(row.tag_id)
        rows.append(row)
    return rows


def _whole_posts(rows: list[TagRequest], most: int) -> list[TagRequest]:
    """Without a last post whose other requests may not be among them: it is answered by one post."""
    if len(rows) < most or rows[0].post_id == rows[-1].post_id:
        return rows
    return [row for row in rows if row.post_id != rows[-1].post_id]


def _groups(taken: Sequence[int], tags: Mapping[int, Tag], over: Set[int]) -> list[Group]:
    if not taken:
        return []
    size, given = several(taken)
    rows = prepared(("tags taken", size), lambda: _with_all(size)).all(**given)
    channels = channels_of({row.post.channel_id for row in rows})
    by_post: dict[int, list[TagRequest]] = {}
    for row in rows:
        row.tag, row.post.account, row.post.channel = tags[row.tag_id], row.account, channels[row.post.channel_id]
        by_post.setdefault(row.post_id, []).append(row)
    size, given = several({requests[0].account_id for requests in by_post.values()})
    stopped = {row[0] for row in prepared(("who said stop", size), lambda: _stopped(size)).rows(**given)}
    said = _said_lately({requests[0].post.conversation_id for requests in by_post.values()})
    return [_group(requests, said, stopped, over) for requests in by_post.values()]


def _with_all(size: int) -> QuerySet[TagRequest]:
    beside = ("need", "post__conversation", "post__reading", "account")
    return TagRequest.objects.filter(Among("id", size)).select_related(*beside).order_by("pk")


def _stopped(size: int) -> QuerySet[Stop, Any]:
    return Stop.objects.filter(Among("account", size)).values_list("account")


def _group(requests: Sequence[TagRequest], said: Mapping[int, list[Reply]], stopped: set[int], over: Set[int]) -> Group:
    post = requests[0].post
    machine = said.get(post.conversation_id, [])
    verdicts = {one.pk: judge(_standing(one, machine, post.account_id in stopped, one.pk in over)) for one in requests}
    written = hashtags(post.text)
    asked = {one.pk: _asked(one, written) for one in requests if verdicts[one.pk].do == "answer"}
    return Group(post, tuple(requests), verdicts, asked)


def _said_lately(conversations: set[int]) -> dict[int, list[Reply]]:
    """What a machine of ours said in these threads within the hour, the latest first."""
    size, given = several(conversations)
    said: dict[int, list[Reply]] = {}
    for reply in prepared(("said by machines", size), lambda: _by_machines(size)).all(**given):
        said.setdefault(reply.conversation_id, []).append(reply)
    return said


def _by_machines(size: int) -> QuerySet[Reply]:
    replies = Reply.objects.filter(Among("conversation", size), promised_at__gt=Given() - HOUR)
    return replies.exclude(machine__in=("", "thanks", "more")).select_related("to_post").order_by("-promised_at")


def _standing(one: TagRequest, machine: Sequence[Reply], stopped: bool, hour_full: bool) -> Standing:
    post, need, tag, at = one.post, one.need, one.tag, clock.now()
    others = [reply for reply in machine if reply.to_post_id != post.pk]
    said = " ".join(search_text(reply.text) for reply in others)
    by_hand = need.state == "answered" and need.replies.filter(machine="", promised_at__isnull=False).exists()
    return Standing(
        gone=post.gone,
        stopped=stopped or (post.account.stopped_at is not None and post.shown_at <= post.account.stopped_at),
        person_has_it=need.state == "claimed" and one.code != LET,
        over=need.state in ("helped", "dropped") or by_hand,
        held_back=governor.held_back(post.channel),
        may_answer=traits_of(post.channel).may_answer,
        tag_on=tag.on and tag.gone_at is None,
        misspelt=one.misspelt != "",
        about_account=tag.proven,
        proven=tag.proven and customer_of(one) is not None,
        answers=tag.answers,
        resting=tag.outside and tag.rests_until is not None and tag.rests_until > at,
        hour_full=hour_full,
        waited=at - one.heard_at,
        in_thread=0 if post.visibility == "direct" else len(others),  # a chat of two: how often they ask is capped
        same_again=_answered_again(one, others),
        edited_out=edited_out(one),
        asks_people=_asks_people(post),
        repeats_us=bool(said) and _repeats(search_text(post.text), others),
    )


def customer_of(one: TagRequest) -> Customer | None:
    """Whose customer account it is about: proven by whoever asks, as freshly as the tag wants. One query."""
    days = one.tag.fresh_days
    return proven(one.account, fresh_within=timedelta(days=days) if days else None) if one.tag.proven else None


def _asks_people(post: Post) -> bool:
    reading = getattr(post, "reading", None)
    return reading is None or reading.kind.get("value") in NEEDY


def _answered_again(one: TagRequest, others: Sequence[Reply]) -> bool:
    """The same tag for the same account in the same thread, just answered: a person doesn't ask twice in a minute."""
    if not others:
        return False
    before = TagRequest.objects.filter(tag=one.tag_id, account=one.account_id, state="answered")
    lately = before.filter(post__conversation=one.post.conversation_id, done_at__gt=clock.now() - timedelta(minutes=1))
    return lately.exclude(pk=one.pk).exists()


def _repeats(said: str, others: Sequence[Reply]) -> bool:
    """Somebody says back to us what we said: most of our words stand in theirs."""
    theirs = set(said.split())
    for reply in others:
        ours = set(search_text(reply.text).split())
        if len(ours) >= 3 and len(ours & theirs) >= 0.7 * len(ours):
            return True
    return False


def _asked(one: TagRequest, written: Sequence[Written]) -> Asked:
    """What stands behind the tag, as its parameters; the last one takes the rest."""
    text, here = one.post.text, next((tag for tag in written if tag.key in one.tag.folds), None)
    if here is None:
        text, written, here = meant(one)
    words = behind(text, here, list(written))[:500] if here else ""
    names = [str(name) for name in one.tag.parameters]
    parts = words.split(None, max(0, len(names) - 1))
    customer = customer_of(one)
    return Asked(
        key=one.public_id, tag=one.tag.name, words=words,
        values=dict(zip(names, parts, strict=False)), network=one.post.channel.network, handle=one.account.handle,
        account=one.account.remote_id, language=say.language_of(one.post),
        customer=customer.ref if customer else "",
    )  # fmt: skip

"""Needs follow what is said: opened by a post that asks, closed or brought back by the asker's own word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from tummler.common import clock
from tummler.minds.contract import FollowUp, Judgement, Mind, Reading
from tummler.records.bulk import store
from tummler.records.happenings import happen
from tummler.records.models import Brand, Correction, Delivery, Meaning, Need, PeerChoice, Post, Word
from tummler.records.models.need import URGENCIES
from tummler.records.prepared import Among, prepared, several
from tummler.records.states import move
from tummler.understanding.answered import answered_need
from tummler.understanding.decide import ADDRESSED, Setting, decide
from tummler.understanding.helped import credit, discredit
from tummler.understanding.own_voice import bring_back
from tummler.understanding.tags import Tags, asks_people_too, open_tag_need, stop_tags

#: Words that, alone in a post to us, mean: never write to me again. Kept for good.
_STOP = re.compile(
    r"(?:\s*@[\w.@-]+)*[\s#＃¡]*(?:stop(?:p|pp?en)?|unsubscribe|opt[ -]?out|alto|basta|baja|arr[eê]te[rz]?|halt|"
    r"aufh[oö]ren|abmelden|pare|parar|sluta|slutt|lopeta|przesta[nń]|dość|durdur|dur|стоп|хватит|停止|停|やめて|ストップ|중지|그만|"
    r"توقف|قف|די|הפסק|หยุด|σταμάτα|στοπ)[\s.!。！]*(?:@[\w.@-]+\s*)*",
    re.IGNORECASE,
)


#: Words by which somebody says, in a post to us, that no other customer is to answer them.
_NO_PEERS = re.compile(
    r"(?<![\w])(?:#?nopeers|no peers\b|no other customers|(?:only|just) (?:your|the) (?:own )?(?:staff|team|people)\b|"
    r"staff only\b|sin otros clientes|ning[uú]n otro client\w|solo (?:vuestro|su) (?:equipo|personal)\b|"
    r"keine anderen kund\w+|nur (?:ihr|euer) team\b|pas d['’]autres clients|sem outros clientes|nessun altro client\w)",
    re.IGNORECASE,
)


class Askers:
    """Everyone's own latest need in the conversations of a batch of posts, read in one query and kept true."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._needs: dict[tuple[int, int], Need] = {}
        theirs = [post for post in posts if not post.by_us]
        if not theirs:
            return
        size, given = several({post.conversation_id for post in theirs})
        many, more = several({post.account_id for post in theirs}, "account")
        key = (size, many)
        own = prepared(("askers' needs", *key), lambda: _standing(_between(size, many))).all(**given, **more)
        joined = prepared(("askers' joined needs", *key), lambda: _joined(_between(size, many))).all(**given, **more)
        self._read(own, joined)

    def _read(self, own: Iterable[Need], joined: Iterable[Need]) -> None:
        for need in own:
            before = self._needs.get((need.conversation_id, need.account_id))
            # What a machine answers besides is no reason to forget what they wait for from people.
            if before is None or need.tag_id is None or before.state not in ("open", "claimed"):
                self.put(need)
        # Joined in its own thread: what its asker says further is about the one it became a part of.
        for need in joined:
            if need.joined_to:
                self._needs.setdefault((need.conversation_id, need.account_id), need.joined_to)

    def put(self, need: Need) -> None:
        """Their need from now on."""
        self._needs[need.conversation_id, need.account_id] = need

    def need_of(self, post: Post) -> Need | None:
        """The author's own latest need in this conversation; an edit of the asking post finds it too."""
        return self._needs.get((post.conversation_id, post.account_id))

    def read_again(self, conversation_id: int) -> None:
        """Something else than the asker's own post changed a need here."""
        needs = Need.objects.filter(conversation=conversation_id)
        self._read(_standing(needs), _joined(needs))


def _between(conversations: int, accounts: int) -> QuerySet[Need]:
    return Need.objects.filter(Among("conversation", conversations), Among("account", accounts, "account"))


def _standing(needs: QuerySet[Need]) -> QuerySet[Need]:
    return needs.exclude(state="dropped").order_by("opened_at")


def _joined(needs: QuerySet[Need]) -> QuerySet[Need]:
    joined = needs.filter(state="dropped", joined_to__conversation=F("conversation"))
    return joined.select_related("joined_to")


def follow(
    *, brand: Brand, post: Post, reading: Reading | None, mind: Mind | None, askers: Askers, tags: Tags | None = None
) -> None:
    """Do what :func:`decide` says of one post, in the caller's transaction; what it asks of tags goes to them."""
    need = _awake(None if post.by_us else askers.need_of(post))
    word = _word(mind, post, need) if mind and need else None
    setting = Setting(
        by_us=post.by_us,
        sent_from_here=post.by_us and _sent_from_here(post),
        robot=post.account.robot,
        history=post.history,
        addressed=post.addressed,
        need_state=need.state if need else "",
        asking=need is not None and need.post_id == post.pk,
        rung=need is not None and need.care != "",
        answers_waiting=post.by_us and answered_need(post) is not None,
    )
    _hear_choice(post)
    if _stopped(post) or (reading and tags and _asked_of_tags(post, reading, need, askers, tags)):
        return
    step = decide(setting, reading, word)
    if step in ("open", "open_nearby") and reading:
        askers.put(open_need(brand=brand, post=post, reading=reading, nearby=step == "open_nearby"))
    elif step == "answered_elsewhere":
        answered_elsewhere(post)
        askers.read_again(post.conversation_id)
    elif need and step in ("helped", "not_helped") and word:
        take_word(need=need, post=post, word=word)
    elif need and step == "came_back":
        come_back(need=need, post=post)
    elif need and step == "raise_urgency" and reading:
        _raise_urgency(need, reading)
    elif need and step == "asks_anew" and reading:
        _ask_anew(need, reading)
    elif need and step == "withdrawn":
        _withdraw(need)
    elif need and step == "ring" and reading:
        ring(need=need, post=post, reading=reading)


#: In these a need waits for an answer, or for its asker's word.
STANDING = ("open", "claimed", "answered", "no_answer")


def hear_word(*, post: Post, mind: Mind, askers: Askers) -> None:
    """An asker's word that came with the whole thread, said after they had asked: as if it were heard."""
    need = askers.need_of(post)
    if need is None or need.state not in STANDING or post.shown_at <= need.post.shown_at:
        return
    word = _word(mind, post, need)
    said = ("helped", "not_helped") if need.state in ("answered", "no_answer") else ("helped",)
    if word and word.value in said:
        take_word(need=need, post=post, word=word)


def _asked_of_tags(post: Post, reading: Reading, need: Need | None, askers: Askers, tags: Tags) -> bool:
    """Whether tags answer this post, and nothing in it is left for people."""
    found = tags.hear(post, reading)
    if not found:
        return False
    opened = open_tag_need(post, found, reading, need)
    if opened and (need is None or need.state not in ("open", "claimed")):
        askers.put(opened)
    return not asks_people_too(post, reading) or (need is not None and need.tag_id is not None)


def _word(mind: Mind, post: Post, need: Need) -> Judgement | None:
    if post.pk == need.post_id:
        return None
    ours = Post.objects.filter(conversation=post.conversation_id, shown_at__lte=post.shown_at)
    ours = ours.filter(Q(by_us=True) | Q(helper__isnull=False))
    answer = ours.order_by("-shown_at").first()
    return mind.word(
        FollowUp(
            text=post.text,
            by_asker=True,
            answer=answer.text if answer else "",
            question=need.post.text,
            seconds=(post.shown_at - answer.shown_at).total_seconds() if answer else 0.0,
            language=post.language,
        )
    )


def _sent_from_here(post: Post) -> bool:
    """Whether a post of ours is one that we delivered, or are delivering just now."""
    ours = Delivery.objects.filter(channel=post.channel_id)
    if ours.filter(remote_id=post.remote_id).exists():
        return True
    under_way = ours.filter(
        reply__conversation=post.conversation_id, state__in=("waiting", "sending", "retry"), tries__gt=0
    )
    return any(delivery.part["text"].strip() == post.text.strip() for delivery in under_way)


def open_need(*, brand: Brand, post: Post, reading: Reading, nearby: bool) -> Need:
    """Put a need on the market; duty-of-care words ring the named person and are seen by no one else."""
    need = Need(
        brand=brand,
        conversation_id=post.conversation_id,
        post=post,
        account_id=post.account_id,
        kind=reading.kind.value,
        topic=reading.topic.value if reading.topic else "",
        urgency=URGENCIES[reading.urgency.value],
        care=reading.care.value if reading.care else "",
        heard_nearby=nearby,
        waiting_since=post.shown_at,
    )
    store(need)
    happen("need_opened", brand, **_rows(need, post))
    if need.care:
        happen("care_rung", brand, **_rows(need, post), facts={"care": need.care})
        _unlearn(need)
    return need


def _rows(need: Need, post: Post | None) -> dict[str, Any]:
    return {
        "need_id": need.pk,
        "conversation_id": need.conversation_id,
        "post_id": post.pk if post else None,
    }


def ring(*, need: Need, post: Post, reading: Reading) -> None:
    """Someone may be in danger: from now on their need is the named person's alone, whoever had it."""
    care = reading.care.value if reading.care else ""
    move(
        Need.objects.filter(pk=need.pk).exclude(state="open"),
        "open",
        claimed_by=None,
        claimed_at=None,
        claim_alive_at=None,
        closed_at=None,
    )
    now = URGENCIES["now"]
    Need.objects.filter(pk=need.pk).update(care=care, urgency=now, post=post, rung_at=None, reach_until=None)
    need.refresh_from_db()
    happen("care_rung", need.brand_id, **_rows(need, post), facts={"care": care})
    _unlearn(need)


def _unlearn(need: Need) -> None:
    """Of somebody in danger nothing is learned, and nothing is like them."""
    Meaning.objects.filter(post__conversation=need.conversation_id).delete()


def _ask_anew(need: Need, reading: Reading) -> None:
    """Its post was edited: it is about what stands there now."""
    topic = reading.topic.value if reading.topic else ""
    urgency = URGENCIES[reading.urgency.value]
    Need.objects.filter(pk=need.pk).update(kind=reading.kind.value, topic=topic, urgency=urgency, reach_until=None)


def _withdraw(need: Need) -> None:
    """Its post was edited and asks for nothing any more, unless a person here said what it is."""
    said = Correction.objects.filter(post=need.post_id, field="kind").exists()
    if not said and move(need, "dropped", frm="open", closed_at=clock.now()):
        happen("need_dropped", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)


def take_word(*, need: Need, post: Post | None, word: Judgement, to: str = "") -> None:
    """The asker said whether it helped: keep the word, close the need or put it back on the market.

    ``to`` names the answer that they pressed it under, where they did.
    """
    marks = [[mark.start, mark.end, mark.why] for mark in word.marks]
    said = Word.objects.create(
        brand_id=need.brand_id, need=need, post=post, value=word.value, why=word.why, marks=marks
    )
    rows = _rows(need, post)
    if word.value == "helped":
        credit(need, said, post, to)
        if move(need, "helped", closed_at=clock.now()):
            happen("need_helped", need.brand_id, **rows)
    elif need.state == "helped" or move(need, "not_helped"):
        happen("need_not_helped", need.brand_id, **rows)
        come_back(need=need, post=post)


def come_back(*, need: Need, post: Post | None) -> None:
    """It isn't solved: open again, at its old place in line, asking with the newer post."""
    discredit(need)
    changes: dict[str, Any] = {"post": post} if post else {}
    if move(
        need,
        "open",
        claimed_by=None,
        claimed_at=None,
        closed_at=None,
        snoozed_at=None,
        snoozed_until=None,
        came_back=need.came_back + 1,
        reach_until=None,
        **changes,
    ):
        bring_back(need)
        happen(
            "need_came_back",
            need.brand_id,
            need_id=need.pk,
            conversation_id=need.conversation_id,
            post_id=post.pk if post else None,
        )


def answered_elsewhere(post: Post) -> None:
    """Someone of ours answered in the network's own app: the need is answered, and everyone sees by which post."""
    need = answered_need(post)
    if need and move(need, "answered", answered_at=post.shown_at):
        happen(
            "answered_elsewhere",
            need.brand_id,
            need_id=need.pk,
            conversation_id=need.conversation_id,
            post_id=post.pk,
        )


def _awake(need: Need | None) -> Need | None:
    """They wrote again: what was put to sleep is back on the lists."""
    if need and need.snoozed_at:
        asleep = Need.objects.filter(pk=need.pk, snoozed_at__isnull=False)
        if asleep.update(snoozed_at=None, snoozed_until=None, claim_alive_at=clock.now()):
            happen("need_woke", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)
    return need


def _raise_urgency(need: Need, reading: Reading) -> None:
    urgency = URGENCIES[reading.urgency.value]
    if reading.need and urgency < need.urgency:
        Need.objects.filter(pk=need.pk).update(urgency=urgency)


def _stopped(post: Post) -> bool:
    """Whether this post tells us to stop; then it is kept for good, and nothing pending is said."""
    if post.by_us or post.addressed not in ADDRESSED or not _STOP.fullmatch(post.text):
        return False
    account = post.account
    stop_tags(post)
    first, account.stopped_at = account.stopped_at is None, clock.now()
    account.save(update_fields=["stopped_at"])
    if first:
        happen("person_stopped", post.brand_id, post_id=post.pk, conversation_id=post.conversation_id)
    return True


def _hear_choice(post: Post) -> None:
    """ "No peers, please": kept for this account until they choose otherwise."""
    if not post.by_us and post.addressed in ADDRESSED and _NO_PEERS.search(post.text):
        said = {"brand_id": post.brand_id, "peers": False, "at": clock.now()}
        PeerChoice.objects.update_or_create(account_id=post.account_id, defaults=said)

"""Requests to tags, to their end: what was asked outside is settled with a promised reply in one commit.

All requests of one post are settled together and answered by one post of ours. Which are ours: ``tag_leases.py``.
Whoever lost the lease writes nothing; a request that is asked again after a crash is asked with the same key, so a
brand's system executes it once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from tummler.answering import tag_words as say
from tummler.answering.lasting import DAY, KEEP, SOLVED
from tummler.answering.lawful import keep_copy
from tummler.answering.once import seal
from tummler.answering.pictures import packed
from tummler.answering.promise import NotSendable, Ready, parts_of
from tummler.answering.systems import Told
from tummler.answering.tag_contract import Asked
from tummler.answering.tag_leases import LET, Group, customer_of
from tummler.answering.tag_limits import AGAIN
from tummler.answering.tag_rules import PROOF_PATIENCE, Verdict, next_try, rest_after
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.minds.personal import read_personal
from tummler.networks.contract import Private
from tummler.records.bulk import store
from tummler.records.happenings import happen
from tummler.records.models import (
    Delivery,
    Happening,
    Holding,
    Incident,
    Need,
    Post,
    Reply,
    Tag,
    TagRequest,
)
from tummler.records.prepared import Among, prepared, several
from tummler.records.states import move, move_one


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A request's next state, what is said by it, and what kind of saying that is."""

    state: str
    code: str = ""
    words: str = ""
    machine: str = ""
    #: Words about an account: sealed for the one who asked, and nowhere else.
    private: str = ""
    #: What is said is about an account: only in a chat that is itself sealed.
    about: bool = False


def settle(group: Group, told: Mapping[int, Told]) -> bool:
    """Write down what became of a post's requests, and promise what is said; False if the lease was lost.

    In the caller's transaction.
    """
    return settle_each([(group, told)]) == 1


def settle_each(done: Sequence[tuple[Group, Mapping[int, Told]]]) -> int:
    """:func:`settle` for several posts; how many were still ours. Their needs are locked in one order."""
    wanted = [group.requests[0].need_id for group, _ in done]
    size, given = several(set(wanted))
    locked = prepared(("needs of tags", size), lambda: _held_needs(size))
    needs = {need.pk: need for need in locked.all(**given)}
    _back_again(done)
    edited = _edited_since([group.post for group, _ in done])
    return sum(
        _ask_anew(group) if group.post.pk in edited else _settle(group, told, needs[need])
        for (group, told), need in zip(done, wanted, strict=True)
    )


def _held_needs(size: int) -> QuerySet[Need]:
    return Need.objects.select_for_update().filter(Among("id", size)).order_by("pk")


def _edited_since(posts: Sequence[Post]) -> set[int]:
    """Those that say something else than what was asked for."""
    size, given = several({post.pk for post in posts})
    said = prepared(("texts", size), lambda: Post.objects.filter(Among("id", size)).values_list("pk", "text"))
    now: dict[int, str] = dict(said.rows(**given))
    return {post.pk for post in posts if now.get(post.pk, post.text) != post.text}


def _ask_anew(group: Group) -> bool:
    """Their lease is over: they are judged again by what the post says now."""
    for one in group.requests:
        move_one(one, "asking", {"fence": one.fence}, lease_until=clock.now())
    return False


def _settle(group: Group, told: Mapping[int, Told], need: Need) -> bool:
    group.post.conversation_id = need.conversation_id  # joined with another, perhaps, while its system was asked
    outcomes = {one.pk: _outcome(group, one, told.get(one.pk), need) for one in group.requests}
    kept = [one for one in group.requests if _write(one, outcomes[one.pk])]
    if not kept:
        return False
    for one in kept:
        _seal(one, outcomes[one.pk])
    said = [outcomes[one.pk] for one in kept if outcomes[one.pk].words]
    if said:
        _promise(group.post, need, said)
    _settle_need(need, [outcomes[one.pk] for one in kept])
    return True


def _seal(one: TagRequest, outcome: _Outcome) -> None:
    """Lay what is about an account where its holder alone opens it."""
    if outcome.private:
        brand, topic = one.post.channel.brand, one.tag.topic or one.need.topic
        kept = keep_copy(brand, topic, outcome.private, to=one.account, by=f"#{one.tag.name}")
        seal(
            account=one.account, words=outcome.private, language=say.language_of(one.post),
            conversation=one.post.conversation, archived=kept,
        )  # fmt: skip


def _outcome(group: Group, one: TagRequest, told: Told | None, need: Need) -> _Outcome:
    verdict, language = group.verdicts[one.pk], say.language_of(group.post)
    if (
        need.state == "claimed" and verdict.do != "refuse" and one.code != LET
    ):  # while its system was asked, a person took it
        return _Outcome("people", "person_has_it")
    match verdict.do:
        case "refuse":
            return _Outcome("refused", verdict.code)
        case "ask_back":
            return _Outcome("asked_back", verdict.code, say.did_you_mean(one.tag, language), "asks")
        case "people":
            return _Outcome("people", verdict.code, _said_for_people(one, verdict, need, language), "people")
        case "prove":
            words = say.unproven(one.tag, group.post.channel.brand, language)
            return _Outcome("unproven", verdict.code, words, "asks")
        case "wait":
            return _later(one, verdict.code, language)
    return _answer(one, group.asked[one.pk], told, language)


def _said_for_people(one: TagRequest, verdict: Verdict, need: Need, language: str) -> str:
    return say.by_people(one.tag, need.promised_until, language) if verdict.code == "by_people" else ""


def _answer(one: TagRequest, asked: Asked, told: Told | None, language: str) -> _Outcome:
    missing = [name for name in one.tag.parameters if name not in asked.values]
    if missing:
        return _Outcome("asked_back", "wants_more", say.wants_more(one.tag, ", ".join(missing), language), "asks")
    if one.tag.proven and not asked.customer:  # ended while it was asked: nothing is said
        return _Outcome("people", "unproven")
    if not one.tag.outside:
        return _answered(one, one.tag.text.strip(), language)
    if told is None or told.later:
        _failed(one.tag)
        return _later(one, told.code if told else "lost", language)
    if not told.words.strip():
        return _Outcome("people", told.code or "nothing")
    if not one.tag.proven and read_personal(told.words):  # whatever was configured, that is somebody's own
        return _Outcome("people", "personal")
    return _answered(one, told.words.strip(), language)


def _answered(one: TagRequest, words: str, language: str) -> _Outcome:
    """What is about an account goes where it is sealed: this very chat if that is, else the brand's own page."""
    words, post = _with_breaking(one.tag, words, language), one.post
    if not one.tag.proven or (post.visibility == "direct" and traits_of(post.channel).private == Private.SEALED):
        return _Outcome("answered", "", words, "answer", about=one.tag.proven)
    return _Outcome("answered", "", say.waits_for_you(one.tag, post.channel.brand, language), "answer", words)


def _later(one: TagRequest, code: str, language: str) -> _Outcome:
    """Kept. They are told so once, when it isn't back at once."""
    quick = code not in ("resting", "hour_full") and one.tries < 2
    words = "" if quick or one.told_at else say.comes_later(one.tag, language, asked_much=code == "hour_full")
    return _Outcome("waiting", code, words, "waits")


def _with_breaking(tag: Tag, words: str, language: str) -> str:
    if not tag.topic:
        return words
    told = Incident.objects.filter(brand=tag.brand_id, state="suspected", told__post__needs__topic=tag.topic)
    return f"{words}\n\n{say.breaking(language)}" if told.exists() else words


def _failed(tag: Tag) -> None:
    Tag.objects.filter(pk=tag.pk).update(failures=F("failures") + 1)
    tag.refresh_from_db(fields=["failures"])
    if rest := rest_after(tag.failures):
        tag.rests_until = clock.now() + rest
        Tag.objects.filter(pk=tag.pk).update(rests_until=tag.rests_until)


def _back_again(done: Sequence[tuple[Group, Mapping[int, Told]]]) -> None:
    """Their systems answer: who waits for them is asked for at once."""
    asked = {one.tag_id for group, told in done for one in group.requests if one.pk in told and not told[one.pk].later}
    for tag in sorted(asked):
        if Tag.objects.filter(pk=tag, failures__gt=0).update(failures=0, rests_until=None):
            TagRequest.objects.filter(tag=tag, state="waiting").update(due_at=clock.now())


def wake_proven() -> int:
    """Whoever has proven their account meanwhile gets the answer that they asked for; who never did, does not."""
    waiting = TagRequest.objects.filter(state="unproven")
    old = waiting.filter(heard_at__lt=clock.now() - PROOF_PATIENCE)
    ended = move(old, "refused", code="unproven", done_at=clock.now())
    holding = Holding.objects.filter(account=OuterRef("account"), ended_at=None)
    rows = waiting.filter(Exists(holding)).select_related("tag", "account").order_by("-pk")[:200]
    ready = [one.pk for one in rows if customer_of(one) is not None]
    woken = move(TagRequest.objects.filter(pk__in=ready), "heard", due_at=clock.now()) if ready else 0
    return ended + woken


_ACTS = {
    "answered": "tag_answered", "waiting": "tag_waits", "asked_back": "tag_asked_back", "people": "tag_left_to_people",
    "refused": "tag_refused", "unproven": "tag_unproven",
}  # fmt: skip


def _pause(one: TagRequest, outcome: _Outcome) -> timedelta:
    return AGAIN if outcome.code == "hour_full" else next_try(one.tries + 1)


def _write(one: TagRequest, outcome: _Outcome) -> bool:
    """Move it, if the lease is still ours."""
    at = clock.now()
    changes: dict[str, Any] = {"code": outcome.code, "lease_until": None}
    if outcome.state == "waiting":
        rests = one.tag.rests_until
        changes |= {"tries": one.tries + 1, "due_at": max(at + _pause(one, outcome), rests or at)}
        if outcome.words:
            changes["told_at"] = at
    else:
        changes["done_at"] = at
    if not move_one(one, outcome.state, {"fence": one.fence}, **changes):
        return False
    if outcome.state in ("people", "unproven") or (outcome.state == "waiting" and outcome.words):
        _open_for_helpers(one)
    if outcome.state != "waiting" or outcome.words:
        happen(
            _ACTS[outcome.state], one.brand_id, need_id=one.need_id, conversation_id=one.post.conversation_id,
            post_id=one.post_id, facts={"tag": one.tag_id, "code": outcome.code},
        )  # fmt: skip
    return True


def _open_for_helpers(one: TagRequest) -> None:
    """It is on the market from now on; what a machine answers at once never was."""
    if not Happening.objects.filter(
        conversation_id=one.post.conversation_id, need_id=one.need_id, act="need_opened"
    ).exists():
        happen(
            "need_opened", one.brand_id, need_id=one.need_id, conversation_id=one.post.conversation_id,
            post_id=one.post_id,
        )  # fmt: skip


def _promise(post: Post, need: Need, said: Sequence[_Outcome]) -> None:
    """One reply with everything that is said, and a delivery for each of its parts. In the caller's transaction."""
    kinds = {one.machine for one in said}
    machine: str = next(kind for kind in ("answer", "asks", "waits", "people") if kind in kinds)
    if need.state == "claimed":  # its helper let it: what they have is still theirs to answer
        machine = "beside"
    language = say.language_of(post)
    reply = Reply(
        brand_id=post.brand_id, need=need, conversation_id=post.conversation_id, channel=post.channel, to_post=post,
        text=say.signed([one.words for one in said], language), visibility=post.visibility, signature="",
        machine=machine, promised_at=clock.now(), lasting=_lasting(post, said),
    )  # fmt: skip
    try:
        parts = parts_of(reply, None, language)
    except NotSendable:  # never for what is cut by the network's own rule; people see the need
        return
    store(reply)
    for delivery in _deliveries(reply, parts):
        store(delivery)
    happen(
        "reply_promised", post.brand_id, need_id=need.pk, conversation_id=post.conversation_id, reply_id=reply.pk,
        channel_id=post.channel_id, facts={"parts": len(parts)},
    )  # fmt: skip


def _lasting(post: Post, said: Sequence[_Outcome]) -> str:
    """What everybody reads stays; of what stands in a chat of two, what is about an account goes after a day."""
    if post.visibility != "direct" or not traits_of(post.channel).deletes:
        return KEEP
    return DAY if any(one.about for one in said) else SOLVED


def _deliveries(reply: Reply, parts: Sequence[Ready]) -> list[Delivery]:
    return [
        Delivery(
            brand_id=reply.brand_id, channel_id=reply.channel_id, reply=reply, number=number, key=ready.part.key,
            part=packed(ready.part, ()), by_person=False,
        )
        for number, ready in enumerate(parts)
    ]  # fmt: skip


def _settle_need(need: Need, outcomes: Sequence[_Outcome]) -> None:
    """What is said nothing to, and left to nobody, is off the market: a robot that echoes us needs no help."""
    if all(one.state == "refused" for one in outcomes) and need.tag_id and need.state == "open":
        under_way = TagRequest.objects.filter(need=need.pk).exclude(state="refused")
        if not under_way.exists() and move(need, "dropped", frm="open", closed_at=clock.now()):
            happen("need_dropped", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)

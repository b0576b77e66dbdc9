"""A lead states a problem, cuts it into parts, moves it on, invites guests, says what is chosen, and thanks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tummler.acts.questing import guest_key
from tummler.common import clock, ids
from tummler.common.text import storable
from tummler.community import quests
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Article, Contribution, Helper, Quest, Quester, QuestPart, Wish
from tummler.records.states import move

TITLE, TEXT, NAME, RESULT = 140, 4000, 60, 4000
MOST_PARTS, MOST_GUESTS, MOST_SEATS = 12, 40, 50


class NotStated(ValueError):
    """Why not: "title", "part", "guest", "until", "result" (told needs what came of it), "thanks", "gone"."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a quest is about. ``days``: until when each stage is meant to last."""

    title: str
    text: str = ""
    name: str = ""
    language: str = ""
    listed: bool = True
    days: Mapping[str, date | None] = field(default_factory=dict)


def make_quest(*, actor: Helper, problem: Problem, wish: Wish | None = None) -> Quest:
    """A draft: nobody outside sees it. Raises :class:`NotStated`."""
    require(actor, "shape_quests", actor.brand)
    with transaction.atomic():
        quest = Quest.objects.create(brand_id=actor.brand_id, helper=actor, wish=wish, **_fields(problem))
        _tell("quest_made", actor, quest)
    return quest


def change_quest(*, actor: Helper, quest: Quest, problem: Problem) -> None:
    """The same, stated anew. Raises :class:`NotStated`."""
    require(actor, "shape_quests", quest)
    with transaction.atomic():
        Quest.objects.filter(pk=quest.pk).update(**_fields(problem))
        _tell("quest_changed", actor, quest)


def _fields(problem: Problem) -> dict[str, Any]:
    title = " ".join(storable(problem.title).split())[:TITLE]
    if not title:
        raise NotStated("title")
    days = {stage: when.isoformat() for stage, when in problem.days.items() if when and stage in quests.STAGES}
    return {
        "title": title, "text": storable(problem.text).replace("\r\n", "\n").strip()[:TEXT],
        "name": " ".join(storable(problem.name).split())[:NAME], "language": problem.language[:35],
        "listed": problem.listed, "days": days,
    }  # fmt: skip


def move_quest(*, actor: Helper, quest: Quest, to: str) -> str:
    """On to a stage, or back to one; from where it came. Raises :class:`NotStated`."""
    require(actor, "shape_quests", quest)
    if to == "told" and not quest.result.strip():
        raise NotStated("result")
    came = quest.state
    with transaction.atomic():
        if not move(quest, to, frm=came, moved_at=clock.now()):
            raise NotStated("gone")
        _tell("quest_moved", actor, quest, to=to)
    return came


def put_quest_away(*, actor: Helper, quest: Quest, away: bool = True) -> None:
    """Nobody outside sees it any more; or they do again."""
    require(actor, "shape_quests", quest)
    with transaction.atomic():
        Quest.objects.filter(pk=quest.pk).update(gone_at=clock.now() if away else None)
        _tell("quest_put_away" if away else "quest_brought_back", actor, quest)


def cut_part(*, actor: Helper, quest: Quest, title: str, text: str, most: int) -> QuestPart:
    """One more part to crack. Raises :class:`NotStated`."""
    require(actor, "shape_quests", quest)
    title = " ".join(storable(title).split())[:TITLE]
    if not title or quest.parts.filter(gone_at=None).count() >= MOST_PARTS:
        raise NotStated("part")
    with transaction.atomic():
        part = quests.new_part(
            quest, title, storable(text).replace("\r\n", "\n").strip()[:TEXT], min(max(most, 1), MOST_SEATS)
        )
        _tell("quest_changed", actor, quest)
    return part


def drop_part(*, actor: Helper, part: QuestPart, gone: bool = True) -> None:
    """It is none any more; what was brought to it stays. Or it is one again."""
    require(actor, "shape_quests", part.quest)
    with transaction.atomic():
        QuestPart.objects.filter(pk=part.pk).update(gone_at=clock.now() if gone else None)
        _tell("quest_changed", actor, part.quest)


def invite_guest(*, actor: Helper, quest: Quest, name: str, role: str, until: datetime) -> tuple[Quester, str]:
    """Somebody from outside, by a link of their own: it is told once, and ends on a day. Raises :class:`NotStated`."""
    require(actor, "shape_quests", quest)
    name, role = (" ".join(storable(one).split()) for one in (name, role))
    if not name or quest.questers.exclude(key="").filter(left_at=None).count() >= MOST_GUESTS:
        raise NotStated("guest")
    if until <= clock.now():
        raise NotStated("until")
    secret = ids.public_id() + ids.public_id()
    asked = {"name": name[:60], "role": role[:80], "until": until}
    with transaction.atomic():
        # Asked again before they came: the new link is theirs, the one before leads nowhere.
        quest.questers.filter(joined_at=None, left_at=None, **asked).exclude(key="").delete()
        guest = Quester.objects.create(brand_id=quest.brand_id, quest=quest, key=guest_key(secret), **asked)
        _tell("quest_guest_invited", actor, quest)
    return guest, secret


def end_guest(*, actor: Helper, guest: Quester) -> None:
    """Their link opens nothing from now on; what they brought stays."""
    require(actor, "shape_quests", guest.quest)
    with transaction.atomic():
        Quester.objects.filter(pk=guest.pk).exclude(key="").update(until=clock.now())
        _tell("quest_guest_ended", actor, guest.quest)


def hide_contribution(*, actor: Helper, contribution: Contribution, hidden: bool) -> None:
    """Others don't see it; or they do. Either way somebody has looked."""
    require(actor, "shape_quests", contribution.quest)
    with transaction.atomic():
        changes: dict[str, Any] = {"hidden_at": clock.now() if hidden else None, "held": False, "objected": []}
        Contribution.objects.filter(pk=contribution.pk).update(**changes)
        _tell("quest_hidden" if hidden else "quest_shown", actor, contribution.quest)


def choose(*, actor: Helper, quest: Quest, chosen: Collection[int], result: str, thanks: str) -> None:
    """Say what is chosen and why, and thank everyone who took part. Raises :class:`NotStated`."""
    require(actor, "shape_quests", quest)
    result, thanks = (storable(one).replace("\r\n", "\n").strip()[:RESULT] for one in (result, thanks))
    if not result:
        raise NotStated("result")
    with transaction.atomic():
        Quest.objects.filter(pk=quest.pk).update(result=result, thanks=thanks)
        brought = quest.contributions.filter(of=None)
        brought.exclude(pk__in=chosen).update(chosen_at=None)
        brought.filter(pk__in=chosen, chosen_at=None).update(chosen_at=clock.now())
        _tell("quest_chosen", actor, quest)


def keep_result(*, actor: Helper, quest: Quest) -> Article:
    """What came of it is proposed among the articles; somebody decides there. Raises :class:`NotStated`."""
    require(actor, "shape_quests", quest)
    question, answer = quests.told_article(quest)
    if not answer:
        raise NotStated("result")
    with transaction.atomic():
        if quest.article is not None:
            return quest.article
        article = Article.objects.create(
            brand_id=quest.brand_id, question=question, answer=answer, language=quest.language, source="quest"
        )
        Quest.objects.filter(pk=quest.pk).update(article=article)
        happen("article_proposed", quest.brand_id, actor, facts={"article": article.pk})
        _tell("quest_kept", actor, quest)
    return article


def _tell(act: str, actor: Helper, quest: Quest, **facts: str) -> None:
    happen(act, quest.brand_id, actor, facts={"quest": quest.pk, **facts})

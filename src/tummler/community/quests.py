"""Quests as rows: stages in their order, who takes part in what, what was brought, and who would choose it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from tummler.common import clock
from tummler.records.models import Account, Backing, Brand, Contribution, Quest, Quester, QuestPart

#: In their order; a draft is seen by helpers alone.
STAGES = ("gather", "propose", "try", "choose", "told")
#: While people take part.
OPEN = ("gather", "propose", "try", "choose")


def quests_for_anyone(brand: Brand) -> QuerySet[Quest]:
    """The quests that the square shows."""
    return Quest.objects.filter(brand=brand, gone_at=None, listed=True).exclude(state="draft")


def open_by_link(brand: Brand) -> QuerySet[Quest]:
    """Those that have a page, for whoever has its address: also those that the square doesn't show."""
    return Quest.objects.filter(brand=brand, gone_at=None).exclude(state="draft")


def day_of(quest: Quest, stage: str) -> date | None:
    """Until when a stage is meant to last."""
    try:
        return date.fromisoformat(str(quest.days.get(stage, "")))
    except ValueError:
        return None


def parts_of(quest: Quest) -> list[QuestPart]:
    """The parts to crack, in order. One query."""
    return list(quest.parts.filter(gone_at=None).order_by("number"))


def new_part(quest: Quest, title: str, text: str, most: int) -> QuestPart:
    """One more part."""
    last = quest.parts.aggregate(last=Max("number"))["last"] or 0
    return QuestPart.objects.create(
        brand_id=quest.brand_id, quest=quest, number=last + 1, title=title, text=text, most=most
    )


def taking_part(quest: Quest) -> list[Quester]:
    """Who takes part just now, in the order in which they came. One query."""
    rows = quest.questers.filter(left_at=None, joined_at__isnull=False).select_related("account")
    return list(rows.order_by("joined_at", "pk"))


def quester_of(quest: Quest, accounts: Collection[int], guest_key: str = "") -> Quester | None:
    """Who of those that take part this is; a guest's link ends on its day. One query."""
    guest = Q(key=guest_key, until__gt=clock.now()) if guest_key else Q(pk__in=[])
    rows = quest.questers.filter(Q(account__in=accounts) | guest, left_at=None, joined_at__isnull=False)
    return rows.select_related("account").order_by("pk").first()


def join(quest: Quest, account: Account) -> Quester:
    """They take part, or do so again."""
    at = clock.now()
    quester, new = Quester.objects.get_or_create(
        quest=quest, account=account, defaults={"brand_id": quest.brand_id, "joined_at": at}
    )
    if not new and quester.left_at is not None:
        Quester.objects.filter(pk=quester.pk).update(left_at=None, joined_at=at)
    return quester


def leave(quester: Quester, *, with_words: bool) -> None:
    """They take part no more: their parts are free, they back nothing; their words stay unless they take them along."""
    Backing.objects.filter(quester=quester).delete()
    Quester.objects.filter(pk=quester.pk).update(left_at=clock.now(), parts=[], shows_name=False)
    if with_words:
        quester.contributions.all().delete()


def seats_left(part: QuestPart, questers: Collection[Quester]) -> int:
    """How many more can take it."""
    return max(0, part.most - sum(part.number in one.parts for one in questers))


def contributions_for(quest: Quest, reader: Quester | None) -> list[Contribution]:
    """What was brought, in order; what is hidden is seen by who wrote it. One query."""
    own = Q(quester=reader) if reader else Q(pk__in=[])
    rows = quest.contributions.filter(Q(hidden_at=None) | own).annotate(backed=Count("backings"))
    return list(rows.select_related("quester__account", "part").order_by("at", "pk"))


def ideas(brought: Collection[Contribution]) -> set[int]:
    """What can be tried and chosen: what was proposed; all of it where nobody got to propose."""
    every = [one for one in brought if one.of_id is None]
    return {one.pk for one in every if one.stage not in ("gather",)} or {one.pk for one in every}


def backed_by(quester: Quester | None) -> set[int]:
    """What they would choose. One query."""
    if quester is None:
        return set()
    return set(Backing.objects.filter(quester=quester).values_list("contribution_id", flat=True))


def earned(quest: Quest) -> set[int]:
    """Who earned the quest's name: those whose part was chosen. One query."""
    return set(quest.contributions.filter(chosen_at__isnull=False).values_list("quester_id", flat=True))


def told_article(quest: Quest) -> tuple[str, str]:
    """Question and answer of what came of it, as an article would say it."""
    return quest.title, quest.result.strip()

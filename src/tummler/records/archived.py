"""What stands on an archive, counted: how a replay of old threads went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tummler.records.models import Account, Channel, Conversation, Event, Need, Post, Word


@dataclass(frozen=True, slots=True)
class Archived:
    """Rows of one channel. ``kinds`` and ``states`` count its needs, ``answered`` those that got an answer."""

    threads: int
    posts: int
    people: int
    garbled: int
    needs: int
    kinds: Mapping[str, int]
    states: Mapping[str, int]
    answered: int
    helped: int
    not_helped: int
    care: int


def archived(channel: Channel) -> Archived:
    """Count what stands on a channel. Nine queries."""
    posts = Post.objects.filter(channel=channel)
    needs = Need.objects.filter(conversation__channel=channel)
    words = Word.objects.filter(need__in=needs)
    return Archived(
        threads=Conversation.objects.filter(channel=channel).count(),
        posts=posts.count(),
        people=Account.objects.filter(pk__in=posts.filter(by_us=False).values("account")).count(),
        garbled=Event.objects.filter(channel=channel, state="garbled").count(),
        needs=needs.count(),
        kinds=_counted(needs, "kind"),
        states=_counted(needs, "state"),
        answered=needs.exclude(answered_at=None).count(),
        helped=needs.filter(pk__in=words.filter(value="helped").values("need")).count(),
        not_helped=needs.filter(pk__in=words.filter(value="not_helped").values("need")).count(),
        care=needs.exclude(care="").count(),
    )


def _counted(needs: QuerySet[Need], field: str) -> dict[str, int]:
    rows = needs.values_list(field).annotate(number=Count("pk")).order_by("-number", field)
    return {str(value): number for value, number in rows}

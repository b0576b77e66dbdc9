"""Who could be asked: the helpers of a brand, those first whom the need reaches, and the peers whom it reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tummler.acts.recognising import language_heard
from tummler.common import clock
from tummler.records.access import asked_by, rows_for
from tummler.records.hours import next_awake
from tummler.records.models import Account, Helper, Need, Reach, Reply
from tummler.records.peer_access import needs_for_peers
from tummler.records.prepared import Given
from tummler.records.protected import who_left
from tummler.web import moments
from tummler.web.could_words import could_words
from tummler.web.shared import colleagues as everyone_of, shared
from tummler.web.texts import name_of
from tummler.web.viewing import HERE
from tummler.web.whys import language_name

#: So many are shown by name; the others are found by typing.
SHOWN = 6
#: Answers that are looked back over.
_LOOKED_AT = 400
#: No name is longer, and no database looks for one that is.
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Colleague:
    """A helper who could be asked, and why they come to mind."""

    helper: Helper
    here: bool
    why: str = ""
    #: Outside the hours that they said: until when, in words.
    asleep: str = ""

    @property
    def off(self) -> bool:
        """Not to be nudged now: outside their hours, and not here."""
        return bool(self.asleep) and not self.here

    @property
    def words(self) -> str:
        """Why, and whether they are here now."""
        return ". ".join(filter(None, (self.why, _("Here now") if self.here else self.asleep)))


@dataclass(frozen=True, slots=True)
class Outsider:
    """A peer whom the need reaches, and why."""

    account: Account
    why: str
    here: bool = False


def colleagues_of(helper: Helper, need: Need, topics: dict[str, str]) -> list[Colleague]:
    """Every colleague who may have this need, those first who could answer it best.

    Who left this thread isn't called back to it; who is off now comes last. Three queries; four before it is planned
    whom it reaches, when it goes by who answered them, and this topic.
    """
    left = who_left(need.conversation_id)
    others = [one for one in everyone_of(helper) if one.active and one.pk not in {helper.pk, *left}][:500]
    planned = {row.helper_id: row for row in reach_of(helper, need) if row.helper_id}
    if planned:
        name = name_of(need.account)
        reasons = {pk: _because(row, topics, name) for pk, row in planned.items() if pk}
    else:
        reasons = _said(others, need, topics) | _reasons(helper, need, topics)
    since = clock.now() - HERE
    found = [
        Colleague(one, bool(one.seen_at and one.seen_at > since), reasons.get(one.pk, ""), _asleep(one))
        for one in others
        if not need.care or one.pk == helper.brand.duty_helper_id
    ]
    last = len(planned)
    places = {pk: row.place for pk, row in planned.items()}
    return sorted(found, key=lambda one: (one.off, not one.why, places.get(one.helper.pk, last), not one.here))


def _asleep(one: Helper) -> str:
    """Until when they are not to be nudged, in words; "" where they may be."""
    back = next_awake(one, clock.now())
    return _("Off until %(time)s") % {"time": date_format(timezone.localtime(back), "D H:i")} if back else ""


def who_could_answer(colleagues: Iterable[Colleague]) -> list[Colleague]:
    """Those with a reason to be asked: they solved something like it, know this person, or are here now."""
    return [one for one in colleagues if one.why or one.here][:4]


def reach_of(helper: Helper, need: Need) -> list[Reach]:
    """Whom it reaches, in their order. One query a page; none before that is planned."""
    if need.reach_until is None:
        return []
    return shared(helper, f"reach {need.pk}", lambda: asked_by(helper, "reach", _reach).all(of=need.pk))


def _reach(helper: Helper) -> QuerySet[Reach]:
    return rows_for(helper, Reach).filter(need=Given("of")).select_related("peer__account").order_by("place")


def outsiders_of(helper: Helper, need: Need, topics: dict[str, str]) -> list[Outsider]:
    """The peers whom it reaches, with a reason. A query where it reaches any: whether it may come before peers."""
    at, name = clock.now(), name_of(need.account)
    rows = [(row, row.peer) for row in reach_of(helper, need) if row.peer_id and row.due_at <= at]
    if not rows or not needs_for_peers(need.brand_id).filter(pk=need.pk).exists():
        return []
    found = [
        Outsider(peer.account, _because(row, topics, name), bool(peer.seen_at and peer.seen_at > at - HERE))
        for row, peer in rows
        if peer and peer.left_at is None and peer.blocked_at is None
    ]
    return [one for one in found if one.why][:3]


def _because(row: Reach, topics: dict[str, str], name: str) -> str:
    said = could_words(row.why, row.facts, topics, name)
    return ". ".join(filter(None, (said, _("Outside the circle that answers such things") if row.outside else "")))


def _reasons(helper: Helper, need: Need, topics: dict[str, str]) -> dict[int, str]:
    """Who answered them, or needs of this topic, lately. Two queries, each on an index."""
    found: dict[int, str] = {}
    for who, when in asked_by(helper, "answered them", _to_them).rows(of=need.pk, account=need.account_id):
        found.setdefault(who, _("Answered them %(day)s") % {"day": _day(when)})
    if not need.topic:
        return found
    topic = topics.get(need.topic, need.topic)
    for who, when, about in asked_by(helper, "answered lately", _lately).rows(of=need.pk):
        if about == need.topic:
            found.setdefault(who, _("Knows %(topic)s, last %(day)s") % {"topic": topic, "day": _day(when)})
    return found


def _answers(helper: Helper) -> QuerySet[Reply]:
    given = rows_for(helper, Reply).filter(promised_at__isnull=False, helper__isnull=False, machine="")
    return given.exclude(need=Given("of")).order_by("-pk")


def _to_them(helper: Helper) -> QuerySet[Any, Any]:
    return _answers(helper).filter(need__account=Given("account")).values_list("helper", "promised_at")[:_LOOKED_AT]


def _lately(helper: Helper) -> QuerySet[Any, Any]:
    return _answers(helper).values_list("helper", "promised_at", "need__topic")[:_LOOKED_AT]


def _said(others: Iterable[Helper], need: Need, topics: dict[str, str]) -> dict[int, str]:
    """Who says that they know this, or speak the asker's language where not everyone here does."""
    spoken = language_heard(need.post)
    rare = spoken and spoken not in need.post.channel.brand.languages[:1]
    found = {}
    for one in others:
        if need.topic and need.topic in one.topics:
            found[one.pk] = _("Knows %(topic)s") % {"topic": topics.get(need.topic, need.topic)}
        elif rare and spoken in one.languages:
            found[one.pk] = _("Speaks %(language)s") % {"language": language_name(spoken) or spoken}
    return found


def _day(when: datetime | None) -> str:
    return (moments.day_of(when) if when else "") or _("today")


def named(helper: Helper, asked: str) -> Helper | None:
    """The colleague of a form: by their id, or by a name that was typed and only one of us has."""
    asked = asked.strip()
    if not 0 < len(asked) <= _LONGEST_NAME:
        return None
    others = rows_for(helper, Helper).filter(active=True).exclude(pk=helper.pk)
    found = others.filter(public_id=asked).first()
    if found is not None:
        return found
    called = list(others.filter(Q(name__iexact=asked) | Q(name__istartswith=asked + " "))[:2])
    return called[0] if len(called) == 1 else None

"""Who of us could be asked: the helpers of a brand, those first who are here and who know this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tummler.acts.recognising import language_heard
from tummler.common import clock
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, Reply
from tummler.web import moments
from tummler.web.shared import colleagues as everyone_of
from tummler.web.viewing import HERE
from tummler.web.whys import language_name

#: So many are shown by name; the others are found by typing.
SHOWN = 6
#: Answers that are looked back over.
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Colleague:
    """A helper who could be asked, and why they come to mind."""

    helper: Helper
    here: bool
    why: str = ""

    @property
    def words(self) -> str:
        """Why, and whether they are here now."""
        return ". ".join(filter(None, (self.why, _("Here now") if self.here else "")))


def colleagues_of(helper: Helper, need: Need, topics: dict[str, str]) -> list[Colleague]:
    """Every colleague who may have this need: first who answered them, then this topic, then who is here.

    Three queries.
    """
    others = [one for one in everyone_of(helper) if one.active and one.pk != helper.pk][:500]
    reasons = _said(others, need, topics) | _reasons(helper, need, topics)
    since = clock.now() - HERE
    found = [
        Colleague(one, bool(one.seen_at and one.seen_at > since), reasons.get(one.pk, ""))
        for one in others
        if not need.care or one.pk == helper.brand.duty_helper_id
    ]
    return sorted(found, key=lambda one: (not one.why, not one.here))


def who_could_answer(colleagues: Iterable[Colleague]) -> list[Colleague]:
    """Those with a reason to be asked: they answered this person or this topic before, or are here now."""
    return [one for one in colleagues if one.why or one.here][:4]


def _reasons(helper: Helper, need: Need, topics: dict[str, str]) -> dict[int, str]:
    """Who answered them, or needs of this topic, lately. Two queries, each on an index."""
    answers = rows_for(helper, Reply).filter(promised_at__isnull=False, helper__isnull=False).exclude(need=need.pk)
    values = answers.order_by("-pk").values_list("helper", "promised_at")
    found: dict[int, str] = {}
    for who, when in values.filter(need__account=need.account_id)[:_LOOKED_AT]:
        found.setdefault(who, _("Answered them %(day)s") % {"day": _day(when)})
    if not need.topic:
        return found
    topic = topics.get(need.topic, need.topic)
    for who, when, about in values.values_list("helper", "promised_at", "need__topic")[:_LOOKED_AT]:
        if about == need.topic:
            found.setdefault(who, _("Knows %(topic)s, last %(day)s") % {"topic": topic, "day": _day(when)})
    return found


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
    if not asked:
        return None
    others = rows_for(helper, Helper).filter(active=True).exclude(pk=helper.pk)
    found = others.filter(public_id=asked).first()
    if found is not None:
        return found
    called = list(others.filter(Q(name__iexact=asked) | Q(name__istartswith=asked + " "))[:2])
    return called[0] if len(called) == 1 else None

"""What was asked of tags in a need, as its helper sees it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.answering.tag_leases import HELD
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Helper, Need, TagRequest
from tummler.records.prepared import Given
from tummler.web import moments, tag_words


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags that a need was asked by, each with what it came to; whether this helper may let them answer."""

    asked: list[tuple[str, str]]
    promised: Markup | None
    may_let: bool


def tagged_of(helper: Helper, need: Need) -> Tagged:
    """One query."""
    rows = asked_by(helper, "tags asked", _asked).all(of=need.pk)
    asked = [(one.tag.name, tag_words.state_of(one.state, one.code)) for one in rows]
    held = any(one.state == "people" and one.code == HELD for one in rows)
    waits = need.promised_until if need.state in ("open", "claimed") else None
    promised = Markup("{}").format(_("Promised by {time}.")).replace("{time}", moments.at(waits)) if waits else None
    return Tagged(asked, promised, held and (need.state != "claimed" or need.claimed_by_id == helper.pk))


def _asked(helper: Helper) -> QuerySet[TagRequest]:
    return rows_for(helper, TagRequest).filter(need=Given("of")).select_related("tag").order_by("pk")[:12]

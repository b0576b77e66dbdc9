"""Whom to thank: strangers and peers who helped, by the asker's own word. A person does it, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from markupsafe import Markup

from tummler.records.access import asked_by, rows_for
from tummler.records.models import Helped, Helper, Need, Thanks
from tummler.records.prepared import Given
from tummler.web.texts import excerpt, name_of

#: After so long nobody is asked any more to thank somebody.
LATELY = timedelta(days=14)
#: So many stand in the list at once.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class ThankRow:
    """Somebody outside helped, by the asker's own word, and nobody of us has thanked them."""

    helped: Helped
    who: str
    whom: str
    seed: str
    network: str
    words: Markup
    need: Need


def thank_rows(helper: Helper) -> list[ThankRow]:
    """Whom to thank, the newest first. One query."""
    found = asked_by(helper, "to thank", _to_thank).all()
    return [
        ThankRow(
            one, name_of(one.account), name_of(one.need.account), one.account.remote_id, one.account.network,
            excerpt(one.post.text, (), 110), one.need,
        )
        for one in found
    ]  # fmt: skip


def _to_thank(helper: Helper) -> QuerySet[Helped]:
    rows = rows_for(helper, Helped).filter(
        account__isnull=False, post__isnull=False, post__gone_at=None, undone_at=None, no_thanks=None,
        at__gt=Given() - LATELY, account__gone_at=None, account__stopped_at=None,
    ).exclude(Exists(Thanks.objects.filter(post=OuterRef("post"))))  # fmt: skip
    return rows.select_related("account", "post__channel", "need__account").order_by("-at")[:SHOWN]

"""Two accounts are one person, says a helper; and that can be undone with nothing lost.

It joins what happened before, and opens nothing: only a proof does that.
"""

from __future__ import annotations

from django.db import transaction

from tummler.common import clock
from tummler.records.access import require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Account, Helper, Link, Need


class NoLink(ValueError):
    """There is nobody to link with: the same person already, or not heard yet."""


def link_people(*, actor: Helper, need: Need, account: Account) -> Link:
    """The one who asks, and this account with all that belong to its person. Raises :class:`NoLink`."""
    require(actor, "link_people", need)
    if not rows_for(actor, Account).filter(pk=account.pk).exists():
        raise NoLink
    with transaction.atomic():
        both = Account.objects.select_for_update().filter(pk__in={need.account_id, account.pk}).order_by("pk")
        people = {row.pk: row.person_id for row in both}
        kept, was = people.get(need.account_id), people.get(account.pk)
        if kept is None or was is None or kept == was:
            raise NoLink
        moving = Account.objects.select_for_update().filter(person=was)
        moved = sorted(moving.values_list("pk", flat=True))
        Account.objects.filter(pk__in=moved).update(person=kept)
        link = Link.objects.create(brand_id=need.brand_id, person_id=kept, was_id=was, moved=moved, helper=actor)
        happen("people_linked", need.brand_id, actor, **_rows(need))
    return link


def unlink_people(*, actor: Helper, need: Need, link: Link) -> bool:
    """They are two again: whoever moved goes back; False if somebody undid it already."""
    require(actor, "link_people", need)
    if link.person_id != need.account.person_id:
        raise NoLink
    with transaction.atomic():
        undone = Link.objects.filter(pk=link.pk, undone_at=None).update(undone_at=clock.now())
        if undone:
            Account.objects.filter(pk__in=link.moved, person=link.person_id).update(person=link.was_id)
            happen("people_unlinked", need.brand_id, actor, **_rows(need))
    return bool(undone)


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}

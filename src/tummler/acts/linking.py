"""Two accounts are one person, say two helpers; and that can be undone with nothing lost.

One alone only suggests it. It joins what happened before, and opens nothing: only a proof does that.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from tummler.common import clock
from tummler.records.access import require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Account, Helper, Link, Need


class NoLink(ValueError):
    """There is nobody to link with: the same person already, not heard yet, or their own doing."""


def link_people(*, actor: Helper, need: Need, account: Account) -> Link:
    """The one who asks, and this account with all that belong to its person. Raises :class:`NoLink`.

    Said by the first it waits; by a second, they are one. Twice by the same is once.
    """
    require(actor, "link_people", need)
    if not rows_for(actor, Account).filter(pk=account.pk).exists():
        raise NoLink
    with transaction.atomic():
        both = Account.objects.select_for_update().filter(pk__in={need.account_id, account.pk}).order_by("pk")
        people = {row.pk: row.person_id for row in both}
        kept, was = people.get(need.account_id), people.get(account.pk)
        if kept is None or was is None or kept == was:
            raise NoLink
        said = Link.objects.select_for_update().filter(waits=True, undone_at=None, person__in=(kept, was))
        link = said.filter(was__in=(kept, was)).first()
        if link is None:
            rows = {"brand_id": need.brand_id, "person_id": kept, "was_id": was, "account": account}
            link = Link.objects.create(**rows, helper=actor, waits=True)
            happen("link_suggested", need.brand_id, actor, **_rows(need))
        elif link.helper_id != actor.pk:
            _join(link, actor, need)
    return link


def _join(link: Link, actor: Helper, need: Need) -> None:
    """The second has said so, too: whoever was the other is the one from now on."""
    moving = Account.objects.select_for_update().filter(person=link.was_id)
    link.moved, link.waits, link.agreed_by = sorted(moving.values_list("pk", flat=True)), False, actor
    Account.objects.filter(pk__in=link.moved).update(person=link.person_id)
    link.save(update_fields=["moved", "waits", "agreed_by"])
    happen("people_linked", need.brand_id, actor, **_rows(need))


def unlink_people(*, actor: Helper, need: Need, link: Link) -> bool:
    """They are two again: whoever moved goes back, and what was only suggested is passed over.

    False if somebody undid it already. What people proved themselves is theirs to part: raises :class:`NoLink`.
    """
    require(actor, "link_people", need)
    if need.account.person_id not in (link.person_id, link.was_id if link.waits else link.person_id) or link.proven:
        raise NoLink
    with transaction.atomic():
        undone = Link.objects.filter(pk=link.pk, waits=link.waits, undone_at=None).update(undone_at=clock.now())
        if undone and not link.waits:
            Account.objects.filter(pk__in=link.moved, person=link.person_id).update(person=link.was_id)
        if undone:
            happen("link_passed" if link.waits else "people_unlinked", need.brand_id, actor, **_rows(need))
    return bool(undone)


def suggested(actor: Helper, need: Need) -> list[Link]:
    """What one helper has said of who asks here, and waits for another. One query."""
    rows = rows_for(actor, Link).filter(waits=True, undone_at=None)
    mine = rows.filter(Q(person=need.account.person_id) | Q(was=need.account.person_id))
    return list(mine.select_related("helper", "account").order_by("pk")[:5])


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}

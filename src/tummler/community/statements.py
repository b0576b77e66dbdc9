"""Everybody's statement, and what was asked for, as a brand's billing takes them: values for files. No money."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, Sum

from tummler.community.ledger import UNIT
from tummler.records.models import Brand, Entry, Holder, Holding, Payout

#: What a person's line tells of each kind of transfer, in thanks.
COLUMNS = {
    "helped": ("helped",), "given_to": ("gift", "handed"), "gave": ("leave", "back"), "rested": ("rest",),
    "turned": ("turned", "returned"),
}  # fmt: skip
PEOPLE = ("holder", "kind", "name", "network", "handle", "customer", *COLUMNS, "has", "may_be_turned")
ASKED = (
    "payout", "reward", "thanks", "state", "asked_at", "settled_at", "holder", "name", "network", "handle", "customer",
)  # fmt: skip


def people(brand: Brand) -> list[dict[str, Any]]:
    """A line for each person who ever held thanks. Three queries."""
    sums: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    entries = Entry.objects.filter(brand=brand, holder__kind__in=("helper", "account"))
    for holder, kind, amount in entries.values_list("holder", "transfer__kind").annotate(Sum("amount")):
        sums[holder][kind] += amount
    refs = _customers(brand)
    holders = Holder.objects.filter(Q(pk__in=list(sums))).select_related("account", "helper").order_by("pk")
    return [_person(one, sums[one.pk], refs) for one in holders]


def asked_for(brand: Brand) -> list[dict[str, Any]]:
    """A line for each reward that was asked for. Two queries."""
    refs = _customers(brand)
    rows = Payout.objects.filter(brand=brand).select_related("reward", "holder__account", "holder__helper")
    return [_payout(one, refs) for one in rows.order_by("asked_at", "pk")]


def _customers(brand: Brand) -> dict[int, str]:
    """Account → the brand's own number for who has proven it to be theirs."""
    held = Holding.objects.filter(brand=brand, ended_at=None)
    return dict(held.values_list("account", "customer__ref"))


def _who(holder: Holder, refs: dict[int, str]) -> dict[str, Any]:
    account, helper = holder.account, holder.helper
    return {
        "holder": holder.public_id,
        "name": helper.name if helper else account.called if account else "",
        "network": account.network if account else "",
        "handle": account.handle if account else "",
        "customer": refs.get(holder.account_id or 0, ""),
    }


def _person(holder: Holder, sums: dict[str, int], refs: dict[int, str]) -> dict[str, Any]:
    told = {name: in_thanks(sum(sums.get(kind, 0) for kind in kinds)) for name, kinds in COLUMNS.items()}
    has = {"has": in_thanks(holder.balance), "may_be_turned": in_thanks(holder.payable)}
    return {"kind": holder.kind, **_who(holder, refs), **told, **has}


def _payout(payout: Payout, refs: dict[int, str]) -> dict[str, Any]:
    return {
        "payout": payout.public_id,
        "reward": payout.reward.name,
        "thanks": in_thanks(payout.amount),
        "state": payout.state,
        "asked_at": payout.asked_at.isoformat(timespec="seconds"),
        "settled_at": payout.settled_at.isoformat(timespec="seconds") if payout.settled_at else "",
        **_who(payout.holder, refs),
    }


def in_thanks(units: int) -> str:
    """Units as a number with three places: 1.500."""
    return f"{'-' if units < 0 else ''}{abs(units) // UNIT}.{abs(units) % UNIT:03}"

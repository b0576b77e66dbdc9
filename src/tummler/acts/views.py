"""Keeping a filter of the list by name: for oneself or for everyone here. Removing can be taken back."""

from __future__ import annotations

from django.db import transaction

from tummler.common import clock
from tummler.common.text import storable
from tummler.records.access import require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Helper, SavedView

LONGEST_NAME = 40
#: One person keeps no more than this.
MOST = 30


class NotKept(ValueError):
    """Why a view was not kept: "name" (it has none) or "many"."""


def keep_view(*, actor: Helper, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a filter; one's own of the same name is changed. Raises :class:`NotKept`."""
    require(actor, "keep_view", actor.brand)
    name = _name(name)
    mine = rows_for(actor, SavedView).filter(helper=actor, removed_at=None)
    with transaction.atomic():
        view = mine.filter(name=name).first() or SavedView(brand_id=actor.brand_id, helper=actor, name=name)
        if view.pk is None and mine.count() >= MOST:
            raise NotKept("many")
        view.query, view.shared = query[:600], shared
        view.save()
        happen("view_kept", actor.brand_id, actor)
    return view


def change_view(*, actor: Helper, view: SavedView, name: str, shared: bool) -> None:
    """Another name, or for others too. Raises :class:`NotKept`."""
    require(actor, "change_view", view)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(name=_name(name), shared=shared)
        happen("view_changed", actor.brand_id, actor)


def remove_view(*, actor: Helper, view: SavedView) -> None:
    """Out of everyone's views; the needs stay where they are."""
    require(actor, "change_view", view)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(removed_at=clock.now())
        happen("view_removed", actor.brand_id, actor)


def bring_view_back(*, actor: Helper, view: SavedView) -> None:
    """Take the removal back."""
    require(actor, "change_view", view)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(removed_at=None)
        happen("view_brought_back", actor.brand_id, actor)


def _name(name: str) -> str:
    name = storable(" ".join(name.split()))[:LONGEST_NAME].strip()
    if not name:
        raise NotKept("name")
    return name

"""Labels: words of the brand's own on its needs, made by typing them."""

from __future__ import annotations

from django.db import transaction

from tummler.common.text import search_text, storable
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Label, Labelled, Need

LONGEST = 60


class NoLabel(ValueError):
    """Nothing that could be a label."""


def put_label(*, actor: Helper, need: Need, name: str) -> Label:
    """Put a label on a need; one that nobody has used yet is made by it. Raises :class:`NoLabel`."""
    require(actor, "label_need", need)
    name = " ".join(storable(name).replace(",", " ").split())[:LONGEST].strip("# ")
    key = search_text(name)[:LONGEST].strip()
    if not key:
        raise NoLabel
    with transaction.atomic():
        label, _made = Label.objects.get_or_create(brand_id=need.brand_id, key=key, defaults={"name": name})
        _row, new = Labelled.objects.get_or_create(
            need=need, label=label, defaults={"brand_id": need.brand_id, "helper": actor}
        )
        if new:
            happen("label_put", need.brand_id, actor, need_id=need.pk, conversation_id=need.conversation_id)
    return label


def remove_label(*, actor: Helper, need: Need, label: Label) -> bool:
    """Take a label off a need; a label that is on nothing any more goes."""
    require(actor, "label_need", need)
    with transaction.atomic():
        gone, _each = Labelled.objects.filter(need=need, label=label).delete()
        if gone:
            if not Labelled.objects.filter(label=label).exists():
                Label.objects.filter(pk=label.pk).delete()
            happen("label_removed", need.brand_id, actor, need_id=need.pk, conversation_id=need.conversation_id)
    return bool(gone)

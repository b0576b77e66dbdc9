"""Needs that were helped before it was written down by whom: by whoever sent the last answer to them."""

from typing import Any

from django.db import migrations


def credit(apps: Any, schema: Any) -> None:
    """A row for every need whose asker said so, and whom a helper had answered from here."""
    helped, reply_rows = apps.get_model("records", "Helped"), apps.get_model("records", "Reply").objects
    sent = reply_rows.filter(
        need__state="helped", deliveries__state="sent", deliveries__by_person=True, helper__isnull=False
    )
    last: dict[int, Any] = {}
    for reply in sent.select_related("need").only("helper", "brand", "need__closed_at").order_by("promised_at", "pk"):
        last[reply.need_id] = reply
    rows = [
        helped(brand_id=one.brand_id, need_id=need, helper_id=one.helper_id, at=one.need.closed_at)
        for need, one in last.items()
        if one.need.closed_at
    ]
    helped.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0032_who_helped"),
    ]

    operations = [migrations.RunPython(credit, migrations.RunPython.noop)]

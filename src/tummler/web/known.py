"""Newcomers, as every page tells of them: who can say that they know them, and who is asked to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils.translation import gettext as _

from tummler.acts.vouching import who_can_vouch
from tummler.common import clock
from tummler.records.models import Helper
from tummler.records.models.helper import Role
from tummler.web.shared import colleagues

#: For so long those who asked somebody in are told of them on every page.
TOLD = timedelta(days=7)


def newcomers_for(helper: Helper) -> list[Helper]:
    """Whom this helper is asked about on every page: who came by their link; by none, those who lead are. No query."""
    since = clock.now() - TOLD
    if helper.newcomer:
        return []
    leads = helper.role != Role.HELPER
    return [
        one
        for one in colleagues(helper)
        if one.newcomer and one.active and one.joined_at > since
        and (one.invited_by_id == helper.pk or (leads and one.invited_by_id is None))
    ]  # fmt: skip


def who_can(helper: Helper) -> str:
    """Whom a newcomer can ask, by name; "" for everybody else. A query for newcomers only."""
    if not helper.newcomer:
        return ""
    found = who_can_vouch(helper)
    names = [one.name for one in found[:3]]
    if len(found) > len(names):
        return _("%(names)s or any colleague") % {"names": ", ".join(names)}
    return _listed(names)


def _listed(names: Collection[str]) -> str:
    some = list(names)
    if len(some) < 2:
        return "".join(some)
    return _("%(some)s or %(last)s") % {"some": ", ".join(some[:-1]), "last": some[-1]}

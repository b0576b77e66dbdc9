"""“Not an incident”: a person says that what was suspected is nothing, or that it is something after all."""

from __future__ import annotations

from django.db import transaction

from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Incident
from tummler.records.states import move


def dismiss_incident(*, actor: Helper, incident: Incident) -> bool:
    """Its needs stand in the list one by one again, and the same cause is not told again."""
    require(actor, "dismiss_incident", incident)
    with transaction.atomic():
        done = bool(move(incident, "dismissed", dismissed_by=actor))
        if done:
            happen("incident_dismissed", incident.brand_id, actor, facts={"incident": incident.pk})
    return done


def bring_incident_back(*, actor: Helper, incident: Incident) -> bool:
    """It is one after all: its needs are one row again."""
    require(actor, "dismiss_incident", incident)
    with transaction.atomic():
        done = bool(move(incident, "suspected", frm="dismissed", dismissed_by=None))
        if done:
            happen("incident_brought_back", incident.brand_id, actor, facts={"incident": incident.pk})
    return done

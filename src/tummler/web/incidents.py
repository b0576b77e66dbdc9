"""“Not an incident”, and taking that back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts.incidents import bring_incident_back, dismiss_incident
from tummler.records.models import Helper, Incident
from tummler.web.toasts import Toast, keep as keep_toast
from tummler.web.viewing import helper_page, theirs
from tummler.web.wanted import wanted_of


@require_POST
@helper_page
def dismiss(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Its needs stand one by one again."""
    incident = theirs(helper, Incident, ("brand",), public_id=public_id)
    if dismiss_incident(actor=helper, incident=incident):
        undo = reverse("bring_incident_back", args=[public_id])
        keep_toast(request, Toast(_("Not an incident. They stand in the list one by one again."), undo, whole=True))
    return redirect(reverse("desk") + wanted_of(request).unfiltered.query)


@require_POST
@helper_page
def bring_back(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """It is one after all."""
    incident = theirs(helper, Incident, ("brand",), public_id=public_id)
    bring_incident_back(actor=helper, incident=incident)
    return redirect(reverse("desk") + wanted_of(request).unfiltered.query)

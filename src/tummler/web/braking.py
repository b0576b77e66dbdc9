"""The outbound brake: anyone pulls it, the owner lifts it, each with one press."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tummler.acts.brake import lift_brake, pull_brake
from tummler.records.models import Helper
from tummler.web.viewing import helper_page


@require_POST
@helper_page
def lift(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What was kept may leave."""
    lift_brake(actor=helper, brand=helper.brand)
    return _back(request)


@require_POST
@helper_page
def pull(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Nothing leaves until it is lifted."""
    pull_brake(actor=helper, brand=helper.brand)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    to = request.POST.get("next", "")
    return HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/desk/")

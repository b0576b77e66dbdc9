"""Who looks at a page: the signed-in helper, and what every page of theirs shows around its own matter."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _
from markupsafe import Markup

from tummler.common import clock
from tummler.records.access import NotAllowed, rows_for
from tummler.records.models import Brand, Helper, Need, User
from tummler.records.models.helper import Role
from tummler.records.prepared import Given, prepared
from tummler.web.fragments import exchanged, page
from tummler.web.known import newcomers_for, who_can
from tummler.web.looking import hint_for
from tummler.web.shared import colleagues

#: A helper whose last request is not older than this is here.
HERE = timedelta(minutes=5)
#: So often is it written down that a helper is here.
_SEEN_EVERY = timedelta(minutes=1)

#: Address name, words, icon. A place shows when its address exists; "square" may want the brand's slug.
PLACES = (
    ("desk", _("Desk"), "ear"),
    ("square", _("Square"), "storefront"),
    ("channels", _("Channels"), "plugs-connected"),
    ("people", _("People"), "users"),
    ("settings", _("Set up"), "sliders-horizontal"),
    ("help", _("Help"), "question"),
)

#: Places that only owners find something at.
_OWNERS = frozenset({"settings"})

Inputs = ParamSpec("Inputs")
Row = TypeVar("Row", bound=Model)
HelperView = Callable[Concatenate[HttpRequest, Helper, Inputs], HttpResponse]


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the header."""

    name: str
    words: str
    icon: str
    address: str


def current_helper(request: HttpRequest) -> Helper | None:
    """The helper who is signed in, with brand and user; of several brands, the one chosen last."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    found = prepared("helpers of a user", _helpers).all(user=user.pk)
    chosen = request.session.get("helper")
    return next((helper for helper in found if helper.public_id == chosen), found[0] if found else None)


def _helpers() -> QuerySet[Helper]:
    return Helper.objects.filter(user=Given("user"), active=True).select_related("brand").order_by("pk")


def helper_page(view: HelperView[Inputs]) -> Callable[Concatenate[HttpRequest, Inputs], HttpResponse]:
    """A page for signed-in helpers: gets the helper as its second argument, says in words what isn't theirs to do."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: Inputs.args, **kwargs: Inputs.kwargs) -> HttpResponse:
        helper = current_helper(request)
        if helper is None:
            return _sign_in(request) if Brand.objects.exists() else redirect("setup")
        _in_their_time(request)
        _seen(helper)
        try:
            return view(request, helper, *args, **kwargs)
        except NotAllowed as refused:
            return page(request, "not_allowed.html", around(helper) | {"act": str(refused)}, status=403)

    return shown


def _sign_in(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = redirect_to_login(request.get_full_path())
    if exchanged(request):  # the whole page goes to sign-in, not the fragment
        answer = HttpResponse(status=204, headers={"HX-Redirect": answer.headers["Location"]})
    return answer


def _seen(helper: Helper) -> None:
    at = clock.now()
    if helper.seen_at is None or at - helper.seen_at > _SEEN_EVERY:
        Helper.objects.filter(pk=helper.pk).update(seen_at=at)
        helper.seen_at = at


def _in_their_time(request: HttpRequest) -> None:
    """Times in the reader's own zone, which their browser told us in a cookie."""
    try:
        timezone.activate(zoneinfo.ZoneInfo(request.COOKIES["zone"]))
    except (KeyError, ValueError, OSError):
        timezone.deactivate()


def theirs(helper: Helper, noun: type[Row], related: tuple[str, ...] = (), /, **which: Any) -> Row:
    """The one row that this helper may see; a stranger's row is a 404, as if it weren't there."""
    rows = rows_for(helper, noun).filter(**which)
    found = (rows.select_related(*related) if related else rows).first()
    if found is None:
        raise Http404
    return found


def helpers_here(helper: Helper) -> list[Helper]:
    """Who of the brand is here now, this helper last, as themselves."""
    since = clock.now() - HERE
    others = [one for one in colleagues(helper) if one.active and one.pk != helper.pk and one.seen_at]
    return [*[one for one in others if one.seen_at and one.seen_at > since][:11], helper]


def places(helper: Helper) -> tuple[Place, ...]:
    """Where this helper can go."""
    return _places(helper.role == Role.OWNER, helper.brand.slug, get_language())


@lru_cache(maxsize=64)
def _places(owner: bool, slug: str, _language: str | None) -> tuple[Place, ...]:
    """Every page shows them; looking for an address that isn't there costs more than the rest of the header."""
    found = []
    for name, words, icon in PLACES:
        if name in _OWNERS and not owner:
            continue
        for arguments in ((), (slug,)):
            try:
                found.append(Place(name, str(words), icon, reverse(name, args=arguments)))
                break
            except NoReverseMatch:
                continue
    return tuple(found)


def in_danger(helper: Helper) -> list[Need]:
    """Duty-of-care needs that wait for this helper, the named person; nobody else has any."""
    if helper.brand.duty_helper_id != helper.pk:
        return []
    rung = rows_for(helper, Need).filter(state__in=("open", "claimed")).exclude(care="")
    return list(rung.select_related("account").order_by("waiting_since")[:5])


def around(helper: Helper) -> dict[str, Any]:
    """What base.html shows around a helper's page. Two queries; three for the named person of duty."""
    return {
        "helper": helper,
        "brand": helper.brand,
        "here": helpers_here(helper),
        "places": places(helper),
        "in_danger": in_danger(helper),
        "hint": hint_for(helper) if helper.brand.made_up else None,
        "ask_to_vouch": who_can(helper),
        "ask_who_they_are": newcomers_for(helper),
        "nothing": Markup(""),
    }

"""Who helps here, and asking a colleague in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop as noop
from django.views.decorators.http import require_http_methods

from tummler.acts.setting_up import Taken, add_helper, name_duty_helper
from tummler.acts.vouching import may_take_back
from tummler.common import log
from tummler.records.access import can, require, rows_for
from tummler.records.models import Helper
from tummler.records.models.helper import Role
from tummler.web import inviting
from tummler.web.fragments import page
from tummler.web.protecting import kept_away
from tummler.web.signing_in import password_link, sends_mail
from tummler.web.viewing import around, helper_page, theirs

ROLES = {
    Role.HELPER: gettext_lazy("helps"),
    Role.LEAD: gettext_lazy("leads"),
    Role.OWNER: gettext_lazy("owns it"),
}
_WRONG = {
    "email": noop("That is no e-mail address."),
    "name": noop("They need a name."),
    "taken": noop("Somebody signs in with this address already."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The form to ask a colleague in, as it was sent."""

    name: str = ""
    email: str = ""
    role: str = Role.HELPER
    code: str = ""

    @property
    def words(self) -> str:
        """What is wrong with it."""
        return _(_WRONG[self.code]) if self.code else ""


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_people(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Everyone of the brand who helps."""
    if request.method != "POST":
        return _people_page(request, helper, Asked())
    match request.POST.get("do"):
        case "ask":
            return _ask_in(request, helper)
        case "duty":
            name_duty_helper(actor=helper, helper=_colleague(request, helper))
            return redirect("people")
        case "link":
            colleague = _colleague(request, helper)
            require(helper, "invite_helper", helper.brand)
            if not may_have_link(helper, colleague, colleague.user.helpers.count()):
                raise Http404
            return _people_page(request, helper, Asked(), link_for=colleague)
    raise Http404


def _colleague(request: HttpRequest, helper: Helper) -> Helper:
    return theirs(helper, Helper, ("user", "brand"), public_id=request.POST.get("helper", ""), active=True)


def may_have_link(actor: Helper, colleague: Helper, brands: int) -> bool:
    """Whether this actor may be shown a link that makes this colleague's password.

    Whoever holds it signs in as them: so an owner or lead for somebody who hasn't one yet, an owner for anyone but
    owners, and never for somebody who also helps another brand.
    """
    if brands != 1 or colleague.pk == actor.pk or not can(actor, "invite_helper", actor.brand):
        return False
    if colleague.user.has_usable_password():
        return actor.role == Role.OWNER and colleague.role != Role.OWNER
    return actor.role == Role.OWNER or colleague.role != Role.OWNER


def _ask_in(request: HttpRequest, helper: Helper) -> HttpResponse:
    asked = _sent(request)
    if not asked.code:
        try:
            colleague = add_helper(actor=helper, email=asked.email, name=asked.name, role=Role(asked.role))
        except Taken:
            asked = Asked(asked.name, asked.email, asked.role, "taken")
        else:
            _write_to(request, helper, colleague)
            return _people_page(request, helper, Asked(), link_for=colleague)
    return _people_page(request, helper, asked, status=422)


def _sent(request: HttpRequest) -> Asked:
    name = " ".join(request.POST.get("name", "").split())[:80]
    email = request.POST.get("email", "").strip()
    role = request.POST.get("role", Role.HELPER)
    code = "" if name else "name"
    try:
        validate_email(email)
    except ValidationError:
        code = code or "email"
    return Asked(name, email, role if role in Role.values else Role.HELPER, code)


def _write_to(request: HttpRequest, helper: Helper, colleague: Helper) -> None:
    """The same link by mail, where mail can be sent; where that fails, the page still shows it."""
    if not sends_mail():
        return
    words = _("%(name)s asks you to help at %(brand)s. Make a password here; the link is good for three days, once:")
    text = words % {"name": helper.name, "brand": helper.brand.name} + f"\n\n{_link(request, colleague)}\n"
    subject = _("Helping at %(brand)s") % {"brand": helper.brand.name}
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [colleague.user.email]).send()
    except OSError as error:
        log.trouble("mail_not_sent", error, helper=colleague.pk)


def _link(request: HttpRequest, colleague: Helper) -> str:
    path = password_link(colleague.user)
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _people_page(
    request: HttpRequest, helper: Helper, asked: Asked, *, link_for: Helper | None = None, status: int = 200
) -> HttpResponse:
    rows = rows_for(helper, Helper).filter(active=True).select_related("user").order_by("joined_at", "pk")
    everyone = list(rows.annotate(brands=Count("user__helpers")))
    people = [one for one in everyone if not one.newcomer]
    known = {one.pk: one for one in everyone}
    context = around(helper) | {
        "people": people,
        "newcomers": [(one, inviting.came_by(one, known)) for one in everyone if one.newcomer],
        "vouched_by": {one.pk: known.get(one.vouched_by_id or 0) for one in people},
        "may_vouch": can(helper, "vouch", helper.brand),
        "may_take_back": {one.pk for one in people if may_take_back(helper, one)},
        "may_open": can(helper, "open_entrance", helper.brand),
        "may_invite": can(helper, "invite_by_link", helper.brand) and not helper.brand.made_up,
        "links": inviting.links_of(request, helper),
        "kept_away": kept_away(helper),
        "may_tag": can(helper, "shape_helper_tag", helper.brand),
        "many": inviting.MANY,
        "days": inviting.DAYS,
        "roles": ROLES,
        "asked": asked,
        "may_ask": can(helper, "invite_helper", helper.brand),
        "may_name": can(helper, "change_settings", helper.brand),
        "may_link": {one.pk for one in everyone if may_have_link(helper, one, one.brands)},
        "link_for": link_for,
        "link": _link(request, link_for) if link_for else "",
        "mailed": link_for is not None and sends_mail(),
        "setup": reverse("setup"),
    }
    return page(request, "people/people.html", context, status=status)

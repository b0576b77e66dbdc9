"""Links that a helper gives on, and saying that one knows a newcomer: what is pressed on the page of people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop as noop, ngettext
from django.views.decorators.http import require_POST

from tummler.acts import joining, vouching
from tummler.acts.own_accounts import NoTag, set_helper_tag
from tummler.records.access import can, require, rows_for
from tummler.records.models import Helper, Invitation
from tummler.records.models.helper import Role
from tummler.web.texts import given_name
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import helper_page, theirs
from tummler.web.visiting import address_of

#: How many may join by a link, and for how many days it is good: what is offered.
MANY = {1: gettext_lazy("one colleague"), 5: gettext_lazy("five"), 20: gettext_lazy("twenty")}
DAYS = {1: gettext_lazy("a day"), 7: gettext_lazy("a week"), 30: gettext_lazy("thirty days")}
#: Why a word can't be the tag.
NO_TAG = {
    "no_word": noop("“%(word)s” can’t be a hashtag. Nothing was changed."),
    "served": noop("#%(word)s is a tag that answers. Take another word."),
}
_CAME_BY = {
    "invited": noop("Came by a link of %(name)s’s"),
    "signed_in": noop("Came by your sign-in, as %(email)s"),
    "mailed": noop("Came by a letter to %(email)s"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is given on: where it leads (for who made it), and what came of it."""

    invitation: Invitation
    address: str
    by: str
    came: str


def links_of(request: HttpRequest, helper: Helper) -> list[Link]:
    """One's own standing links; to those who lead, others' too, without what they open. One query."""
    if not can(helper, "invite_by_link", helper.brand):
        return []
    mine = joining.good_invitations().filter(pk__in=rows_for(helper, Invitation).values("pk"))
    if helper.role == Role.HELPER:
        mine = mine.filter(helper=helper)
    return [_link(request, helper, one) for one in mine.select_related("helper").order_by("-pk")[:50]]


def _link(request: HttpRequest, helper: Helper, one: Invitation) -> Link:
    own = one.helper_id == helper.pk
    address = address_of(request, reverse("invitation", args=[joining.secret_of(one)])) if own else ""
    left = one.most - one.used
    came = ngettext("%(count)s more can come in by it.", "%(count)s more can come in by it.", left) % {"count": left}
    return Link(one, address, "" if own else one.helper.name, came)


def came_by(one: Helper, known: Mapping[int, Helper]) -> str:
    """How a newcomer came, in words."""
    asked_by = known.get(one.invited_by_id or 0)
    words = _CAME_BY.get(one.joined_by, "")
    if not words or (one.joined_by == "invited" and asked_by is None):
        return ""
    return _(words) % {"name": given_name(asked_by), "email": one.user.email}


# ------------------------------------------------------------------------------------------ presses


@require_POST
@helper_page
def press_known(request: HttpRequest, helper: Helper) -> HttpResponse:
    """ "I know them", and taking it back."""
    one = theirs(helper, Helper, public_id=request.POST.get("helper", ""), active=True)
    names = {"name": given_name(one)}
    match request.POST.get("do"):
        case "vouch":
            done = vouching.vouch(actor=helper, newcomer=one)
            undo = {"helper": one.public_id, "do": "take_back", "next": "/people/"}
            told = _("%(name)s sees what all of you see, from now on.") % names
        case "take_back":
            done = vouching.take_back_vouching(actor=helper, helper=one)
            undo = {"helper": one.public_id, "do": "vouch", "next": "/people/"}
            told = _("%(name)s sees public needs only, from now on.") % names
        case _:
            raise Http404
    if done:
        keep(request, Toast(told, reverse("press_known"), undo, whole=True))
    return _back(request)


@require_POST
@helper_page
def press_link(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Make a link to give on, or end one."""
    require(helper, "invite_by_link", helper.brand)
    sent = request.POST
    match sent.get("do"):
        case "make":
            most, days = _offered(sent.get("most", ""), MANY, 5), _offered(sent.get("days", ""), DAYS, 7)
            joining.make_invitation(actor=helper, most=most, lasts=timedelta(days=days))
        case "end_link":
            invitation = theirs(helper, Invitation, public_id=sent.get("invitation", ""))
            if joining.end_invitation(actor=helper, invitation=invitation):
                keep(request, Toast(_("Nobody comes in by that link any more. Who did stays.")))
        case _:
            raise Http404
    return redirect(f"{reverse('people')}#links")


@require_POST
@helper_page
def press_tag(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The brand's tag for what helpers answer from their own accounts."""
    word = request.POST.get("helper_tag", "")
    try:
        sent = request.POST
        set_helper_tag(actor=helper, word=word, on=sent.get("on") == "1", reposts=sent.get("reposts") == "1")
    except NoTag as none:
        keep(request, Toast(_(NO_TAG[str(none)]) % {"word": word[:60]}))
    else:
        keep(request, Toast(_("Kept.")))
    return redirect(f"{reverse('people')}#tag")


def _offered(asked: str, offered: Collection[int], else_: int) -> int:
    return int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) in offered else else_


def _back(request: HttpRequest) -> HttpResponse:
    to = request.POST.get("next", "")
    return redirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else reverse("people"))

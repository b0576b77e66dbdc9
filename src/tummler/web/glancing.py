"""“Have a look”: what may be duty of care, for the named person alone; yes rings, no takes it off the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from tummler.acts.glancing import pass_by, ring_for, take_back_look
from tummler.records.access import rows_for
from tummler.records.models import Glance, Helper, Need
from tummler.understanding.glances import left_unseen, unseen
from tummler.web.deliveries import network_label
from tummler.web.fragments import page
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt, name_of, said, web_address
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.words import may_care_words

#: So many are shown; what is likelier comes first.
SHOWN = 60
#: From here it is told among the likelier.
LIKELIER = 0.2
#: A longer post is cut: the marked words are in what is left.
_LONGEST = 420


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One of them, in words."""

    glance: Glance
    name: str
    words: Markup
    may: str
    network: str
    #: Where it can be read as a whole: at the desk, or where it was said.
    address: str
    at_desk: bool


@require_safe
@helper_page
def show_glances(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The list: the likelier first."""
    if helper.pk != helper.brand.duty_helper_id:
        raise Http404  # as if it weren't there
    beside = ("post__account", "post__channel", "post__conversation")
    found = list(unseen(helper).select_related(*beside).order_by("-likely", "-at")[: SHOWN + 1])
    rows = [_row(helper, one, needs) for needs in [_needs(helper, found)] for one in found[:SHOWN]]
    context = around(helper) | {
        "likelier": [row for row in rows if row.glance.likely >= LIKELIER],
        "others": [row for row in rows if row.glance.likely < LIKELIER],
        "more": len(found) > SHOWN,
        "left": _left(left_unseen(helper)),
    }
    return page(request, "desk/glances.html", context)


@require_POST
@helper_page
def say_glance(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Yes, no, or one step back."""
    glance = theirs(helper, Glance, ("post", "brand"), public_id=public_id)
    match request.POST.get("do"):
        case "yes":
            if ring_for(actor=helper, glance=glance):
                keep(request, _said(glance, _("Rung. The conversation is yours alone now.")))
        case "no":
            if pass_by(actor=helper, glance=glance):
                keep(request, _said(glance, _("Off your list. Nobody else saw it.")))
        case "take_back":
            take_back_look(actor=helper, glance=glance)
        case _:
            return HttpResponse(status=400)
    back = rows_for(helper, Need).filter(public_id=request.POST.get("need", "")).first()
    return redirect("need", back.public_id) if back else redirect("glances")


def _needs(helper: Helper, glances: Sequence[Glance]) -> dict[tuple[int, int], str]:
    """Of each asker's need in these conversations, where it is."""
    there = rows_for(helper, Need).filter(conversation__in={one.post.conversation_id for one in glances})
    found = there.exclude(state="dropped").order_by("opened_at")
    return {(one, who): address for one, who, address in found.values_list("conversation", "account", "public_id")}


def _row(helper: Helper, glance: Glance, needs: dict[tuple[int, int], str]) -> GlanceRow:
    post = glance.post
    need = needs.get((post.conversation_id, post.account_id))
    there = post.url if web_address(post.url) else ""
    words = (
        said(post.text, (), glance.marks) if len(post.text) <= _LONGEST else excerpt(post.text, glance.marks, _LONGEST)
    )
    return GlanceRow(
        glance, name_of(post.account), words, may_care_words(glance.care), network_label(post.channel),
        reverse("need", args=[need]) if need else there, at_desk=need is not None,
    )  # fmt: skip


def _left(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return _("One left the list unseen: three days old, and nobody waits there any more.")
    told = _("%(count)s left the list unseen: three days old, and nobody waits there any more.")
    return starting(told % {"count": in_words(count)})


def _said(glance: Glance, words: str) -> Toast:
    """What was done, with the way back."""
    return Toast(words, undo=reverse("glance", args=[glance.public_id]), fields={"do": "take_back"}, whole=True)

"""Bringing a peer's answer to whoever asked elsewhere, and thanking strangers who helped: always a person's press."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST

from tummler.acts import peer_care as acts
from tummler.acts.needs import claim_need
from tummler.acts.replies import save_draft
from tummler.records.access import rows_for
from tummler.records.models import Helped, Helper, Need, PeerAnswer, Reply
from tummler.web.desk import need_for
from tummler.web.texts import name_of
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import helper_page, theirs


@require_POST
@helper_page
def bring(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Their words, with their name, put into the draft; what is written already stays above it. Nothing is sent."""
    need = need_for(helper, public_id)
    wanted = request.POST.get("answer", "")
    answer = theirs(
        helper, PeerAnswer, ("peer__voice", "peer__account"), public_id=wanted, need=need.pk, state="stands"
    )
    if not claim_need(actor=helper, need=need).ours:
        return redirect("need", need.public_id)
    draft = rows_for(helper, Reply).filter(need=need.pk, promised_at=None, beside=None).first()
    written = draft.text.rstrip() if draft else ""
    beginning = _in_their_words(answer, need)
    text = f"{written}\n\n{beginning}" if written else beginning
    reply = save_draft(actor=helper, need=need, text=text, edition=draft.edition if draft else 0)
    acts.bring_answer(actor=helper, answer=answer, draft=reply)
    return redirect(f"{reverse('need', args=[need.public_id])}#answer")


def _in_their_words(answer: PeerAnswer, need: Need) -> str:
    """In the asker's language, where our pages speak it."""
    code = need.post.language.split("-")[0]
    with translation.override(code if code in dict(settings.LANGUAGES) else get_language()):
        called = name_of(answer.peer.voice or answer.peer.account)
        return _("%(name)s, a customer like you, says: “%(words)s”") % {"name": called, "words": answer.text}


@require_POST
@helper_page
def pass_thanks(request: HttpRequest, helper: Helper) -> HttpResponse:
    """ "No thanks needed", and taking that back."""
    number = request.POST.get("helped", "")
    wanted = int(number) if number.isdecimal() and len(number) < 18 else 0
    helped = theirs(helper, Helped, ("account",), pk=wanted)
    if request.POST.get("do") == "again":
        acts.want_thanks(actor=helper, helped=helped)
    elif acts.pass_thanks(actor=helper, helped=helped):
        fields = {"helped": str(helped.pk), "do": "again"}
        keep(request, Toast(_("Nobody is asked to thank them any more."), reverse("pass_thanks"), fields, whole=True))
    return redirect("desk")

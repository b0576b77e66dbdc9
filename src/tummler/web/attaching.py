"""Pictures in the draft: put in, shown, taken out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.pictures import add_pictures, drop_picture
from tummler.acts.replies import save_draft
from tummler.answering.drafts import Overtaken
from tummler.answering.pictures import MOST, MOST_BYTES, TooMany
from tummler.channels.connections import traits_of
from tummler.common.pictures import NoPicture
from tummler.records.models import Helper, Need, Picture
from tummler.web.composer import composer_of
from tummler.web.deliveries import network_label
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import exchanged, page
from tummler.web.numbers import in_words
from tummler.web.picture_files import picture_file
from tummler.web.typed import typed_of
from tummler.web.viewing import helper_page, theirs


@require_safe
@helper_page
def show_picture(request: HttpRequest, helper: Helper, public_id: str, picture_id: str) -> HttpResponse:
    """A picture of the draft. Its bytes never change, and nothing in it can do anything."""
    picture = theirs(helper, Picture, public_id=picture_id, reply__need__public_id=public_id)
    return picture_file(picture)


@require_POST
@helper_page
def attach(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Put pictures into the draft, or, with none, show those that are in it; the words are kept by other presses."""
    need = need_for(helper, public_id)
    refused = ""
    try:
        contents = files_of(request)
        if contents:
            add_pictures(actor=helper, need=need, contents=contents)
    except (NoPicture, TooMany, Overtaken) as error:
        refused = why_not_attached(error, need)
    return _shown(request, helper, need, refused)


@require_POST
@helper_page
def drop(request: HttpRequest, helper: Helper, public_id: str, picture_id: str) -> HttpResponse:
    """Take a picture out."""
    need = need_for(helper, public_id)
    found = Picture.objects.filter(public_id=picture_id, reply__need=need).select_related("reply").first()
    if not exchanged(request):  # without a script the words are in the same form
        try:
            keep_words(request, helper, need)
        except Overtaken as overtaken:
            return whole_need(request, helper, need, overtaken=overtaken, status=409)
    refused = ""
    if found and not drop_picture(actor=helper, need=need, picture=found):
        refused = _("It is on its way already, with this picture.")
    return _shown(request, helper, need, refused)


def keep_words(request: HttpRequest, helper: Helper, need: Need) -> None:
    """Keep what was typed with a press on something else."""
    if "text" in request.POST:
        rule = traits_of(need.post.channel).media
        typed = typed_of(request, rule.alt_limit if rule else 0)
        save_draft(
            actor=helper, need=need, text=typed.text, edition=typed.edition, base=typed.base, chosen=typed.chosen
        )


def _shown(request: HttpRequest, helper: Helper, need: Need, refused: str) -> HttpResponse:
    if not exchanged(request):
        if refused:
            return whole_need(request, helper, need, refused=refused, status=422)
        return redirect(f"/desk/{need.public_id}/#answer")
    context = {"composer": composer_of(helper, need), "need": need, "wrong": refused}
    return page(request, "desk/pictures.html", context)


def files_of(request: HttpRequest) -> list[bytes]:
    """What was chosen, in memory. Raises NoPicture for what is too large to be one, TooMany for a whole album."""
    files = request.FILES.getlist("picture")
    if len(files) > MOST:
        raise TooMany(MOST)
    if any((file.size or 0) > MOST_BYTES for file in files):
        raise NoPicture("too large")
    return [file.read() for file in files]


def why_not_attached(error: Exception, need: Need) -> str:
    """In words, with the cure."""
    label = network_label(need.post.channel)
    if isinstance(error, TooMany):
        if not error.most:
            return _("%(network)s takes no pictures here. Nothing was attached.") % {"network": label}
        words = ngettext(
            "%(network)s takes one picture in this answer. Take it out before you put in another.",
            "%(network)s takes %(count)s pictures in this answer. Take one out before you put in another.",
            error.most,
        )
        return words % {"network": label, "count": in_words(error.most)}
    if isinstance(error, Overtaken):
        return _("It was sent in this very moment, without the picture.")
    if str(error) == "too large":
        return _("That file is too large. A photo of up to 24 MB can be read.")
    return _("That is no picture we can read. JPEG, PNG, WebP and GIF are.")

"""Notes, labels, splitting and joining: what helpers make of a need among themselves."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts import labelling, noting as acts, regrouping
from tummler.records.access import rows_for
from tummler.records.models import Helper, Label, Need, Note, Post
from tummler.web.desk import PAGE, need_for, whole_need
from tummler.web.fragments import blocks, exchanged
from tummler.web.margin_rows import margin_of
from tummler.web.note_rows import labels_of
from tummler.web.texts import name_of
from tummler.web.toasts import Toast, keep, toast
from tummler.web.viewing import helper_page, theirs


def _notes(request: HttpRequest, helper: Helper, need: Need, done: Toast | None = None) -> HttpResponse:
    if exchanged(request):
        context = {"helper": helper, "need": need, **margin_of(helper, need), "toast": done, "toast_oob": True}
        return blocks(request, PAGE, ("notes", "toast"), context)
    if done:
        keep(request, done)
    return redirect("need", need.public_id)


def _note(helper: Helper, public_id: str, note: str) -> Note:
    return theirs(helper, Note, ("need", "helper"), public_id=note, need__public_id=public_id)


@require_POST
@helper_page
def write_note(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Leave a note."""
    need = need_for(helper, public_id)
    with suppress(acts.Empty):
        acts.write_note(actor=helper, need=need, text=request.POST.get("text", ""))
    return _notes(request, helper, need)


@require_POST
@helper_page
def edit_note(request: HttpRequest, helper: Helper, public_id: str, note: str) -> HttpResponse:
    """Say it differently; without a word it is taken away."""
    row = _note(helper, public_id, note)
    try:
        acts.edit_note(actor=helper, note=row, text=request.POST.get("text", ""))
    except acts.Empty:
        return delete_note(request, public_id, note)
    return _notes(request, helper, row.need)


@require_POST
@helper_page
def delete_note(request: HttpRequest, helper: Helper, public_id: str, note: str) -> HttpResponse:
    """Take it away."""
    row = _note(helper, public_id, note)
    done = acts.delete_note(actor=helper, note=row)
    said = toast(_("The note is gone."), "bring_back_note", (public_id, note), into="notes") if done else None
    return _notes(request, helper, row.need, said)


@require_POST
@helper_page
def bring_back_note(request: HttpRequest, helper: Helper, public_id: str, note: str) -> HttpResponse:
    """Undo taking it away."""
    row = _note(helper, public_id, note)
    acts.bring_back_note(actor=helper, note=row)
    return _notes(request, helper, row.need)


def _labels(request: HttpRequest, helper: Helper, need: Need, done: Toast | None = None) -> HttpResponse:
    if exchanged(request):
        context = {"helper": helper, "need": need, **margin_of(helper, need), "toast": done, "toast_oob": True}
        return blocks(request, PAGE, ("labels", "toast"), context | labels_of(helper, need))
    if done:
        keep(request, done)
    return redirect("need", need.public_id)


@require_POST
@helper_page
def put_label(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Put a label on it."""
    need = need_for(helper, public_id)
    with suppress(labelling.NoLabel):
        labelling.put_label(actor=helper, need=need, name=request.POST.get("name", ""))
    return _labels(request, helper, need)


@require_POST
@helper_page
def remove_label(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Take a label off it."""
    need = need_for(helper, public_id)
    label = theirs(helper, Label, public_id=request.POST.get("label", ""))
    done = labelling.remove_label(actor=helper, need=need, label=label)
    words = _("“%(label)s” is off it.") % {"label": label.name}
    said = toast(words, "put_label", (public_id,), into="labels", name=label.name) if done else None
    return _labels(request, helper, need, said)


def _regrouped(request: HttpRequest, helper: Helper, need: Need, done: Toast | None, refused: str = "") -> HttpResponse:
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, need.public_id), done=done)
    if done:
        keep(request, done)
    elif refused:
        messages.info(request, refused)
    return redirect("need", need.public_id)


@require_POST
@helper_page
def split(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Make a post of this thread a need of its own."""
    need = need_for(helper, public_id)
    number = request.POST.get("post", "")
    post = theirs(
        helper, Post, ("reading", "account"), pk=int(number) if number.isdecimal() and len(number) < 18 else 0
    )
    try:
        made = regrouping.split_need(actor=helper, need=need, post=post)
    except regrouping.CantBe:
        return _regrouped(request, helper, need, None, _("That can’t be a need of its own."))
    words = _("%(name)s’s is a need of its own now.") % {"name": name_of(post.account)}
    return _regrouped(request, helper, need, toast(words, "unsplit", (made.public_id,), into="opened", back=public_id))


@require_POST
@helper_page
def unsplit(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Undo splitting."""
    need = need_for(helper, public_id)
    regrouping.unsplit_need(actor=helper, need=need)
    return _regrouped(request, helper, _back(request, helper, need), None)


@require_POST
@helper_page
def join(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Take another need of this person or thread into this one."""
    into = need_for(helper, public_id)
    need = need_for(helper, request.POST.get("need", ""))
    try:
        done = regrouping.join_needs(actor=helper, need=need, into=into)
    except regrouping.CantBe:
        return _regrouped(request, helper, into, None, _("These two can’t be one."))
    words = _("The two are one now.")
    said = toast(words, "part", (need.public_id,), into="opened", back=public_id) if done else None
    return _regrouped(request, helper, into, said)


@require_POST
@helper_page
def part(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Undo joining."""
    need = need_for(helper, public_id)
    regrouping.part_needs(actor=helper, need=need)
    return _regrouped(request, helper, _back(request, helper, need), None)


def _back(request: HttpRequest, helper: Helper, need: Need) -> Need:
    """The need whose page the press came from."""
    return rows_for(helper, Need).filter(public_id=request.POST.get("back", "")).first() or need

"""Bringing in what was said before: a file, which column is what, a look through, taking it in, taking it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import uploading
from tummler.acts.uploading import Known, bring_file, faults_of, know, put_away, same_file, tell_of_file, want
from tummler.listening.files.columns import UnknownColumn, recognise
from tummler.listening.files.opening import NotReadable
from tummler.listening.files.posts import posts_of
from tummler.networks.archive.payload import Imported
from tummler.records.access import can, rows_for
from tummler.records.models import Helper, Upload
from tummler.web import import_words as say
from tummler.web.fragments import blocks, exchanged, page
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs

#: Posts shown of the beginning of a file, errors on the page, files in the list.
SHOWN, ERRORS, LISTED = 4, 20, 50


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_imports(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every file that was brought, and the box to bring one."""
    if request.method != "POST":
        return _list_page(request, helper)
    file = request.FILES.get("file")
    if file is None:
        return _list_page(request, helper, "nothing", status=422)
    try:
        upload = bring_file(
            actor=helper, name=file.name or "", chunks=file.chunks(), own=_split(request.POST.get("own", "")),
            said_on=request.POST.get("said_on", "").strip(),
        )  # fmt: skip
    except NotReadable as error:
        return _list_page(request, helper, error.code, status=422)
    return redirect("import", upload.public_id)


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()][:50]


def _list_page(request: HttpRequest, helper: Helper, code: str = "", status: int = 200) -> HttpResponse:
    rows = rows_for(helper, Upload).select_related("helper", "importing").order_by("-pk")[:LISTED]
    context = around(helper) | {
        "uploads": list(rows),
        "state_words": say.state_words,
        "weight": say.weight,
        "may_bring": can(helper, "import_posts", helper.brand),
        "trouble": say.trouble_words(code),
    }
    return page(request, "imports/imports.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_import(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One file, step by step."""
    upload = theirs(helper, Upload, ("helper", "importing__channel", "brand"), public_id=public_id)
    if request.method == "POST":
        return _do(request, helper, upload)
    if exchanged(request):
        return _progress(request, helper, upload)
    return _one_page(request, helper, upload)


def _do(request: HttpRequest, helper: Helper, upload: Upload) -> HttpResponse:
    match request.POST.get("do"):
        case "tell":
            try:
                _tell(request, helper, upload)
            except UnknownColumn:
                return _one_page(request, helper, upload, status=422)
        case "survey" | "take" | "undo" as wish:
            want(actor=helper, upload=upload, wish=wish)
        case "stop":
            uploading.stop(actor=helper, upload=upload)
            keep(
                request,
                Toast(
                    _("Stopped. What is in stays in."),
                    reverse("import", args=[upload.public_id]),
                    {"do": "take"},
                    whole=True,
                ),
            )
        case "put_away":
            if put_away(actor=helper, upload=upload):
                keep(request, Toast(_("The file is put away.")))
                return redirect("imports")
        case _:
            raise Http404
    return redirect(f"{reverse('import', args=[upload.public_id])}#now")


def _tell(request: HttpRequest, helper: Helper, upload: Upload) -> None:
    known = _known(upload)[0]
    there = known.columns if known else {}
    asked = {field: request.POST.get(f"map_{field}") for field, _words in (*say.FIELDS, *say.MORE_FIELDS)}
    columns = {
        field: column for field, column in asked.items() if column is not None and (column in there or not column)
    }
    for field, _words in say.FIELDS:  # what is needed is looked for again, rather than nowhere
        if not columns.get(field):
            columns.pop(field, None)
    tell_of_file(
        actor=helper, upload=upload, columns=columns, own=_split(request.POST.get("own", "")),
        said_on=request.POST.get("said_on", "").strip(), time_shape=request.POST.get("time_shape", "").strip(),
    )  # fmt: skip


def _known(upload: Upload) -> tuple[Known | None, str]:
    """How the file is read, or why it can't be."""
    if _over(upload):
        return None, ""
    try:
        return know(upload), ""
    except NotReadable as error:
        upload.refresh_from_db()  # it may have been taken in since its row was read, and the file went
        return None, "" if _over(upload) else error.code
    except UnknownColumn:
        return None, "unknown_column"


def _over(upload: Upload) -> bool:
    return bool(upload.undone_at or (upload.importing and upload.importing.ended_at))


def _preview(known: Known | None) -> list[Imported]:
    """The first posts, as they would be taken in; none once it was taken in meanwhile, and its file went."""
    if known is None or known.shape is None:
        return []
    with suppress(FileNotFoundError), uploading.rows_of(known) as (rows, _opened):
        found = (one for row in islice(rows, 50) for one in posts_of(row, known.shape))
        return list(islice((one for one in found if isinstance(one, Imported)), SHOWN))
    return []


def _chosen(upload: Upload, known: Known | None) -> Mapping[str, str]:
    """Which column is what, as far as it was told or is known by its name."""
    if known is None:
        return {}
    return known.shape.columns if known.shape else recognise(list(known.columns), upload.told.get("columns", {}))


def _one_page(request: HttpRequest, helper: Helper, upload: Upload, status: int = 200) -> HttpResponse:
    known, code = _known(upload)
    context = around(helper) | _progress_context(helper, upload) | {
        "known": known,
        "trouble": say.trouble_words(code or upload.trouble),
        "missing": say.trouble_words(known.trouble) if known else "",
        "preview": _preview(known),
        "same": same_file(upload) if not upload.importing else None,
        "fields": say.FIELDS,
        "more_fields": say.MORE_FIELDS,
        "chosen": _chosen(upload, known),
        "kind": say.KINDS[upload.kind],
        "weight": say.weight,
    }  # fmt: skip
    return page(request, "imports/import.html", context, status=status)


def _progress_context(helper: Helper, upload: Upload) -> dict[str, Any]:
    errors, many = faults_of(upload)
    found: Mapping[str, Any] = upload.found
    return {
        "upload": upload,
        "state": say.state_of(upload),
        "state_words": say.state_words(upload),
        "surveyed": "rows" in found,
        "counted": say.counted(dict(found)) if "rows" in found else "",
        "ours": say.ours_words(dict(found)) if "rows" in found else "",
        "errors": [(row, say.fault_words(code)) for row, code in errors[:ERRORS]],
        "errors_many": many,
        "errors_words": say.number(many),
        "part": upload.progress.get("part", 0),
        "done_posts": say.number(upload.progress.get("posts", 0)),
        "gone_rows": say.number(upload.progress.get("gone", 0)),
        "may": can(helper, "import_posts", upload),
    }


def _progress(request: HttpRequest, helper: Helper, upload: Upload) -> HttpResponse:
    """Asked for every second while something is done; once it is done, the whole page comes anew."""
    if not upload.wanted:
        here = reverse("import", args=[upload.public_id])
        return HttpResponse(status=204, headers={"HX-Redirect": f"{here}#now", "HX-Refresh": "true"})
    return blocks(request, "imports/import.html", ("progress",), around(helper) | _progress_context(helper, upload))


@require_safe
@helper_page
def show_errors(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The rows that could not be taken in, as CSV: number and why, never what stands in them."""
    upload = theirs(helper, Upload, ("importing",), public_id=public_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((_("row"), _("code"), _("why")))
    writer.writerows((row, code, say.fault_words(code)) for row, code in faults_of(upload)[0])
    name = f'attachment; filename="errors-{upload.public_id}.csv"'
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})

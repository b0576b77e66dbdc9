"""Articles in from files and out to them, in the page; and after how long they fade."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import moving_articles as acts
from tummler.knowledge.files import LARGEST
from tummler.records.access import require
from tummler.records.models import Helper
from tummler.web import article_words as say
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_files(request: HttpRequest, helper: Helper) -> HttpResponse:
    """All articles packed as files; sent: files to take in or to look through, or other days to fade after."""
    require(helper, "move_articles", helper.brand)
    if request.method != "POST":
        return _packed(helper)
    do = request.POST.get("do", "")
    if do == "words":
        return _change_days(request, helper)
    if do not in ("survey", "take"):
        raise Http404
    moved = acts.take_in_files(actor=helper, files=_brought(request), dry_run=do == "survey")
    faults = [(fault, say.fault_words(fault)) for fault in [*moved.faults, *moved.personal]]
    context: dict[str, Any] = around(helper) | {
        "told": say.moved_words(moved, dry_run=do == "survey"), "faults": faults[:200], "dry": do == "survey",
        "none": not request.FILES.getlist("files"),
    }  # fmt: skip
    return page(request, "articles/files.html", context, status=200 if not moved.faults else 422)


def _packed(helper: Helper) -> HttpResponse:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in acts.take_out_files(actor=helper):
            archive.writestr(name, text)
    name = f"{helper.brand.slug}-articles.zip"
    answer = HttpResponse(made.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _brought(request: HttpRequest) -> Iterator[tuple[str, bytes]]:
    """Every Markdown file that was brought, those in an archive too. No more of one is read than it may weigh."""
    for file in request.FILES.getlist("files"):
        name = str(file.name or "")
        if name.lower().endswith(".zip"):
            yield from _unpacked(file.read())
        else:
            yield name, file.read(LARGEST + 1)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[: acts.MOST]:
                if not entry.is_dir() and entry.filename.lower().endswith(".md"):
                    with archive.open(entry) as file:
                        yield entry.filename, file.read(LARGEST + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        return


def _change_days(request: HttpRequest, helper: Helper) -> HttpResponse:
    days = [_number(request.POST.get(name, "")) for name in ("faint", "archived")]
    acts.change_fading(actor=helper, faint_after=days[0], archived_after=days[1])
    keep(request, Toast(_("Kept.")))
    return redirect("articles")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0

"""Like this one: earlier needs that resemble it, what helped them, and a press to begin with that."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.articles import use_article
from tummler.acts.replies import save_draft
from tummler.records.access import rows_for
from tummler.records.models import Article, Helper, Post, Reply
from tummler.web.alike_rows import alike_rows
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import blocks, exchanged, page
from tummler.web.offered import articles_like, for_a_draft
from tummler.web.texts import name_of
from tummler.web.viewing import around, helper_page, theirs

PAGE = "desk/alike.html"


@require_safe
@helper_page
def show_alike(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Needs like this one; a page of its own without a script."""
    need = need_for(helper, public_id)
    context: dict[str, Any] = {
        "need": need, "alike": alike_rows(helper, need), "articles": articles_like(helper, need),
        "name": name_of(need.account), "helper": helper,
        "part": exchanged(request),
        "writable": need.state == "claimed" and need.claimed_by_id == helper.pk,
    }  # fmt: skip
    if exchanged(request):
        return blocks(request, PAGE, ("alike",), context)
    return page(request, PAGE, around(helper) | context)


@require_POST
@helper_page
def begin_with(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """What helped before, put into the draft as a beginning; what is written already stays above it."""
    need = need_for(helper, public_id)
    beginning = _beginning(request, helper)
    draft = rows_for(helper, Reply).filter(need=need.pk, promised_at=None, beside=None).first()
    written = draft.text.rstrip() if draft else ""
    text = f"{written}\n\n{beginning}" if written else beginning
    save_draft(actor=helper, need=need, text=text, edition=draft.edition if draft else 0)
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, public_id))
    return redirect("need", need.public_id)


def _beginning(request: HttpRequest, helper: Helper) -> str:
    """An earlier answer of ours, or an article, which is needed by that."""
    if request.POST.get("article"):
        article = theirs(helper, Article, ("need",), public_id=request.POST["article"])
        if article.state not in ("visible", "faint", "archived"):
            raise Http404
        use_article(actor=helper, article=article)
        return for_a_draft(article)
    said = request.POST.get("answer", "")
    if not said.isdecimal() or len(said) > 18:
        raise Http404
    return theirs(helper, Post, (), pk=int(said), by_us=True, gone_at=None).text

"""Articles at the desk: what could stay, what stands, what to look at again; deciding with plain forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import articles as acts
from tummler.knowledge.taking_out import digest, put_back, without_numbers
from tummler.records.access import can
from tummler.records.models import Article, Helper, Topic
from tummler.web import article_rows as rows, article_words as say
from tummler.web.fragments import page
from tummler.web.texts import given_name
from tummler.web.toasts import Toast, keep, kept
from tummler.web.viewing import around, helper_page, theirs

_WRONG = {
    "question": noop("A question is missing. Take theirs, or write it as people would ask it."),
    "answer": noop("There is no answer in it."),
    "too_long": noop("That is longer than 8,000 characters."),
    "gone": noop("Somebody decided on it meanwhile. This is how it stands."),
    "day": noop("That is no day we can read. Write it as 2027-03-31."),
    "personal": noop("Something in it looks personal. Take it out, or say that it is nobody’s."),
}


@require_safe
@helper_page
def show_articles(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every article, those that ask for something first."""
    lists = rows.lists_of(helper)
    context = around(helper) | {
        "lists": lists, "heading": rows.heading(lists), "may_move": can(helper, "move_articles", helper.brand),
        "state_words": say.STATE_WORDS, "toast": kept(request),
    }  # fmt: skip
    return page(request, "articles/articles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_article(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One article: decide on it, change it, look at it again."""
    related = ("need__post", "need__conversation", "need__account", "post", "helper", "decided_by", "brand")
    article = theirs(helper, Article, related, public_id=public_id)
    if request.method != "POST":
        return _article_page(request, helper, article)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        keep(request, deed(request, helper, article))
    except acts.NotWritten as wrong:
        return _article_page(request, helper, article, wrong=str(wrong), status=422)
    except acts.StillPersonal as personal:
        return _article_page(request, helper, article, wrong="personal", personal=personal, status=422)
    return redirect("articles")


def _write(request: HttpRequest, helper: Helper, article: Article) -> Toast:
    first = article.state == "proposed"
    before = {"do": "take", "question": article.question, "answer": article.answer, "topic": article.topic,
              "look_again": str(article.look_again or "")}  # fmt: skip
    acts.write_article(actor=helper, article=article, wording=_wording(request, helper, article))
    if not first:
        return Toast(_("Changed."), reverse("article", args=[article.public_id]), before, whole=True)
    return _undoable(_("It stays. Everyone can read it now."), article, "undo")


def _refuse(_request: HttpRequest, helper: Helper, article: Article) -> Toast:
    acts.refuse_article(actor=helper, article=article)
    return _undoable(_("Refused. It is not proposed again."), article, "undo")


def _archive(_request: HttpRequest, helper: Helper, article: Article) -> Toast:
    acts.archive_article(actor=helper, article=article)
    return _undoable(_("In the archive. Helpers still find it."), article, "resume")


def _show(_request: HttpRequest, helper: Helper, article: Article) -> Toast:
    acts.show_article_again(actor=helper, article=article)
    return _undoable(_("Everyone can read it again."), article, "put_away")


def _propose(_request: HttpRequest, helper: Helper, article: Article) -> Toast:
    acts.bring_proposal_back(actor=helper, article=article)
    return Toast(_("It waits for a decision again."))


def _true(_request: HttpRequest, helper: Helper, article: Article) -> Toast:
    acts.still_true(actor=helper, article=article)
    return Toast(_("Still true. You are asked again in a year."))


DEEDS: dict[str, Callable[[HttpRequest, Helper, Article], Toast]] = {
    "take": _write,
    "no": _refuse,
    "put_away": _archive,
    "resume": _show,
    "undo": _propose,
    "check": _true,
}


def _undoable(words: str, article: Article, do: str) -> Toast:
    return Toast(words, reverse("article", args=[article.public_id]), {"do": do}, whole=True)


def _wording(request: HttpRequest, helper: Helper, article: Article) -> acts.Wording:
    """What was sent, with those things back in it that somebody said are nobody's."""
    sent = request.POST
    question, answer = sent.get("question", ""), sent.get("answer", "")
    kept_now = {one for one in sent.getlist("keep") if len(one) == len(digest(""))}
    draft = None if article.answer else rows.draft_of(article)
    if draft is not None:
        numbers = {int(one) for one in sent.getlist("back") if one.isdecimal() and len(one) < 4}
        question, answer = (put_back(text, draft.taken, numbers) for text in (question, answer))
        kept_now |= {digest(one.words) for one in draft.taken if one.number in numbers and one.may_return}
    topic = sent.get("topic", "")
    if topic and not Topic.objects.filter(brand=helper.brand_id, key=topic).exists():
        raise Http404
    return acts.Wording(
        without_numbers(question), without_numbers(answer), topic, _day(sent.get("look_again", "")), frozenset(kept_now)
    )


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise acts.NotWritten("day") from None


def _article_page(
    request: HttpRequest, helper: Helper, article: Article, *, wrong: str = "",
    personal: acts.StillPersonal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    article.refresh_from_db(fields=["state"])
    draft = rows.draft_of(article)
    if draft is None:
        raise Http404
    typed = _typed(request, helper, article, draft) if wrong else (draft.question, draft.answer)
    left = [one for text, found in zip(typed, (personal.question, personal.answer) if personal else (), strict=False)
            for one in rows.left_in(text, found)]  # fmt: skip
    context: dict[str, Any] = around(helper) | {
        "article": article, "draft": draft, "typed": typed, "left": left,
        "wrong": _(_WRONG[wrong]) if wrong in _WRONG else "",
        "why": say.why_proposed(article), "did": say.what_it_did(article, rows.said_of(helper, article)),
        "state": say.STATE_WORDS[article.state], "kind_words": say.KIND_WORDS,
        "topics": list(Topic.objects.filter(brand=helper.brand_id).order_by("name").values_list("key", "name")),
        "chosen": {
            "topic": request.POST.get("topic", article.topic),
            "look_again": request.POST.get("look_again", str(article.look_again or "")),
            "keep": request.POST.getlist("keep"),
        },
        "by": given_name(article.helper), "day": say.day_words(article.look_again), "toast": kept(request),
    }  # fmt: skip
    return page(request, "articles/article.html", context, status=status)


def _typed(request: HttpRequest, helper: Helper, article: Article, draft: rows.Draft) -> tuple[str, str]:
    """What was sent, as it was looked at: what somebody put back stands in it already."""
    if request.POST.get("do") != "take":
        return draft.question, draft.answer
    try:
        wording = _wording(request, helper, article)
    except acts.NotWritten:
        return request.POST.get("question", ""), request.POST.get("answer", "")
    return " ".join(wording.question.split()), wording.answer.replace("\r\n", "\n").strip()

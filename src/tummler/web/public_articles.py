"""Answers that stay, as everyone sees them: all of them, one of them, a feed; and whether one helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from tummler.acts.articles import WORDS, judge_article
from tummler.common import clock
from tummler.common.text import shorten, storable
from tummler.community.quests import quests_for_anyone
from tummler.community.wishes import wishes_for_anyone
from tummler.knowledge.articles import like_text, plain, words_of
from tummler.records.models import Article, ArticleWord, Brand, Topic
from tummler.records.public import articles_for_anyone
from tummler.web import article_words as say, asker as askers
from tummler.web.asking_limits import address_key, count_within
from tummler.web.asking_rules import LATEST_SECONDS
from tummler.web.fragments import page
from tummler.web.moments import day_of
from tummler.web.numbers import in_words, starting
from tummler.web.square_rows import alias
from tummler.web.visiting import address_of, around_square, brand_of, public_page, visitor_of
from tummler.web.wish_rows import credits_of
from tummler.web.wish_words import credited

#: On the page of all; in the feed; how often one network address may judge in an hour.
LISTED, FED, PER_ADDRESS = 300, 50, 60
#: Nobody reads an answer and says whether it helped in less.
SOONEST_SECONDS = 1.0
_SAID = {"helped": "helped", "not_helped": "not_helped", "yes": "true", "no": "not_true"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One article in a list of strangers."""

    article: Article
    question: Markup
    helped: str


@dataclass(frozen=True, slots=True)
class Group:
    """Articles about one thing."""

    title: str
    articles: list[Listed]


@require_safe
@public_page
def show_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Every article by topic, the ones that nobody needed for a while last; or those about some words."""
    brand = brand_of(slug)
    sought = " ".join(storable(request.GET.get("q", ""))[:200].split())
    rows = articles_for_anyone(brand).defer("vector", "search_text").order_by("-used_at", "-pk")
    if sought:
        found = [row for row, _score in like_text(brand, sought, ("visible", "faint"), 10)]
        groups, faint = ([Group("", _listed(found))] if found else []), list[Listed]()
    else:
        some = list(rows[:LISTED])
        groups = _by_topic(brand, [row for row in some if row.state == "visible"])
        faint = _listed([row for row in some if row.state == "faint"])
    number = sum(len(group.articles) for group in groups) + len(faint)
    words = ngettext("%(count)s answer that stays", "%(count)s answers that stay", number)
    context = around_square(request, brand) | {
        "groups": groups, "faint": faint, "sought": sought,
        "heading": starting(words % {"count": in_words(number)}) if number else _("No answer has stayed yet"),
        "canonical": address_of(request, reverse("square_articles", args=[slug])),
    }  # fmt: skip
    return page(request, "square/articles.html", context)


def _by_topic(brand: Brand, rows: Sequence[Article]) -> list[Group]:
    names = dict(Topic.objects.filter(brand=brand).values_list("key", "name"))
    keys = sorted({row.topic if row.topic in names else "" for row in rows}, key=lambda key: (not key, names.get(key)))
    found = [(key, [row for row in rows if (row.topic if row.topic in names else "") == key]) for key in keys]
    rest = _("About everything else") if len(found) > 1 else ""
    return [Group(starting(names[key]) if key else rest, _listed(some)) for key, some in found]


def _listed(rows: Sequence[Article]) -> list[Listed]:
    counted: dict[int, int] = {}
    for pk in ArticleWord.objects.filter(article__in=rows, value="helped").values_list("article", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    return [Listed(row, say.question_words(row), helped_words(counted.get(row.pk, 0))) for row in rows]


def helped_words(number: int) -> str:
    """How many readers it helped; "" for none."""
    if not number:
        return ""
    words = ngettext("%(count)s reader says that it helped", "%(count)s readers say that it helped", number)
    return starting(words % {"count": in_words(number)})


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_one(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One answer with its question; “Did this help?”, and of one that goes faint “Still true?”."""
    brand = brand_of(slug)
    article = articles_for_anyone(brand).filter(public_id=public_id).select_related("helper").first()
    if article is None:
        raise Http404
    if request.method == "POST":
        return _judge(request, brand, article)
    key = visitor_of(request, brand).key
    mine = set(ArticleWord.objects.filter(article=article, key=key).values_list("value", flat=True)) if key else set()
    said = words_of(article)
    address = reverse("square_article", args=[slug, public_id])
    due = bool(article.look_again and article.look_again <= clock.now().date())
    context = around_square(request, brand) | {
        "article": article, "question": say.question_words(article), "answer": say.answer_words(article),
        "title": shorten(say.question_plain(article), 110), "summary": shorten(plain(article.answer), 180),
        "said": said, "mine": {word: word in mine for word in WORDS}, "told": _told(mine),
        "helped": helped_words(said.get("helped", 0)), "asks_if_true": article.state == "faint" or due,
        "by": _by(article), "credited": credited,
        "credit": credits_of(brand, articles=[article.pk]).get(article.pk), "began": _began(brand, article),
        "stamp": askers.page_stamp(brand), "address": address,
        "canonical": address_of(request, address),
    }  # fmt: skip
    return page(request, "square/article.html", context)


def _began(brand: Brand, article: Article) -> str:
    """Where somebody asked for it: the wish or the quest that it came of; "" for none that strangers see."""
    if article.source == "wish":
        wish = wishes_for_anyone(brand).filter(article=article).order_by("pk").first()
        return reverse("square_wish", args=[brand.slug, wish.public_id]) if wish else ""
    if article.source == "quest":
        quest = quests_for_anyone(brand).filter(article=article).order_by("pk").first()
        return reverse("square_quest", args=[brand.slug, quest.public_id]) if quest else ""
    return ""


def _told(mine: set[str]) -> str:
    if "helped" in mine:
        return _("Good to know. It stays in sight.")
    if "not_helped" in mine:
        return _("Told to those who wrote it.")
    return ""


def _by(article: Article) -> str:
    name, day = alias(article.helper), day_of(article.changed_at) or _("today")
    if name:
        return _("Answered by %(name)s, looked at %(day)s") % {"name": name, "day": day}
    return _("Looked at %(day)s") % {"day": day}


def _judge(request: HttpRequest, brand: Brand, article: Article) -> HttpResponse:
    """Counted once for each cookie; a robot fills the box that nobody sees, or is faster than anyone reads."""
    value = _SAID.get(request.POST.get("do", ""))
    if value is None:
        raise Http404
    response = redirect("square_article", brand.slug, article.public_id)
    seconds = askers.seconds_since(request.POST.get("stamp", ""), brand)
    human = seconds is not None and SOONEST_SECONDS <= seconds <= LATEST_SECONDS
    if request.POST.get("homepage") or not human:
        return response
    if count_within(f"judged:{address_key(request)}", 3600) > PER_ADDRESS:
        return page(request, "429.html", {"brand": brand}, status=429)
    secret = visitor_of(request, brand).secret or askers.new_secret()
    judge_article(key=askers.key_of(secret, brand), article=article, value=value)
    askers.remember(response, secret)
    return response


@require_safe
def show_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest as Atom (RFC 4287)."""
    brand = brand_of(slug)
    rows = list(articles_for_anyone(brand).filter(state="visible").defer("vector").order_by("-changed_at", "-pk")[:FED])
    home = address_of(request, reverse("square_articles", args=[slug]))
    updated = max((row.changed_at for row in rows), default=brand.created_at)
    title = escape(_("Answers of %(name)s") % {"name": brand.name})
    head = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{title}</title><id>{escape(home)}</id>"
        f'<link href="{escape(home)}"/><link rel="self" href="{escape(address_of(request, request.path))}"/>'
        f"<updated>{_moment(updated)}</updated><author><name>{escape(brand.name)}</name></author>"
    )
    entries = "".join(_entry(request, brand, row) for row in rows)
    return HttpResponse(f"{head}{entries}</feed>", content_type="application/atom+xml")


def _entry(request: HttpRequest, brand: Brand, row: Article) -> str:
    address = escape(address_of(request, reverse("square_article", args=[brand.slug, row.public_id])))
    return (
        f'<entry><title>{escape(say.question_plain(row))}</title><id>{address}</id><link href="{address}"/>'
        f"<published>{_moment(row.made_at)}</published><updated>{_moment(row.changed_at)}</updated>"
        f'<content type="html">{escape(str(say.answer_words(row)))}</content></entry>'
    )


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")

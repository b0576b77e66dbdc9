"""Wishes at the desk: what waits for our answer, in order of waiting; one of them, to answer, adopt and moderate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import answering_wishes as acts
from tummler.acts.tags import NotDefined
from tummler.community import wishes as room
from tummler.insight.demand import Wanted, unserved
from tummler.records.access import can, rows_for
from tummler.records.models import Article, Demand, Helper, Tag, Wish, WishVersion
from tummler.web import tag_words, wish_rows as rows, wish_words as say
from tummler.web.fragments import page
from tummler.web.square_words import since
from tummler.web.taking_part import line, lines
from tummler.web.texts import web_address
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs

#: So many of each are listed.
_LISTED = 60
#: So many that say nearly the same are offered to be joined.
_ALIKE = 4


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_wishes(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every wish: those that wait first, the one that waits longest before the others."""
    if request.method == "POST":
        return _promise(request, helper)
    everything = rows.related(rows_for(helper, Wish).filter(current__isnull=False)).exclude(state="joined")
    shown = everything.filter(hidden_at=None)
    wait = list(room.waiting(shown).order_by("due_at", "pk")[:_LISTED])
    later = shown.filter(state="later").exclude(pk__in=[one.pk for one in wait]).order_by("due_at")
    lists = {
        "waits": rows.rows_of(wait, (), ()),
        "later": rows.rows_of(list(later[:_LISTED]), (), ()),
        "promised": rows.rows_of(list(shown.filter(state="yes").order_by("-pk")[:_LISTED]), (), ()),
        "settled": rows.rows_of(list(shown.filter(state__in=("no", "done")).order_by("-pk")[:_LISTED]), (), ()),
        "looked": rows.rows_of(_to_look_at(helper), (), ()),
        "hidden": rows.rows_of(list(everything.filter(held=False).exclude(hidden_at=None)[:_LISTED]), (), ()),
    }
    late = sum(one.wish.late for one in lists["waits"])
    context = around(helper) | words_of_wishes() | lists | {
        "heading": say.heading(len(wait), late), "may_shape": can(helper, "shape_wishes", helper.brand),
        "public": reverse("square_wishes", args=[helper.brand.slug]),
    }  # fmt: skip
    return page(request, "wishes/desk_list.html", context)


def _to_look_at(helper: Helper) -> list[Wish]:
    """What a reader objected to, what is held, and what has versions that are held: a person looks."""
    every = rows_for(helper, Wish).filter(current__isnull=False)
    objected = every.filter(objections__settled_at=None, objections__isnull=False)
    held = every.filter(held=True) | every.filter(versions__picked_at=None, versions__hidden_at__isnull=False,
                                                  versions__passed_at=None)  # fmt: skip
    ids = {*objected.values_list("pk", flat=True), *held.values_list("pk", flat=True)}
    return list(rows.related(every.filter(pk__in=ids)).order_by("pk")[:_LISTED])


def words_of_wishes() -> dict[str, object]:
    """What the pages say by the same words."""
    return {
        "kinds": say.KINDS, "answer_words": say.ANSWERS, "stands": say.stands, "answered_by": say.answered_by,
        "wanted_by": say.wanted_by, "day": say.day, "since": since,
    }  # fmt: skip


def _promise(request: HttpRequest, helper: Helper) -> HttpResponse:
    if request.POST.get("do") != "words":
        raise Http404
    days = line(request, "days", 3)
    if not days.isdecimal():
        raise Http404
    acts.promise_answers(actor=helper, days=int(days), slow=bool(request.POST.get("slow")))
    keep(request, Toast(_("Kept. Wishes of today on are promised so.")))
    return redirect("wishes")


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_wish(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One wish: answer it, choose its words, take them over, hide it, join it with another."""
    related = ("current__account", "account", "tag", "article", "into__current", "brand")
    wish = theirs(helper, Wish, related, public_id=public_id)
    if wish.current is None:
        raise Http404
    if request.method != "POST":
        return _wish_page(request, helper, wish)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        return deed(request, helper, wish)
    except acts.NotAnswered as wrong:
        words = str(say.WRONG[str(wrong)])
    except NotDefined as undefined:
        words = tag_words.wrong(str(undefined))
    wish.refresh_from_db()
    return _wish_page(request, helper, wish, wrong=words, status=422)


def _done(request: HttpRequest, wish: Wish, words: str, **undo: str) -> HttpResponse:
    address = reverse("wish", args=[wish.public_id])
    keep(request, Toast(words, address if undo else "", undo, whole=bool(undo)))
    return redirect(address)


def _answer(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    value = request.POST.get("value", "")
    link = line(request, "link", 300)
    if link and not web_address(link):
        raise acts.NotAnswered("link")
    outcome = acts.Outcome(
        tag=rows_for(helper, Tag).filter(public_id=request.POST.get("tag", ""), gone_at=None).first(),
        article=rows_for(helper, Article).filter(public_id=request.POST.get("article", "")).first(), link=link,
    )  # fmt: skip
    acts.answer_wish(
        actor=helper, wish=wish, value=value, because=lines(request, "because", 2000), until=_until(request),
        outcome=outcome,
    )  # fmt: skip
    return _done(request, wish, _("Said. Whoever wants it reads it on the square."), do="undo")


def _until(request: HttpRequest) -> datetime | None:
    """The end of that day, here."""
    try:
        when = date.fromisoformat(line(request, "until", 10))
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(when, time(20)))


def _undo(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    acts.take_back_answer(actor=helper, wish=wish)
    return _done(request, wish, _("Taken back. It stands as before."))


def _version(request: HttpRequest, wish: Wish) -> WishVersion:
    number = request.POST.get("number", "")
    found = wish.versions.filter(number=int(number) if number.isdecimal() and len(number) < 5 else 0).first()
    if found is None:
        raise Http404
    return found


def _pick(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    before = wish.current.number if wish.current else 0
    acts.pick_version(actor=helper, wish=wish, version=_version(request, wish))
    return _done(request, wish, _("This is how it stands now."), do="take", number=str(before))


def _pass(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    acts.pass_version(actor=helper, wish=wish, version=_version(request, wish))
    return _done(request, wish, _("Left. It stands among the older ones."))


def _hide(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    hidden = request.POST["do"] == "remove"
    number = request.POST.get("number", "")
    if number:
        acts.hide_version(actor=helper, wish=wish, version=_version(request, wish), hidden=hidden)
    else:
        acts.hide_wish(actor=helper, wish=wish, hidden=hidden)
    words = _("Hidden. Who wrote it still sees it, and that you hid it.") if hidden else _("Everyone sees it.")
    return _done(request, wish, words, do="bring_back" if hidden else "remove", number=number)


def _settle(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    acts.settle_objections(actor=helper, wish=wish)
    return _done(request, wish, _("Looked at. It stands as it is."))


def _join(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    into = theirs(helper, Wish, public_id=request.POST.get("to", ""))
    if not acts.join_wishes(actor=helper, wish=wish, into=into):
        raise acts.NotAnswered("gone")
    return _done(request, wish, _("One now. Whoever wanted this one wants that one."), do="part")


def _part(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    acts.part_wishes(actor=helper, wish=wish)
    return _done(request, wish, _("Two again."))


def _adopt(request: HttpRequest, helper: Helper, wish: Wish) -> HttpResponse:
    """Their words become ours to finish: a tag that is off, or a proposal among the articles."""
    if wish.kind == "tag":
        tag = acts.adopt_tag(actor=helper, wish=wish)
        keep(request, Toast(_("#%(tag)s is a draft. Try it, then switch it on.") % {"tag": tag.name}))
        return redirect("tag", tag.public_id)
    article = acts.adopt_article(actor=helper, wish=wish)
    keep(request, Toast(_("It could stay now. Look through it, then let everyone read it.")))
    return redirect("article", article.public_id)


DEEDS: dict[str, Callable[[HttpRequest, Helper, Wish], HttpResponse]] = {
    "words": _answer,
    "undo": _undo,
    "take": _pick,
    "put_away": _pass,
    "remove": _hide,
    "bring_back": _hide,
    "check": _settle,
    "join": _join,
    "part": _part,
    "make_tag": _adopt,
}


def _wish_page(request: HttpRequest, helper: Helper, wish: Wish, *, wrong: str = "", status: int = 200) -> HttpResponse:
    current = wish.current
    assert current is not None
    every = list(wish.versions.select_related("account").order_by("number"))
    [row] = rows.rows_of([wish], (), ())
    lead = can(helper, "shape_wishes", wish)
    text = room.words_of(current.title, current.text, current.draft)
    context = around(helper) | words_of_wishes() | {
        "row": row, "wish": wish, "current": current, "wrong": wrong, "may_shape": lead, "typed": request.POST,
        "versions": [rows.shown(one, every, current) for one in reversed(every)],
        "said": list(wish.answers.filter(undone_at=None).select_related("helper").order_by("-pk")),
        "objections": _objections(wish), "alike": room.like_wishes(helper.brand, text, _ALIKE, wish) if lead else [],
        "demand": _demand(helper, wish), "wanted_words": tag_words.wanted_by,
        "tags": list(rows_for(helper, Tag).filter(gone_at=None).order_by("key")) if lead else [],
        "articles": _articles(helper, wish) if lead else [],
        "public": reverse("square_wish", args=[helper.brand.slug, wish.public_id]),
    }  # fmt: skip
    return page(request, "wishes/desk_wish.html", context, status=status)


def _articles(helper: Helper, wish: Wish) -> list[Article]:
    """Those that stand, and the one that was taken over from this wish, wherever it is."""
    rows_ = rows_for(helper, Article).filter(state__in=("visible", "faint")).defer("vector", "search_text")
    found = list(rows_.order_by("-changed_at")[:_LISTED])
    own = wish.article
    return [own, *found] if own is not None and own.pk not in {one.pk for one in found} else found


def _objections(wish: Wish) -> dict[int, int]:
    counted: dict[int, int] = {}
    for number in wish.objections.filter(settled_at=None).values_list("number", flat=True):
        counted[number] = counted.get(number, 0) + 1
    return counted


def _demand(helper: Helper, wish: Wish) -> Wanted | None:
    """How many wrote the hashtag that it is about."""
    if not wish.key:
        return None
    wrote = rows_for(helper, Demand).filter(key=wish.key)
    return next(iter(unserved(wrote, rows_for(helper, Tag))), None)

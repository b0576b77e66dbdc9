"""Wishes on the square: all of them, a new one, one with everything that was made of it and what we said."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import wishing as acts
from tummler.acts.asking import TooMuch
from tummler.common import clock
from tummler.community import wishes as room
from tummler.insight.demand import MANY, WEEK, WEEKS
from tummler.records.models import Brand, Credit, Demand, Wish, WishVersion
from tummler.records.public import shown_to_anyone
from tummler.web import asker as askers, wish_forms as forms, wish_rows as rows, wish_words as say
from tummler.web.asking_limits import address_key, count_within
from tummler.web.fragments import blocks, exchanged, page
from tummler.web.taking_part import (
    Looked,
    Reader,
    anyway,
    look_at,
    reader_of,
    remembered,
    to_the_named_person,
    too_many_presses,
    why,
    with_key,
)
from tummler.web.texts import name_of
from tummler.web.visiting import address_of, around_square, brand_of, own_name, public_page

#: So many that say nearly this are offered.
_ALIKE = 3
#: So often one network address may have them looked for while it writes, in an hour.
_LOOKS = 300


def wishing_brand(slug: str) -> Brand:
    """The brand, where its customers can wish or could; a made-up address is a 404."""
    brand = brand_of(slug)
    if not brand.wish_days and not room.wishes_for_anyone(brand).exists():
        raise Http404
    return brand


@require_http_methods(["GET", "HEAD"])
@public_page
def show_wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every wish, what we said to it, and whether we kept what we promised."""
    brand = wishing_brand(slug)
    reader = reader_of(request, brand)
    asked = request.GET.get("show", "")
    view = asked if asked in rows.VIEWS else "most"
    number = _page_number(request)
    everything = room.wishes_for_anyone(brand)
    start = (number - 1) * rows.LISTED
    spoken, language = rows.languages_of(everything), request.GET.get("in", "")[:8]
    some = everything.filter(current__language=language) if language in spoken else everything
    found = list(rows.related(rows.in_view(some, view))[start : start + rows.LISTED + 1])
    if number > 1 and not found:
        raise Http404
    late, answered = room.late(everything).count(), everything.exclude(state="open").exists()
    context = around_square(request, brand) | _words(brand) | {
        "rows": rows.rows_of(found[: rows.LISTED], reader.keys, reader.ids), "more": len(found) > rows.LISTED,
        "number": number, "tongue": language if language in spoken else "",
        "wished_in": [(code, own_name(code)) for code in spoken], "view": view,
        "views": _views(), "kept": say.kept(late, answered),
        "news": rows.news_for(brand, reader.keys),
        "canonical": address_of(request, reverse("square_wishes", args=[slug])),
    }  # fmt: skip
    return page(request, "wishes/square_list.html", context)


def beside_questions(request: HttpRequest, brand: Brand, number: int) -> dict[str, object]:
    """What the square's own page shows of them: the few that most want, and what is news to its reader."""
    if number != 1 or not brand.wish_days:
        return {"wishes": [], "wishes_open": bool(brand.wish_days), "news": []} | _words(brand)
    reader = reader_of(request, brand)
    found = rows.on_square(brand, reader.keys, reader.ids)
    news = rows.news_for(brand, reader.keys) if found else []
    return {"wishes": found, "wishes_open": True, "news": news} | _words(brand)


def wished_for(request: HttpRequest, brand: Brand) -> dict[str, object]:
    """What “You, here” shows of them: what they wished for or want, with what we said."""
    reader = reader_of(request, brand)
    found = rows.wished_by(brand, reader.keys, reader.ids) if reader.keys else []
    return {"wished": found} | _words(brand)


def _views() -> list[tuple[str, str]]:
    words = (_("Most wanted"), _("Newest"), _("Waiting for us"), _("Yes"), _("Later"), _("No"), _("Done"))
    return list(zip(rows.VIEWS, words, strict=True))


def _words(brand: Brand) -> dict[str, object]:
    """What every page of wishes says by the same words."""
    return {
        "promise": say.promise(brand) if brand.wish_days else "", "kinds": say.KINDS, "answer_words": say.ANSWERS,
        "stands": say.stands, "answered_by": say.answered_by, "wanted_by": say.wanted_by, "day": say.day,
    }  # fmt: skip


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(int(text), 200) if text.isdecimal() and int(text) > 0 else 1


# ------------------------------------------------------------------------------------------- a new one


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Wish for something; what says nearly the same is offered before it is sent."""
    brand = brand_of(slug)
    if not brand.wish_days:
        raise Http404
    reader = reader_of(request, brand)
    if request.method == "POST":
        return _make(request, reader)
    if exchanged(request):
        words = " ".join(request.GET.get(name, "")[:2000] for name in ("title", "name", "text")).strip()
        too_often = count_within(f"alike:{address_key(request)}", 3600) > _LOOKS
        found = room.like_wishes(brand, words, _ALIKE) if len(words) > 11 and not too_often else []
        return blocks(request, "wishes/new.html", ("alike",), _around_new(request, reader) | _alike(found))
    name = request.GET.get("name", "")[:60]
    form = forms.empty(request.GET.get("kind", "tag" if name else "fix"), name)
    return _new_page(request, reader, form)


def _make(request: HttpRequest, reader: Reader) -> HttpResponse:
    form = forms.typed(request, request.POST.get("kind", ""))
    if code := form.wrong():
        return _new_page(request, reader, form, wrong=why(code), status=422)
    looked = look_at(request, reader, form.texts)
    if looked.read.danger:
        remote_id, secret = to_the_named_person(reader, "\n".join(form.texts))
        return remembered(redirect("square_asked", reader.brand.slug, remote_id), secret)
    if looked.code or reader.account is None:
        return _new_page(request, reader, form, wrong=looked.words, looked=looked, status=422)
    alike = [] if request.POST.get("offered") else room.like_wishes(reader.brand, "\n".join(form.texts), _ALIKE)
    if alike:
        return _new_page(request, reader, form, alike=alike)
    try:
        wish = acts.make_wish(
            account=reader.account, kind=form.kind, wording=form.wording(looked.read.language),
            held=looked.read.unwanted,
        )  # fmt: skip
    except TooMuch:
        return _new_page(request, reader, form, wrong=why("too_much"), status=422)
    return redirect("square_wish", reader.brand.slug, wish.public_id)


def _alike(found: list[Wish]) -> dict[str, object]:
    return {"alike": [(one, one.current.title) for one in found if one.current]}


def _around_new(request: HttpRequest, reader: Reader) -> dict[str, object]:
    return around_square(request, reader.brand) | _words(reader.brand) | {"reader": reader, "csrf": True}


def _new_page(
    request: HttpRequest, reader: Reader, form: forms.Form, *, wrong: str = "", looked: Looked | None = None,
    alike: list[Wish] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = _around_new(request, reader) | _alike(alike or []) | {
        "form": form, "wrong": wrong, "anyway": anyway(looked) if looked else "", "asks": say.ASKS[form.kind],
        "offered": bool(alike), "called": name_of(reader.account) if reader.account else "",
        "stamp": request.POST.get("stamp", "") if alike else askers.page_stamp(reader.brand),
    }  # fmt: skip
    return page(request, "wishes/new.html", context, status=status)


# --------------------------------------------------------------------------------------------- one wish


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_wish(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One wish: how it stands, who wants it, how it came to this, what we said."""
    brand = brand_of(slug)
    reader = reader_of(request, brand)
    found = rows.related(Wish.objects.filter(brand=brand, public_id=public_id, current__isnull=False)).first()
    if found is None or (found.hidden_at and found.account_id not in reader.ids):
        raise Http404
    if found.state == "joined" and found.into is not None and request.method != "POST":
        return redirect("square_wish", slug, found.into.public_id)
    if request.method != "POST":
        return wish_page(request, reader, found)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    if too_many_presses(request):
        return page(request, "429.html", {"brand": brand}, status=429)
    return deed(request, reader, found)


def _back(reader: Reader, wish: Wish, anchor: str = "") -> HttpResponse:
    return redirect(reverse("square_wish", args=[reader.brand.slug, wish.public_id]) + anchor)


def _support(request: HttpRequest, reader: Reader, wish: Wish) -> HttpResponse:
    """“I want that too”, and taking it back: anyone's, once each."""
    if wish.hidden_at or wish.state not in room.ALIVE:
        raise Http404
    if request.POST["do"] == "not_same":
        acts.take_back_support(wish=wish, keys=reader.keys)
        secret = ""
    else:
        reader, secret = with_key(reader)
        if not rows.supported([wish.pk], reader.keys):
            acts.support_wish(wish=wish, key=reader.keys[0], account=reader.account)
    places = {"list": "square_wishes", "square": "square"}
    place = places.get(request.POST.get("from", ""))
    if place is None:
        return remembered(_back(reader, wish), secret)
    return remembered(redirect(f"{reverse(place, args=[reader.brand.slug])}#w-{wish.public_id}"), secret)


def _improve(request: HttpRequest, reader: Reader, wish: Wish) -> HttpResponse:
    form = forms.typed(request, wish.kind)
    assert wish.current is not None
    code = form.wrong() or ("same" if form.says_the_same(wish.current) else "")
    if wish.state not in room.ALIVE:
        raise Http404
    if code:
        return wish_page(request, reader, wish, form, wrong=why(code), status=422)
    looked = look_at(request, reader, form.texts)
    if looked.read.danger:
        remote_id, secret = to_the_named_person(reader, "\n".join(form.texts))
        return remembered(redirect("square_asked", reader.brand.slug, remote_id), secret)
    if looked.code or reader.account is None:
        return wish_page(request, reader, wish, form, wrong=looked.words, looked=looked, status=422)
    try:
        acts.improve_wish(
            account=reader.account, mine=wish.account_id in reader.ids, wish=wish, over=form.over,
            wording=form.wording(looked.read.language), held=looked.read.unwanted,
        )  # fmt: skip
    except TooMuch:
        return wish_page(request, reader, wish, form, wrong=why("too_much"), status=422)
    return _back(reader, wish, "#versions")


def _version(request: HttpRequest, wish: Wish) -> WishVersion:
    number = request.POST.get("number", "")
    found = wish.versions.filter(number=int(number) if number.isdecimal() and len(number) < 5 else 0).first()
    if found is None:
        raise Http404
    return found


def _decide(request: HttpRequest, reader: Reader, wish: Wish) -> HttpResponse:
    """Who wished it takes a version, or passes over it."""
    if wish.account_id not in reader.ids:
        raise Http404
    version = _version(request, wish)
    if version.hidden_at:
        raise Http404
    act = acts.pick_own if request.POST["do"] == "take" else acts.pass_own
    act(accounts=reader.ids, wish=wish, version=version)
    return _back(reader, wish, "#versions")


def _take_away(request: HttpRequest, reader: Reader, wish: Wish) -> HttpResponse:
    if request.POST.get("number"):
        version = _version(request, wish)
        if version.account_id not in reader.ids or version.pk == wish.current_id:
            raise Http404
        acts.take_version_away(accounts=reader.ids, version=version)
        return _back(reader, wish, "#versions")
    if wish.account_id not in reader.ids:
        raise Http404
    gone = acts.take_wish_away(accounts=reader.ids, wish=wish)
    return redirect("square_wishes", reader.brand.slug) if gone else _back(reader, wish)


def _object(request: HttpRequest, reader: Reader, wish: Wish) -> HttpResponse:
    number = _version(request, wish).number if request.POST.get("number") else 0
    reader, secret = with_key(reader)
    acts.object_to(wish=wish, number=number, key=reader.keys[0])
    return remembered(_back(reader, wish, "#looked"), secret)


def _name_me(request: HttpRequest, reader: Reader, wish: Wish) -> HttpResponse:
    for credit in Credit.objects.filter(wish=wish, account__in=reader.ids):
        acts.name_me(accounts=reader.ids, credit=credit, named=request.POST["do"] == "yes")
    return _back(reader, wish, "#credit")


DEEDS: dict[str, Callable[[HttpRequest, Reader, Wish], HttpResponse]] = {
    "same": _support,
    "not_same": _support,
    "change": _improve,
    "take": _decide,
    "put_away": _decide,
    "take_away": _take_away,
    "tell": _object,
    "yes": _name_me,
    "no": _name_me,
}


def wish_page(
    request: HttpRequest, reader: Reader, wish: Wish, form: forms.Form | None = None, *, wrong: str = "",
    looked: Looked | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """One wish; with a form that was handed back."""
    brand, current = reader.brand, wish.current
    assert current is not None
    [row] = rows.rows_of([wish], reader.keys, reader.ids)
    address = reverse("square_wish", args=[brand.slug, wish.public_id])
    mine = Credit.objects.filter(wish=wish, account__in=reader.ids).first() if reader.ids else None
    context = around_square(request, brand) | _words(brand) | _versions(wish, reader) | {
        "row": row, "wish": wish, "current": current, "reader": reader, "alive": wish.state in room.ALIVE,
        "form": form or forms.form_of(wish, current), "wrong": wrong, "anyway": anyway(looked) if looked else "",
        "asks": say.ASKS[wish.kind], "stamp": askers.page_stamp(brand), "address": address, "improving": bool(wrong),
        "called": name_of(reader.account) if reader.account else "", "asked_by": _asked_by(brand, wish),
        "my_credit": mine, "objected": wish.objections.filter(key__in=reader.keys, settled_at=None).exists(),
        "canonical": address_of(request, address),
    }  # fmt: skip
    if row.wanted and row.answer:
        acts.saw(wish=wish, keys=reader.keys)
    return page(request, "wishes/square_wish.html", context, status=status)


def _versions(wish: Wish, reader: Reader) -> dict[str, object]:
    """What is offered, and what stood before; a version that waits to be looked at is seen by who wrote it."""
    every = list(wish.versions.select_related("account").order_by("number"))
    seen = [one for one in every if one.hidden_at is None or one.account_id in reader.ids]
    offered = [one for one in seen if not one.picked_at and not one.passed_at]
    older = [one for one in reversed(seen) if one not in offered and one.pk != wish.current_id]
    return {
        "offered": [rows.shown(one, every, wish.current) for one in offered],
        "older": [rows.shown(one, every, wish.current) for one in older],
        "by_version": rows.called(wish.current.account) if wish.current else "",
    }


def _asked_by(brand: Brand, wish: Wish) -> int:
    """How many people wrote the hashtag lately, where the brand tells that; 0 for a few, who could be known by it."""
    if not wish.key or not brand.demand_shown:
        return 0
    lately = Demand.objects.filter(brand=brand, key=wish.key, at__gt=clock.now() - WEEKS * WEEK)
    wrote = lately.filter(shown_to_anyone("post__"), post__visibility="public")
    people = wrote.values("account").distinct().count()
    return people if people >= MANY else 0

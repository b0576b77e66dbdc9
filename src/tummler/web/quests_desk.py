"""Quests at the desk: stating a problem, its parts and stages, guests from outside, choosing, thanking, keeping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import leading_quests as acts
from tummler.community import quests as room
from tummler.records.access import can, require, rows_for
from tummler.records.models import Contribution, Helper, Quest, Wish
from tummler.web import quest_words as say
from tummler.web.fragments import page
from tummler.web.square_words import since
from tummler.web.taking_part import line, lines
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.visiting import address_of
from tummler.web.wish_words import day

#: So many are listed.
_LISTED = 60


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_quests(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every quest, and a new one."""
    wish = _wish(request, helper)
    if request.method == "POST":
        if request.POST.get("do") != "make_tag":
            raise Http404
        try:
            quest = acts.make_quest(actor=helper, problem=_problem(request), wish=wish)
        except acts.NotStated as wrong:
            return _quests_page(request, helper, wish, wrong=str(say.WRONG[str(wrong)]), status=422)
        keep(request, Toast(_("A draft. Cut it into parts, then open it.")))
        return redirect("quest", quest.public_id)
    return _quests_page(request, helper, wish)


def _wish(request: HttpRequest, helper: Helper) -> Wish | None:
    """The wish that it begins with."""
    asked = request.POST.get("wish", "") or request.GET.get("wish", "")
    rows = rows_for(helper, Wish).filter(public_id=asked, current__isnull=False).defer("vector")
    return rows.select_related("current").first() if asked else None


def _quests_page(
    request: HttpRequest, helper: Helper, wish: Wish | None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    found = list(rows_for(helper, Quest).filter(gone_at=None).order_by("-moved_at", "-pk")[:_LISTED])
    typed = dict(request.POST.items()) if wrong else {}
    if wish is not None and wish.current is not None and not wrong:
        typed = {"title": wish.current.title[: acts.TITLE], "text": wish.current.text}
    context = around(helper) | _words() | {
        "quests": found, "heading": say.heading(found), "wrong": wrong, "typed": typed, "wish": wish,
        "may_shape": can(helper, "shape_quests", helper.brand), "stage_names": _stage_names(),
        "public": reverse("square_quests", args=[helper.brand.slug]),
    }  # fmt: skip
    return page(request, "quests/desk_list.html", context, status=status)


def _stage_names() -> list[tuple[str, str]]:
    return [(stage, str(say.NAMES[stage])) for stage in room.OPEN]


def _words() -> dict[str, object]:
    return {
        "stages": say.stages, "names": say.NAMES, "name_of": say.name_of, "seed_of": say.seed_of, "worked": say.WORKED,
        "who_words": say.who, "since": since, "overdue": say.overdue, "earns": say.earns, "backed_words": say.backed,
    }  # fmt: skip


def _problem(request: HttpRequest) -> acts.Problem:
    return acts.Problem(
        title=line(request, "title", acts.TITLE), text=lines(request, "text", acts.TEXT),
        name=line(request, "name", acts.NAME), language=line(request, "language", 8),
        listed=not request.POST.get("unlisted"),
        days={stage: _day(request, f"day_{stage}") for stage in room.OPEN},
    )  # fmt: skip


def _day(request: HttpRequest, name: str) -> date | None:
    text = line(request, name, 10)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise acts.NotStated("day") from None


# -------------------------------------------------------------------------------------------- one quest


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_quest(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One quest: what is asked now, what was brought, and everything that leads it on."""
    quest = theirs(helper, Quest, ("helper", "article", "brand", "wish__current"), public_id=public_id)
    if request.method != "POST":
        return _quest_page(request, helper, quest)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    require(helper, "shape_quests", quest)
    try:
        return deed(request, helper, quest)
    except acts.NotStated as wrong:
        return _quest_page(request, helper, quest, wrong=str(say.WRONG[str(wrong)]), status=422)


def _done(request: HttpRequest, quest: Quest, words: str, anchor: str = "", **undo: str) -> HttpResponse:
    address = reverse("quest", args=[quest.public_id])
    keep(request, Toast(words, address if undo else "", undo, whole=bool(undo)))
    return redirect(address + anchor)


def _change(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    acts.change_quest(actor=helper, quest=quest, problem=_problem(request))
    return _done(request, quest, _("Changed."))


def _move(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    to = request.POST.get("to", "")
    if to not in (*room.STAGES, "draft") or to == quest.state:
        raise Http404
    came = acts.move_quest(actor=helper, quest=quest, to=to)
    words = _("Everyone sees it at “%(stage)s” now.") if to != "draft" else _("Nobody outside sees it now.")
    return _done(request, quest, words % {"stage": say.NAMES[to]}, do="begin", to=came)


def _away(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    away = request.POST["do"] == "put_away"
    acts.put_quest_away(actor=helper, quest=quest, away=away)
    if not away:
        return redirect("quest", quest.public_id)
    address = reverse("quest", args=[quest.public_id])
    keep(request, Toast(_("Put away. Nobody outside sees it."), address, {"do": "bring_back"}, whole=True))
    return redirect("quests")


def _cut(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    most = line(request, "most", 3)
    acts.cut_part(
        actor=helper, quest=quest, title=line(request, "title", acts.TITLE), text=lines(request, "text", acts.TEXT),
        most=int(most) if most.isdecimal() else 3,
    )  # fmt: skip
    return _done(request, quest, _("One more part to crack."), "#parts")


def _drop(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    number, gone = _number(request, "part"), request.POST["do"] == "drop"
    part = quest.parts.filter(number=number).first()
    if part is None:
        raise Http404
    acts.drop_part(actor=helper, part=part, gone=gone)
    words = _("It is no part any more. What was brought to it stays.") if gone else _("It is a part again.")
    return _done(request, quest, words, "#parts", do="add" if gone else "drop", part=str(number))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _invite(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    """The link is shown in this one answer, and nowhere again."""
    until = _day(request, "until")
    if until is None:
        raise acts.NotStated("until")
    guest, secret = acts.invite_guest(
        actor=helper, quest=quest, name=line(request, "name", 60), role=line(request, "role", 80),
        until=timezone.make_aware(datetime.combine(until, time(23, 59))),
    )  # fmt: skip
    link = address_of(request, reverse("quest_guest", args=[helper.brand.slug, secret]))
    return _quest_page(request, helper, quest, link=link, invited=guest.name)


def _end(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    guest = quest.questers.exclude(key="").filter(pk=_number(request, "guest")).first()
    if guest is None:
        raise Http404
    acts.end_guest(actor=helper, guest=guest)
    return _done(request, quest, _("The link of %(name)s opens nothing now.") % {"name": guest.name}, "#guests")


def _brought(request: HttpRequest, quest: Quest) -> Contribution:
    found = quest.contributions.filter(pk=_number(request, "brought")).select_related("quest__brand").first()
    if found is None:
        raise Http404
    return found


def _hide(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    hidden, one = request.POST["do"] == "remove", _brought(request, quest)
    acts.hide_contribution(actor=helper, contribution=one, hidden=hidden)
    words = _("Hidden. Who brought it still sees it.") if hidden else _("Everyone sees it.")
    return _done(request, quest, words, "#brought", do="check" if hidden else "remove", brought=str(one.pk))


def _choose(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    chosen = {int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 18}
    acts.choose(
        actor=helper, quest=quest, chosen=chosen, result=lines(request, "result", acts.RESULT),
        thanks=lines(request, "thanks", acts.RESULT),
    )  # fmt: skip
    if quest.state == "told":
        return _done(request, quest, _("Changed. Everyone reads it so."), "#choose")
    return _done(request, quest, _("Kept. Move it to “Told”, and everyone reads it."), "#stage")


def _keep(request: HttpRequest, helper: Helper, quest: Quest) -> HttpResponse:
    article = acts.keep_result(actor=helper, quest=quest)
    keep(request, Toast(_("It could stay now. Look through it, then let everyone read it.")))
    return redirect("article", article.public_id)


DEEDS: dict[str, Callable[[HttpRequest, Helper, Quest], HttpResponse]] = {
    "change": _change,
    "begin": _move,
    "put_away": _away,
    "bring_back": _away,
    "take": _cut,
    "drop": _drop,
    "add": _drop,
    "link": _invite,
    "end": _end,
    "remove": _hide,
    "check": _hide,
    "words": _choose,
    "finish": _keep,
}


def _quest_page(
    request: HttpRequest, helper: Helper, quest: Quest, *, wrong: str = "", link: str = "", invited: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    quest.refresh_from_db(fields=["state", "result", "thanks"])
    every = list(
        quest.contributions.select_related("quester__account", "part").prefetch_related("backings").order_by("at", "pk")
    )
    people = room.taking_part(quest)
    context = around(helper) | _words() | {
        "quest": quest, "wrong": wrong, "typed": dict(request.POST.items()) if wrong else {}, "link": link,
        "invited": invited, "may_shape": can(helper, "shape_quests", quest), "stage_names": _stage_names(),
        "every_stage": [(stage, str(say.NAMES[stage])) for stage in ("draft", *room.STAGES)], "people": people,
        "parts": room.parts_of(quest), "brought": [one for one in every if one.of_id is None],
        "trials": [one for one in every if one.of_id is not None], "day_of": room.day_of, "day": day,
        "look": [one for one in every if one.objected or one.held],
        "guests": list(quest.questers.exclude(key="").filter(left_at=None).order_by("pk")), "now": timezone.now(),
        "public": address_of(request, reverse("square_quest", args=[helper.brand.slug, quest.public_id])),
    }  # fmt: skip
    return page(request, "quests/desk_quest.html", context, status=status)

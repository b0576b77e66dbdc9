"""Quests on the square: which there are, and one with its parts, who takes part, and what they brought."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tummler.acts import questing as acts
from tummler.acts.asking import TooMuch
from tummler.community import quests as room
from tummler.records.models import Brand, Contribution, Quest, Quester, QuestPart
from tummler.web import asker as askers, quest_words as say
from tummler.web.fragments import page
from tummler.web.square_rows import alias
from tummler.web.taking_part import (
    Looked,
    Reader,
    anyway,
    lines,
    look_at,
    reader_of,
    remembered,
    to_the_named_person,
    too_many_presses,
    why,
    with_key,
)
from tummler.web.visiting import address_of, around_square, brand_of, public_page
from tummler.web.wish_rows import called
from tummler.web.wish_words import day

LONGEST = 2000
_WEEKS = 20 * 7 * 24 * 3600
#: A reader who doesn't want to see them on the square's own page.
_OFF = "no-quests"


@dataclass(frozen=True, slots=True)
class Taking:
    """Who reads a quest's page, and as whom they take part in it."""

    reader: Reader
    quest: Quest
    me: Quester | None


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_quests(request: HttpRequest, slug: str) -> HttpResponse:
    """Those under way, and what came of the others. Who doesn't want to see them on the square says so here."""
    brand = brand_of(slug)
    if request.method == "POST":
        return _on_square(request, brand)
    found = list(room.quests_for_anyone(brand).order_by("-moved_at", "-pk")[:60])
    context = around_square(request, brand) | _words() | {
        "open": [one for one in found if one.state != "told"], "told": [one for one in found if one.state == "told"],
        "off": request.COOKIES.get(_OFF) == "1",
        "canonical": address_of(request, reverse("square_quests", args=[slug])),
    }  # fmt: skip
    return page(request, "quests/square_list.html", context)


def _words() -> dict[str, object]:
    return {"stages": say.stages, "earns": say.earns, "who_words": say.who, "overdue": say.overdue, "alias": alias}


def _on_square(request: HttpRequest, brand: Brand) -> HttpResponse:
    off = request.POST.get("do") == "put_away"
    if not off and request.POST.get("do") != "bring_back":
        raise Http404
    response = redirect("square", brand.slug) if off else redirect("square_quests", brand.slug)
    if off:
        response.set_cookie(_OFF, "1", max_age=_WEEKS, path="/square/", samesite="Lax", secure=settings.SECURE)
    else:
        response.delete_cookie(_OFF, path="/square/", samesite="Lax")
    return response


def beside_questions(request: HttpRequest, brand: Brand, number: int) -> dict[str, object]:
    """What the square's own page shows: the quest that moved last, unless its reader doesn't want any. Two queries."""
    if number != 1 or request.COOKIES.get(_OFF) == "1":
        return {"quest": None}
    quest = room.quests_for_anyone(brand).filter(state__in=room.OPEN).order_by("-moved_at").first()
    if quest is None:
        return {"quest": None}
    return _words() | {"quest": quest, "on_quest": room.taking_part(quest)}


def taken_part(brand: Brand, accounts: Collection[int]) -> list[Quest]:
    """What “You, here” shows: the quests that they take part in. One query, none for somebody we don't know."""
    if not accounts:
        return []
    rows = room.open_by_link(brand).filter(questers__account__in=accounts, questers__left_at=None)
    return list(rows.distinct().order_by("-moved_at")[:20])


# -------------------------------------------------------------------------------------------- one quest


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_quest(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One quest: the problem and its parts, who is on it, what was brought, what was chosen."""
    brand = brand_of(slug)
    quest = room.open_by_link(brand).filter(public_id=public_id).select_related("helper", "article", "wish").first()
    if quest is None:
        raise Http404
    quest.brand = brand
    reader = reader_of(request, brand)
    guest = request.COOKIES.get(_cookie(quest), "")[:80]
    me = room.quester_of(quest, reader.ids, acts.guest_key(guest) if guest else "")
    if me is not None:
        me.quest, me.brand = quest, brand
    taking = Taking(reader, quest, me)
    if request.method != "POST":
        return quest_page(request, taking)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    if too_many_presses(request):
        return page(request, "429.html", {"brand": brand}, status=429)
    return deed(request, taking)


def _cookie(quest: Quest) -> str:
    return f"quest-{quest.public_id}"


def _back(taking: Taking, anchor: str = "") -> HttpResponse:
    return redirect(reverse("square_quest", args=[taking.reader.brand.slug, taking.quest.public_id]) + anchor)


def _mine(taking: Taking) -> Quester:
    """As whom they take part; whoever doesn't can't."""
    if taking.me is None:
        raise Http404
    return taking.me


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _part(request: HttpRequest, taking: Taking) -> QuestPart | None:
    return taking.quest.parts.filter(number=_number(request, "part"), gone_at=None).first()


def _brought(request: HttpRequest, taking: Taking) -> Contribution:
    found = taking.quest.contributions.filter(pk=_number(request, "brought")).select_related("quest__brand").first()
    if found is None or (found.hidden_at and (taking.me is None or found.quester_id != taking.me.pk)):
        raise Http404
    return found


def _join(_request: HttpRequest, taking: Taking) -> HttpResponse:
    if taking.reader.account is None:
        return redirect("me", taking.reader.brand.slug)
    try:
        acts.join_quest(quest=taking.quest, account=taking.reader.account)
    except acts.NotOpen:
        raise Http404 from None
    return _back(taking, "#yours")


def _leave(request: HttpRequest, taking: Taking) -> HttpResponse:
    acts.leave_quest(quester=_mine(taking), with_words=request.POST["do"] == "remove")
    return _back(taking)


def _take(request: HttpRequest, taking: Taking) -> HttpResponse:
    """“I try this one”, and letting it go."""
    me, part = _mine(taking), _part(request, taking)
    if part is None:
        raise Http404
    try:
        acts.take_part(quester=me, part=part, on=request.POST["do"] == "begin")
    except acts.NotOpen:
        return quest_page(request, taking, wrong=why("part"), status=422)
    return _back(taking, f"#part-{part.number}")


def _bring(request: HttpRequest, taking: Taking) -> HttpResponse:
    """Something is brought, or told of a trial."""
    me, text = _mine(taking), lines(request, "text", LONGEST)
    of = _brought(request, taking) if request.POST.get("brought") else None
    looked = look_at(request, taking.reader, [text], guest=True)
    if looked.read.danger:
        remote_id, secret = to_the_named_person(taking.reader, text)
        return remembered(redirect("square_asked", taking.reader.brand.slug, remote_id), secret)
    if looked.code:
        return quest_page(request, taking, text=text, wrong=looked.words, looked=looked, status=422)
    language, held = looked.read.language, looked.read.unwanted
    try:
        if of is not None:
            worked = request.POST.get("worked", "")
            made = acts.tell_trial(quester=me, of=of, worked=worked, text=text, language=language, held=held)
        else:
            part = _part(request, taking)
            made = acts.contribute(quester=me, text=text, part=part, language=language, held=held)
    except TooMuch:
        return quest_page(request, taking, text=text, wrong=why("too_much"), status=422)
    except acts.NotOpen:
        return quest_page(request, taking, text=text, wrong=why("closed"), status=422)
    return _back(taking, f"#b-{made.pk}")


def _choose(request: HttpRequest, taking: Taking) -> HttpResponse:
    brought = _brought(request, taking)
    try:
        acts.back(quester=_mine(taking), contribution=brought, on=request.POST["do"] == "same")
    except acts.NotOpen:
        raise Http404 from None
    return _back(taking, f"#b-{brought.pk}")


def _take_away(request: HttpRequest, taking: Taking) -> HttpResponse:
    me, brought = _mine(taking), _brought(request, taking)
    if brought.quester_id != me.pk:
        raise Http404
    acts.take_away(quester=me, contribution=brought)
    return _back(taking, "#brought")


def _object(request: HttpRequest, taking: Taking) -> HttpResponse:
    brought = _brought(request, taking)
    reader, secret = with_key(taking.reader)
    acts.object_to(contribution=brought, key=reader.keys[0])
    return remembered(_back(taking, f"#b-{brought.pk}"), secret)


def _name(request: HttpRequest, taking: Taking) -> HttpResponse:
    me = _mine(taking)
    if me.pk not in room.earned(taking.quest):
        raise Http404
    acts.show_name(quester=me, shown=request.POST["do"] == "yes")
    return _back(taking, "#thanks")


DEEDS: dict[str, Callable[[HttpRequest, Taking], HttpResponse]] = {
    "join": _join,
    "part": _leave,
    "remove": _leave,
    "begin": _take,
    "end": _take,
    "take": _bring,
    "try": _bring,
    "same": _choose,
    "not_same": _choose,
    "take_away": _take_away,
    "tell": _object,
    "yes": _name,
    "no": _name,
}


def quest_page(
    request: HttpRequest, taking: Taking, *, text: str = "", wrong: str = "", looked: Looked | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """One quest; with words that were handed back."""
    brand, quest, me = taking.reader.brand, taking.quest, taking.me
    every, people = room.contributions_for(quest, me), room.taking_part(quest)
    address = reverse("square_quest", args=[brand.slug, quest.public_id])
    context = around_square(request, brand) | _words() | {
        "quest": quest, "me": me, "known": taking.reader.account is not None, "people": people,
        "called": called(taking.reader.account), "parts": _parts(quest, people, every),
        "loose": [one for one in every if one.of_id is None and (one.part is None or one.part.gone_at)],
        "trials": _trials(every), "backs": room.backed_by(me), "open": quest.state in room.OPEN,
        "asks": say.ASKS.get(quest.state, ""), "bring": say.BRING.get(quest.state, ""), "ideas": room.ideas(every),
        "names": say.NAMES, "worked": say.WORKED, "name_of": say.name_of,
        "seed_of": say.seed_of, "backed_words": say.backed, "earned": room.earned(quest),
        "chosen": [one for one in every if one.chosen_at], "text": text, "wrong": wrong, "address": address,
        "to_part": request.POST.get("part", ""), "to_brought": _number(request, "brought"),
        "anyway": anyway(looked) if looked else "", "stamp": askers.page_stamp(brand),
        "canonical": address_of(request, address), "keys": taking.reader.keys,
        "everyone": _everyone(quest, people, every),
    }  # fmt: skip
    return page(request, "quests/square_quest.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the problem with who is on it and what they brought."""

    part: QuestPart
    people: list[Quester]
    left: int
    brought: list[Contribution]


def _parts(quest: Quest, people: list[Quester], every: list[Contribution]) -> list[Part]:
    return [
        Part(
            part=one,
            people=[who for who in people if one.number in who.parts],
            left=room.seats_left(one, people),
            brought=[each for each in every if each.part_id == one.pk and each.of_id is None],
        )
        for one in room.parts_of(quest)
    ]


def _trials(every: list[Contribution]) -> dict[int, list[Contribution]]:
    found: dict[int, list[Contribution]] = {}
    for one in every:
        if one.of_id is not None:
            found.setdefault(one.of_id, []).append(one)
    return found


def _everyone(quest: Quest, people: list[Quester], every: list[Contribution]) -> list[Quester]:
    """Whom the page of thanks names: who takes part, and who brought something and left."""
    if quest.state != "told":
        return people
    brought = {one.quester_id: one.quester for one in every if one.hidden_at is None}
    return list({**{one.pk: one for one in people}, **brought}.values())


# ----------------------------------------------------------------------------------------------- guests


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_guest(request: HttpRequest, slug: str, ticket: str) -> HttpResponse:
    """A guest's own link: who asks them, and into what; a press lets them in. Looking at it does nothing."""
    brand = brand_of(slug)
    guest = acts.guest_of(secret=ticket, brand=brand)
    if guest is None:
        return page(request, "quests/over.html", around_square(request, brand), status=404)
    if request.method != "POST":
        context = around_square(request, brand) | _words() | {"guest": guest, "quest": guest.quest}
        context["guest_until"] = day(guest.until) if guest.until else ""
        return page(request, "quests/guest.html", context)
    acts.come_as_guest(guest=guest)
    response = redirect("square_quest", slug, guest.quest.public_id)
    response.set_cookie(
        _cookie(guest.quest), ticket, expires=guest.until, path="/square/", httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip
    return response

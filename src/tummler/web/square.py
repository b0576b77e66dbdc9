"""The square: the brand's public page, where anyone can ask, read along and say whether it helped."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from tummler.acts.asking import (
    Asker,
    TooMuch,
    ask_on_square,
    say_on_square,
    say_same_here,
    see_once,
    take_away_from_square,
    take_back_same_here,
)
from tummler.acts.peer_choosing import choose_peers
from tummler.acts.proving import account_of
from tummler.common.text import search_text, storable
from tummler.networks.contract import HeardAccount
from tummler.records.models import Brand, Conversation, Event, Need, Once, Post
from tummler.records.peer_access import rules_of
from tummler.records.public import articles_for_anyone, conversation_for_anyone, conversation_of
from tummler.web import asker as askers, places, quests, square_words as say, tag_words, wishes
from tummler.web.asking_limits import address_key, count_within
from tummler.web.asking_rules import HANDED_BACK, LONGEST_NAME, PER_ADDRESS, Asking, hand_back
from tummler.web.fragments import blocks, exchanged, page
from tummler.web.offered import Offer, before_asking, offers
from tummler.web.once_words import told_asker, told_strangers
from tummler.web.peer_pages import wants_no_peers
from tummler.web.peer_thread import in_thread
from tummler.web.reading_once import show_opened
from tummler.web.square_rows import HERE, Said, Thread, alias, how_reader_stands, said_same_here, square_of, thread_of
from tummler.web.square_tags import credited_tags, tags_for_anyone
from tummler.web.texts import name_of
from tummler.web.thanks_rows import pledged_for
from tummler.web.visiting import Visitor, address_of, around_square, brand_of, own_name, public_page, visitor_of

_HOUR = 3600
#: While a question stands in one of these, others may say the same.
OPEN = ("open", "claimed", "answered")
#: How often one network address may say so in an hour.
SAME_PER_ADDRESS = 60


@dataclass(frozen=True, slots=True)
class Box:
    """The box to write in: what stands in it, and why it was handed back."""

    stamp: str
    text: str = ""
    name: str = ""
    language: str = ""
    code: str = ""
    #: The place that a sheet of paper named; it stands at the beginning of the words.
    place: str = ""
    #: They want no other customer to answer.
    no_peers: bool = False
    #: Answers that stay and may answer it already: shown once, before it is asked.
    offers: list[Offer] = field(default_factory=list)

    @property
    def over_offers(self) -> str:
        """What is said over them."""
        return before_asking(self.offers)

    @property
    def words(self) -> str:
        """Why it was handed back, in words."""
        return str(HANDED_BACK[self.code]) if self.code else ""


def _box(brand: Brand, visitor: Visitor, request: HttpRequest | None = None, code: str = "") -> Box:
    """An empty box, or the one that was sent, handed back with its words."""
    sent = request.POST if request else {}
    place = places.named(request.GET.get("at", "")) if request else ""
    name = str(sent.get("name", visitor.account.name if visitor.account else ""))
    language = str(sent.get("language", get_language() or ""))
    tag = places.tagged(request.GET.get("tag", "")) if request else ""
    text = str(sent.get("text", "")) or (f"{place}: " if place else "") + (f"#{tag} " if tag else "")
    return Box(askers.page_stamp(brand), text, name[:LONGEST_NAME], language, code, place, bool(sent.get("no_peers")))


# ------------------------------------------------------------------------------------------- the page


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_square(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is asking, a box to ask, who was helped."""
    brand = brand_of(slug)
    visitor = visitor_of(request, brand)
    if request.method == "POST":
        return _ask(request, brand, visitor)
    return _square_page(request, brand, visitor, _box(brand, visitor, request))


def _square_page(request: HttpRequest, brand: Brand, visitor: Visitor, box: Box, status: int = 200) -> HttpResponse:
    square = square_of(brand, _page_number(request), reader=visitor.key, language=request.GET.get("in", "")[:8])
    if square.page > 1 and not square.questions:
        raise Http404
    tags = tags_for_anyone(brand) if square.page == 1 else []
    context = around_square(request, brand) | {
        "square": square,
        "box": box,
        "title": say.who_asks(square.people),
        "where": say.asked_where(square),
        "last_week": say.last_week(square, brand),
        "elsewhere": say.elsewhere_words(square.elsewhere),
        "who_is_here": say.who_is_here(square),
        "asked_in": [(code, own_name(code)) for code in square.languages],
        "canonical": address_of(request, reverse("square", args=[brand.slug])),
        "pledged": pledged_for(brand, [one.need.pk for one in square.questions]),
        "tags": tags,
        "how": tag_words.how,
        **credited_tags(brand, tags),
        "answers_stay": articles_for_anyone(brand).exists(),
        **wishes.beside_questions(request, brand, square.page),
        **quests.beside_questions(request, brand, square.page),
    }
    return page(request, "square/square.html", context, status=status)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(int(text), 500) if text.isdecimal() and int(text) > 0 else 1


def _ask(request: HttpRequest, brand: Brand, visitor: Visitor) -> HttpResponse:
    """Take a question, or hand it back with its words and why."""
    before = _said_before(request, brand)
    if before and before[0] == visitor.key:  # the same press twice
        return redirect("square_asked", brand.slug, before[1])
    code = _why_not(request, brand, visitor) or ("said_already" if before else "")
    if code:
        return _square_page(request, brand, visitor, _box(brand, visitor, request, code), status=422)
    offered = [] if request.POST.get("offered") else offers(brand, _text(request))
    if offered:
        box = replace(_box(brand, visitor, request), stamp=request.POST.get("stamp", ""), offers=offered)
        return _square_page(request, brand, visitor, box)
    secret = visitor.secret or askers.new_secret()
    asker = _asker(request, askers.key_of(secret, brand))
    try:
        remote_id = ask_on_square(brand=brand, asker=asker, text=_text(request))
    except TooMuch:
        code = "too_much" if visitor.account else "busy"
        return _square_page(request, brand, visitor, _box(brand, visitor, request, code), status=422)
    if request.POST.get("no_peers"):
        choose_peers(account=account_of(brand, HERE, HeardAccount(asker.key, asker.name or "someone")), peers=False)
    cache.set(_said_key(request, brand), (asker.key, remote_id), _HOUR)
    response = redirect("square_asked", brand.slug, remote_id)
    askers.remember(response, secret)
    return response


def _text(request: HttpRequest) -> str:
    return storable(request.POST.get("text", "")).replace("\r\n", "\n").strip()


def _name(request: HttpRequest) -> str:
    return " ".join(storable(request.POST.get("name", "")).split())[:LONGEST_NAME]


def _asker(request: HttpRequest, key: str) -> Asker:
    language = request.POST.get("language", "")
    return Asker(key, _name(request), language if language in dict(settings.LANGUAGES) else "")


def _why_not(request: HttpRequest, brand: Brand, visitor: Visitor) -> str:
    place = places.named(request.POST.get("at", ""))
    asking = Asking(
        text=_text(request).removeprefix(f"{place}:") if place else _text(request),
        trap=request.POST.get("homepage", ""),
        seconds=askers.seconds_since(request.POST.get("stamp", ""), brand),
        known=visitor.account is not None,
        our_name=search_text(_name(request)) == search_text(brand.name),
    )
    code = hand_back(asking)
    if not code and count_within(f"asked:{address_key(request)}", _HOUR) > PER_ADDRESS:
        code = "too_much"
    return code


def _said_key(request: HttpRequest, brand: Brand) -> str:
    folded = search_text(_text(request)) or _text(request)
    return f"said:{brand.pk}:{hashlib.sha256(folded.encode()).hexdigest()}"


def _said_before(request: HttpRequest, brand: Brand) -> tuple[str, str] | None:
    """Who asked exactly this within the hour, and the post's id."""
    found: tuple[str, str] | None = cache.get(_said_key(request, brand)) if _text(request) else None
    return found


@require_safe
@public_page
def show_asked(request: HttpRequest, slug: str, remote_id: str) -> HttpResponse:
    """Heard; as soon as it stands on the square, its page."""
    brand = brand_of(slug)
    post = Post.objects.filter(brand=brand, channel__network=HERE, remote_id=remote_id, by_us=False)
    found = post.select_related("conversation").first()
    if found is not None:
        return _go(request, reverse("square_conversation", args=[slug, found.conversation.public_id]))
    if not _was_asked(brand, remote_id):
        raise Http404
    if exchanged(request):
        return HttpResponse(status=204)
    return page(request, "square/asked.html", around_square(request, brand))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if exchanged(request) else redirect(address)


# --------------------------------------------------------------------------------------- one question


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_conversation(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """A whole public conversation; for the one who asked, a box for a further word and whether it worked."""
    brand = brand_of(slug)
    visitor = visitor_of(request, brand)
    conversation = _conversation(brand, visitor, public_id)
    thread = thread_of(conversation, visitor.key)
    if not thread.posts:
        raise Http404
    if request.method == "POST":
        if request.POST.get("do") in ("same", "not_same"):
            return _same_here(request, brand, visitor, thread)
        return _say(request, brand, visitor, thread)
    if exchanged(request):
        if request.GET.get("seen") == thread.stamp:
            return HttpResponse(status=204)
        context = _thread_context(request, brand, visitor, thread)
        return blocks(request, "square/conversation.html", ("thread",), context)
    return _thread_page(request, brand, visitor, thread)


def _conversation(brand: Brand, visitor: Visitor, public_id: str) -> Conversation:
    found = conversation_for_anyone(brand, public_id)
    if found is None and visitor.account is not None:
        found = conversation_of(brand, HERE, visitor.key, public_id)
    if found is None:
        raise Http404
    return found


def is_theirs(need: Need | None, visitor: Visitor) -> bool:
    """Whether this reader is the one who asked, here."""
    account = need.account if need else None
    return bool(visitor.key and account and account.network == HERE and account.remote_id == visitor.key)


def is_own(post: Post, visitor: Visitor) -> bool:
    """Whether this reader wrote it, here."""
    return bool(visitor.key) and post.account.network == HERE and post.account.remote_id == visitor.key


def _wrote_here(thread: Thread, visitor: Visitor) -> bool:
    return any(is_own(said.post, visitor) for said in thread.posts)


def _thread_context(
    request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread, box: Box | None = None
) -> dict[str, object]:
    address = reverse("square_conversation", args=[brand.slug, thread.conversation.public_id])
    theirs = is_theirs(thread.need, visitor)
    waiting = {one.post.pk for one in thread.posts if one.once and one.once.waits and is_for(one.once, visitor)}
    return (
        around_square(request, brand)
        | in_thread(request, brand, thread)
        | {
            "thread": thread,
            # What waits unread hasn't helped yet.
            "presses": () if waiting else say.presses(thread, theirs),
            "state_words": "" if waiting else say.state_words(thread, brand, theirs),
            "gone_words": say.gone_words(thread.gone),
            "theirs": theirs,
            "pledged": _pledged(brand, thread),
            "peers_help": theirs and rules_of(brand.pk).open,
            "no_peers": theirs and visitor.account is not None and wants_no_peers(frozenset([visitor.account.pk])),
            "reader": _stands(thread, visitor),
            "own": {said.post.pk for said in thread.posts if is_own(said.post, visitor)},
            "wrote_here": _wrote_here(thread, visitor),
            "box": box or _box(brand, visitor),
            "once": {one.post.pk: _told_once(one, visitor, brand) for one in thread.posts if one.once},
            "may_see": waiting,
            "coming": _coming(request, brand, thread),
            "address": address,
            "canonical": address_of(request, address),
        }
    )


def _pledged(brand: Brand, thread: Thread) -> str:
    """How many thanks wait for whoever helps, while it is open; "" for none."""
    need = thread.need
    waits = need is not None and need.state in ("open", "claimed", "answered")
    return pledged_for(brand, [need.pk]).get(need.pk, "") if need is not None and waits else ""


def _stands(thread: Thread, visitor: Visitor) -> str:
    """How the reader stands to the question; "closed" where nobody needs to say the same any more."""
    need = thread.need
    if need is None or need.state not in OPEN:
        return "closed"
    return how_reader_stands(need, visitor.key, said_same_here([need.pk], visitor.key))


def _same_here(request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread) -> HttpResponse:
    """“Same here”, or taking it back: anyone's, once each, known by the one cookie."""
    if thread.need is None or thread.need.state not in OPEN:
        raise Http404
    if count_within(f"same:{address_key(request)}", _HOUR) > SAME_PER_ADDRESS:
        return page(request, "429.html", {"brand": brand}, status=429)
    secret = visitor.secret or askers.new_secret()
    do = say_same_here if request.POST["do"] == "same" else take_back_same_here
    do(key=askers.key_of(secret, brand), need=thread.need)
    here = thread.conversation.public_id
    if request.POST.get("from") == "square":
        response = redirect(f"{reverse('square', args=[brand.slug])}#q-{here}")
    else:
        response = redirect("square_conversation", brand.slug, here)
    askers.remember(response, secret)
    return response


def _coming(request: HttpRequest, brand: Brand, thread: Thread) -> str:
    """The further word that was just said and isn't a post yet; "" for none, and for what nobody said."""
    heard = request.GET.get("heard", "")[:40]
    if not heard or heard in {said.post.remote_id for said in thread.posts}:
        return ""
    return heard if _was_asked(brand, heard) else ""


def _was_asked(brand: Brand, remote_id: str) -> bool:
    asked = Event.objects.filter(brand=brand, channel__network=HERE, remote_id=f"asked:{remote_id}")
    return asked.exclude(state="garbled").exists()


def _thread_page(
    request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread, box: Box | None = None, status: int = 200
) -> HttpResponse:
    context = _thread_context(request, brand, visitor, thread, box)
    return page(request, "square/conversation.html", context, status=status)


def _say(request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread) -> HttpResponse:
    """A further word, or the press of “That worked” or “Still broken”: the asker's own, nobody else's."""
    address = reverse("square_conversation", args=[brand.slug, thread.conversation.public_id])
    do = request.POST.get("do", "")
    if do in ("helped", "not_helped"):
        if thread.need is None or not is_theirs(thread.need, visitor):
            raise Http404
        say_on_square(asker=_asker(request, visitor.key), need=thread.need, helped=do == "helped")
        return redirect(address)
    if visitor.account is None or not _wrote_here(thread, visitor):
        raise Http404
    if do in ("see_once", "see_slowly"):
        return _see_once(request, brand, visitor, thread)
    if do == "take_away":
        return _take_away(request, brand, visitor, thread)
    return _say_more(request, brand, visitor, thread, address)


def _see_once(request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread) -> HttpResponse:
    """An answer for this reader's eyes: shown in this one page, which nobody keeps, and gone from everywhere else."""
    wanted = request.POST.get("post")
    row = next((row for row in thread.posts if row.once and row.post.remote_id == wanted), None)
    if row is None or row.once is None or not is_for(row.once, visitor):
        raise Http404
    address = reverse("square_conversation", args=[brand.slug, thread.conversation.public_id])
    words = see_once(readers={row.once.account_id}, once=row.once)
    if words is None:
        return redirect(address)
    context = _thread_context(request, brand, visitor, thread_of(thread.conversation, visitor.key))
    return show_opened(request, row.once, words, context | {"who": alias(row.post.helper) or brand.name})


def is_for(once: Once, visitor: Visitor) -> bool:
    """Whether it is this reader's eyes that it is for."""
    return visitor.account is not None and once.account_id == visitor.account.pk


def _told_once(row: Said, visitor: Visitor, brand: Brand) -> Markup:
    """An answer for one person's eyes, as this reader is told of it."""
    assert row.once is not None
    who = alias(row.post.helper) or brand.name
    if is_for(row.once, visitor):
        return told_asker(row.once, who)
    return told_strangers(row.once, who, name_of(row.once.account))


def _take_away(request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread) -> HttpResponse:
    own = [said.post for said in thread.posts if is_own(said.post, visitor)]
    post = next((post for post in own if post.remote_id == request.POST.get("post")), None)
    if post is None:
        raise Http404
    take_away_from_square(asker=_asker(request, visitor.key), post=post)
    if len(own) == 1:
        return redirect("square", brand.slug)
    return redirect("square_conversation", brand.slug, thread.conversation.public_id)


def _say_more(request: HttpRequest, brand: Brand, visitor: Visitor, thread: Thread, address: str) -> HttpResponse:
    twice = f"more:{thread.conversation.pk}:{_said_key(request, brand)}"
    before = cache.get(twice)
    if before:
        return redirect(f"{address}?heard={before}#end")
    code, remote_id = _why_not(request, brand, visitor), ""
    try:
        if not code:
            asker = Asker(visitor.key, visitor.account.name if visitor.account else "", thread.posts[0].post.language)
            remote_id = ask_on_square(brand=brand, asker=asker, text=_text(request), to=thread.posts[-1].post)
    except TooMuch:
        code = "too_much"
    if code:
        return _thread_page(request, brand, visitor, thread, _box(brand, visitor, request, code), status=422)
    cache.set(twice, remote_id, 60)
    return redirect(f"{address}?heard={remote_id}#end")

"""Finding: a page of search with an address, and what the dialog "Find or do" offers while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tummler.common.text import search_text
from tummler.matching.filters import Filter
from tummler.matching.market import market
from tummler.records.access import rows_for
from tummler.records.models import Channel, Helper, Need, Person, Post, Topic
from tummler.records.search import find_post_ids, terms_of
from tummler.web import found_rows
from tummler.web.filtering import kept_views, sentence_of
from tummler.web.found_rows import Sought, found_notes, found_people, found_posts
from tummler.web.fragments import page
from tummler.web.texts import excerpt, name_of
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.wanted import FIELDS, Wanted, is_search, search_of, shown_at, wanted_from
from tummler.web.whys import language_called

#: The blanks of the filter that mean something for what was said.
_BLANKS = ("kind", "about", "in", "on")
_LONGEST = 200
_OFFERED = 3


@require_safe
@helper_page
def find(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The search page: posts, people and notes; the same address finds the same again."""
    asked = {word: str(value) for word, value in request.GET.items() if str(value).strip()}
    if len(asked) < len(request.GET):
        return redirect(reverse("find") + (f"?{urlencode(asked)}" if asked else ""))
    sought = _sought(helper, asked)
    before = asked.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 19 else None
    topics = topics_of(helper)
    channels = list(rows_for(helper, Channel).order_by("pk"))
    context = around(helper) | {
        "sought": sought,
        "sentence": sentence_of(helper, Wanted("all", sought.filter), topics, channels),
        "place": place,
        **_kept(helper, asked),
        **_found(helper, sought, topics, place),
    }
    context["further"] = _further(asked, context["further"])
    return page(request, "find/find.html", context)


def _kept(helper: Helper, asked: dict[str, str]) -> dict[str, object]:
    """The searches kept by name, and this one as it would be kept."""
    carried = search_of(asked)
    kept = [one for one in kept_views(helper, carried) if is_search(one.view.query)]
    return {"carried": carried, "kept": kept, "kept_here": next((one for one in kept if one.current), None)}


def _sought(helper: Helper, asked: dict[str, str]) -> Sought:
    person = theirs(helper, Person, public_id=asked["who"]) if "who" in asked else None
    wanted = wanted_from(asked).filter
    return Sought(
        asked.get("q", "")[:_LONGEST].strip(),
        person,
        Filter(**{FIELDS[word]: getattr(wanted, FIELDS[word]) for word in _BLANKS}),
    )


def _found(helper: Helper, sought: Sought, topics: dict[str, str], place: int | None) -> dict[str, object]:
    if not sought.anything:
        return {"posts": [], "people": [], "notes": [], "further": None, "instead": [], "known": None}
    posts, further = found_posts(helper, sought, topics, place)
    alone = place is None and sought.person is None
    people = found_people(helper, sought.words, sought.filter.network) if alone else []
    notes = found_notes(helper, sought.words, sought.filter) if alone else []
    nothing = not (posts or people or notes or further)
    return {
        "posts": posts,
        "people": people,
        "notes": notes,
        "further": further,
        "instead": _instead(helper, sought) if nothing else [],
        "known": _known(helper, sought.person) if sought.person else None,
    }


def _instead(helper: Helper, sought: Sought) -> list[str]:
    return found_rows.instead(helper, sought, rows_for(helper, Topic).values_list("words", flat=True))


def _known(helper: Helper, person: Person) -> str:
    account = person.accounts.filter(brand=helper.brand_id).order_by("-pk").first()
    if account is None:
        raise Http404
    return name_of(account)


def _further(asked: dict[str, str], place: object) -> str:
    return f"{reverse('find')}?{urlencode(asked | {'before': str(place)})}" if place else ""


# ------------------------------------------------------------------------------------------------ find or do


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the dialog: what it would do or open. With ``post`` it is pressed, not followed."""

    words: str
    address: str
    icon: str
    more: str = ""
    post: bool = False


@require_safe
@helper_page
def find_now(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What fits the words typed so far: lists to show, needs to take, people, posts."""
    words = request.GET.get("q", "")[:_LONGEST].strip()
    terms = terms_of(words)
    topics = topics_of(helper)
    lists = [one for one in _lists(helper, topics) if _fits(one.words, terms)][: 2 * _OFFERED]
    context = {"lists": lists, "needs": [], "people": [], "posts": False, "words": words}
    if terms:
        ids = find_post_ids(helper.brand_id, words, 100, beginning=True)
        context |= {
            "needs": _needs(helper, ids),
            "people": found_people(helper, words, most=_OFFERED),
            "posts": rows_for(helper, Post).filter(pk__in=ids, gone_at=None).exists() if ids else False,
        }
    return page(request, "find/now.html", context)


def _fits(said: str, terms: list[str]) -> bool:
    """Every word typed begins a word of what is offered."""
    words = search_text(said).split()
    return bool(terms) and all(any(word.startswith(term) for word in words) for term in terms)


def _lists(helper: Helper, topics: dict[str, str]) -> list[Offer]:
    """The lists that can be shown: kept by name, by topic, by language, and what nobody has."""
    desk = reverse("desk")
    kept = [
        Offer(one.view.name, shown_at(one.view.query), "funnel-simple", _("a kept view"))
        for one in kept_views(helper, "")
    ]
    wanted = [(_("Needs about %(topic)s") % {"topic": name}, Filter(topic=key)) for key, name in topics.items()]
    wanted += [
        (_("Needs in %(language)s") % {"language": language_called(code)}, Filter(language=code))
        for code in helper.brand.languages
    ]
    wanted += [
        (_("Needs that nobody has taken"), Filter(taken="no")),
        (_("Needs that wait over an hour"), Filter(waiting="hour")),
        (_("Needs from people we know"), Filter(people="known")),
    ]
    return kept + [Offer(words, desk + Wanted("all", one).query, "funnel-simple") for words, one in wanted]


def _needs(helper: Helper, ids: list[int]) -> list[tuple[Need, str, str]]:
    """Waiting needs whose words were found: the need, who asks, what they said. One query."""
    needs = market(helper).filter(post__in=ids).select_related("post__channel", "account", "post__reading")
    return [
        (need, name_of(need.account), str(excerpt(need.post.text, limit=90).striptags())) for need in needs[:_OFFERED]
    ]

"""Tags on the square: which there are and how to write them, and each as a place where those it concerns meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tummler.common import clock
from tummler.common.hashtags import fold
from tummler.community.wishes import wished_tags
from tummler.insight.demand import MANY, unserved
from tummler.records.models import Brand, Channel, Demand, Incident, Need, Tag, Word
from tummler.records.public import needs_for_anyone, shown_to_anyone
from tummler.web import tag_words as say
from tummler.web.fragments import page
from tummler.web.square_rows import IN_LIST, Said, alias, answers_in, said
from tummler.web.visiting import address_of, around_square, brand_of, public_page
from tummler.web.wish_rows import credits_of
from tummler.web.wish_words import credited, wanted_by

#: So far back a tag's page looks, and so many of each it shows.
_BACK, _SHOWN = timedelta(days=30), 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked by the tag: their words, and where their conversation is."""

    said: Said
    conversation: str
    on_it: str = ""
    answer: Said | None = None


def tags_for_anyone(brand: Brand) -> list[Tag]:
    """The tags that answer, by name. One query."""
    return list(Tag.objects.filter(brand=brand, on=True, gone_at=None).order_by("key"))


def credited_tags(brand: Brand, tags: Sequence[Tag]) -> dict[str, object]:
    """Who wrote their words. One query, none where there is no tag."""
    return {"credits": credits_of(brand, tags=[tag.pk for tag in tags]) if tags else {}, "credited": credited}


def handles_of(brand: Brand) -> list[str]:
    """To whom a tag is written: the brand's accounts. One query."""
    channels = Channel.objects.filter(brand=brand, paused=False).exclude(network__in=("square", "archive"))
    return [f"@{handle.lstrip('@')}" for handle in channels.order_by("pk").values_list("handle", flat=True)[:4]]


def written(tag: Tag) -> str:
    """How it is written: #stuck dock."""
    return " ".join((f"#{tag.name}", *tag.parameters))


@require_safe
@public_page
def show_catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    """Every tag: what it does, how it is written; and what people miss, where the brand shows it."""
    brand = brand_of(slug)
    demand = Demand.objects.filter(brand=brand, post__visibility="public").filter(shown_to_anyone("post__"))
    missed = unserved(demand, Tag.objects.filter(brand=brand)) if brand.demand_shown else []
    tags, missed = tags_for_anyone(brand), [one for one in missed if one.people >= MANY]
    context = around_square(request, brand) | {
        "tags": tags,
        **credited_tags(brand, tags),
        "wished": wished_tags(brand, [one.key for one in missed]) if missed else {},
        "wanted_by": wanted_by,
        "handles": handles_of(brand),
        "how": say.how,
        "written": written,
        "missed": missed,
        "canonical": address_of(request, reverse("square_tags", args=[brand.slug])),
    }
    return page(request, "square/tags.html", context)


def tag_of(brand: Brand, word: str) -> Tag:
    """The tag that is written so, or a 404."""
    key = fold(word)
    found = next((tag for tag in tags_for_anyone(brand) if key in tag.folds), None)
    if found is None:
        raise Http404
    return found


@require_safe
@public_page
def show_tag(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """Who else is affected, what is being done, what helped."""
    brand = brand_of(slug)
    tag = tag_of(brand, word)
    needs = needs_for_anyone(brand).filter(tag=tag, opened_at__gt=clock.now() - _BACK)
    rows = list(needs.select_related("post__account", "conversation", "claimed_by").order_by("-pk")[:60])
    waiting = [need for need in rows if need.state in ("open", "claimed")]
    told = Incident.objects.filter(brand=brand, state="suspected", told__post__needs__topic=tag.topic)
    context = around_square(request, brand) | {
        "tag": tag,
        "how": say.how(tag),
        "written": written(tag),
        "handles": handles_of(brand),
        "people": needs.values("account").distinct().count(),
        "waiting": [_asked(need) for need in waiting[:_SHOWN]],
        "on_it": sorted({alias(need.claimed_by) for need in waiting if alias(need.claimed_by)}),
        "breaking": bool(tag.topic) and told.exists(),
        "helped": _helped(tag, rows),
        "credit": credits_of(brand, tags=[tag.pk]).get(tag.pk),
        "credited": credited,
        "canonical": address_of(request, reverse("square_tag", args=[brand.slug, tag.name])),
    }
    return page(request, "square/tag.html", context)


def _asked(need: Need) -> Asked:
    on_it = alias(need.claimed_by) if need.state == "claimed" else ""
    return Asked(said(need.post, excerpt=IN_LIST), need.conversation.public_id, on_it)


def _helped(tag: Tag, rows: Sequence[Need]) -> list[Asked]:
    """Whom it helped, in their own words, with the answer. At most two queries."""
    helped = [need.pk for need in rows if need.state == "helped"]
    if not helped:
        return []
    words = Word.objects.filter(need__in=helped, value="helped").filter(shown_to_anyone("post__"))
    newest = words.select_related("post__account", "post__conversation").order_by("-pk")[:4]
    posts = [one.post for one in newest if one.post]
    answers = answers_in([post.conversation_id for post in posts])
    return [
        Asked(said(post, excerpt=IN_LIST), post.conversation.public_id, answer=answers.get(post.conversation_id))
        for post in posts
    ]

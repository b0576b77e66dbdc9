"""Incidents as rows: begun where people need help with the same thing, followed, gone quiet, come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tummler.common import clock
from tummler.minds.breaking import Cause, shared_words, telling
from tummler.minds.breaking.tracker import REMEMBERED, SAME_CAUSE
from tummler.minds.contract import NEEDY
from tummler.records.bulk import insert_new
from tummler.records.happenings import happen
from tummler.records.models import Brand, Incident, IncidentPost, Need, Post, Reading
from tummler.records.states import move

#: So many of its posts, and so great a part, have to want something: praise may burst, too, and breaks nothing.
LEAST_NEEDY, PART_NEEDY = 3, 0.25
#: Words that so many posts of it say may be kept; fewer would be somebody's own words.
SAID_BY = 3


def public_posts(brand: Brand) -> QuerySet[Post]:
    """What may be listened to: said by people, in public, now; never where someone may be in danger."""
    in_danger = Exists(Need.objects.filter(conversation=OuterRef("conversation")).exclude(care=""))
    posts = Post.objects.filter(brand=brand, state="understood", by_us=False, history=False, gone_at=None)
    return posts.filter(visibility="public", account__robot=False).exclude(in_danger)


def remembered(brand: Brand) -> list[Incident]:
    """The incidents whose causes are still known."""
    lately = clock.now() - timedelta(seconds=REMEMBERED)
    return list(Incident.objects.filter(brand=brand, last_at__gt=lately).order_by("pk"))


def found(brand: Brand, cause: Cause) -> Incident | None:
    """Begin an incident for a cause; None if its posts want nothing. Another process may have begun it already."""
    told = list(public_posts(brand).filter(pk__in=list(cause.posts)).values_list("pk", flat=True))
    needy = Reading.objects.filter(post__in=told, kind__value__in=sorted(NEEDY)).count()
    if needy < max(LEAST_NEEDY, PART_NEEDY * len(told)):
        return None
    known = _known(brand, told)
    if known is not None:
        return known
    incident = Incident.objects.create(brand=brand, since=_moment(cause.since), last_at=_moment(cause.last_at))
    happen("incident_suspected", brand, facts={"incident": incident.pk, "posts": len(told)})
    return incident


def _known(brand: Brand, told: Sequence[int]) -> Incident | None:
    for incident in remembered(brand):
        if IncidentPost.objects.filter(incident=incident, post__in=told).count() >= SAME_CAUSE * len(told):
            return incident
    return None


def follow(incident: Incident, cause: Cause) -> None:
    """Bring an incident's row up to what is known of its cause."""
    _tell(incident, cause)
    if cause.quiet_at is not None:
        if move(incident, "quiet", frm="suspected", quiet_at=_moment(cause.quiet_at)):
            happen("incident_quiet", incident.brand_id, facts={"incident": incident.pk})
    elif incident.state == "quiet" and move(incident, "suspected", frm="quiet", quiet_at=None):
        happen("incident_came_back", incident.brand_id, facts={"incident": incident.pk})


def _tell(incident: Incident, cause: Cause) -> None:
    """Its posts, its words, and the post that tells it best; written only where something is new."""
    here = set(incident.told.values_list("post_id", flat=True))
    new = [pk for pk in cause.posts if pk not in here]
    if not new:
        return
    # A post may be gone by now: rows only for those that are there.
    there = Post.objects.filter(pk__in=new, gone_at=None).values_list("pk", flat=True)
    insert_new(IncidentPost, ("brand", "incident", "post"), [(incident.brand_id, incident.pk, pk) for pk in there])
    counted = [term for term in cause.terms if sum(term in post.terms for post in cause.posts.values()) >= SAID_BY]
    best = [post.ref for post in telling(cause)][:1]
    changes = {
        "terms": list(dict.fromkeys([*incident.terms, *counted])),
        "words": shared_words(cause),
        "surprise": cause.surprise,
        "since": min(incident.since, _moment(cause.since)),
        "last_at": max(incident.last_at, _moment(cause.last_at)),
        "telling_id": Post.objects.filter(pk__in=best, gone_at=None).values_list("pk", flat=True).first(),
    }
    Incident.objects.filter(pk=incident.pk).update(**changes)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)

"""Pictures from other networks, through us: nobody's browser goes there, and nothing of theirs runs here."""

from __future__ import annotations

import threading
from pathlib import Path

from django.core import signing
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.views.decorators.http import require_safe

from tummler.common.pictures import NoPicture
from tummler.listening.media import fetch_picture, known_picture
from tummler.records.access import rows_for
from tummler.records.models import Picture, Post
from tummler.records.public import posts_for_anyone
from tummler.web.asking_limits import address_key, count_within
from tummler.web.picture_files import picture_file
from tummler.web.viewing import current_helper

_SIGNER = signing.Signer(salt="media", sep=".")
#: What a stranger's address may make us fetch in ten minutes; what is kept already isn't counted.
FETCHES, FETCHES_SECONDS = 120, 600
#: So many at a time, and so long may one wait for its turn: slow strangers must not take all of our threads.
_fetching, WAIT_SECONDS = threading.BoundedSemaphore(3), 3.0
#: What failed isn't tried again for so long.
FAILED_SECONDS = 600


def media_address(post: Post, number: int) -> str:
    """Where a post's picture is shown; the address is no key, the post must still be one that its reader may see."""
    return reverse("media", args=[_SIGNER.sign(f"{post.pk}-{number}")])


@require_safe
def show_media(request: HttpRequest, token: str) -> HttpResponse:
    """One picture of one post."""
    post, number = _post_of(request, token)
    ours = _ours(post, number)
    if ours:
        return picture_file(ours)
    try:
        kept = known_picture(post, number) or _fetched(request, post, number)
    except NoPicture as error:
        raise Http404 from error
    return _picture(request, kept) if kept else HttpResponse(status=429, headers={"Retry-After": "60"})


def _ours(post: Post, number: int) -> Picture | None:
    """What we sent ourselves is shown from here, not fetched. A query where the post says so."""
    named = post.media[number].get("picture") if 0 <= number < len(post.media) else None
    return Picture.objects.filter(public_id=named, post=post).first() if named else None


def _post_of(request: HttpRequest, token: str) -> tuple[Post, int]:
    try:
        post_id, number = map(int, _SIGNER.unsign(token).split("-"))
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    found = next((post for rows in _readable(request, post_id) for post in rows[:1]), None)
    if found is None or found.gone:
        raise Http404
    return found, number


def _readable(request: HttpRequest, post_id: int) -> list[QuerySet[Post]]:
    """The post as the signed-in helper may see it, or as anyone may."""
    helper = current_helper(request)
    rows = [rows_for(helper, Post).filter(pk=post_id)] if helper else []
    brand = Post.objects.filter(pk=post_id).select_related("brand").first()
    return [*rows, posts_for_anyone(brand.brand).filter(pk=post_id)] if brand else []


def _fetched(request: HttpRequest, post: Post, number: int) -> Path | None:
    """Fetch it; None if this reader has made us fetch too much, or too much is being fetched."""
    failed = f"media-failed:{post.pk}:{number}"
    if cache.get(failed):
        raise NoPicture("failed before")
    stranger = current_helper(request) is None
    if stranger and count_within(f"media:{address_key(request)}", FETCHES_SECONDS) > FETCHES:
        return None
    if not _fetching.acquire(timeout=WAIT_SECONDS):
        return None
    try:
        return fetch_picture(post, number)
    except NoPicture:
        cache.set(failed, True, FAILED_SECONDS)
        raise
    finally:
        _fetching.release()


def _picture(request: HttpRequest, kept: Path) -> HttpResponse:
    etag = f'"{kept.stem}"'
    headers = {
        "ETag": etag,
        # Only in the reader's own browser: a shared cache would keep what its author deleted.
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(kept.read_bytes(), content_type="image/webp", headers=headers)

"""Sharing a corner with other organisations: opt-in, thing by thing, in words that somebody saw; reading theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction

from tummler.acts.noting import Empty
from tummler.common import clock
from tummler.common.http import Unsafe, fetch_public, loopback_allowed
from tummler.common.text import storable
from tummler.community import feed_document as documents
from tummler.knowledge.taking_out import People, people_in, people_of, take_out, without_numbers
from tummler.records.access import NotAllowed, require
from tummler.records.bulk import insert_new
from tummler.records.happenings import happen
from tummler.records.models import Brand, Feed, Helper, Need, PlayNote, Shared, Source, SourceItem
from tummler.records.models.helper import Role

LONGEST = 6_000
#: A subscribed corner is read again when it was read this many seconds ago.
EVERY = 3600.0


class StillPersonal(Exception):
    """Something personal is in it yet: what it would be without."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__("personal")
        self.title, self.text = title, text


class NotSubscribed(ValueError):
    """Why a corner isn't read: a code (fingerprint, there, unsafe, no_answer, or BadFeed's)."""


# --------------------------------------------------------------------------------------------- ours


def anonymous(brand: Brand, need: Need | None, title: str, text: str) -> tuple[str, str]:
    """The words without what is personal: as they are shown to whoever decides on sharing them."""
    people: People = people_in(brand, [need.conversation_id]) if need else people_of(brand)
    (title, text), _taken = take_out([title, text], people)
    return without_numbers(title), without_numbers(text)


def share(
    *, actor: Helper, text: str, title: str = "", note: PlayNote | None = None, need: Need | None = None,
    language: str = "",
) -> Shared:  # fmt: skip
    """Share one thing in exactly these words, which the actor saw. Raises :class:`StillPersonal`, Empty."""
    row = note or need
    assert row is not None
    require(actor, "share_corner", row)
    if isinstance(row, Need) and row.care:
        raise NotAllowed("share_corner")
    title, text = storable(title).strip()[:600], storable(text).strip()[:LONGEST]
    if not text:
        raise Empty
    clean = anonymous(actor.brand, need, title, text)
    if clean != (title, text):
        raise StillPersonal(*clean)
    rows = Shared.objects.filter(brand=actor.brand, note=note, need=need, ended_at=None)
    with transaction.atomic():
        rows.update(ended_at=clock.now())
        shared = Shared.objects.create(
            brand=actor.brand, key=note.key if note else "", note=note, need=need, title=title, text=text,
            language=language[:35], helper=actor,
        )  # fmt: skip
        happen("corner_shared", actor.brand, actor, facts={"shared": shared.pk})
    return shared


def unshare(*, actor: Helper, shared: Shared, back: bool = False) -> bool:
    """It isn't in the feed any more (``back``: it is again); who shared it, and leads."""
    require(actor, "share_corner", shared)
    if shared.helper_id != actor.pk and actor.role == Role.HELPER:
        raise NotAllowed("share_corner")
    try:
        with transaction.atomic():
            rows = Shared.objects.filter(pk=shared.pk, ended_at__isnull=not back)
            done = bool(rows.update(ended_at=None if back else clock.now()))
            if done:
                happen("corner_unshared", shared.brand_id, actor, facts={"shared": shared.pk, "back": int(back)})
    except IntegrityError:  # shared anew meanwhile
        return False
    return done


def switch_feed(*, actor: Helper, on: bool) -> Feed:
    """Let anybody read what is shared, or nobody; its key pair is made the first time."""
    require(actor, "open_feed", actor.brand)
    key = Ed25519PrivateKey.generate()
    made = {
        "public": key.public_key().public_bytes_raw(),
        "box": settings.DATA.seal({"key": key.private_bytes_raw().hex()}),
    }
    with transaction.atomic():
        feed, _new = Feed.objects.get_or_create(brand=actor.brand, defaults=made)
        Feed.objects.filter(pk=feed.pk).update(on=on, changed_at=clock.now())
        happen("feed_switched", actor.brand, actor, facts={"on": int(on)})
    feed.on = on
    return feed


def feed_of(brand: Brand) -> Feed | None:
    """A brand's feed, if it ever had one. One query."""
    return Feed.objects.filter(brand=brand).first()


def feed_bytes(feed: Feed, address: str) -> bytes:
    """The document as it is now, signed. May raise UnreadableSecret. One query."""
    rows = Shared.objects.filter(brand=feed.brand_id, ended_at=None).order_by("-at", "-pk")[: documents.MOST_ITEMS]
    items = [
        documents.Item(one.public_id, one.text, one.at, title=one.title, key=one.key, language=one.language)
        for one in rows
    ]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.DATA.open(bytes(feed.box))["key"]))
    return documents.write(name=feed.brand.name, address=address, items=items, key=key, at=clock.now())


# ------------------------------------------------------------------------------------------- theirs


def subscribe(*, actor: Helper, url: str, fingerprint: str) -> Source:
    """Read another organisation's corner from now on, known by its key. Goes out first; raises NotSubscribed."""
    require(actor, "subscribe_feed", actor.brand)
    known = documents.as_typed(fingerprint)
    if not known:
        raise NotSubscribed("fingerprint")
    url = url.strip()[:300]
    source = Source(brand=actor.brand, url=url, fingerprint=known, helper=actor)
    document = _fetched(source)
    try:
        with transaction.atomic():
            source.save()
            _keep(source, document)
            happen("source_added", actor.brand, actor, facts={"source": source.pk})
    except IntegrityError:
        raise NotSubscribed("there") from None
    return source


def end_source(*, actor: Helper, source: Source) -> bool:
    """Read it no more; what it said here goes."""
    require(actor, "subscribe_feed", source)
    with transaction.atomic():
        done = bool(Source.objects.filter(pk=source.pk, ended_at=None).update(ended_at=clock.now()))
        if done:
            SourceItem.objects.filter(source=source).delete()
            happen("source_ended", source.brand_id, actor, facts={"source": source.pk})
    return done


def read_source(source: Source) -> str:
    """Read it again; "" or why not, which stands on the page. What was read before stays until it is read well."""
    try:
        document = _fetched(source)
    except NotSubscribed as wrong:
        Source.objects.filter(pk=source.pk).update(trouble=str(wrong), fetched_at=clock.now())
        return str(wrong)
    with transaction.atomic():
        if Source.objects.select_for_update().filter(pk=source.pk, ended_at=None).exists():
            _keep(source, document)
    return ""


def _fetched(source: Source) -> documents.Document:
    if urlsplit(source.url).scheme != "https" and not loopback_allowed():
        raise NotSubscribed("unsafe")
    try:
        body, _kind = fetch_public(source.url, documents.MOST_BYTES)
        return documents.read(body, source.fingerprint, source.signed_at)
    except (Unsafe, ValueError) as wrong:
        raise NotSubscribed(str(wrong) if isinstance(wrong, documents.BadFeed) else "unsafe") from None
    except httpx.HTTPError:
        raise NotSubscribed("no_answer") from None


def _keep(source: Source, document: documents.Document) -> None:
    """What they share now, instead of what they shared before."""
    SourceItem.objects.filter(source=source).delete()
    fields = ("brand", "source", "remote_id", "key", "title", "text", "language", "at")
    once = {one.id: one for one in document.items}
    rows = [
        (source.brand_id, source.pk, one.id, one.key, one.title, one.text, one.language, one.at)
        for one in once.values()
    ]
    if rows:
        insert_new(SourceItem, fields, rows)
    changes = {"name": document.name, "signed_at": document.signed_at, "fetched_at": clock.now(), "trouble": ""}
    Source.objects.filter(pk=source.pk).update(**changes)

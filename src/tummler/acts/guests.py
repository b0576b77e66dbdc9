"""Somebody from outside is asked into one conversation by a link: no account, one person, one answer, no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tummler.acts.noting import Empty
from tummler.acts.replies import own_draft, save_draft
from tummler.common import clock
from tummler.common.text import search_text, storable
from tummler.matching import calls, guests
from tummler.records.access import NotAllowed, can, require
from tummler.records.happenings import happen
from tummler.records.models import Guest, Helper, Need, Note, Reply
from tummler.records.models.helper import Role

LONGEST, LONGEST_NAME, LONGEST_ANSWER = 2000, 60, 4000
#: For how many days a link can be good.
DAYS = (1, 3, 7)
#: So many links may wait on one need.
MOST_WAITING = 10
#: The same asked again within this is the same press.
_SAME = timedelta(seconds=10)


class NotAsked(ValueError):
    """Why nobody was asked: "name" (whom), "text" (what), "many" (too many wait already)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask, what, and what they are shown beside it. ``seen``: the newest post that the helper saw."""

    name: str
    text: str
    shows: str = "asked"
    private: bool = False
    plain: bool = False
    days: int = 3
    seen: int | None = None


def ask_guest(*, actor: Helper, need: Need, asking: Asking) -> tuple[Guest, str]:
    """A guest, and the secret of their link, which nobody is told again. Raises :class:`NotAsked`.

    Nobody from outside is asked about somebody in danger.
    """
    require(actor, "ask_guest", need)
    if need.care:
        raise NotAllowed("ask_guest")
    name = " ".join(storable(asking.name).split())[:LONGEST_NAME]
    text = storable(asking.text).strip()[:LONGEST]
    at = clock.now()
    waiting = Guest.objects.filter(need=need, answered_at=None, revoked_at=None, until__gt=at)
    for wrong, code in ((not name, "name"), (not text, "text"), (waiting.count() >= MOST_WAITING, "many")):
        if wrong:
            raise NotAsked(code)
    shows = asking.shows if asking.shows in guests.SHOWS else "words"
    posts = guests.to_show(need, shows, asking.private)
    if asking.seen is not None:
        posts = posts.filter(pk__lte=asking.seen)
    secret = guests.new_secret()
    days = asking.days if asking.days in DAYS else DAYS[0]
    with transaction.atomic():
        Need.objects.select_for_update(of=("self",)).get(pk=need.pk)  # two presses at once take turns
        # Of a link pressed twice the one that is shown last is theirs, and the other leads nowhere.
        pressed = waiting.filter(helper=actor, name=name, text=text, browser="", made_at__gt=at - _SAME)
        pressed.update(revoked_at=at)
        guest = Guest.objects.create(
            brand_id=need.brand_id, need=need, helper=actor, digest=guests.digest_of(secret), name=name, text=text,
            shows=shows, posts=sorted(posts.values_list("pk", flat=True)), private=asking.private, plain=asking.plain,
            until=at + timedelta(days=days),
        )  # fmt: skip
        happen("guest_asked_in", need.brand_id, actor, **_rows(need), facts={"guest": guest.pk, "days": days})
    return guest, secret


def end_link(*, actor: Helper, guest: Guest) -> bool:
    """It leads nowhere any more: who asked, who has the need, and leads. It can't be undone; a new one can be made."""
    require(actor, "ask_guest", guest.need)
    if actor.role == Role.HELPER and actor.pk not in (guest.helper_id, guest.need.claimed_by_id):
        raise NotAllowed("ask_guest")
    with transaction.atomic():
        waits = Guest.objects.filter(pk=guest.pk, answered_at=None, revoked_at=None)
        done = bool(waits.update(revoked_at=clock.now()))
        if done:
            happen("guest_link_ended", guest.brand_id, actor, **_rows(guest.need), facts={"guest": guest.pk})
    return done


def open_link(*, guest: Guest) -> str:
    """ "That's me": the browser that presses first reads on, by this secret; "" for whoever comes later."""
    secret = guests.new_secret()
    with transaction.atomic():
        free = Guest.objects.filter(pk=guest.pk, browser="", answered_at=None, revoked_at=None, until__gt=clock.now())
        if not free.update(browser=guests.digest_of(secret), opened_at=clock.now()):
            return ""
        happen("guest_opened", guest.brand_id, **_rows(guest.need), facts={"guest": guest.pk})
    return secret


def answer_as_guest(*, guest: Guest, browser: str, text: str, credit: str = "") -> Note | None:
    """Their one answer: a note in the margin, and a call to who asked; None if it isn't taken any more.

    Raises Empty.
    """
    text = storable(text).strip()[:LONGEST_ANSWER]
    if not text:
        raise Empty
    if guests.standing_of(guest, browser) != "open":
        return None
    need, by = guest.need, guest.helper
    named = " ".join(storable(credit).split())[:LONGEST_NAME]
    with transaction.atomic():
        first = Guest.objects.filter(pk=guest.pk, answered_at=None, revoked_at=None)
        if not first.update(answered_at=clock.now(), credit=named):
            return None
        note = Note.objects.create(brand_id=guest.brand_id, need=need, text=text, search_text=search_text(text))
        Guest.objects.filter(pk=guest.pk).update(note=note)
        if by and can(by, "write_note", need):
            calls.call(need, by, by, "mention", note=note)
        happen("guest_answered", guest.brand_id, **_rows(need), facts={"guest": guest.pk})
    return note


def use_answer(*, actor: Helper, guest: Guest) -> Reply | None:
    """Put a guest's words behind what is written in the draft, with their name if they gave it. It isn't sent.

    None where the words are gone, or stand in it already. May raise Overtaken, as writing does.
    """
    require(actor, "save_draft", guest.need)
    note = guest.note
    if note is None or note.deleted_at is not None:
        return None
    draft = own_draft(actor=actor, need=guest.need)
    written = draft.text.rstrip() if draft else ""
    if note.text in written:
        return None
    words = f"{note.text}\n— {guest.credit}" if guest.credit else note.text
    text = f"{written}\n\n{words}" if written else words
    with transaction.atomic():
        reply = save_draft(actor=actor, need=guest.need, text=text, edition=draft.edition if draft else 0)
        happen("guest_answer_used", guest.brand_id, actor, **_rows(guest.need), facts={"guest": guest.pk})
    return reply


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}

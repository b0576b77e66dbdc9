"""A person takes along what is kept of them, or has it erased: every noun that holds something of theirs takes part.

Both go by accounts that they have proven, never by a helper's word that two accounts are one person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from tummler.acts import people_designing
from tummler.acts.people_rows import gone_with as _gone_with, of as _of, rows as _rows
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.common.text import search_text
from tummler.listening.departures import forget
from tummler.minds.taking_out import find_to_take_out
from tummler.records import erased, fading_keys
from tummler.records.bulk import insert_new
from tummler.records.happenings import happen
from tummler.records.holds import any_held
from tummler.records.models import (
    Account,
    Approval,
    ArticleWord,
    Blocked,
    Call,
    Conversation,
    Correction,
    Customer,
    Delivery,
    Demand,
    Event,
    Example,
    Gesture,
    Glance,
    Guest,
    Happening,
    Helped,
    Hold,
    Holder,
    Holding,
    Incident,
    IncidentPost,
    Labelled,
    Link,
    Meaning,
    Need,
    Note,
    Once,
    OneTimeWord,
    OwnAccount,
    Peer,
    PeerAnswer,
    PeerBlock,
    PeerChoice,
    PeerClaim,
    PeerReport,
    Person,
    Picture,
    Post,
    PostVersion,
    Proof,
    Proposal,
    Question,
    Reading,
    Reply,
    SameHere,
    Shared,
    Stop,
    TagRequest,
    Thanks,
    Tombstone,
    Vouch,
    Word,
)
from tummler.records.people_data import Theirs, Told, duties, register
from tummler.records.search import index_posts, unindex_posts
from tummler.records.states import move

people_designing.register_all()  # before the accounts: its rows are found by them


class Held(Exception):
    """They can't be erased now: two people here said that the law wants their words kept."""


def export(person: Person | Collection[int]) -> dict[str, Any]:
    """Everything that is kept of somebody, as values that JSON takes: noun → rows. All accounts are of one brand.

    Of a :class:`Person` all accounts; to a visitor only give the ones that they have proven (their numbers).
    """
    theirs = _theirs(person)
    if theirs is None:
        return {}
    told = {noun.__name__: duty.tell(theirs) for noun, duty in duties().items() if duty.tell}
    return {"made_at": clock.now().isoformat(), **{name: rows for name, rows in told.items() if rows}}


def erase(person: Person | Collection[int]) -> int:
    """Take everything away that is kept of somebody; how many rows were. Twice is once, and a kill is gone on with.

    Raises :class:`Held`.
    What others wrote stays, and so does the place of their posts, without a word, a name or an id of theirs.
    """
    theirs = _theirs(person)
    if theirs is None:
        return 0
    if any_held(theirs.accounts):
        raise Held
    accounts = theirs.account_rows()
    hashes = {one.pk: erased.hash_of(one.network, one.remote_id) for one in accounts}
    for account in accounts:
        if not account.remote_id.startswith("erased:"):
            erased.write_down(hashes[account.pk])
    killpoint("erase.written_down")
    with transaction.atomic():
        gone = sum(duty.erase(theirs) for duty in duties().values())
        for one in hashes.values():
            happen("person_erased", theirs.brand_id, facts={"hash": one})
    return gone


def erase_again() -> int:
    """Whom a restored backup brought back is erased once more; how many accounts."""
    if not erased.anybody():
        return 0

    done = {
        facts.get("hash") for facts in Happening.objects.filter(act="person_erased").values_list("facts", flat=True)
    }
    missing = erased.everybody() - done
    if not missing:
        return 0
    rows = Account.objects.values_list("pk", "network", "remote_id").iterator(2000)
    back = [pk for pk, network, remote_id in rows if erased.hash_of(network, remote_id) in missing]
    gone = 0
    for pk in back:
        with suppress(Held):
            erase([pk])
            gone += 1
    return gone


def _theirs(person: Person | Collection[int]) -> Theirs | None:
    rows = person.accounts.all() if isinstance(person, Person) else Account.objects.filter(pk__in=person)
    found = list(rows.order_by("pk").values_list("pk", "brand_id"))
    if not found:
        return None
    brands = {brand for _pk, brand in found}
    assert len(brands) == 1, "accounts of two brands are never told or erased together"
    return Theirs(brands.pop(), tuple(pk for pk, _brand in found))


# ------------------------------------------------------------------------------------------- told


def _accounts(theirs: Theirs) -> list[Told]:
    rows = Account.objects.filter(pk__in=theirs.accounts)
    return _rows(rows, "network", "handle", "name", "url", "first_heard_at", "stopped_at")


def _posts(theirs: Theirs) -> list[Told]:
    shown = theirs.posts.filter(gone_at=None)
    return _rows(shown, "text", "url", "shown_at", "visibility", "language", "media", "warning")


def _answers(theirs: Theirs) -> list[Told]:
    shown = theirs.answers.filter(gone_at=None, key_id=None).exclude(text="")
    return _rows(shown, "text", "url", "shown_at", "visibility")


# ----------------------------------------------------------------------------------------- erased


def _erase_posts(theirs: Theirs) -> int:
    """Words, versions, readings, examples, meanings, pictures go; the place keeps neither id nor address."""
    posts = theirs.posts.exclude(remote_id__startswith="erased:")
    rows = list(posts.values_list("pk", "channel", "remote_id", "brand"))
    forget(theirs.posts, "erased")
    at = clock.now()
    buried = [(brand, channel, erased.hash_of(channel, remote_id), at) for _pk, channel, remote_id, brand in rows]
    insert_new(Tombstone, ("brand", "channel", "remote_id", "at"), buried)
    for pk, channel, remote_id, _brand in rows:
        hashed = erased.hash_of(channel, remote_id)
        Event.objects.filter(channel=channel, remote_id__in=[remote_id, f"asked:{remote_id}"]).delete()
        Tombstone.objects.filter(channel=channel, remote_id=remote_id).delete()
        Conversation.objects.filter(channel=channel, root_remote_id=remote_id).update(root_remote_id=hashed)
        Post.objects.filter(channel=channel, parent_remote_id=remote_id).update(parent_remote_id=hashed)
        Post.objects.filter(pk=pk).update(remote_id=hashed, url="", version="", quote_remote_id="")
    Post.objects.filter(root_remote_id__in=[remote_id for _pk, _channel, remote_id, _brand in rows]).update(
        root_remote_id=""
    )
    return len(rows)


def _erase_answers(theirs: Theirs) -> int:
    """What was said to them alone goes; in what everybody reads, their name does."""
    forget(theirs.answers.filter(visibility="direct"), "erased")
    known = [name for one in theirs.account_rows() for name in (one.handle, one.name)]
    names = [name for name in known if name and not name.startswith("erased:")]
    changed = 0
    for post in theirs.answers.filter(gone_at=None).exclude(text=""):
        text = _without(post.text, names)
        if text != post.text:
            unindex_posts([(post.pk, post.brand_id, post.search_text)])
            post.text, post.search_text, post.spans = text, search_text(text), []
            post.save(update_fields=["text", "search_text", "spans"])
            index_posts([(post.pk, post.brand_id, post.search_text)])
            changed += 1
    return changed


def _without(text: str, names: Collection[str]) -> str:
    """A text without these names, however they are written in it."""
    theirs = {part.casefold() for name in names for part in re.findall(r"\w{3,}", name)}
    for one in reversed(find_to_take_out(text, names)):
        said = {part.casefold() for part in re.findall(r"\w+", text[one.start : one.end])}
        if one.kind in ("name", "handle") and said & theirs:
            text = f"{text[: one.start]}…{text[one.end :]}"
    for name in names:
        text = text.replace(f"@{name}", "@…")
    return text


def _erase_replies(theirs: Theirs) -> int:
    """Drafts go; what was promised is not sent any more; what stands keeps only that it does."""
    deliveries = Delivery.objects.filter(reply__in=theirs.replies.values("pk"))
    move(deliveries.filter(state__in=("waiting", "retry")), "never", trouble="erased")
    for delivery in deliveries.exclude(state="sending"):
        kept = {"text": "", "spans": [], "visibility": delivery.part.get("visibility", "")}
        Delivery.objects.filter(pk=delivery.pk).update(part=kept)
    keys = [key for key in theirs.replies.values_list("key", flat=True) if key]
    transaction.on_commit(lambda: fading_keys.destroy_all(keys))
    Picture.objects.filter(reply__in=theirs.replies.values("pk"), post=None).delete()
    drafts, _each = theirs.replies.filter(promised_at=None).delete()
    return drafts + theirs.replies.update(text="", key="", cuts=[], waved=[])


def _erase_once(theirs: Theirs) -> int:
    """What waits for them is destroyed with its key."""
    rows = Once.objects.filter(account__in=theirs.accounts)
    keys = [key for key in rows.values_list("key", flat=True) if key]
    transaction.on_commit(lambda: fading_keys.destroy_all(keys))
    return rows.delete()[0]


def _erase_calls(theirs: Theirs) -> int:
    return Call.objects.filter(need__in=theirs.needs.values("pk")).exclude(words="").update(words="")


def _erase_same_here(theirs: Theirs) -> int:
    """They said “Same here” in a browser; its key is their account on the square."""
    keys = [one.remote_id for one in theirs.account_rows() if one.network == "square"]
    mine = SameHere.objects.filter(key__in=keys, brand=theirs.brand_id)
    for need in Need.objects.filter(pk__in=mine.values("need")):
        Need.objects.filter(pk=need.pk).update(same_here=max(0, need.same_here - 1))
    return mine.delete()[0]


def _by_peer(noun: type[models.Model], *fields: str) -> Callable[[Theirs], list[Told]]:
    """What they did as a peer."""

    def tell(theirs: Theirs) -> list[Told]:
        return _rows(noun._default_manager.filter(peer__in=_peers(theirs)), *fields)

    return tell


def _peers(theirs: Theirs) -> models.QuerySet[Peer]:
    return Peer.objects.filter(models.Q(account__in=theirs.accounts) | models.Q(voice__in=theirs.accounts))


def _erase_as_peer(noun: type[models.Model]) -> Callable[[Theirs], int]:
    def erase_rows(theirs: Theirs) -> int:
        return noun._default_manager.filter(peer__in=_peers(theirs)).delete()[0]

    return erase_rows


def _erase_vouches(theirs: Theirs) -> int:
    return _erase_as_peer(Vouch)(theirs) + Vouch.objects.filter(account__in=theirs.accounts).delete()[0]


def _erase_blocks(theirs: Theirs) -> int:
    return _erase_as_peer(PeerBlock)(theirs) + PeerBlock.objects.filter(account__in=theirs.accounts).delete()[0]


def _erase_article_words(theirs: Theirs) -> int:
    keys = [one.remote_id for one in theirs.account_rows() if one.network == "square"]
    return ArticleWord.objects.filter(key__in=keys, brand=theirs.brand_id).delete()[0]


def _erase_incidents(theirs: Theirs) -> int:
    """An incident isn't told in their words any more; what several people said stays."""
    told = Incident.objects.filter(telling__in=theirs.posts.values("pk")).update(telling=None)
    return told + IncidentPost.objects.filter(post__in=theirs.posts.values("pk")).delete()[0]


def _erase_proposals(theirs: Theirs) -> int:
    """Proposals name posts by number: theirs are taken out, and those who lost half go."""
    mine, changed = set(theirs.posts.values_list("pk", flat=True)), 0
    for proposal in Proposal.objects.filter(brand=theirs.brand_id, state="waiting"):
        left = [pk for pk in proposal.posts if pk not in mine]
        if len(left) == len(proposal.posts):
            continue
        changed += 1
        if len(left) * 2 < len(proposal.posts):
            proposal.delete()
        else:
            Proposal.objects.filter(pk=proposal.pk).update(posts=left)
    return changed


def _thanks_held(theirs: Theirs) -> list[Told]:
    rows = Holder.objects.filter(account__in=theirs.accounts)
    return [
        {**row, "thanks": f"{Decimal(row['balance']) / 1000}"} for row in _rows(rows, "account", "balance", "off_at")
    ]


def _erase_proofs(theirs: Theirs) -> int:
    held = Holding.objects.filter(account__in=theirs.accounts)
    customers = list(held.values_list("customer", flat=True))
    gone = held.delete()[0] + OneTimeWord.objects.filter(account__in=theirs.accounts).delete()[0]
    gone += Proof.objects.filter(account__in=theirs.accounts).delete()[0]
    alone = Customer.objects.filter(pk__in=customers, holdings=None, peers=None)
    return gone + alone.delete()[0]


def _erase_accounts(theirs: Theirs) -> int:
    """Last: every other noun finds its rows by them. The account's place keeps a hash, so that it isn't heard again."""
    people = set(Account.objects.filter(pk__in=theirs.accounts).values_list("person", flat=True)) - {None}
    for account in theirs.account_rows():
        if account.remote_id.startswith("erased:"):
            continue
        Account.objects.filter(pk=account.pk).update(
            remote_id=erased.hash_of(account.network, account.remote_id), handle="", name="", avatar_url="", url="",
            person=None, gone_at=clock.now(),
        )  # fmt: skip
    Link.objects.filter(person__in=people).delete()
    Link.objects.filter(was__in=people).delete()
    Person.objects.filter(pk__in=people, accounts=None).delete()
    return len(theirs.accounts)


register(Post, tell=_posts, erase=_erase_posts)
register(PostVersion, tell=_of(PostVersion, "post", "text", "replaced_at"), erase=_gone_with(PostVersion, "post"))
register(Reading, tell=_of(Reading, "post", "kind", "topic", "urgency", "read_at"), erase=_gone_with(Reading, "post"))
register(Correction, tell=_of(Correction, "post", "field", "value"), erase=_gone_with(Correction, "post"))
register(Example, tell=None, erase=_gone_with(Example, "post"))
register(Meaning, tell=None, erase=_gone_with(Meaning, "post"))
register(Glance, tell=None, erase=_gone_with(Glance, "post"))
register(Thanks, tell=_of(Thanks, "account", "at"), erase=_gone_with(Thanks, "account"))
register(Helped, tell=_of(Helped, "account", "need", "at", "undone_at"), erase=_gone_with(Helped, "account"))
register(
    PeerAnswer,
    tell=_by_peer(PeerAnswer, "text", "post__text", "state", "at"),
    erase=_erase_as_peer(PeerAnswer),
)
register(PeerClaim, tell=_by_peer(PeerClaim, "at", "ended_at", "ended_why"), erase=_erase_as_peer(PeerClaim))
register(Vouch, tell=_by_peer(Vouch, "at", "undone_at"), erase=_erase_vouches)
register(PeerReport, tell=_of(PeerReport, "account", "why", "at", "outcome"), erase=_gone_with(PeerReport, "account"))
register(PeerBlock, tell=_of(PeerBlock, "account", "by_peer", "at"), erase=_erase_blocks)
register(PeerChoice, tell=_of(PeerChoice, "account", "peers", "at"), erase=_gone_with(PeerChoice, "account"))
register(Peer, tell=_of(Peer, "account", "languages", "topics", "joined_at"), erase=_gone_with(Peer, "account"))
register(OwnAccount, tell=_of(OwnAccount, "account", "how", "at"), erase=_gone_with(OwnAccount, "account"))
register(Blocked, tell=_of(Blocked, "account", "why", "at", "ended_at"), erase=_gone_with(Blocked, "account"))
register(
    Holder,
    tell=_thanks_held,
    erase=lambda theirs: Holder.objects.filter(account__in=theirs.accounts).update(account=None),
)
register(Gesture, tell=_of(Gesture, "post", "kind", "on", "asked_at"), erase=_gone_with(Gesture, "post"))
register(Incident, tell=None, erase=_erase_incidents)
register(Proposal, tell=None, erase=_erase_proposals)
register(Need, tell=_of(Need, "account", "kind", "topic", "state", "opened_at", "closed_at"), erase=lambda theirs: 0)
register(Word, tell=_of(Word, "need", "value", "at"), erase=_gone_with(Word, "need"))
register(Note, tell=_of(Note, "need", "text", "written_at"), erase=_gone_with(Note, "need"))
register(Call, tell=None, erase=_erase_calls)
register(Question, tell=None, erase=_gone_with(Question, "need"))
register(Guest, tell=_of(Guest, "need", "made_at", "shows", "answered_at"), erase=_gone_with(Guest, "need"))
register(Approval, tell=None, erase=_gone_with(Approval, "need"))
register(Shared, tell=None, erase=_gone_with(Shared, "need"))
register(Labelled, tell=_of(Labelled, "need", "label__name", "at"), erase=_gone_with(Labelled, "need"))
register(SameHere, tell=None, erase=_erase_same_here)
register(ArticleWord, tell=None, erase=_erase_article_words)
register(Once, tell=_of(Once, "account", "made_at", "until", "gone_at", "gone_why"), erase=_erase_once)
register(Reply, tell=_answers, erase=_erase_replies)
register(Delivery, tell=None, erase=_erase_answers)
register(
    TagRequest,
    tell=_of(TagRequest, "account", "tag__name", "heard_at", "state"),
    erase=_gone_with(TagRequest, "account"),
)
register(Demand, tell=_of(Demand, "account", "word", "at"), erase=_gone_with(Demand, "account"))
register(Stop, tell=_of(Stop, "account", "at"), erase=lambda theirs: 0)
register(
    Holding,
    tell=_of(Holding, "account", "customer__ref", "customer__name", "since", "ended_at"),
    erase=lambda theirs: 0,  # with the proofs
)
register(Hold, tell=_of(Hold, "account", "asked_at", "agreed_at", "ended_at"), erase=_gone_with(Hold, "account"))
register(Proof, tell=_of(Proof, "account", "how", "at", "ended_at"), erase=_erase_proofs)
register(Account, tell=_accounts, erase=_erase_accounts)

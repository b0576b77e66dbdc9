"""Peers in a conversation of the square: who of them spoke, what they answered beside it, what its asker may press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.records.models import Brand, Helped, Need, Peer, PeerAnswer, PeerBlock, Vouch
from tummler.records.peer_access import authors
from tummler.web import texts
from tummler.web.peer_rows import role_words
from tummler.web.square_rows import Said, Thread
from tummler.web.visitor import visitor_accounts


@dataclass(frozen=True, slots=True)
class Beside:
    """What a peer answered on the square to somebody who asked elsewhere."""

    answer: PeerAnswer
    words: Markup
    called: str
    role: str
    seed: str


@dataclass(frozen=True, slots=True)
class Presses:
    """What the asker may press under a peer's answer."""

    answer: PeerAnswer
    called: str
    helped: bool
    vouched: bool
    kept_away: bool


def peers_in(brand: Brand, posts: Sequence[Said]) -> dict[int, str]:
    """What stands beside the names of peers who wrote here: account → words. One query."""
    found = authors(brand.pk, list({one.post.account_id for one in posts if not one.by_us}))
    return {account: role_words(peer, brand) for account, peer in found.items()}


def beside(conversation: int, brand: Brand) -> list[Beside]:
    """What peers answered beside the thread. One query."""
    rows = PeerAnswer.objects.filter(need__conversation=conversation, need__care="", state="stands", post=None)
    rows = rows.filter(remote_id="").select_related("peer__voice", "peer__account", "need").order_by("at")
    return [
        Beside(
            one, texts.said(one.text), texts.name_of(one.peer.voice or one.peer.account), role_words(one.peer, brand),
            (one.peer.voice or one.peer.account).remote_id,
        )
        for one in rows
    ]  # fmt: skip


def waiting_of(peer: Peer, conversation: int) -> list[Beside]:
    """A peer's own answers there that wait for a look: nobody else on the square sees them. One query."""
    rows = PeerAnswer.objects.filter(need__conversation=conversation, peer=peer, state="waits").order_by("at")
    me = peer.voice or peer.account
    return [
        Beside(one, texts.said(one.text), texts.name_of(me), role_words(peer, peer.brand), me.remote_id) for one in rows
    ]


def in_thread(request: HttpRequest, brand: Brand, thread: Thread) -> dict[str, object]:
    """What the page of a conversation shows of peers. Two queries; three more for the one who asked."""
    need = thread.need
    mine = visitor_accounts(request, brand) if need is not None else frozenset()
    asker = need is not None and need.account_id in mine
    aside = beside(thread.conversation.pk, brand)
    answers = [one.answer for one in thread.posts if one.answer is not None] + [one.answer for one in aside]
    return {
        "peers": peers_in(brand, thread.posts),
        "beside": aside,
        "asker_presses": _presses(need, answers) if asker and need is not None else {},
        "may_report": bool(mine) and not asker,
        "peer_on_it": on_it(need),
    }


def on_it(need: Need | None) -> str:
    """Which peer has it, in a sentence; "" for nobody."""
    name = getattr(need, "peer_called", None) if need is not None and need.state == "open" else ""
    return _("%(name)s, another customer, is on it.") % {"name": texts.cleaned(name)} if name else ""


def _presses(need: Need, answers: Sequence[PeerAnswer]) -> dict[str, Presses]:
    if not answers:
        return {}
    peers = {one.peer_id: one.peer for one in answers}
    helped = set(Helped.objects.filter(need=need, undone_at=None).values_list("account", flat=True))
    vouched = set(
        Vouch.objects.filter(peer__in=peers, account=need.account_id, undone_at=None).values_list("peer", flat=True)
    )
    away = set(
        PeerBlock.objects.filter(peer__in=peers, account=need.account_id, by_peer=False).values_list("peer", flat=True)
    )
    return {
        one.public_id: Presses(
            one, _called(one.peer), one.peer.account_id in helped, one.peer_id in vouched, one.peer_id in away
        )
        for one in answers
    }


def _called(peer: Peer) -> str:
    return texts.name_of(peer.voice or peer.account)

"""What peers see: who asks what they may know, what they have under way, and how their answers stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _, gettext_noop as noop

from tummler.common import clock
from tummler.records.models import Brand, Helped, Need, Peer, PeerAnswer, PeerClaim, Topic
from tummler.records.models.peer import Trust
from tummler.records.peer_access import needs_for_peer, with_peer
from tummler.web.numbers import in_words, starting
from tummler.web.square_rows import FIRST_IN_LIST, HERE, Said, alias, said
from tummler.web.texts import cleaned, excerpt, name_of
from tummler.web.thanks_rows import pledged_for
from tummler.web.whys import language_name

#: So many open needs stand on a peer's page, and so many of their own answers.
SHOWN, ANSWERS = 30, 8

HIDDEN_WHY = {
    "wrong": noop("It isn’t so."),
    "rude": noop("It was unkind."),
    "sells": noop("It sold something."),
    "private": noop("It showed what is somebody’s own."),
    "reported": noop("Somebody reported it."),
    "tidied": noop("A steward tidied up."),
}


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Somebody asks: their words, why it may be for this peer, who of the peers has it."""

    need: Need
    said: Said
    fits: str
    on_it: str
    mine: bool
    language: str
    #: How many thanks are pledged to whoever helps, in words.
    pledged: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer of this peer's, and how it stands."""

    answer: PeerAnswer
    question: object
    words: object
    stands: str
    language: str


def asked_rows(peer: Peer, topics: Mapping[str, str]) -> list[AskedRow]:
    """What this peer may answer now. One query; two where thanks are counted."""
    rows = with_peer(needs_for_peer(peer)).select_related("post__account", "post__reading", "account", "conversation")
    needs = list(rows[:SHOWN])
    pledged = pledged_for(peer.brand, [need.pk for need in needs])
    return [replace(_asked(need, peer, topics), pledged=pledged.get(need.pk, "")) for need in needs]


def _asked(need: Need, peer: Peer, topics: Mapping[str, str]) -> AskedRow:
    reading = getattr(need.post, "reading", None)
    language = str((reading.language.get("value") if reading else "") or need.post.language)
    mine = getattr(need, "peer_on_it", None) == peer.pk
    name = cleaned(getattr(need, "peer_called", "") or "")
    return AskedRow(
        need, said(need.post, excerpt=FIRST_IN_LIST), _fits(need, peer, topics, language), "" if mine else name, mine,
        language_name(language),
    )  # fmt: skip


def _fits(need: Need, peer: Peer, topics: Mapping[str, str], language: str) -> str:
    if need.topic in peer.topics and need.topic in topics:
        return _("You know about %(topic)s.") % {"topic": topics[need.topic]}
    if language in peer.languages and len(peer.brand.languages) > 1:
        return _("You speak it.")
    return _("It came back; what was tried did not help.") if need.came_back else ""


def who_asks(rows: Collection[AskedRow]) -> str:
    """The page's first sentence."""
    people = len({row.need.account_id for row in rows})
    if not people:
        return _("Nobody asks anything that is for you just now.")
    if people == 1:
        return _("Somebody asks. You may well know.")
    return _("%(count)s people ask. You may well know.") % {"count": starting(in_words(people))}


def claims_of(peer: Peer) -> list[AskedRow]:
    """What this peer has now. One query."""
    rows = PeerClaim.objects.filter(peer=peer, ended_at=None, until__gt=clock.now(), need__state="open", need__care="")
    related = ("need__post__account", "need__post__reading", "need__account", "need__conversation")
    found = [claim.need for claim in rows.select_related(*related).order_by("at")]
    return [AskedRow(need, said(need.post, excerpt=FIRST_IN_LIST), "", "", True, "") for need in found]


def answers_of(peer: Peer) -> list[AnswerRow]:
    """What this peer answered lately, the newest first. Two queries."""
    rows = PeerAnswer.objects.filter(peer=peer, need__care="").exclude(state="taken_back")
    related = ("need__post", "need__account", "post", "reply__helper")
    found = list(rows.select_related(*related).order_by("-at")[:ANSWERS])
    helped = set(
        Helped.objects.filter(
            account=peer.account_id, undone_at=None, need__in=[one.need_id for one in found]
        ).values_list("need", flat=True)
    )  # fmt: skip
    return [_answer(one, peer.brand, one.need_id in helped) for one in found]


def _answer(answer: PeerAnswer, brand: Brand, helped: bool) -> AnswerRow:
    text = answer.post.text if answer.post and not answer.post.gone else answer.text
    asked = "" if answer.need.post.gone else answer.need.post.text
    return AnswerRow(
        answer, excerpt(asked, (), 110), excerpt(text, (), 160), stands_words(answer, brand, helped),
        answer.post.language if answer.post else "",
    )  # fmt: skip


def stands_words(answer: PeerAnswer, brand: Brand, helped: bool) -> str:
    """How an answer stands, to the one who gave it."""
    names = {"name": name_of(answer.need.account), "brand": brand.name}
    if helped:
        return _("%(name)s says that it worked.") % names
    if answer.state == "waits":
        return _("Somebody from %(brand)s looks at it before it shows.") % names
    if answer.state == "hidden":
        why = _(HIDDEN_WHY[answer.why]) if answer.why in HIDDEN_WHY else ""
        return " ".join(filter(None, (_("It was hidden.") % names, why)))
    if answer.post_id:
        return _("It stands there. Now it is %(name)s’s word that counts.") % names
    if answer.remote_id:
        return _("It will stand there in a moment.")
    if answer.reply is not None and answer.reply.promised_at:
        who = alias(answer.reply.helper) or brand.name
        return _("%(who)s brought it to %(name)s.") % {**names, "who": who}
    return _("It stands on the square. Somebody from %(brand)s can bring it to %(name)s.") % names


def topics_for(brand: Brand) -> dict[str, str]:
    """The brand's topics, by key. One query."""
    return dict(Topic.objects.filter(brand=brand, gone_at=None).order_by("name").values_list("key", "name"))


def role_words(peer: Peer, brand: Brand) -> str:
    """What stands beside a peer's name, wherever they answer."""
    if peer.here and peer.trust >= Trust.TRUSTED:
        return _("peer of %(brand)s") % {"brand": brand.name}
    return _("a customer who helps")


def newcomers(steward: Peer) -> list[Peer]:
    """Peers whom nobody has welcomed yet, for a steward. One query."""
    rows = Peer.objects.filter(brand=steward.brand_id, left_at=None, blocked_at=None, trust=Trust.NEW, agreed__gt=0)
    unwelcomed = rows.exclude(vouches__undone_at=None, vouches__isnull=False).exclude(pk=steward.pk)
    return list(unwelcomed.select_related("account", "voice").order_by("-joined_at")[:10])


def is_here(need: Need) -> bool:
    """Whether it was asked on the square itself."""
    return need.post.channel.network == HERE

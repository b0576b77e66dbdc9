"""What stands on a page of thanks: who thanked, what is under way, what became of it. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.common import clock
from tummler.community.selves import accounts_of_self
from tummler.records.models import Account, Brand, Cause, Due, Entry, Gift, Helped, Helper, Holder, Need, Payout, Post
from tummler.records.peer_access import needs_for_peers, standing_peers
from tummler.records.public import shown_to_anyone
from tummler.records.states import standing
from tummler.web import thanks_words as say
from tummler.web.square_rows import HERE, alias
from tummler.web.texts import excerpt, name_of

#: So many of each are shown.
_THANKED, _ENTRIES, _TO, _WAITING = 6, 30, 8, 4
_WORDS = 220


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody or something as a page names it: what their face is drawn from, and where they are."""

    name: str
    seed: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody said that it helped: their own words, where they may be read."""

    who: Whose
    words: Markup
    language: str
    at: datetime
    units: str
    nth: int
    conversation: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A gift that can still be taken back, or a pledge that waits for who helps."""

    gift: Gift
    units: str
    to: Whose
    words: Markup

    @property
    def leaving(self) -> bool:
        """Whether it can be taken back."""
        return self.gift.state == "leaving"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    at: datetime
    words: str
    units: str
    came: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits, to pledge for; what is pledged by whomever."""

    need: Need
    who: Whose
    words: Markup
    pledged: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody or something to give to, by the name that a form says it with."""

    value: str
    whose: Whose
    more: str = ""


Readable = Callable[[Collection[int]], set[int]]


def readable_by_anyone(posts: Collection[int]) -> set[int]:
    """Which of these posts strangers may read. One query."""
    return set(Post.objects.filter(shown_to_anyone(), pk__in=posts).values_list("pk", flat=True))


def whose(holder: Holder, *, inside: bool = False) -> Whose:
    """A holder as the page names it: colleagues by their name, strangers see the name that a helper signs with."""
    if holder.account is not None and not holder.account.gone_at:
        there = "" if holder.account.network == HERE else holder.account.network
        return Whose(name_of(holder.account), holder.account.remote_id, there)
    if holder.helper is not None:
        return Whose(holder.helper.name if inside else alias(holder.helper) or _("A helper"), holder.helper.public_id)
    if holder.cause is not None:
        return Whose(holder.cause.name)
    return Whose(_("a question")) if holder.kind == "need" else Whose(_("Somebody"))


def thanked_by(dues: QuerySet[Due], readable: Readable, *, inside: bool = False) -> list[Thanked]:
    """Who said that one helped, the newest first. Two queries."""
    rows = dues.filter(standing=True, why="").select_related(
        "giver__account", "helped__need__conversation", "helped__word__post"
    )
    found = list(rows.order_by("-at")[:_THANKED])
    shown = readable([one.helped.word.post_id for one in found if one.helped.word and one.helped.word.post_id])
    return [_thanked(one, shown, inside=inside) for one in found]


def _thanked(due: Due, shown: set[int], *, inside: bool) -> Thanked:
    need, post = due.helped.need, due.helped.word.post if due.helped.word else None
    seen = post is not None and post.pk in shown and not need.care
    words = excerpt(post.text, (), _WORDS) if post is not None and seen else Markup("")
    who = Whose(_("Somebody")) if need.care else whose(due.giver, inside=inside)
    where = need.public_id if inside else need.conversation.public_id
    return Thanked(
        who, words, post.language if post and seen else "", due.at, say.number(due.amount), due.nth,
        where if seen else "",
    )  # fmt: skip


_TO_ALL = ("to__account", "to__helper", "to__cause", "to__need__post")


def under_way(mine: Collection[int], *, inside: bool = False) -> list[UnderWay]:
    """What these holders gave that isn't there yet, and their pledges. One query."""
    rows = standing(Gift.objects.all(), "leaving", "pledged").filter(giver__in=mine).select_related(*_TO_ALL)
    found = rows.exclude(state="leaving", until__lte=clock.now()).order_by("-made_at")
    return [_under_way(gift, inside) for gift in found[:_ENTRIES]]


def _under_way(gift: Gift, inside: bool) -> UnderWay:
    need = gift.to.need
    words = excerpt(need.post.text, (), 90) if need and not need.post.gone and not need.care else Markup("")
    return UnderWay(gift, say.number(gift.amount), whose(gift.to, inside=inside), words)


def lines_of(mine: Collection[int], *, inside: bool = False) -> list[Line]:
    """Every entry of these holders in words, the newest first. Three queries."""
    rows = Entry.objects.filter(holder__in=mine).select_related("transfer__giver__account", "transfer__giver__helper")
    entries = [one for one in rows.order_by("-transfer__at", "-pk")[:_ENTRIES] if one.amount]
    gifts = {one.public_id: one for one in _named(Gift, entries, "gift").select_related(*_TO_ALL)}
    payouts = {one.public_id: one for one in _named(Payout, entries, "payout").select_related("reward")}
    return [_line(one, gifts, payouts, inside) for one in entries]


def _named(noun: Any, entries: Iterable[Entry], kind: str) -> QuerySet[Any]:
    keys = [one.transfer.key.split() for one in entries]
    found: QuerySet[Any] = noun.objects.filter(public_id__in=[key[1] for key in keys if key[0] == kind])
    return found


def _line(entry: Entry, gifts: dict[str, Gift], payouts: dict[str, Payout], inside: bool) -> Line:
    kind, _space, rest = entry.transfer.key.partition(" ")
    name, came = _("Somebody"), entry.amount > 0
    gift, payout = gifts.get(rest.split(" ")[0]), payouts.get(rest.split(" ")[0])
    if kind == "payout" and payout:
        name = payout.reward.name
    elif entry.transfer.kind in ("leave", "back") and gift:
        name = whose(gift.to, inside=inside).name
    elif entry.transfer.giver:
        name = whose(entry.transfer.giver, inside=inside).name
    pledged = gift is not None and gift.to.kind == "need" and entry.transfer.kind == "leave"
    words = _(say.PLEDGED) if pledged else _(say.HAPPENED[entry.transfer.kind, came]).replace("{name}", name)
    return Line(entry.transfer.at, words, say.number(entry.amount), came)


def helped_me(brand: Brand, accounts: Collection[int]) -> list[Choice]:
    """Who helped with what was asked from these accounts, the newest first. One query."""
    rows = Helped.objects.filter(brand=brand, need__account__in=accounts, need__care="", undone_at=None)
    found: dict[str, Choice] = {}
    for one in rows.select_related("helper", "account").order_by("-at")[: 4 * _TO]:
        choice = _choice(one.helper or one.account)
        if choice and choice.value not in found:
            found[choice.value] = choice
    return list(found.values())[:_TO]


def _choice(someone: Helper | Account | None) -> Choice | None:
    if isinstance(someone, Helper):
        return (
            Choice(f"helper-{someone.public_id}", Whose(alias(someone), someone.public_id)) if alias(someone) else None
        )
    if someone is None or someone.gone_at:
        return None
    there = "" if someone.network == HERE else someone.network
    return Choice(f"account-{someone.pk}", Whose(name_of(someone), someone.remote_id, there))


def someone_called(brand: Brand, text: str) -> Helper | Account | None:
    """Somebody who helps here, by the handle or the name that all can see; None where nobody, or more than one, is."""
    said = text.strip().lstrip("@^").strip()[:255]
    if not said:
        return None
    helped = Helped.objects.filter(brand=brand, undone_at=None, need__care="").values("account")
    known = Account.objects.filter(brand=brand, handle__iexact=said, gone_at=None)
    peers = standing_peers(brand.pk).values("account")
    accounts = list((known.filter(pk__in=helped) | known.filter(pk__in=peers)).distinct().order_by("pk")[:2])
    if len(accounts) == 2 and accounts[1].pk in accounts_of_self(accounts[0].pk):
        del accounts[1]
    helpers = [
        one for one in Helper.objects.filter(brand=brand, active=True) if alias(one).casefold() == said.casefold()
    ]
    found: list[Helper | Account] = [*accounts, *helpers]
    return found[0] if len(found) == 1 else None


def waiting(brand: Brand, accounts: Collection[int]) -> list[Waiting]:
    """Questions that wait longest, which peers may see, and what is pledged for them. Two queries."""
    rows = standing(needs_for_peers(brand.pk), "open", "claimed").exclude(account__in=accounts)
    needs = list(rows.select_related("post", "account").order_by("waiting_since", "pk")[:_WAITING])
    pledged = dict(Holder.objects.filter(need__in=needs).values_list("need", "balance"))
    return [_waiting(need, pledged.get(need.pk, 0)) for need in needs]


def _waiting(need: Need, pledged: int) -> Waiting:
    there = "" if need.account.network == HERE else need.account.network
    who = Whose(name_of(need.account), need.account.remote_id, there)
    return Waiting(need, who, excerpt(need.post.text, (), 140), pledged)


def pooled(causes: Sequence[Cause]) -> list[tuple[Cause, int]]:
    """Each cause with what is pooled for it. One query."""
    held = dict(Holder.objects.filter(cause__in=causes).values_list("cause", "balance"))
    return [(one, held.get(one.pk, 0)) for one in causes]


def pledged_for(brand: Brand, needs: Collection[int]) -> dict[int, str]:
    """What is pledged for each of these needs, in words. One query, and none where thanks aren't counted."""
    if brand.thanks_since is None or not needs:
        return {}
    rows = Holder.objects.filter(brand=brand, need__in=needs, balance__gt=0).values_list("need", "balance")
    return {need: say.number(units) for need, units in rows}


def totals(purse: Sequence[Holder]) -> tuple[int, int]:
    """What they have altogether, and how much of it may be turned into something."""
    return sum(one.balance for one in purse), sum(one.payable for one in purse)

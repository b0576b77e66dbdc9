"""What stands on “You, here”: accounts that are theirs, what they are joined with, what was asked from them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_noop as noop

from tummler.acts import proving_there as there
from tummler.records.models import Account, Brand, Holding, Need, Proof, Visitor
from tummler.records.public import needs_for_anyone
from tummler.web import visitor as visitors
from tummler.web.channel_words import label_of
from tummler.web.square_rows import HERE
from tummler.web.texts import excerpt, handle_of

#: What networks ask, to be found by who gathers our words.
_ASKED = (noop("Your handle, or your server"), noop("Your handle"))
#: How what they asked stands.
_STANDS = {
    "open": noop("heard, not answered yet"),
    "claimed": noop("somebody is on it"),
    "answered": noop("answered"),
    "no_answer": noop("answered"),
    "helped": noop("it worked, you said"),
    "not_helped": noop("not solved yet"),
}
#: So much is shown; all of it is in what they take along.
NEEDS = 20


@dataclass(frozen=True, slots=True)
class Mine:
    """An account that is theirs: how and when they proved it here; ``at`` None for one known by having asked here."""

    account: Account
    label: str
    handle: str
    how: str
    at: datetime | None
    #: What it is joined with.
    holding: Holding | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that they asked: where it can be read again, and how it stands."""

    need: Need
    words: object
    label: str
    stands: str
    #: Its page on the square, "" where it has none for strangers.
    conversation: str


def by_app(key: str) -> bool:
    """Whether what proves it comes out of an app: nobody should be taught to paste keys, so it is folded away."""
    asked = there.proving_of(key)
    return asked is not None and all(one.advanced for one in asked.fields)


def proving_fields(key: str) -> list[tuple[str, str, str]]:
    """What a network asks before it can send somebody to their own sign-in page: name, label, an example."""
    asked = there.proving_of(key)
    return [(one.name, _(one.label), one.help) for one in asked.fields] if asked else []


def mine_of(request: HttpRequest, brand: Brand, browser: Visitor | None) -> list[Mine]:
    """The accounts that this browser's holder has proven, and the one that asked here. Four queries."""
    here = visitors.visitor_accounts(request, brand)
    proofs: dict[int, Proof] = {}
    if browser is not None:
        for proof in Proof.objects.filter(visitor=browser, ended_at=None, account__in=here).order_by("at"):
            proofs[proof.account_id or 0] = proof
    rows = Account.objects.filter(pk__in=here).order_by("network", "handle")
    held = Holding.objects.filter(account__in=here, ended_at=None).select_related("customer")
    joined = {one.account_id: one for one in held}
    return [as_mine(account, proofs.get(account.pk), joined.get(account.pk)) for account in rows]


def as_mine(account: Account, proof: Proof | None, holding: Holding | None = None) -> Mine:
    """An account of theirs as the page shows it."""
    handle = account.called if account.network == HERE else handle_of(account)
    how = proof.how if proof else "asked_here"
    return Mine(account, label_of(account.network), handle, how, proof.at if proof else None, holding)


def asked_by(brand: Brand, accounts: Collection[int]) -> list[Asked]:
    """What was asked from these accounts, the newest first. Three queries. Words of danger are in no list."""
    rows = Need.objects.filter(brand=brand, account__in=accounts, care="", state__in=_STANDS)
    found = list(rows.select_related("post__channel", "conversation").order_by("-opened_at")[:NEEDS])
    shown = set(needs_for_anyone(brand).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [_asked(need, need.pk in shown) for need in found]


def _asked(need: Need, shown: bool) -> Asked:
    words = excerpt(need.post.text, (), 180) if not need.post.gone else ""
    label = label_of(need.post.channel.network)
    return Asked(need, words, label, _(_STANDS[need.state]), need.conversation.public_id if shown else "")

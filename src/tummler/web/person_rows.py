"""What we know of the one who asks, each with its proof: languages, accounts, and those that only share a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tummler.acts.linking import suggested
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Account, Helper, Holding, Link, Need, Post
from tummler.records.prepared import Given, prepared
from tummler.web import whys
from tummler.web.texts import given_name, handle_of, web_address

#: So many of their posts are looked at for the languages they write.
_LOOKED_AT = 60
_NAMESAKES = 3


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of theirs, and how we know that it is."""

    network: str
    handle: str
    proof: str
    link: str = ""
    #: The account's number, to link it by.
    pk: int = 0
    #: The helpers' word that made it theirs, to take back; while it waits, the first one's.
    said: str = ""
    #: Whether this helper may agree: another one has said so.
    may_agree: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, and what only looks alike."""

    writes: str
    accounts: list[AccountRow] = field(default_factory=list)
    namesakes: list[AccountRow] = field(default_factory=list)
    #: One helper says that they are the same, and nobody else yet.
    suggested: list[AccountRow] = field(default_factory=list)


def known_of(helper: Helper, need: Need) -> Known:
    """Languages, accounts with proof, accounts that share the name. Six queries at most."""
    account = need.account
    accounts = [AccountRow(account.network, handle_of(account), _here(account), _link(account))]
    waiting: list[AccountRow] = []
    if account.person_id:
        # One query for all: who is linked, who proved what, whether somebody is only suggested. A person is of one
        # brand: naming it again would have SQLite read all of its accounts.
        rows = prepared("accounts of a person", _people).all(brand=account.brand_id, person=account.person_id)
        if any(one.pk == account.pk and one.held for one in rows):
            accounts = [replace(accounts[0], proof=_("wrote this, and has shown their customer account"))]
        near = [one for one in rows if one.pk != account.pk]
        linked = [one for one in near if one.person_id == account.person_id][:10]
        waiting = _suggested(helper, need) if len(linked) < len(near) else []
        said = _words_for(helper, account) if linked else []
        accounts += [_linked_row(account, one, said) for one in linked]
    namesakes: list[Account] = []
    if account.name:
        alike = asked_by(helper, "namesakes", _alike).all(of=account.pk, name=account.name, network=account.network)
        namesakes = [
            one
            for one in alike
            if (one.person_id is None or one.person_id != account.person_id)
            and one.pk not in {row.pk for row in waiting}
        ]
    shown = [AccountRow(one.network, handle_of(one), "", _link(one), one.pk) for one in namesakes[:_NAMESAKES]]
    return Known(_languages(helper, account), accounts, shown, waiting)


def _people() -> QuerySet[Account]:
    """Accounts of a person, and those that one helper says are this person's, from either side."""
    waiting = Link.objects.filter(brand=Given("brand"), waits=True, undone_at=None)
    there = waiting.filter(person=Given("person")).values("account")
    here = waiting.filter(was=Given("person")).values("person")
    people = Account.objects.filter(Q(person=Given("person")) | Q(pk__in=there) | Q(person__in=here))
    held = Exists(Holding.objects.filter(account=OuterRef("pk"), ended_at=None))
    return people.annotate(held=held).exclude(gone_at__isnull=False).order_by("pk")[:20]


def _alike(helper: Helper) -> QuerySet[Account]:
    others = rows_for(helper, Account).exclude(pk=Given("of")).exclude(gone_at__isnull=False)
    return others.filter(name=Given("name")).exclude(network=Given("network"))[: _NAMESAKES * 2]


def _suggested(helper: Helper, need: Need) -> list[AccountRow]:
    """What one of us says of them, from either side. Two queries at most."""
    found = []
    for link in suggested(helper, need):
        other = link.account
        if link.was_id == need.account.person_id:
            other = rows_for(helper, Account).filter(person=link.person_id, gone_at=None).order_by("pk").first()
        if other is not None:
            said = _("%(name)s says that it’s the same person") % {"name": given_name(link.helper) or _("a colleague")}
            own = link.helper_id == helper.pk
            words = _("You say that it’s the same person. Another of you has to say so, too.") if own else said
            row = AccountRow(other.network, handle_of(other), words, _link(other), other.pk, link.public_id, not own)
            found.append(row)
    return found


def _here(account: Account) -> str:
    if account.network == "square":
        return _("wrote this on the square, in this browser")
    return _("wrote this, on %(network)s") % {"network": label_of(account.network)}


def _words_for(helper: Helper, account: Account) -> list[Link]:
    """The helpers' words by which accounts are this person's. One query."""
    rows = rows_for(helper, Link).filter(person=account.person_id, waits=False, undone_at=None)
    return list(rows.select_related("helper", "agreed_by").order_by("-pk"))


def _linked_row(account: Account, one: Account, said: list[Link]) -> AccountRow:
    """How we know: by whose word. It came along with the other account, or the other with it."""
    word = next((link for link in said if (one.pk in link.moved) != (account.pk in link.moved)), None)
    place = label_of(one.network)
    if word is None:
        proof = _("linked to them here, on %(network)s") % {"network": place}
        return AccountRow(one.network, handle_of(one), proof, _link(one), one.pk)
    if word.proven:
        return AccountRow(one.network, handle_of(one), _("proven by themselves"), _link(one), one.pk)
    names = {"name": given_name(word.helper) or _("a colleague"), "other": given_name(word.agreed_by)}
    both = (
        _("said so by %(name)s and %(other)s; not proven") if word.agreed_by else _("said so by %(name)s; not proven")
    )
    proof = both % names
    return AccountRow(one.network, handle_of(one), proof, _link(one), one.pk, word.public_id)


def label_of(key: str) -> str:
    """A network's own name."""
    try:
        return network(key).label
    except UnknownNetwork:
        return key


def _link(account: Account) -> str:
    return account.url if web_address(account.url) else ""


def _languages(helper: Helper, account: Account) -> str:
    """English; English and Spanish: what they wrote with us, the most first. One query on the index of authors."""
    written = asked_by(helper, "languages", _written).rows(of=account.pk)
    said = Counter(str((reading or {}).get("value", "") or language).split("-")[0] for language, reading in written)
    names = [whys.language_name(code) or _own_language(code) for code, _count in said.most_common(3) if code]
    names = list(dict.fromkeys(name for name in names if name))
    if not names:
        return ""
    if len(names) == 1:
        return _("Writes %(language)s.") % {"language": names[0]}
    return _("Writes %(languages)s and %(last)s.") % {"languages": ", ".join(names[:-1]), "last": names[-1]}


def _written(helper: Helper) -> QuerySet[Post, Any]:
    posts = rows_for(helper, Post).filter(account=Given("of"), gone_at=None).order_by("-shown_at")
    return posts.values_list("language", "reading__language")[:_LOOKED_AT]


def _own_language(code: str) -> str:
    """The reader's own language, which a need's row doesn't name."""
    from django.utils.translation import get_language_info

    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return ""

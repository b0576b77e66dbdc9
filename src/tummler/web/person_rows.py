"""What we know of the one who asks, each with its proof: languages, accounts, and those that only share a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tummler.networks.registry import UnknownNetwork, network
from tummler.records.access import rows_for
from tummler.records.models import Account, Helper, Link, Need, Post
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
    #: The helper's word that made it theirs, to take back.
    said: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, and what only looks alike."""

    writes: str
    accounts: list[AccountRow] = field(default_factory=list)
    namesakes: list[AccountRow] = field(default_factory=list)


def known_of(helper: Helper, need: Need) -> Known:
    """Languages, accounts with proof, and accounts that share the name. Four queries at most."""
    account = need.account
    accounts = [AccountRow(account.network, handle_of(account), _here(account), _link(account))]
    others = rows_for(helper, Account).exclude(pk=account.pk).exclude(gone_at__isnull=False)
    if account.person_id:
        linked = list(others.filter(person=account.person_id).order_by("pk")[:10])
        said = _words_for(helper, account) if linked else []
        accounts += [_linked_row(account, one, said) for one in linked]
    namesakes: list[Account] = []
    if account.name:
        alike = others.filter(name=account.name).exclude(network=account.network)
        namesakes = [
            one for one in alike[: _NAMESAKES * 2] if one.person_id is None or one.person_id != account.person_id
        ]
    shown = [AccountRow(one.network, handle_of(one), "", _link(one), one.pk) for one in namesakes[:_NAMESAKES]]
    return Known(_languages(helper, account), accounts, shown)


def _here(account: Account) -> str:
    if account.network == "square":
        return _("wrote this on the square, in this browser")
    return _("wrote this, on %(network)s") % {"network": label_of(account.network)}


def _words_for(helper: Helper, account: Account) -> list[Link]:
    """The helpers' words by which accounts are this person's. One query."""
    rows = rows_for(helper, Link).filter(person=account.person_id, undone_at=None)
    return list(rows.select_related("helper").order_by("-pk"))


def _linked_row(account: Account, one: Account, said: list[Link]) -> AccountRow:
    """How we know: by whose word. It came along with the other account, or the other with it."""
    word = next((link for link in said if (one.pk in link.moved) != (account.pk in link.moved)), None)
    place = label_of(one.network)
    if word is None:
        proof = _("linked to them here, on %(network)s") % {"network": place}
        return AccountRow(one.network, handle_of(one), proof, _link(one), one.pk)
    name = given_name(word.helper) or _("a colleague")
    proof = _("said so by %(name)s; not proven") % {"name": name}
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
    posts = rows_for(helper, Post).filter(account=account.pk, gone_at=None).order_by("-shown_at")
    said = Counter(
        str((reading or {}).get("value", "") or language).split("-")[0]
        for language, reading in posts.values_list("language", "reading__language")[:_LOOKED_AT]
    )
    names = [whys.language_name(code) or _own_language(code) for code, _count in said.most_common(3) if code]
    names = list(dict.fromkeys(name for name in names if name))
    if not names:
        return ""
    if len(names) == 1:
        return _("Writes %(language)s.") % {"language": names[0]}
    return _("Writes %(languages)s and %(last)s.") % {"languages": ", ".join(names[:-1]), "last": names[-1]}


def _own_language(code: str) -> str:
    """The reader's own language, which a need's row doesn't name."""
    from django.utils.translation import get_language_info

    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return ""

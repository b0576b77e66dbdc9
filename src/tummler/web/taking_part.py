"""Who takes part on the square beyond asking: as whom they write, and how what they write is looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tummler.acts.asking import Asker, ask_on_square
from tummler.common.text import storable
from tummler.community.reading import Read, kept_away, read
from tummler.community.wishes import key_of_account
from tummler.records.models import Account, Brand
from tummler.web import asker as askers
from tummler.web.asking_limits import address_key, count_within
from tummler.web.asking_rules import HANDED_BACK, PER_ADDRESS, Asking, hand_back
from tummler.web.square_rows import HERE
from tummler.web.square_words import listed
from tummler.web.visitor import visitor_accounts

#: How often one network address may press something in an hour.
PRESSES = 120

#: Why something is handed back, beside what the square hands back.
MORE: dict[str, str | Promise] = {
    "title": gettext_lazy("It has no first line yet. Say in one sentence what you wish for."),
    "too_much": gettext_lazy("That is as much as one can write here in a day. Keep it, and send it tomorrow."),
    "nobody": gettext_lazy("We have to know you first: show on “You” which account is yours, then send it again."),
    "never": gettext_lazy("A number stands in it that nobody should see: %(words)s. Take it out, and send again."),
    "private": gettext_lazy("Everyone can read this: %(words)s. Take it out, or send once more if it may stand there."),
    "name": gettext_lazy("A hashtag is one word: letters, figures or emoji, and not figures alone."),
    "draft": gettext_lazy("The question or its answer is missing."),
    "away": gettext_lazy("You were asked to stay away. You can read along, and ask for help where you always did."),
    "part": gettext_lazy("That part is full, or isn’t there any more. Your words are here."),
    "closed": gettext_lazy("The quest has moved on meanwhile. Your words are here; see what is asked now."),
    "same": gettext_lazy("That is how it stands already."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: by their cookie on the square, and by the accounts that they have proven."""

    brand: Brand
    secret: str
    accounts: tuple[Account, ...]

    @property
    def account(self) -> Account | None:
        """As whom they write: what they have proven before where they only asked; None for nobody we know."""
        return min(self.accounts, key=lambda one: (one.network == HERE, one.pk), default=None)

    @property
    def ids(self) -> frozenset[int]:
        """Their accounts' numbers."""
        return frozenset(one.pk for one in self.accounts)

    @property
    def keys(self) -> tuple[str, ...]:
        """By which their presses are known again: the first is used for a new one. Empty for a first visit."""
        by_cookie = askers.key_of(self.secret, self.brand)
        first = [key_of_account(self.account)] if self.account else []
        found = [*first, *([by_cookie] if by_cookie else []), *(key_of_account(one) for one in self.accounts)]
        return tuple(dict.fromkeys(found))


def reader_of(request: HttpRequest, brand: Brand) -> Reader:
    """Who reads this brand's pages. Three queries at most, none for a first visit."""
    ids = visitor_accounts(request, brand)
    accounts = tuple(Account.objects.filter(pk__in=ids, brand=brand, gone_at=None).order_by("pk")) if ids else ()
    return Reader(brand, askers.secret_of(request), accounts)


def with_key(reader: Reader) -> tuple[Reader, str]:
    """The same with a key to press by, and the secret that their browser has to remember; "" if it knows one."""
    if reader.keys:
        return reader, ""
    secret = askers.new_secret()
    return replace(reader, secret=secret), secret


def remembered(response: HttpResponse, secret: str) -> HttpResponse:
    """Know them again, where they pressed for the first time."""
    if secret:
        askers.remember(response, secret)
    return response


def too_many_presses(request: HttpRequest) -> bool:
    """Whether more comes from one place than people press."""
    return count_within(f"pressed:{address_key(request)}", 3600) > PRESSES


def line(request: HttpRequest, name: str, longest: int) -> str:
    """A field on one line."""
    return " ".join(storable(request.POST.get(name, "")).split())[:longest]


def lines(request: HttpRequest, name: str, longest: int) -> str:
    """A field as it was written."""
    return storable(request.POST.get(name, "")).replace("\r\n", "\n").strip()[:longest]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: a code of why it is handed back ("" if it isn't), its words, and what was read of it."""

    code: str
    words: str
    read: Read


def look_at(request: HttpRequest, reader: Reader, texts: Sequence[str], *, guest: bool = False) -> Looked:
    """Hold what was sent against the square's rules, and read it. A ``guest`` is known by their link."""
    known = guest or reader.account is not None
    code = hand_back(
        Asking(
            text="\n".join(texts),
            trap=request.POST.get("homepage", ""),
            seconds=askers.seconds_since(request.POST.get("stamp", ""), reader.brand),
            known=known,
            our_name=False,
        )
    )
    if not code and count_within(f"asked:{address_key(request)}", 3600) > PER_ADDRESS:
        code = "too_much"
    if code:
        return Looked(code, why(code), Read(""))
    found = read(reader.brand, texts)
    if found.never:
        code = "never"
    elif reader.ids and kept_away(reader.ids) and not found.danger:
        code = "away"
    elif found.private and request.POST.get("anyway") != _digest(found.private):
        code = "private"
    elif not known and not found.danger:
        code = "nobody"
    return Looked(code, why(code, found.private), found)


def _digest(private: Sequence[str]) -> str:
    return str(len(private)) + "-" + str(sum(len(one) for one in private))


def anyway(looked: Looked) -> str:
    """What a form carries once its writer was told what is private in it; "" if there is nothing."""
    return _digest(looked.read.private) if looked.code == "private" else ""


def why(code: str, private: Sequence[str] = ()) -> str:
    """Why it was handed back, in words."""
    if code in MORE:
        quoted = listed([f"“{one}”" for one in private[:3]])
        words = str(MORE[code])
        return words % {"words": quoted} if "%(words)s" in words else words
    return str(HANDED_BACK[code]) if code else ""


def to_the_named_person(reader: Reader, text: str) -> tuple[str, str]:
    """Somebody may be in danger: it is no wish but asked, for one person's eyes. Its id, and the cookie's secret."""
    secret = reader.secret or askers.new_secret()
    name = reader.account.name if reader.account else ""
    asker = Asker(askers.key_of(secret, reader.brand), name)
    return ask_on_square(brand=reader.brand, asker=asker, text=text), secret

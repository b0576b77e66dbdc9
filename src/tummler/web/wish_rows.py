"""What the pages of wishes show, read in a fixed number of queries however many there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from tummler.community.wishes import answers_of, wishes_for_anyone
from tummler.records.models import Account, Brand, Credit, Demand, Wish, WishAnswer, WishSupport, WishVersion
from tummler.web.texts import excerpt, name_of

#: On one page of the list; on the square's own page; in "You, here".
LISTED, ON_SQUARE, MINE = 30, 3, 20
#: How the list can be asked for.
VIEWS = ("most", "new", "open", "yes", "later", "no", "done")


@dataclass(frozen=True, slots=True)
class Row:
    """One wish in a list: who wished it, what we said, whether its reader wants it too, or wished it."""

    wish: Wish
    version: WishVersion
    answer: WishAnswer | None
    wanted: bool
    own: bool

    @property
    def by(self) -> str:
        """Who wished it; somebody who was erased has no name."""
        return called(self.wish.account)

    @property
    def seed(self) -> str:
        """What their face is drawn from."""
        return self.wish.account.remote_id if self.wish.account else ""

    @property
    def words(self) -> Markup:
        """What is wished for, on a line or two."""
        return excerpt(self.version.title, (), 160)


def called(account: Account | None) -> str:
    """Somebody's name, where they still have one here."""
    return name_of(account) if account and account.gone_at is None else _("Somebody")


def in_view(rows: QuerySet[Wish], view: str) -> QuerySet[Wish]:
    """The list as it is asked for."""
    if view in ("most", "new"):
        return rows.order_by(*(("-supports", "-pk") if view == "most" else ("-pk",)))
    return rows.filter(state=view).order_by("-supports", "-pk")


def rows_of(found: Sequence[Wish], keys: Collection[str], accounts: Collection[int]) -> list[Row]:
    """Rows with their answers. Two queries, one for somebody who never pressed anything."""
    answers = answers_of(found)
    wanted = supported([one.pk for one in found], keys)
    return [
        Row(one, one.current, answers.get(one.pk), one.pk in wanted, one.account_id in accounts)
        for one in found
        if one.current is not None
    ]


def supported(wishes: Collection[int], keys: Collection[str]) -> set[int]:
    """Which of these their reader wants."""
    if not keys or not wishes:
        return set()
    return set(WishSupport.objects.filter(wish__in=wishes, key__in=keys).values_list("wish_id", flat=True))


def languages_of(rows: QuerySet[Wish]) -> list[str]:
    """The languages in which it is wished, the one of most first. One query."""
    told = rows.exclude(current__language="").values("current__language").annotate(number=Count("pk"))
    return [row["current__language"] for row in told.order_by("-number", "current__language")[:6]]


def related(rows: QuerySet[Wish]) -> QuerySet[Wish]:
    """With what a row shows, and without what it doesn't."""
    return rows.select_related("current", "account", "tag", "article").defer("vector", "article__vector")


def on_square(brand: Brand, keys: Collection[str], accounts: Collection[int]) -> list[Row]:
    """The few that stand on the square's own page. Three queries at most."""
    found = list(related(in_view(wishes_for_anyone(brand), "most"))[:ON_SQUARE])
    return rows_of(found, keys, accounts) if found else []


def news_for(brand: Brand, keys: Collection[str]) -> list[Wish]:
    """What they wanted and we have answered since they looked last. One query, none for a stranger."""
    if not keys:
        return []
    mine = Q(supporters__key__in=keys, answers__undone_at=None, answers__at__gt=F("supporters__seen_at"))
    return list(related(wishes_for_anyone(brand)).filter(mine).distinct().order_by("-pk")[:ON_SQUARE])


def wished_by(brand: Brand, keys: Collection[str], accounts: Collection[int]) -> list[Row]:
    """What they wished for or want; also what they asked for by a hashtag that is there now. Three queries."""
    asked = Demand.objects.filter(brand=brand, account__in=accounts).values("key")
    theirs = Q(account__in=accounts) | Q(supporters__key__in=keys) | (Q(state="done", key__in=asked) & ~Q(key=""))
    rows = Wish.objects.filter(theirs, brand=brand, current__isnull=False).exclude(state="joined")
    shown = rows.filter(Q(hidden_at=None) | Q(account__in=accounts)).distinct()
    return rows_of(list(related(shown).order_by("-pk")[:MINE]), keys, accounts)


def credits_of(brand: Brand, *, tags: Collection[int] = (), articles: Collection[int] = ()) -> dict[int, Credit]:
    """Who wrote the words of these tags, or of these articles, where they want to be named. One query."""
    field = "tag" if tags else "article"
    rows = Credit.objects.filter(brand=brand, declined_at=None, account__gone_at=None)
    rows = rows.filter(**{f"{field}__in": tags or articles}).select_related("account", "wish")
    return {getattr(row, f"{field}_id"): row for row in rows}


_WORD = regex.compile(r"\s+|\w+|[^\w\s]")


def changed(before: str, after: str) -> Markup:
    """What is different, word by word: what went is struck, what came is marked."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts = []
    for what, at, to, there, till in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = escape("".join(old[at:to])), escape("".join(new[there:till]))
        if what == "equal":
            parts.append(come)
            continue
        parts.append(Markup("<del>{}</del>").format(gone) if gone else Markup(""))
        parts.append(Markup("<ins>{}</ins>").format(come) if come else Markup(""))
    return Markup("").join(parts)


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as a page shows it; ``title`` and ``text`` tell the difference to what its writer had before them."""

    version: WishVersion
    title: Markup
    text: Markup
    draft: dict[str, Markup]
    stale: bool

    @property
    def by(self) -> str:
        """Who wrote it."""
        return called(self.version.account)


def shown(version: WishVersion, versions: Sequence[WishVersion], current: WishVersion | None) -> Shown:
    """A version held against the one that its writer had before them."""
    over = next((one for one in versions if one.number == version.over), None)
    before = over.draft if over else {}
    return Shown(
        version=version,
        title=changed(over.title, version.title) if over else escape(version.title),
        text=changed(over.text, version.text) if over else escape(version.text),
        draft={name: changed(str(before.get(name, "")), str(said)) for name, said in version.draft.items() if said},
        stale=bool(current and over and current.number != version.over),
    )

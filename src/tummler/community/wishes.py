"""Wishes as rows: which strangers see, which are alike, which wait for our answer, how a version joins the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from tummler.common import clock
from tummler.common.hashtags import fold
from tummler.knowledge.meanings import encode, pack, unpack
from tummler.minds import sentences
from tummler.minds.likeness import LIKE, LIKE_IN_LETTERS, likeness
from tummler.records.models import Account, Brand, Wish, WishAnswer, WishSupport, WishVersion
from tummler.records.prepared import Moment
from tummler.records.states import move

#: So many of a brand's wishes are held against a new one, those that most support first.
_MOST = 400
#: Answers that a wish can have; "done" tells what came of a yes.
ANSWERS = ("yes", "later", "no", "done")
#: States in which it can still be supported and improved.
ALIVE = ("open", "later", "yes")


@dataclass(frozen=True, slots=True)
class Wording:
    """How somebody puts a wish. ``draft``: the words of a tag or of an answer, where they wrote them."""

    title: str
    text: str = ""
    draft: dict[str, str] = field(default_factory=dict)
    because: str = ""
    language: str = ""


def wishes_for_anyone(brand: Brand) -> QuerySet[Wish]:
    """The wishes that strangers see."""
    return Wish.objects.filter(brand=brand, hidden_at=None, current__isnull=False).exclude(state="joined")


def waiting(rows: QuerySet[Wish], at: Moment | None = None) -> QuerySet[Wish]:
    """Those that wait for our answer: new ones, and those put off until a day that is here."""
    return rows.filter(Q(state="open") | Q(state="later", due_at__lte=at or clock.now()))


def late(rows: QuerySet[Wish]) -> QuerySet[Wish]:
    """Those that wait longer than we said."""
    return rows.filter(state__in=("open", "later"), due_at__lt=clock.now())


def promised_until(brand: Brand, at: datetime) -> datetime:
    """Until when a wish of this moment has its answer."""
    return at + timedelta(days=brand.wish_days or 14)


def key_of_account(account: Account) -> str:
    """By which an account's support is known: on the square the one that its cookie gives."""
    return account.remote_id if account.network == "square" else f"account-{account.pk}"


def new_version(wish: Wish, account: Account, wording: Wording, over: int) -> WishVersion:
    """One more way to put it, offered."""
    last = wish.versions.aggregate(last=Max("number"))["last"] or 0
    return WishVersion.objects.create(
        brand_id=wish.brand_id, wish=wish, number=last + 1, account=account, title=wording.title, text=wording.text,
        draft=wording.draft, because=wording.because, language=wording.language, over=over,
    )  # fmt: skip


def pick(wish: Wish, version: WishVersion) -> None:
    """This is how it stands from now on; what stood before stays readable."""
    WishVersion.objects.filter(pk=version.pk).update(picked_at=clock.now(), passed_at=None)
    changes = {"current": version, "key": key_of_tag(version.draft), "vector_key": "", "vector": b""}
    Wish.objects.filter(pk=wish.pk).update(**changes)
    for name, value in changes.items():
        setattr(wish, name, value)


def key_of_tag(draft: dict[str, str]) -> str:
    """A wished tag, as demand is counted."""
    return fold(draft["name"])[:120] if draft.get("name") else ""


def support(wish: Wish, key: str, account: Account | None, via: Wish | None = None) -> bool:
    """Whether it is new."""
    _, new = WishSupport.objects.get_or_create(
        wish=wish, key=key, defaults={"brand_id": wish.brand_id, "account": account, "via": via}
    )
    if new:
        Wish.objects.filter(pk=wish.pk).update(supports=F("supports") + 1)
    return new


def stop_supporting(wish: Wish, keys: Collection[str]) -> bool:
    """Whether there was any."""
    gone, _each = WishSupport.objects.filter(wish=wish, key__in=keys).delete()
    if gone:
        count(wish)
    return bool(gone)


def count(wish: Wish) -> None:
    """How many support it, counted anew."""
    Wish.objects.filter(pk=wish.pk).update(supports=wish.supporters.count())


def standing_answer(wish: Wish) -> WishAnswer | None:
    """What we said last and did not take back. One query."""
    return wish.answers.filter(undone_at=None).select_related("helper").order_by("-pk").first()


def stand_as_answered(wish: Wish, answer: WishAnswer | None) -> int:
    """Move it to where its last answer has it; how many moved."""
    state = answer.value if answer else "open"
    changes: dict[str, Any] = {"due_at": None, "done_at": None, "into": None}
    if answer is None:
        changes["due_at"] = wish.proposed_at + timedelta(days=wish.days)
    elif answer.value == "later":
        changes["due_at"] = answer.until
    elif answer.value == "done":
        changes["done_at"] = answer.at
    return move(wish, state, **changes)


def answers_of(wishes: Sequence[Wish]) -> dict[int, WishAnswer]:
    """The last answer that stands, by wish. One query."""
    rows = WishAnswer.objects.filter(wish__in=[one.pk for one in wishes], undone_at=None).select_related("helper")
    return {row.wish_id: row for row in rows.order_by("pk")}


def take_away(wish: Wish, accounts: Collection[int]) -> bool:
    """The words of these accounts go; what others made of it stays. Whether the wish itself is gone with them."""
    wish.versions.filter(account__in=accounts).delete()
    left = wish.versions.filter(hidden_at=None, passed_at=None)
    other = left.order_by(F("picked_at").desc(nulls_last=True), "-number").first()
    if other is None:
        wish.delete()
        return True
    wish.refresh_from_db()
    if wish.current_id is None:
        pick(wish, other)
    return False


# --------------------------------------------------------------------------------------------- alike


def words_of(title: str, text: str, draft: dict[str, str]) -> str:
    """What is held against other wishes."""
    return "\n".join(one for one in (title, draft.get("name", ""), text) if one)


def like_wishes(brand: Brand, text: str, most: int, but: Wish | None = None) -> list[Wish]:
    """The wishes that say nearly this, the likest first. Two queries; one more for each without its meaning yet."""
    found = wishes_for_anyone(brand).filter(~Q(pk=but.pk) if but else Q()).select_related("current", "account")
    rows = list(found.order_by("-supports", "-pk")[:_MOST])
    if not rows or not text.strip():
        return []
    texts = [words_of(row.current.title, row.current.text, row.current.draft) for row in rows if row.current]
    made, floor = encode([text]), LIKE_IN_LETTERS
    vectors = _vectors(rows, texts) if made is not None else None
    if made is not None and vectors is not None:
        scores, floor = likeness(text, texts, made[0], vectors), LIKE
    else:
        scores = likeness(text, texts)
    pairs = [(float(score), row) for row, score in zip(rows, scores, strict=True) if score >= floor]
    return [row for _score, row in sorted(pairs, key=lambda pair: (-pair[0], -pair[1].pk))[:most]]


def _vectors(rows: Sequence[Wish], texts: Sequence[str]) -> sentences.Vectors | None:
    missing = [at for at, row in enumerate(rows) if row.vector_key != sentences.KEY]
    made = encode([texts[at] for at in missing]) if missing else None
    for at, vector in zip(missing, made if made is not None else (), strict=False):
        rows[at].vector = pack(vector)
        same = Wish.objects.filter(pk=rows[at].pk, current=rows[at].current_id)
        same.update(vector=rows[at].vector, vector_key=sentences.KEY)
    return unpack([bytes(row.vector) for row in rows])


def wished_tags(brand: Brand, keys: Collection[str]) -> dict[str, Wish]:
    """The wish for each of these hashtags, the one that most support. One query."""
    rows = wishes_for_anyone(brand).filter(key__in=[key for key in keys if key]).exclude(key="")
    return {row.key: row for row in rows.select_related("current").order_by("supports", "pk")}


def objections_to(wishes: Sequence[Wish]) -> dict[int, int]:
    """How many asked us to look at each, and nobody has. One query."""
    rows = Wish.objects.filter(pk__in=[one.pk for one in wishes], objections__settled_at=None)
    counted = rows.annotate(number=Count("objections")).values_list("pk", "number")
    return {pk: number for pk, number in counted if number}

"""Who helps whom, how much rests on how few, and what only one person knows: counted by the askers' own words.

Public and private help counts alike, in numbers; words of a post are never read here, and nobody is put in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone

from tummler.records.access import rows_for
from tummler.records.models import Account, Happening, Helped, Helper, Need, Peer, Reach, Reply
from tummler.records.states import standing

#: What is looked at; before it, the same again for those who went quiet and for how it came to rest on few.
SPAN, QUIET, LONG = timedelta(days=90), timedelta(days=30), timedelta(days=1)
#: Solved so often by one alone, it would be missed.
ALONE = 2
_FEW = 5
#: So many months are told apart; of so many of the latest the language is read.
_MONTHS, _READ = 6, 5000

#: h and a helper's number, or a and an account's.
Who = str


@dataclass(frozen=True, slots=True)
class Times:
    """How often somebody helped with something, and when last."""

    who: Who
    about: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """Somebody helped somebody who helps others, too."""

    who: Who
    whom: Who
    about: str
    count: int


@dataclass(frozen=True, slots=True)
class Outside:
    """Needs that went to somebody outside the circle: how many, taken, helped."""

    gone: int = 0
    taken: int = 0
    helped: int = 0


@dataclass(frozen=True, slots=True)
class Helping:
    """The network of those who help, as it is now."""

    topics: Sequence[Times]
    languages: Sequence[Times]
    pairs: Sequence[Pair]
    #: Month → how often each helped then.
    months: Sequence[tuple[datetime, Counter[Who]]]
    helpers: dict[Who, Helper]
    accounts: dict[Who, Account]
    #: How many different people were helped.
    asked: int
    newcomers: Sequence[Who]
    #: Whose help those are who were helped themselves, too.
    both: Sequence[Who]
    waiting: Sequence[Need]
    outside: Outside

    @property
    def sums(self) -> Counter[Who]:
        """How often each helped."""
        return summed((one.who, one.count) for one in self.topics)

    @property
    def total(self) -> int:
        """How often anybody did."""
        return self.sums.total()


def helping(lead: Helper, at: datetime) -> Helping:
    """Everything that the page tells. So many queries however much help there was (see the test)."""
    since = at - SPAN
    rows = rows_for(lead, Helped).filter(undone_at=None)
    lately = rows.filter(at__gte=since)
    outsiders = set(lately.filter(account__isnull=False).values_list("account", flat=True).distinct())
    helpers = {f"h{one.pk}": one for one in rows_for(lead, Helper).order_by("name")}
    peers = list(rows_for(lead, Peer).filter(left_at=None).values_list("account", "joined_at"))
    numbers = outsiders | {account for account, _at in peers[:500]}
    topics, pairs = _times(lately, numbers)
    accounts = {f"a{one.pk}": one for one in rows_for(lead, Account).filter(pk__in=numbers, gone_at=None)}
    new = [who for who, one in helpers.items() if one.active and one.joined_at > at - QUIET]
    new += [f"a{account}" for account, joined in peers if joined > at - QUIET and f"a{account}" in accounts]
    asked = lately.aggregate(people=Count("need__account", distinct=True))["people"]
    both = {one.whom for one in pairs} & {one.who for one in topics}
    waiting = standing(rows_for(lead, Need), "open").filter(waiting_since__lt=at - LONG, heard_nearby=False)
    waiting = waiting.select_related("account", "post").order_by("waiting_since")[:100]
    outside = _outside(lead, since)
    return Helping(
        topics,
        _languages(lately),
        pairs,
        _months(rows, at),
        helpers,
        accounts,
        asked,
        new,
        sorted(both),
        list(waiting),
        outside,
    )


def _times(rows: QuerySet[Helped], accounts: set[int]) -> tuple[list[Times], list[Pair]]:
    """How often who helped with what; and among that, whom of those who help, too. One query."""
    among = Case(When(need__account__in=accounts, then=F("need__account")), default=None)
    told = rows.annotate(whom=among).values_list("helper", "account", "need__topic", "whom")
    sums: Counter[tuple[Who, str]] = Counter()
    last: dict[tuple[Who, str], datetime] = {}
    pairs = []
    for helper, account, about, whom, count, latest in told.annotate(Count("pk"), Max("at")).order_by():
        key = _who(helper, account), about
        sums[key] += count
        last[key] = max(latest, last.get(key, latest))
        if whom is not None:
            pairs.append(Pair(key[0], f"a{whom}", about, count))
    return [Times(who, about, count, last[who, about]) for (who, about), count in sums.items()], pairs


def _languages(rows: QuerySet[Helped]) -> list[Times]:
    """In which languages, of the latest few thousand: each is read out of JSON."""
    spoken = Coalesce(KeyTextTransform("value", "need__post__reading__language"), Value(""), output_field=TextField())
    latest = rows.order_by("-at").annotate(spoken=spoken).values_list("helper", "account", "spoken", "at")[:_READ]
    sums: Counter[tuple[Who, str]] = Counter()
    last: dict[tuple[Who, str], datetime] = {}
    for helper, account, language, at in latest:
        sums[_who(helper, account), language] += 1
        last.setdefault((_who(helper, account), language), at)
    return [Times(who, language, count, last[who, language]) for (who, language), count in sums.items()]


def _who(helper: int | None, account: int | None) -> Who:
    return f"h{helper}" if helper else f"a{account}"


def _months(rows: QuerySet[Helped], at: datetime) -> list[tuple[datetime, Counter[Who]]]:
    """How often each helped in each of the last six months. A query a month: each on the index, by time."""
    found, end = [], at
    for _month in range(_MONTHS):
        begin = timezone.localtime(end - timedelta(microseconds=1)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )  # fmt: skip
        told = rows.filter(at__gte=begin, at__lt=end).values_list("helper", "account").annotate(Count("pk")).order_by()
        counts = summed((_who(helper, account), count) for helper, account, count in told)
        if counts:
            found.append((begin, counts))
        end = begin
    return found[::-1]


def _outside(lead: Helper, since: datetime) -> Outside:
    rows = rows_for(lead, Reach).filter(outside=True, due_at__gte=since)
    taken = Happening.objects.filter(
        need_id=OuterRef("need"), helper_id=OuterRef("helper"), act__in=("need_claimed", "need_taken_over")
    )
    answered = Reply.objects.filter(need=OuterRef("need"), helper=OuterRef("helper"), promised_at__isnull=False)
    helped = Helped.objects.filter(need=OuterRef("need"), undone_at=None).filter(
        Q(helper__isnull=False, helper=OuterRef("helper")) | Q(account__isnull=False, account=OuterRef("peer__account"))
    )
    rows = rows.annotate(took=Exists(taken) | Exists(answered) | Exists(helped), did=Exists(helped))
    counted = rows.aggregate(
        gone=Count("pk"), taken=Count("pk", filter=Q(took=True)), helped=Count("pk", filter=Q(did=True))
    )
    return Outside(**counted)


# ------------------------------------------------------------------------------------------ pure


def summed(counts: Iterable[tuple[Who, int]]) -> Counter[Who]:
    """How often each helped."""
    sums: Counter[Who] = Counter()
    for who, count in counts:
        sums[who] += count
    return sums


def few(sums: Counter[Who]) -> tuple[list[Who], int]:
    """Those five on whom most rests, in no order, and how much that is."""
    top = sums.most_common(_FEW)
    return sorted(who for who, _count in top), sum(count for _who, count in top)


def alone(times: Sequence[Times]) -> dict[Who, list[Times]]:
    """What only one of all solved, at least twice: by who it is."""
    by: defaultdict[str, list[Times]] = defaultdict(list)
    for one in times:
        if one.about:
            by[one.about].append(one)
    found: defaultdict[Who, list[Times]] = defaultdict(list)
    for some in by.values():
        if len({one.who for one in some}) == 1 and some[0].count >= ALONE:
            found[some[0].who].append(some[0])
    return dict(found)


def quiet(times: Sequence[Times], at: datetime) -> list[Who]:
    """Who helped at least three times within the span, and not for a month."""
    sums = summed((one.who, one.count) for one in times)
    last: dict[Who, datetime] = {}
    for one in times:
        last[one.who] = max(one.last, last.get(one.who, one.last))
    return sorted(who for who, count in sums.items() if count >= 3 and last[who] < at - QUIET)


def share_of_few(sums: Counter[Who]) -> float:
    """How much of all rests on the five, 0 to 1."""
    return few(sums)[1] / sums.total() if sums else 0.0

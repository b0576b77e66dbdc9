"""Who helps whom, how much rests on how few, and what only one person knows: counted by the askers' own words.

Public and private help counts alike, in numbers; words of a post are never read here, and nobody is put in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from tummler.records.access import counted_for, rows_for
from tummler.records.models import Account, Happening, Helped, Helper, Need, Peer, Reach, Reply
from tummler.records.states import standing

#: What is looked at; before it, the same again for those who went quiet and for how it came to rest on few.
SPAN, QUIET, LONG = timedelta(days=90), timedelta(days=30), timedelta(days=1)
#: Solved so often by one alone, it would be missed.
ALONE = 2
_FEW = 5
#: How it came to rest on few is told over so many months; of so many of the latest the language is read.
_MONTHS, _READ = 6, 2000
#: So many who help are looked for among those who were helped; people are counted among so many of the latest.
_CENTRE, _COUNTED = 60, 20_000
#: Of those who went quiet, who know something alone, and who came, so many are looked up by name.
_NAMED = 40

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
    #: When the first of it was.
    first: datetime | None
    #: How often each helped in the first month that is looked at, and in the last thirty days.
    then: Counter[Who]
    now: Counter[Who]
    #: How often each helped.
    sums: Counter[Who]
    helpers: dict[Who, Helper]
    #: Those outside who are named somewhere.
    accounts: dict[Who, Account]
    #: How many different people were helped; whether there were more.
    asked: int
    more_asked: bool
    newcomers: Sequence[Who]
    #: Whose help those are who were helped themselves, too.
    both: Sequence[Who]
    waiting: Sequence[Need]
    outside: Outside


def helping(lead: Helper, at: datetime) -> Helping:
    """Everything that the page tells. So many queries however much help there was (see the test).

    What is all of it is counted by the database, in one pass; faces and names are read of those alone who are shown.
    """
    rows = counted_for(lead, Helped).filter(undone_at=None)
    lately = rows.filter(at__gte=at - SPAN)
    topics = _times(lately)
    sums = summed((one.who, one.count) for one in topics)
    helpers = {f"h{one.pk}": one for one in rows_for(lead, Helper).order_by("name")}
    joined = list(rows_for(lead, Peer).filter(left_at=None).order_by("-joined_at").values_list("account", "joined_at"))
    new = [who for who, one in helpers.items() if one.active and one.joined_at > at - QUIET]
    new += [f"a{account}" for account, when in joined[:_NAMED] if when > at - QUIET]
    centre = [who for who, _count in sums.most_common() if who[0] == "a"][:_CENTRE]
    pairs = _pairs(lately, [int(who[1:]) for who in centre])
    languages = _languages(lately)
    both = sorted({one.whom for one in pairs} & sums.keys())
    first, then, now = _then_and_now(rows, at)
    asked = len({*lately.order_by("-at").values_list("need__account", flat=True)[:_COUNTED]})
    named = {*centre, *both[:_NAMED], *new, *_outside_of(topics, languages, at)}
    known = rows_for(lead, Account).filter(pk__in=[int(who[1:]) for who in named if who[0] == "a"], gone_at=None)
    waits = standing(rows_for(lead, Need), "open", "claimed").filter(state="open", heard_nearby=False)
    return Helping(
        topics=topics, languages=languages, pairs=pairs, first=first, then=then, now=now, sums=sums, helpers=helpers,
        accounts={f"a{one.pk}": one for one in known}, asked=asked, more_asked=sums.total() > _COUNTED, newcomers=new,
        both=both, waiting=list(
            waits.filter(waiting_since__lt=at - LONG).select_related("account", "post").order_by("waiting_since")[:100]
        ),
        outside=_outside(lead, at - SPAN),
    )  # fmt: skip


def _outside_of(topics: Sequence[Times], languages: Sequence[Times], at: datetime) -> list[Who]:
    """Those outside whom the page may name for what they know alone, or because they went quiet."""
    people = [*alone(topics), *alone(languages), *quiet(topics, at)]
    return [who for who in people if who[0] == "a"][: 3 * _NAMED]


def _times(rows: QuerySet[Helped]) -> list[Times]:
    """How often who helped with what. One query, one pass."""
    told = rows.values_list("helper", "account", "need__topic").annotate(Count("pk"), Max("at")).order_by()
    return [Times(_who(helper, account), about, count, last) for helper, account, about, count, last in told]


def _pairs(rows: QuerySet[Helped], whom: Sequence[int]) -> list[Pair]:
    """Who helped these, who help others, too. One query, by whom."""
    told = rows.filter(need__account__in=whom).values_list("helper", "account", "need__account", "need__topic")
    counted = told.annotate(times=Count("pk")).order_by("-times")[:2000]
    return [Pair(_who(helper, account), f"a{one}", about, count) for helper, account, one, about, count in counted]


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


def _then_and_now(
    rows: QuerySet[Helped], at: datetime
) -> tuple[datetime | None, Counter[Who], Counter[Who]]:  # fmt: skip
    """When the first was; how often each helped in the first thirty days of half a year, and in the last. Three."""
    begin = at - _MONTHS * timedelta(days=30)
    first = rows.filter(at__gte=begin).order_by("at").values_list("at", flat=True).first()
    if first is None:
        return None, Counter(), Counter()
    return first, _helped_in(rows, first, first + QUIET), _helped_in(rows, max(first + QUIET, at - QUIET), at)


def _helped_in(rows: QuerySet[Helped], begin: datetime, end: datetime) -> Counter[Who]:
    told = rows.filter(at__gte=begin, at__lte=end).values_list("helper", "account").annotate(Count("pk")).order_by()
    return summed((_who(helper, account), count) for helper, account, count in told)


def _outside(lead: Helper, since: datetime) -> Outside:
    rows = rows_for(lead, Reach).filter(outside=True, due_at__gte=since)
    taken = Happening.objects.filter(
        need_id=OuterRef("need"), helper_id=OuterRef("helper"), act__in=("need_claimed", "need_taken_over")
    )
    answered = Reply.objects.filter(
        need=OuterRef("need"), helper=OuterRef("helper"), promised_at__isnull=False, machine=""
    )
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

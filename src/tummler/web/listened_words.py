"""What would have been missed, in words: findings as headings, sentences, and the whole as a text for a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import formats
from django.utils.translation import gettext as _, gettext_noop as noop, ngettext
from markupsafe import Markup

from tummler.common.text import shorten
from tummler.insight.listened import OUTCOMES, Missed, Outcome, Week
from tummler.records.models import Need, Topic
from tummler.web import texts
from tummler.web.channel_words import label_of
from tummler.web.numbers import in_words, starting

#: outcome → what stands beside its bar.
_BECAME = {
    "ours": noop("heard from you, in the network’s own app"),
    "others": noop("heard from somebody else"),
    "nobody": noop("heard nothing"),
}
_STEPS = (
    noop("within an hour"), noop("within four hours"), noop("within a day"), noop("later than a day"),
    noop("nothing until now"),
)  # fmt: skip
_KIND = {"ours": "a", "others": "w", "nobody": "n"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole: its bar's class, its number, and what it is."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day: as a chart and as a table name it, and its parts."""

    short: str
    full: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words with the marker, and what became of them. ``who`` is empty where a name has no place."""

    words: Markup
    language: str
    who: str
    where: str
    became: str
    public_id: str


def when(week: Week) -> str:
    """From when to when was listened."""
    first, last = week.span.days[0], week.span.days[-1]
    if first == last:
        return formats.date_format(last, _("j F Y"))
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(first, _("j F")),
        "last": formats.date_format(last, _("j F Y")),
    }


def title(week: Week, brand: str) -> list[tuple[str, str]]:
    """The finding, in stretches with the colour of each: all, who heard something, who heard nothing."""
    all_of_them, nobody = len(week.missed), week.count("nobody")
    words = ngettext("%(count)s person needed %(brand)s.", "%(count)s people needed %(brand)s.", all_of_them)
    found = [("", starting(words % {"count": in_words(all_of_them), "brand": brand}))]
    for outcome, said in (
        ("ours", noop("%(count)s heard from you,")), ("others", noop("%(count)s from somebody else,")),
    ):  # fmt: skip
        number = week.count(outcome)  # type: ignore[arg-type] # both are outcomes
        if number:
            found.append(
                (
                    _KIND[outcome],
                    starting(_(said) % {"count": in_words(number)})
                    if len(found) == 1
                    else _(said) % {"count": in_words(number)},
                )
            )
    rest = _("and %(count)s heard nothing.") if len(found) > 1 else _("%(count)s heard nothing.")
    if all_of_them:
        said = rest % {"count": in_words(nobody)}
        found.append(("n", said if len(found) > 1 else starting(said)))
    return found


def lead(week: Week) -> str:
    """How they came, and how soon somebody answered."""
    sentences = []
    nearby, half = week.nearby(), week.median_wait()
    if nearby:
        words = ngettext(
            "%(count)s of them only said your name nearby, and asked nobody.",
            "%(count)s of them only said your name nearby, and asked nobody.", nearby,
        )  # fmt: skip
        sentences.append(starting(words % {"count": in_words(nearby)}))
    if half is not None:
        words = _("Half of those who heard something waited %(time)s or less.")
        sentences.append(words % {"time": long_words(half)})
    return " ".join(sentences)


def outcomes(week: Week) -> list[Part]:
    """What became of them, those of whom there are any."""
    return [Part(_KIND[one], week.count(one), _(_BECAME[one])) for one in OUTCOMES if week.count(one)]


def days(week: Week) -> list[Day]:
    """Each day with its parts."""
    return [
        Day(
            formats.date_format(day, "D"),
            formats.date_format(day, _("l, j F")),
            tuple((_KIND[one], numbers[one]) for one in OUTCOMES),
        )
        for day, numbers in week.by_day()
    ]


def day_finding(week: Week) -> str:
    """On which day most of them heard nothing."""
    found = week.by_day()
    day, numbers = max(found, key=lambda one: one[1]["nobody"], default=(None, {}))
    if day is None or not numbers["nobody"]:
        return _("Somebody answered every one of them")
    name = formats.date_format(day, "l")
    words = ngettext(
        "On %(day)s alone %(count)s heard nothing", "On %(day)s alone %(count)s heard nothing", numbers["nobody"]
    )
    return words % {"day": name, "count": in_words(numbers["nobody"])}


def waits(week: Week) -> list[tuple[str, int, str]]:
    """How soon somebody answered: words, number, the bar's class."""
    kinds = ("a", "a", "a", "w", "n")
    return [(_(words), number, kind) for words, number, kind in zip(_STEPS, week.by_wait(), kinds, strict=True)]


def wait_finding(week: Week) -> str:
    """How many heard something within an hour."""
    soon, all_of_them = week.by_wait()[0], len(week.missed)
    if not soon:
        return _("Nobody heard anything within an hour")
    return _("%(count)s of %(all)s heard something within an hour") % {
        "count": starting(in_words(soon)),
        "all": in_words(all_of_them),
    }


def topics(week: Week, most: int = 8) -> list[tuple[str, int]]:
    """What it was about, in the brand's own words."""
    names = _topic_names([one.need for one in week.missed])
    return [(names.get(key, key) or _("something else"), number) for key, number in week.by_topic()[:most]]


def _topic_names(needs: Sequence[Need]) -> dict[str, str]:
    brand = needs[0].brand_id if needs else 0
    return dict(Topic.objects.filter(brand=brand).values_list("key", "name"))


def topic_finding(week: Week) -> str:
    """What most of them needed help with."""
    found = [(name, number) for name, number in topics(week) if name != _("something else")]
    if not found:
        return _("What they needed help with")
    return _("Most of all it was about %(topic)s") % {"topic": found[0][0]}


def quotes(week: Week) -> list[Quote]:
    """Their own words."""
    return [_quote(one) for one in week.quotes()]


def _quote(one: Missed) -> Quote:
    post, reading = one.need.post, getattr(one.need.post, "reading", None)
    return Quote(
        words=texts.excerpt(post.text, reading.marks if reading else (), 320),
        language=post.language,
        who=texts.name_of(one.need.account),
        where=label_of(one.need.account.network),
        became=became(one),
        public_id=one.need.public_id,
    )


def became(one: Missed) -> str:
    """What became of one of them, with how long it took."""
    time = {"time": long_words(one.waited)}
    said: dict[Outcome, str] = {
        "ours": _("Answered by you after %(time)s."),
        "others": _("Somebody else answered after %(time)s."),
        "nobody": _("Nobody answered; waiting for %(time)s."),
    }
    return said[one.outcome] % time


def long_words(passed: timedelta) -> str:
    """41 minutes, 3 hours, 5 days."""
    minutes = max(1, round(passed.total_seconds() / 60))
    if minutes < 100:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", round(hours / 24)) % {"count": round(hours / 24)}


def as_text(week: Week, brand: str) -> str:
    """The whole as plain text, for a mail."""
    lines = [" ".join(words for _kind, words in title(week, brand)), when(week), ""]
    if lead(week):
        lines += [lead(week), ""]
    lines += [day_finding(week)]
    lines += [f"  {day.full}: {_counted(day.parts)}" for day in days(week)]
    lines += ["", wait_finding(week), *(f"  {words}: {number}" for words, number, _kind in waits(week))]
    lines += ["", topic_finding(week), *(f"  {name}: {number}" for name, number in topics(week))]
    if quotes(week):
        lines += ["", _("In their own words")]
        for one in week.quotes(6):
            said = shorten(one.need.post.text, 240)
            where = label_of(one.need.account.network)
            lines += ["", f"“{said}”", f"  {texts.name_of(one.need.account)}, {where}. {became(one)}"]
    return "\n".join([*lines, ""])


def _counted(parts: Sequence[tuple[str, int]]) -> str:
    said = {
        "a": noop("%(count)s answered by you"),
        "w": noop("%(count)s by somebody else"),
        "n": noop("%(count)s by nobody"),
    }
    total = sum(number for _kind, number in parts)
    if not total:
        return _("nobody asked")
    return ", ".join(_(said[kind]) % {"count": number} for kind, number in parts if number)

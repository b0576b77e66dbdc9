"""What the mind is good and bad at, in sentences: findings as headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, gettext_noop as noop, ngettext
from markupsafe import Markup

from tummler.insight.answers import Answers
from tummler.insight.judged import Confusion, Judged, Part
from tummler.records.models import Post
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt, name_of
from tummler.web.whys import language_called

_KINDS = {
    "question": noop("a question"), "complaint": noop("a complaint"), "request": noop("a request"),
    "praise": noop("praise"), "noise": noop("nothing for us"), "spam": noop("spam"), "abuse": noop("abuse"),
}  # fmt: skip
_BANDS = {
    "sure": noop("When it was sure"), "fairly": noop("When it was fairly sure"), "guess": noop("When it guessed"),
}  # fmt: skip
_DOES = (
    ("answers", noop("Answered here")), ("asks_details", noop("Asked for details")),
    ("apologises", noop("Only sorry")), ("thanks", noop("Only thanks")), ("sends_away", noop("Sent away")),
)  # fmt: skip
_PLACES = {
    "dm": noop("to a private message"), "mail": noop("to e-mail"), "call": noop("to the telephone"),
    "page": noop("to a form or page"), "shop": noop("to a shop"), "others": noop("to somebody else"),
}  # fmt: skip
#: So far from what it thought is another thing than it thought.
_APART = 0.08


@dataclass(frozen=True, slots=True)
class Said:
    """A real post that was taken for something else."""

    words: Markup
    language: str
    who: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """One confusion: the finding, and posts that show it. Private ones are counted, not shown."""

    finding: str
    said: Sequence[Said]
    hidden: int


@dataclass(frozen=True, slots=True)
class Line:
    """A part in words."""

    name: str
    words: str
    verdict: str


def title(found: Judged) -> str:
    """The finding: It was right about 381 of 412 posts."""
    if not found.whole.of:
        return _("Nobody has looked at what it says yet.")
    wrong = found.whole.of - found.whole.right
    if not wrong:
        said = ngettext("It was right about the one post.", "It was right about all %(of)s posts.", found.whole.of)
        return said % {"of": in_words(found.whole.of)}
    said = _("It was right about %(right)s of %(of)s posts.")
    return said % {"right": in_words(found.whole.right), "of": in_words(found.whole.of)}


def lead(found: Judged) -> str:
    """What counts as right, and who told it otherwise."""
    if not found.whole.of:
        return _("As soon as somebody takes a need, or presses “Not right?”, this page says what it reads well.")
    right = _("Right is what somebody here worked on and left as it was, in the last three months.")
    if not found.by:
        return right + " " + _("Nobody corrected anything.")
    names = found.by[0] if len(found.by) == 1 else _("%(first)s and %(last)s") % {
        "first": ", ".join(found.by[:-1]), "last": found.by[-1],
    }  # fmt: skip
    return right + " " + _("%(names)s told it what the others were; from each correction it learns.") % {"names": names}


def mistakes(found: Judged, topics: Mapping[str, str]) -> list[Mistake]:
    """The confusions that came up, the most frequent first."""
    return [_mistake(one, topics) for one in found.confusions[:6]]


def _mistake(one: Confusion, topics: Mapping[str, str]) -> Mistake:
    public = [post for post in one.posts if post.visibility == "public" and post.text]
    said = _("%(value)s it took for %(before)s, %(times)s.")
    times = _("twice") if one.times == 2 else ngettext("once", "%(count)s times", one.times)
    times %= {"count": in_words(one.times)}
    value, before = (_named(one.field, what, topics) for what in (one.value, one.before))
    finding = said % {"value": value, "before": before, "times": times}
    return Mistake(starting(finding), [_quoted(post) for post in public], one.times - len(public))


def _named(field: str, value: str, topics: Mapping[str, str]) -> str:
    if field == "kind":
        return _(_KINDS[value]) if value in _KINDS else value
    return _("“%(topic)s”") % {"topic": topics.get(value, value)} if value else _("none of your topics")


def _quoted(post: Post) -> Said:
    reading = getattr(post, "reading", None)
    language = str(reading.language.get("value", "")) if reading else post.language
    return Said(excerpt(post.text, (), 220), language if language != "und" else "", name_of(post.account), str(post.pk))


def bands(found: Judged) -> list[Line]:
    """Calibration in words."""
    return [Line(_(_BANDS[part.key]), _counted(part), _verdict(part)) for part in found.bands if part.of]


def band_finding(found: Judged) -> str:
    """The heading over it."""
    telling = [part for part in found.bands if part.tells]
    if not telling:
        return _("Too few to say whether it knows when it knows")
    worst = min(telling, key=lambda part: part.right / part.of - part.sure)
    if worst.right / worst.of < worst.sure - _APART:
        return _("It is surer than it should be")
    return _("It knows when it knows")


def _verdict(part: Part) -> str:
    if not part.tells:
        return _("Too few to tell.")
    apart = part.right / part.of - part.sure
    if apart < -_APART:
        return _("Less often than it thought.")
    return _("More often than it thought.") if apart > _APART else _("As often as it thought.")


def _counted(part: Part) -> str:
    return _("%(right)s of %(of)s right") % {"right": in_words(part.right), "of": in_words(part.of)}


def languages(found: Judged) -> list[Line]:
    """Coverage by language in words."""
    lines = []
    for part in found.languages:
        name = _("Language not known") if part.key == "und" else starting(language_called(part.key))
        if not part.tells:
            verdict = _("Too few to tell.")
        elif part.right / part.of >= found.whole.right / found.whole.of - _APART:
            verdict = _("As good as anywhere.")
        else:
            verdict = _("Worse than elsewhere: look twice here.")
        lines.append(Line(name, _counted(part), verdict))
    return lines


def language_finding(found: Judged) -> str:
    """The heading over it."""
    told = [part for part in found.languages if part.tells and part.key != "und"]
    if not told:
        return _("Too few in any language to tell them apart")
    if len(told) == 1:
        return _("Nearly all of it was in %(language)s") % {"language": language_called(told[0].key)}
    worst = min(told, key=lambda part: part.right / part.of)
    if found.whole.right / found.whole.of - worst.right / worst.of > _APART:
        return _("It is at its worst in %(language)s") % {"language": language_called(worst.key)}
    return _("It reads every language about as well")


def answer_finding(found: Answers) -> str:
    """The heading over what our answers do."""
    if not found.acts["sends_away"]:
        return _("Nobody was sent away")
    said = ngettext(
        "Of %(of)s answers one sent somebody away", "Of %(of)s answers %(count)s sent somebody away",
        found.acts["sends_away"],
    )  # fmt: skip
    return said % {"of": in_words(found.of), "count": in_words(found.acts["sends_away"])}


def answer_lines(found: Answers) -> list[Line]:
    """What they do, the helping ones first, and where somebody was sent."""
    lines = []
    for act, name in _DOES:
        if found.acts[act]:
            counted = _("%(count)s of %(of)s") % {"count": in_words(found.acts[act]), "of": in_words(found.of)}
            lines.append(Line(_(name), counted, _where(found) if act == "sends_away" else ""))
    return lines


def _where(found: Answers) -> str:
    places = [(_(_PLACES[place]), in_words(count)) for place, count in found.places.most_common() if place in _PLACES]
    return starting(", ".join(f"{count} {place}" for place, count in places)) + "." if places else ""

"""Quests in words: their stages, until when, who takes part, what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tummler.common import clock
from tummler.community.quests import STAGES, day_of
from tummler.records.models import Quest, Quester
from tummler.web.numbers import in_words, starting
from tummler.web.square_words import listed
from tummler.web.wish_rows import called

NAMES: dict[str, str | Promise] = {
    "draft": gettext_lazy("Draft"),
    "gather": gettext_lazy("Gather"),
    "propose": gettext_lazy("Propose"),
    "try": gettext_lazy("Try"),
    "choose": gettext_lazy("Choose"),
    "told": gettext_lazy("Told"),
}
#: What a stage asks of those who take part.
ASKS: dict[str, str | Promise] = {
    "gather": gettext_lazy("Just now we gather what people have seen: when, where, how often."),
    "propose": gettext_lazy("Just now we look for what could crack it."),
    "try": gettext_lazy("Just now it is tried: try one of these, and say what happened."),
    "choose": gettext_lazy("Just now it is chosen: which of these would you take?"),
}
#: What can be brought meanwhile.
BRING: dict[str, str | Promise] = {
    "gather": gettext_lazy("What have you seen?"),
    "propose": gettext_lazy("What could crack it?"),
    "try": gettext_lazy("Another idea, or something you have seen?"),
    "choose": gettext_lazy("Is there something that nobody has said?"),
}
WORKED: dict[str, str | Promise] = {
    "yes": gettext_lazy("It worked."),
    "partly": gettext_lazy("It worked in part."),
    "no": gettext_lazy("It didn’t work."),
}
WRONG: dict[str, str | Promise] = {
    "title": gettext_lazy("State the problem in one sentence, as a question."),
    "part": gettext_lazy("A part needs a sentence, and there is room for twelve."),
    "guest": gettext_lazy("A guest needs a name."),
    "until": gettext_lazy("Their link has to end on a day to come."),
    "day": gettext_lazy("That is no day we can read. Write it as 2027-03-31."),
    "result": gettext_lazy("Say first what is chosen, and why."),
    "gone": gettext_lazy("Somebody moved it meanwhile. This is how it stands."),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage in the line of them."""

    key: str
    words: str
    now: bool
    past: bool


def stages(quest: Quest) -> list[Stage]:
    """All of them, with the day until which the present one lasts: “Try, until Sunday”."""
    at = STAGES.index(quest.state) if quest.state in STAGES else -1
    found = []
    for place, key in enumerate(STAGES):
        words, until = str(NAMES[key]), day_of(quest, key)
        if until and place >= at and key != "told":
            words = _("%(stage)s, until %(day)s") % {"stage": words, "day": by_day(until)}
        found.append(Stage(key, words, place == at, place < at))
    return found


def by_day(day: date) -> str:
    """Sunday within a week; else 6 December."""
    days = (day - timezone.localtime(clock.now()).date()).days
    return formats.date_format(day, "l" if 0 < days < 7 else "j F")


def overdue(quest: Quest) -> str:
    """That its stage lasts longer than was said; "" where it doesn't."""
    until = day_of(quest, quest.state)
    if until is None or quest.state == "told" or until >= timezone.localtime(clock.now()).date():
        return ""
    return _("It was to last until %(day)s. It goes on.") % {"day": by_day(until)}


def name_of(quester: Quester) -> str:
    """What they are called."""
    return quester.name or called(quester.account)


def seed_of(quester: Quester) -> str:
    """What their face is drawn from."""
    return quester.account.remote_id if quester.account else f"guest-{quester.pk}"


def who(questers: Sequence[Quester], told: bool = False) -> str:
    """Who is in it, or was: eleven people, workshop Brava among them."""
    if not questers:
        return _("Nobody is on it yet.")
    guests = [one.name for one in questers if one.name][:3]
    if len(guests) == len(questers):  # nobody else to be among
        if told:
            words = ngettext("%(names)s was on it.", "%(names)s were on it.", len(guests))
        else:
            words = ngettext("%(names)s is on it.", "%(names)s are on it.", len(guests))
        return words % {"names": listed(guests)}
    if told:
        words = ngettext("%(count)s person was on it", "%(count)s people were on it", len(questers))
    else:
        words = ngettext("%(count)s person is on it", "%(count)s people are on it", len(questers))
    said = starting(words % {"count": in_words(len(questers))})
    return _("%(people)s, %(names)s among them.") % {"people": said, "names": listed(guests)} if guests else f"{said}."


def earns(quest: Quest) -> str:
    """What is to be earned; "" for nothing, and once it is told."""
    if quest.state == "told":
        return ""
    return _("Whoever cracks a part of it may call themselves %(name)s.") % {"name": quest.name} if quest.name else ""


def backed(number: int, told: bool = False) -> str:
    """How many would choose it, or did."""
    if not number:
        return ""
    if told:
        words = ngettext("%(count)s of you chose it", "%(count)s of you chose it", number)
    else:
        words = ngettext("%(count)s of you would choose it", "%(count)s of you would choose it", number)
    return starting(words % {"count": in_words(number)})


def heading(quests: Sequence[Quest]) -> str:
    """The lead's page, in a sentence."""
    number = sum(one.state not in ("draft", "told") for one in quests)
    if not number:
        return _("No quest is under way.")
    return starting(
        ngettext("One quest is under way.", "%(count)s quests are under way.", number) % {"count": in_words(number)}
    )

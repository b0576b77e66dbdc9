"""Why we think that somebody needs help, and how soon, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import (
    get_language,
    get_language_info,
    gettext as _,
    gettext_lazy,
    gettext_noop as noop,
    ngettext,
)

from tummler.common.text import shorten
from tummler.minds import reasons
from tummler.minds.contract import Judgement, Mark
from tummler.minds.personal import read_personal
from tummler.records.models import Need, Reading
from tummler.web.numbers import in_words, starting

#: Why somebody is to be blocked for all.
BLOCK = {
    "insults": gettext_lazy("insults"),
    "threatens": gettext_lazy("threatens"),
    "follows": gettext_lazy("follows one of us about"),
    "spam": gettext_lazy("only advertises"),
}
KINDS = {
    "question": noop("A question"),
    "complaint": noop("A complaint"),
    "request": noop("A request"),
    "praise": noop("Praise"),
    "noise": noop("Nothing for us"),
    "spam": noop("Spam"),
    "abuse": noop("Abuse"),
}
_ABOUT = {
    "question": noop("A question about %(topic)s"),
    "complaint": noop("A complaint about %(topic)s"),
    "request": noop("A request about %(topic)s"),
}
_TITLES = {
    "question": noop("%(name)s has a question"),
    "complaint": noop("%(name)s has a complaint"),
    "request": noop("%(name)s asks for something"),
}
_TITLES_ABOUT = {
    "question": noop("%(name)s has a question about %(topic)s"),
    "complaint": noop("%(name)s has a complaint about %(topic)s"),
    "request": noop("%(name)s asks for something about %(topic)s"),
}
URGENCIES = {"now": noop("Now"), "today": noop("Today"), "no_hurry": noop("No hurry")}
#: The heading of each group of the list, and what it means.
GROUPS = (
    (noop("Now"), noop("while it can still help")),
    (noop("Today"), noop("waiting, but not on the spot")),
    (noop("No hurry"), ""),
)
#: Why it is urgent, most telling first; {words} are theirs.
_SOON = {
    "departs": noop("“{words}”"),
    "deadline": noop("“{words}”"),
    "promised": noop("Promised: “{words}”"),
    "safety": noop("Not safe: “{words}”"),
    "locked_out": noop("Locked out."),
    "losing_money": noop("Money: “{words}”"),
    "stuck_now": noop("Stuck right now."),
    "waiting_since": noop("Waiting “{words}”"),
    "at_leisure": noop("No rush, they say."),
}


def soon(reading: Reading | None, text: str) -> str:
    """How soon, in a few words: “Train at 11:20”; "" when nothing tells."""
    return soon_by((reading.urgency if reading else {}).get("marks", []), text)


def soon_by(pressing: Sequence[Sequence[Any]], text: str) -> str:
    """The same, by the marked spans of the judgement."""
    marks = {mark[2]: mark for mark in reversed(pressing)}
    for code, message in _SOON.items():
        if code in marks:
            start, end, _why = marks[code]
            words = shorten(text[start:end], 48)
            said = _(message).replace("{words}", starting(words) if message.startswith("“") else words)
            return said if said.endswith(".") else f"{said}."
    return ""


def what(kind: str, topic: str, same: int) -> str:
    """What it is, as a sentence: A complaint about docks. ``topic`` is its name, ``same`` how many have it, too."""
    about = _(_ABOUT[kind]) % {"topic": topic} if topic and kind in _ABOUT else _(KINDS.get(kind, KINDS["question"]))
    return f"{about}. {same_here(same)}".rstrip()


def same_here(people: int) -> str:
    """How many said on the square that they have the same: 38 people said the same; "" for nobody."""
    if not people:
        return ""
    words = ngettext("%(count)s person said the same.", "%(count)s people said the same.", people)
    return starting(words % {"count": in_words(people)})


def title(need: Need, name: str, topics: Mapping[str, str]) -> str:
    """The heading of a conversation: Marta has a question about docks."""
    topic = topics.get(need.topic, "")
    said = (_TITLES_ABOUT if topic else _TITLES).get(need.kind, _TITLES["question"])
    return _(said) % {"name": name, "topic": topic}


def because(reading: Reading | None, text: str) -> str:
    """Why we think so, as one sentence with at most three quotes of theirs; how soon is said apart."""
    if reading is None:
        return ""
    shown = _widest(reading.kind.get("marks", []))
    if not shown:
        return _setting(reading)
    judgement = Judgement("", 1.0, "", tuple(Mark(*mark) for mark in shown))
    return reasons.sentence([judgement], text, _)


def _widest(marks: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    kept: list[Sequence[Any]] = []
    for mark in sorted(marks, key=lambda one: (one[0] - one[1], one[0])):
        if not any(mark[0] < other[1] and other[0] < mark[1] for other in kept):
            kept.append(mark)
    return sorted(kept[:3], key=lambda one: int(one[0]))


def _setting(reading: Reading) -> str:
    why = reading.kind.get("why", "")
    if why == "a_person_said":
        return _("Someone here said so.")
    if why == "no_words":
        return _("It was written to us, so somebody should read it.")
    return reasons.sentence([Judgement("", 1.0, why)], "", _)


def language_called(code: str, unknown: str | None = None) -> str:
    """A language by its name in the reader's language, as that writes it in a sentence; its tag where it has none."""
    try:
        name = str(get_language_info(code.split("-", 1)[0].lower())["name_translated"])
    except KeyError:
        return code if unknown is None else unknown
    return name if (get_language() or "en").startswith("en") else name[:1].lower() + name[1:]


def language_name(code: str) -> str:
    """A language by its name in the reader's language; "" for their own and for what has no name."""
    short = code.split("-", 1)[0].lower()
    if not short or short == (get_language() or "en").split("-", 1)[0]:
        return ""
    return language_called(short, unknown="")


#: What of somebody's own stands in public, the gravest first: how the page says it.
_EXPOSED = {
    "card": noop("Has a card number in public. Ask them to take it down."),
    "iban": noop("Has an account number in public. Ask them to take it down."),
    "id_number": noop("Has the number of an identity card in public. Ask them to take it down."),
    "email": noop("Has an e-mail address in public. Ask them to take it down."),
    "phone": noop("Has a phone number in public. Ask them to take it down."),
    "address": noop("Has an address in public. Ask them to take it down."),
    "order_number": noop("Has an order number in public. Ask them to take it down."),
}


def exposed(need: Need) -> str:
    """What only one should read and everybody can: the gravest of it, in words; empty where nothing is."""
    if need.post.gone or need.post.visibility == "direct":
        return ""
    found = {mark.why for mark in read_personal(need.post.text)}
    return next((_(words) for kind, words in _EXPOSED.items() if kind in found), "")

"""The filter of the list as a sentence to complete, and as the sentence that it became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_noop as noop

from tummler.matching.filters import NO_TOPIC, Filter
from tummler.records.access import asked_by, can, rows_for
from tummler.records.models import Channel, Helper, SavedView
from tummler.web.deliveries import network_label
from tummler.web.shared import labels as labels_of
from tummler.web.topic_names import TopicNames
from tummler.web.wanted import Wanted
from tummler.web.whys import language_called

_KINDS = {"question": noop("Questions"), "complaint": noop("Complaints"), "request": noop("Requests")}
_PEOPLE = {"known": noop("people we know"), "new": noop("people new to us")}
_WAITING = {"hour": noop("over an hour"), "day": noop("over a day"), "week": noop("over a week")}
_TAKEN = {"no": noop("nobody"), "yes": noop("one of us")}


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of the sentence: its name in an address, its label, what can stand in it, what does."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str

    @property
    def said(self) -> str:
        """What stands in it, in words; a value that nobody could have chosen is said as it is."""
        return dict(self.choices).get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The filter in words."""

    blanks: dict[str, Blank]
    words: str
    #: What a kept view would be called if nobody says otherwise.
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A view kept by name; whether it is what the page shows, and whether this helper may change it."""

    view: SavedView
    mine: bool
    current: bool
    changeable: bool


def sentence_of(helper: Helper, wanted: Wanted, topics: TopicNames, channels: Sequence[Channel]) -> Sentence:
    """The filter of what is wanted. One query, none where the labels were read already."""
    labels = [(one.key, one.name) for one in labels_of(helper)[:60]]
    networks = {channel.network: network_label(channel) for channel in channels}
    asked = wanted.filter
    blanks = [
        Blank("kind", _("What"), [("", _("Needs")), *_said(_KINDS)], asked.kind),
        Blank(
            "about",
            _("Topic"),
            [("", _("anything")), *topics.offered(asked.topic), (NO_TOPIC, _("what has no topic yet"))],
            asked.topic,
        ),
        Blank("in", _("Language"), [("", _("any language")), *_languages(helper, asked)], asked.language),
        Blank("on", _("Network"), [("", _("any network")), *networks.items()], asked.network),
        Blank("from", _("Who asks"), [("", _("anyone")), *_said(_PEOPLE)], asked.people),
        Blank("waiting", _("Waiting"), [("", _("any time")), *_said(_WAITING)], asked.waiting),
        Blank("taken", _("Taken by"), [("", _("anyone or nobody")), *_said(_TAKEN)], asked.taken),
    ]
    if labels or asked.label:
        blanks.append(Blank("labelled", _("Label"), [("", _("anything")), *labels], asked.label))
    by_name = {blank.name: blank for blank in blanks}
    return Sentence(by_name, _words(by_name), _short(by_name))


def _said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, _(said)) for code, said in words.items()]


def _languages(helper: Helper, asked: Filter) -> list[tuple[str, str]]:
    codes = dict.fromkeys([*helper.brand.languages, asked.language])
    return [(code, language_called(code)) for code in codes if code]


def _words(blanks: Mapping[str, Blank]) -> str:
    """The completed sentence, without its empty blanks: Complaints about docks in Spanish, waiting over an hour."""
    patterns = {
        "about": _("about %(it)s"), "in": _("in %(it)s"), "on": _("on %(it)s"), "from": _("from %(it)s"),
    }  # fmt: skip
    ends = {
        "waiting": _("waiting %(it)s"), "taken": _("taken by %(it)s"), "labelled": _("labelled “%(it)s”"),
    }  # fmt: skip
    start = [blanks["kind"].said]
    start += [said % {"it": blanks[name].said} for name, said in patterns.items() if blanks[name].value]
    rest = [said % {"it": blanks[name].said} for name, said in ends.items() if name in blanks and blanks[name].value]
    return ", ".join([" ".join(start), *rest]) + "."


def _short(blanks: Mapping[str, Blank]) -> str:
    said = [blank.said for blank in blanks.values() if blank.value]
    name = ", ".join(said)[:40]
    return name[:1].upper() + name[1:]


def kept_views(helper: Helper, here: str) -> list[Kept]:
    """What was kept by name, lists and searches, one's own first; ``here`` is what is shown. One query."""
    found = asked_by(helper, "views", _views).all()
    kept = [Kept(one, one.helper_id == helper.pk, one.query == here, _may(helper, one)) for one in found]
    return sorted(kept, key=lambda one: not one.mine)


def _views(helper: Helper) -> QuerySet[SavedView]:
    return rows_for(helper, SavedView).filter(removed_at=None).order_by("name", "pk")[:60]


def _may(helper: Helper, view: SavedView) -> bool:
    return can(helper, "change_view", view)

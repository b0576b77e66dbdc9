"""How those who help stand together, in sentences: names in the order of the alphabet, and never a rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from tummler.insight.helping import Helping, Outside, Times, alone, few, quiet, share_of_few
from tummler.insight.known_alone import Alone
from tummler.web import moments
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt, given_name, name_of
from tummler.web.web_chart import End, Web, folded, web
from tummler.web.whys import language_called

#: So many have a face of their own in the picture; the others are folded.
_HELP, _HELPED, _TOPICS = 16, 8, 9
#: So many are named in a sentence.
_NAMED = 5
_REST = ("rest", "others")


@dataclass(frozen=True, slots=True)
class Someone:
    """A face, a name, and what is to be said of them."""

    name: str
    seed: str
    words: str = ""
    #: The words of a public post, and how many like it.
    voice: Markup | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """Something that a lead can do, and where."""

    words: str
    press: str
    address: str


class Told:
    """The page's sentences."""

    def __init__(self, found: Helping, known: Sequence[Alone], topics: Mapping[str, str], at: datetime) -> None:
        self._found, self._known, self._topics, self._at = found, known, topics, at

    def name(self, who: str) -> str:
        """What they are called; "" for who is not here any more."""
        if who in self._found.helpers:
            return given_name(self._found.helpers[who])
        account = self._found.accounts.get(who)
        return name_of(account) if account else ""

    def _seed(self, who: str) -> str:
        helper, account = self._found.helpers.get(who), self._found.accounts.get(who)
        return helper.public_id if helper else account.remote_id if account else ""

    def _names(self, people: Iterable[str]) -> str:
        return listed(sorted(filter(None, (self.name(one) for one in people)), key=str.casefold))

    def _some(self, people: Sequence[str]) -> str:
        """A few by name, and how many more."""
        names = sorted(filter(None, (self.name(one) for one in people)), key=str.casefold)
        more = len(people) - _NAMED
        if more < 2:
            return listed(names)
        return _("%(names)s and %(count)s others") % {"names": ", ".join(names[:_NAMED]), "count": in_words(more)}

    def since(self) -> str:
        """The day from which is counted."""
        first = self._found.first or self._at
        return formats.date_format(timezone.localtime(max(first, self._at - moments.DAY * 90)), _("j F"))

    def title(self) -> str:
        """How much rests on how few."""
        sums = self._found.sums
        people, resting = few(sums)
        if not sums:
            return _("Nobody who asked has said yet that it helped.")
        said = {"all": _times(sums.total()), "month": self.since(), "names": self._names(people)}
        if len(sums) <= len(people):
            return _("Since %(month)s people were helped %(all)s: by %(names)s.") % said
        said["few"] = _times(resting)
        return _("People were helped %(all)s since %(month)s; %(few)s by %(names)s.") % said

    def lead(self) -> str:
        """How it came to rest on few, and who carries it beside them."""
        found = self._found
        if not found.sums:
            return _("As soon as somebody says so, it stands here who helped, whom, and what only one of you knows.")
        people = ngettext("One person was helped", "%(count)s people were helped", found.asked)
        if found.more_asked:
            people = _("More than %(count)s people were helped")
        words = [starting(people % {"count": in_words(found.asked)}) + "."]
        outside = sum(who[0] == "a" for who in found.sums)
        if outside:
            peers = ngettext(
                "One of those who helped is a customer.", "%(count)s of those who helped are customers.", outside
            )
            words.append(starting(peers % {"count": in_words(outside)}))
        if found.both:
            both = ngettext(
                "%(names)s was helped here and helps others, too.", "%(names)s were helped here and help others, too.",
                len(found.both),
            )  # fmt: skip
            words.append(both % {"names": self._some(found.both)})
        return " ".join([*words, self._came()]).strip()

    def _came(self) -> str:
        """Whether more rests on few than some months ago."""
        found = self._found
        if found.first is None or min(found.then.total(), found.now.total()) < 10 or len(found.now) <= 5:
            return ""
        then, now = share_of_few(found.then), share_of_few(found.now)
        said = {
            "month": formats.date_format(timezone.localtime(found.first), "F"), "then": _part(then), "now": _part(now)
        }  # fmt: skip
        if now > then + 0.1:
            return _("In %(month)s five people carried %(then)s; by now five carry %(now)s.") % said
        if now < then - 0.1:
            return _("It spreads: in %(month)s five people carried %(then)s, by now five carry %(now)s.") % said
        return ""

    def picture(self) -> Web | None:
        """Who helps whom. At most forty ends; the others are folded."""
        found = self._found
        if not found.sums:
            return None
        left = self._ends([who for who, _count in found.sums.most_common(_HELP)])
        whom: Counter[str] = Counter()
        for pair in found.pairs:
            whom[pair.whom] += pair.count
        people = self._ends([one for one, _count in whom.most_common(_HELPED)], kind="peer")
        about = _about(found)
        named = [topic for topic, _count in Counter(_sums(about)).most_common() if topic in self._topics][:_TOPICS]
        topics = [End(f"t{key}", starting(_("about %(topic)s") % {"topic": self._topics[key]})) for key in named]
        topics.sort(key=lambda one: one.name.casefold())
        counts = folded(
            [*((pair.who, pair.whom, pair.count) for pair in found.pairs), *((w, f"t{t}", n) for w, t, n in about)],
            [one.key for one in left], [one.key for one in (*people, *topics)], _REST,
        )  # fmt: skip
        if any(who == "rest" for who, _whom in counts):
            left.append(End("rest", _("others")))
        right = [*people, *topics]
        if any(to == "others" for _who, to in counts):
            right.append(End("others", starting(_("about other things"))))
        return web(left, right, counts)

    def _ends(self, people: Iterable[str], kind: str = "") -> list[End]:
        ends = [End(who, self.name(who), self._seed(who), kind or ("peer" if who[0] == "a" else "")) for who in people]
        return sorted((one for one in ends if one.name), key=lambda one: one.name.casefold())

    def missed(self) -> list[Someone]:
        """What breaks if one leaves: topics and languages that nobody else solved, and what is known by meaning."""
        topics, languages = alone(self._found.topics), alone(self._found.languages)
        usual = {one.about for one in self._found.languages if one.about not in {"", "und"}}
        people = {*topics, *(who for who in languages if len(usual) > 1)}
        found = [self._missed(who, topics.get(who, []), languages.get(who, [])) for who in people if self.name(who)]
        for one in self._known:
            if self.name(one.who):
                reading = getattr(one.post, "reading", None)
                language = str((reading.language or {}).get("value", "")) if reading else one.post.language
                words = _("%(name)s alone solved %(count)s like this.")
                said = words % {"name": self.name(one.who), "count": in_words(one.count)}
                voice = excerpt(one.post.text, (), 160)
                found.append(Someone(self.name(one.who), self._seed(one.who), said, voice, language))
        return sorted((one for one in found if one.words), key=lambda one: (one.name.casefold(), bool(one.voice)))

    def _missed(self, who: str, topics: Sequence[Times], languages: Sequence[Times]) -> Someone:
        about = listed(sorted(self._topics[one.about] for one in topics if one.about in self._topics))
        spoken = listed([language_called(one.about, unknown="") for one in languages if one.about != "und"])
        words = []
        if about:
            words.append(_("Nobody else solved anything about %(topics)s.") % {"topics": about})
        if spoken:
            words.append(_("Nobody else solved anything in %(languages)s.") % {"languages": spoken})
        return Someone(self.name(who), self._seed(who), " ".join(words))

    def came(self) -> list[Someone]:
        """Newcomers, and whether they have helped already."""
        sums = self._found.sums
        said = [
            (who, _("Has helped already.") if sums[who] else _("Hasn’t had a first one yet."))
            for who in self._found.newcomers
        ]
        return [Someone(self.name(who), self._seed(who), words) for who, words in said if self.name(who)][:12]

    def went_quiet(self) -> list[Someone]:
        """Those who helped often, and not for a month."""
        last: dict[str, datetime] = {}
        for one in self._found.topics:
            last[one.who] = max(one.last, last.get(one.who, one.last))
        gone = [who for who in quiet(self._found.topics, self._at) if self._still_here(who)]
        said = _("Helped often, last %(day)s.")
        return [Someone(self.name(who), self._seed(who), said % {"day": moments.day_of(last[who])}) for who in gone][
            :12
        ]

    def _still_here(self, who: str) -> bool:
        helper = self._found.helpers.get(who)
        return bool(self.name(who)) and (helper is None or helper.active)

    def waits(self) -> str:
        """Who has waited for longer than a day."""
        needs = self._found.waiting
        if not needs:
            return ""
        people = len({need.account_id for need in needs})
        words = ngettext(
            "One person has waited for longer than a day", "%(count)s people have waited for longer than a day", people
        )
        longest = _("%(name)s longest, for %(time)s") % {
            "name": name_of(needs[0].account), "time": moments.spell(needs[0].waiting_since)
        }  # fmt: skip
        return f"{starting(words % {'count': in_words(people)})}, {longest}."

    def outside(self) -> str:
        """What came of needs that went to somebody outside the circle."""
        return outside_words(self._found.outside, self.since())

    def suggestions(self) -> list[Do]:
        """What a lead can do about it, each with where."""
        return [*self._for_topics(), *self._for_knowledge(), *self._for_people(), *self._for_who_waits()][:8]

    def _for_topics(self) -> Iterator[Do]:
        for who, some in sorted(alone(self._found.topics).items(), key=lambda pair: self.name(pair[0]).casefold()):
            for one in some:
                topic = self._topics.get(one.about, "")
                if topic and self.name(who):
                    words = _("Ask somebody in beside %(name)s where it is about %(topic)s.")
                    where = f"{reverse('desk')}?{urlencode({'view': 'all', 'about': one.about})}"
                    yield Do(words % {"name": self.name(who), "topic": topic}, _("Who asks about it"), where)

    def _for_knowledge(self) -> Iterator[Do]:
        for who in sorted({one.who for one in self._known})[:2]:
            if self.name(who):
                words = _("Have what %(name)s knows written down, as an answer that stays.")
                yield Do(words % {"name": self.name(who)}, _("Answers that stay"), reverse("articles"))

    def _for_people(self) -> Iterator[Do]:
        sums = self._found.sums
        if 0 < len(sums) <= 3 or (len(sums) > 5 and share_of_few(sums) > 0.6):
            yield Do(_("Much rests on few: ask more people in."), _("Ask someone in"), reverse("people"))
        for gone in self.went_quiet()[:2]:
            words = _("Ask %(name)s how they are: they haven’t helped for a month.")
            yield Do(words % {"name": gone.name}, _("People"), reverse("people"))
        for who in [one for one in self._found.newcomers if not sums[one] and self.name(one)][:2]:
            words = _("Bring %(name)s a first need: hand one on, or ask them in.")
            yield Do(words % {"name": self.name(who)}, _("Who needs help"), f"{reverse('desk')}?view=all")

    def _for_who_waits(self) -> Iterator[Do]:
        for need in self._found.waiting[:1]:
            words = _("Take %(name)s, who waits longest.") % {"name": name_of(need.account)}
            yield Do(words, _("Open it"), reverse("need", args=[need.public_id]))


def outside_words(outside: Outside, month: str) -> str:
    """Since September nine went to somebody outside their circle: three were taken, two of them helped."""
    if not outside.gone:
        return _("None has gone to somebody outside their circle since %(month)s.") % {"month": month}
    gone = ngettext(
        "One need went to somebody outside their circle since %(month)s",
        "%(count)s needs went to somebody outside their circle since %(month)s", outside.gone,
    ) % {"count": in_words(outside.gone), "month": month}  # fmt: skip
    taken, helped = in_words(outside.taken), in_words(outside.helped)
    if outside.taken and not outside.helped:
        return _("%(gone)s: they took %(taken)s, and none has helped so far.") % {
            "gone": starting(gone),
            "taken": taken,
        }
    if not outside.taken:
        return _("%(gone)s; nobody took them.") % {"gone": starting(gone)}
    return _("%(gone)s: they took %(taken)s, and %(helped)s helped.") % {
        "gone": starting(gone), "taken": taken, "helped": helped
    }  # fmt: skip


def _about(found: Helping) -> list[tuple[str, str, int]]:
    """How often who helped with what, those left out who stand in the picture by name."""
    counts = Counter({(one.who, one.about): one.count for one in found.topics})
    for pair in found.pairs:
        counts[pair.who, pair.about] -= pair.count
    return [(who, about, count) for (who, about), count in counts.items() if count > 0]


def _sums(about: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for _who, topic, count in about:
        sums[topic] += count
    return sums


def listed(names: Sequence[str]) -> str:
    """Ana, Bo and Cleo."""
    some = [name for name in names if name]
    if len(some) < 2:
        return "".join(some)
    return _("%(names)s and %(last)s") % {"names": ", ".join(some[:-1]), "last": some[-1]}


def _times(count: int) -> str:
    return ngettext("once", "%(count)s times", count) % {"count": in_words(count)}


def _part(share: float) -> str:
    """A share of a whole in words."""
    for least, words in ((0.9, _("almost all of it")), (0.66, _("most of it")), (0.5, _("more than half"))):
        if share >= least:
            return words
    return _("less than half")

"""What happened with a need, and with the one who asks: from happenings, the asker's words, and their earlier needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.common.text import shorten
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Account, Happening, Helper, Need, Reply, Word
from tummler.records.prepared import Given
from tummler.web import moments, whys
from tummler.web.shared import colleagues, words
from tummler.web.texts import excerpt, given_name, handle_of, name_of, quotes, web_address

#: Act → what it was, in a few words; {who} is a helper, {asker} the one who asks.
_STEPS = {
    "need_opened": noop("asked {time}"),
    "tag_asked": noop("asked a tag {time}"),
    "need_claimed": noop("{who} took it {time}"),
    "need_taken_over": noop("{who} took it over {time}"),
    "need_handed_on": noop("{who} handed it on {time}"),
    "need_given_back": noop("{who} gave it back {time}"),
    "hand_on_withdrawn": noop("{who} took it back {time}"),
    "asked_in": noop("{who} asked a colleague in {time}"),
    "circle_asked": noop("{who} asked a circle {time}"),
    "guest_asked_in": noop("{who} asked a guest in {time}"),
    "guest_answered": noop("a guest answered {time}"),
    "approval_asked": noop("{who} asked for a yes {time}"),
    "approval_given": noop("{who} said yes {time}"),
    "approval_refused": noop("{who} sent it back {time}"),
    "need_snoozed": noop("{who} put it to sleep {time}"),
    "need_woke": noop("it woke {time}"),
    "note_written": noop("{who} left a note {time}"),
    "need_split": noop("{who} made it a need of its own {time}"),
    "needs_joined": noop("{who} joined two needs {time}"),
    "needs_parted": noop("{who} parted them again {time}"),
    "thanked": noop("{who} thanked somebody who helped {time}"),
    "people_linked": noop("{who} said that two accounts are one person {time}"),
    "people_unlinked": noop("{who} took that back {time}"),
    "need_let_go": noop("{who} let go {time}"),
    "need_went_back": noop("nobody wrote, so it went back {time}"),
    "need_dropped": noop("{who} said it is no need {time}"),
    "need_came_back": noop("came back {time}"),
    "need_unanswered": noop("closed without a word from {asker} {time}"),
    "reading_corrected": noop("{who} put it right {time}"),
    "reply_taken_back": noop("{who} took an answer back {time}"),
    "reply_held": noop("an answer was held {time}"),
    "delivery_sent": noop("answered {time}"),
    "delivery_refused": noop("an answer was refused {time}"),
    "answered_elsewhere": noop("answered on the network itself {time}"),
    "answered_from_own": noop("{who} answered from their own account {time}"),
    "answer_gone": noop("the answer was deleted there, so it waits again {time}"),
    "need_helped": noop("{asker} said it worked {time}"),
    "need_not_helped": noop("{asker} said it’s still broken {time}"),
}
#: What a machine of ours said by a post, where one did.
_BY_MACHINE = {
    "answer": noop("a tag answered {time}"),
    "asks": noop("a tag asked back {time}"),
    "waits": noop("told that the answer comes later {time}"),
    "people": noop("told that people answer {time}"),
    "beside": noop("a tag answered {time}"),
    "thanks": noop("{who} thanked somebody in the thread {time}"),
    "more": noop("{who} said one more thing {time}"),
}
_STATES = {
    "open": noop("still open"),
    "claimed": noop("{who} is on it"),
    "answered": noop("answered, no word yet"),
    "helped": noop("it worked"),
    "not_helped": noop("it didn’t help"),
    "no_answer": noop("answered, no word came"),
    "dropped": noop("no need after all"),
}
_SHOWN_BEFORE = 8
#: A place for each of them in a query that is put together once.
_PLACES = [f"need_{place}" for place in range(_SHOWN_BEFORE)]
_ONE_OF = reduce(or_, (Q(need=Given(place)) for place in _PLACES))


@dataclass(frozen=True, slots=True)
class Said:
    """The asker's own word on an answer: “That worked”, and when."""

    words: str
    helped: bool
    at: Markup


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier need of the same person."""

    public_id: str
    at: datetime
    day: str
    words: Markup
    what: str
    state: str
    #: Who of us answered, with their department, and what was said of it.
    answered_by: str = ""
    said: str = ""
    #: Still waiting: it could be joined with the one that is open.
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """The one who asks, as far as we know them."""

    account: Account
    name: str
    handle: str
    link: str
    facts: list[str]
    before: list[Before]


def steps_of(helper: Helper, need: Need) -> list[Markup]:
    """The history of a need, oldest first. Two queries."""
    happened = asked_by(helper, "steps", _happened).all(of=need.pk)
    rows = [row for row in happened if not (row.act == "delivery_sent" and row.facts.get("part"))]
    if need.tag_id:  # asked once, whatever tags were in it, and opened for us when the machine left it
        asked = next((row.pk for row in rows if row.act == "tag_asked"), None)
        rows = [row for row in rows if row.pk == asked or row.act not in ("tag_asked", "need_opened")]
    names = _names(helper)
    asker = name_of(need.account)
    return [_step(row, need, names.get(row.helper_id or 0, _("someone")), asker) for row in rows]


def _happened(helper: Helper) -> QuerySet[Happening]:
    return rows_for(helper, Happening).filter(need_id=Given("of"), act__in=_STEPS).order_by("pk")[:100]


def _names(helper: Helper) -> dict[int, str]:
    return {one.pk: given_name(one) for one in colleagues(helper)}


def _step(row: Happening, need: Need, who: str, asker: str) -> Markup:
    machine = row.facts.get("machine", "") if row.act == "delivery_sent" else ""
    said = Markup("{}").format(_(_BY_MACHINE.get(machine, _STEPS[row.act])))
    said = said.replace("{time}", moments.at(need.waiting_since if row.act in ("need_opened", "tag_asked") else row.at))
    return said.replace("{who}", who).replace("{asker}", Markup("<bdi>{}</bdi>").format(asker))


def word_of(helper: Helper, need: Need) -> Said | None:
    """The latest word of the asker. One query."""
    word = next((word for word in reversed(words(helper, need)) if word.need_id == need.pk), None)
    if word is None:
        return None
    text = word.post.text if word.post and not word.post.gone else ""
    marked = quotes(text, word.marks)
    pressed = _("That worked") if word.value == "helped" else _("Still broken")
    shown = " … ".join(marked) or text or pressed
    return Said(shorten(shown, 90), word.value == "helped", moments.at(word.at))


def who_of(helper: Helper, need: Need, topics: Mapping[str, str]) -> Who:
    """The person column: what their account says of itself, and what happened before. Three queries."""
    account = need.account
    earlier = asked_by(helper, "before", _earlier).all(of=need.pk, account=account.pk, person=account.person_id)
    answered, said = _answered(helper, earlier), _said(helper, earlier)
    before = [_before(one, topics, answered.get(one.pk, ""), said.get(one.pk, "")) for one in earlier]
    link = account.url if web_address(account.url) else ""
    return Who(account, name_of(account), handle_of(account), link, _facts(account), before)


def _earlier(helper: Helper) -> QuerySet[Need]:
    # A list of numbers, not a condition on two tables: with that no index of needs can be used.
    same = Account.objects.filter(Q(pk=Given("account")) | Q(person=Given("person"), person__isnull=False)).values("pk")
    needs = rows_for(helper, Need).filter(account__in=same).exclude(pk=Given("of")).select_related("post", "claimed_by")
    return needs.filter(joined_to=None).order_by("-opened_at")[:_SHOWN_BEFORE]


def _facts(account: Account) -> list[str]:
    facts = []
    if account.robot:
        facts.append(_("Says it is automated."))
    if account.stopped_at:
        facts.append(_("Asked us to stop writing. That is kept."))
    if account.gone_at:
        facts.append(_("The account is gone."))
    return facts


def _answered(helper: Helper, needs: list[Need]) -> dict[int, str]:
    """Who answered each of these: Olu, finance. One query."""
    replies: list[Reply] = asked_by(helper, "answered before", _replies).all(**_places(needs)) if needs else []
    return {
        reply.need_id: ", ".join(filter(None, (given_name(reply.helper), reply.helper.department)))
        for reply in replies
        if reply.helper
    }


def _replies(helper: Helper) -> QuerySet[Reply]:
    theirs = rows_for(helper, Reply).filter(_ONE_OF, promised_at__isnull=False, machine="")
    return theirs.select_related("helper").order_by("pk")


def _places(needs: list[Need]) -> dict[str, int | None]:
    """The needs for the places of a query; nothing has the number None."""
    numbers = dict(zip(_PLACES, (need.pk for need in needs), strict=False))
    return {place: numbers.get(place) for place in _PLACES}


def _said(helper: Helper, needs: list[Need]) -> dict[int, str]:
    """What each asker said of it, in their own words. One query."""
    rows: list[Word] = asked_by(helper, "said before", _told).all(**_places(needs)) if needs else []
    found = {}
    for word in rows:
        text = word.post.text if word.post and not word.post.gone else ""
        found[word.need_id] = shorten(" … ".join(quotes(text, word.marks)), 80)
    return found


def _told(helper: Helper) -> QuerySet[Word]:
    return rows_for(helper, Word).filter(_ONE_OF).select_related("post").order_by("pk")


def _before(need: Need, topics: Mapping[str, str], answered_by: str, said: str) -> Before:
    return Before(
        public_id=need.public_id,
        at=need.waiting_since,
        day=moments.day_of(need.waiting_since) or moments.clock_time(need.waiting_since),
        words=Markup("") if need.post.gone or said else excerpt(need.post.text, limit=80),
        what=whys.what(need.kind, topics.get(need.topic, ""), need.same_here),
        state=state_words(need),
        answered_by=answered_by,
        said=said,
        waiting=need.state in ("open", "claimed"),
    )


def state_words(need: Need) -> str:
    """How a need stands: still open, Tomás is on it, it worked."""
    return _(_STATES.get(need.state, _STATES["open"])).replace("{who}", given_name(need.claimed_by))

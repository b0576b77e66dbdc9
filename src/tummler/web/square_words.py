"""Sentences of the square."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from tummler.common import clock
from tummler.records.models import Brand
from tummler.web.moments import day_of, time_tag
from tummler.web.numbers import in_words, starting
from tummler.web.square_rows import COUNTED, Square, Thread, alias
from tummler.web.texts import name_of


def who_asks(people: int) -> str:
    """The page's first sentence."""
    if people == 0:
        return _("Nobody is asking right now. You could.")
    if people == 1:
        return _("Someone is asking. You may well know.")
    if people > COUNTED:
        return _("More than %(count)s people are asking. You may well know.") % {"count": in_words(COUNTED)}
    return _("%(count)s people are asking. You may well know.") % {"count": starting(in_words(people))}


def asked_where(square: Square) -> str:
    """Where the open questions were asked."""
    labels = list(square.labels)
    if any(question.here for question in square.questions):
        labels.append(_("here"))
    return _("asked on %(places)s") % {"places": listed(labels)} if square.labels else ""


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def answers_said(count: int) -> str:
    """How much was said after the question."""
    if count == 0:
        return _("no answer yet")
    return ngettext("%(count)s post since", "%(count)s posts since", count) % {"count": in_words(count)}


def same_said(count: int) -> str:
    """How many pressed “Same here”; "" for nobody."""
    if not count:
        return ""
    words = ngettext("%(count)s person said the same", "%(count)s people said the same", count)
    return starting(words % {"count": in_words(count)})


def who_is_here(square: Square) -> str:
    """Which helpers are at the desk just now, by the names they sign with; honestly, if nobody is."""
    names = [alias(helper) for helper in square.here]
    if not names:
        return _("No helper is here at this hour.")
    if len(names) == 1:
        return _("%(name)s is here.") % {"name": names[0]}
    if len(names) > 4:
        names = [*names[:3], _("%(count)s more") % {"count": in_words(len(names) - 3)}]
    return _("%(names)s are here.") % {"names": listed(names)}


def elsewhere_words(count: int) -> str:
    """People whose network shows what they ask only to some; "" for nobody."""
    if not count:
        return ""
    words = ngettext(
        "%(count)s more person asks where only some can read; their words stay there.",
        "%(count)s more people ask where only some can read; their words stay there.",
        count,
    )
    return starting(words % {"count": in_words(count)})


def presses(thread: Thread, theirs: bool) -> tuple[str, ...]:
    """Which of “That worked” and “Still broken” may be pressed: only by the one who asked, once there is an answer."""
    if not theirs or thread.need is None:
        return ()
    state = thread.need.state
    helped = ("helped",) if thread.answered and state != "helped" else ()
    return (*helped, "not_helped") if state in ("answered", "helped", "no_answer") else helped


def state_words(thread: Thread, brand: Brand, theirs: bool) -> str:
    """How the question stands, in a sentence; to the one who asked as "you"."""
    need = thread.need
    if need is None:
        return ""
    names = {"name": name_of(need.account), "brand": brand.name, "helper": thread.on_it}
    if need.state == "claimed":
        return (_("%(helper)s from %(brand)s is on it.") if thread.on_it else _("%(brand)s is on it.")) % names
    if need.state == "open":
        if need.came_back:
            return _("It didn’t work yet, so it is open again.")
        alone = len({post.post.account_id for post in thread.posts}) == 1
        words = _("%(brand)s has heard it. Nobody has answered yet.") if alone else _("%(brand)s has heard it.")
        return words % names
    if need.state == "answered":
        return _("Did it help?") if theirs else _("Answered. %(name)s hasn’t said yet whether it helped.") % names
    if need.state == "helped":
        return _("You said that it worked. Good to know.") if theirs else _("%(name)s says that it worked.") % names
    return ""


def gone_words(count: int) -> str:
    """Posts that were deleted where they were said."""
    if count == 1:
        return _("A post was deleted by its author. Its words are gone here too.")
    return _("%(count)s posts were deleted by their authors. Their words are gone here too.") % {
        "count": starting(in_words(count))
    }


def last_week(square: Square, brand: Brand) -> str:
    """Who of the brand answered lately."""
    people = [alias(helper) for helper in square.answerers if alias(helper)]
    who = listed(people) if 0 < len(people) <= 3 else brand.name
    count = square.answered
    said = ngettext("%(who)s answered %(count)s person last week", "%(who)s answered %(count)s people last week", count)
    return said % {"who": who, "count": in_words(count)}


def since(when: datetime) -> Markup:
    """3 minutes ago, yesterday, on 3 May: as a stranger reads it, in a <time>."""
    passed = clock.now() - when
    if passed < timedelta(minutes=1):
        words = _("just now")
    elif passed < timedelta(hours=1):
        count = int(passed / timedelta(minutes=1))
        words = ngettext("%(count)s minute ago", "%(count)s minutes ago", count) % {"count": count}
    elif passed < timedelta(days=1):
        count = int(passed / timedelta(hours=1))
        words = ngettext("%(count)s hour ago", "%(count)s hours ago", count) % {"count": count}
    else:
        words = day_of(when) or _("yesterday")
    return time_tag(when, words)

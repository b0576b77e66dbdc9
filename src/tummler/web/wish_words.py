"""Wishes in words: what each is, how it stands, what was promised and whether it was kept."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tummler.common import clock
from tummler.records.models import Brand, Credit, Wish, WishAnswer
from tummler.web.moments import DAY, spell
from tummler.web.numbers import in_words, starting
from tummler.web.square_rows import alias
from tummler.web.texts import name_of

KINDS: dict[str, str | Promise] = {
    "tag": gettext_lazy("A tag"),
    "place": gettext_lazy("A place"),
    "hour": gettext_lazy("An hour"),
    "fix": gettext_lazy("A fix"),
    "answer": gettext_lazy("An answer"),
}
#: What is asked of whoever wishes it, and an example of how somebody says it.
ASKS: dict[str, tuple[str | Promise, str | Promise]] = {
    "tag": (gettext_lazy("What should it do?"), gettext_lazy("Tell me where a free child seat is.")),
    "place": (gettext_lazy("Where should we be?"), gettext_lazy("A counter at the north station, in the morning.")),
    "hour": (gettext_lazy("When do you need us?"), gettext_lazy("Answer us until two at night on Fridays.")),
    "fix": (gettext_lazy("What should be mended?"), gettext_lazy("Dock 14 jams whenever it rains.")),
    "answer": (gettext_lazy("What do people ask?"), gettext_lazy("How do I get a bike onto the train?")),
}
ANSWERS: dict[str, str | Promise] = {
    "yes": gettext_lazy("Yes."),
    "later": gettext_lazy("Later."),
    "no": gettext_lazy("No."),
    "done": gettext_lazy("It is there."),
}
WRONG: dict[str, str | Promise] = {
    "because": gettext_lazy("Say why, in a sentence or two. Everyone who wants it reads this."),
    "long": gettext_lazy("That is longer than 600 characters. Keep what somebody has to know."),
    "until": gettext_lazy("Later needs a day to come: when do you look at it again?"),
    "nothing": gettext_lazy("Nobody has written the words of it yet."),
    "gone": gettext_lazy("Somebody decided on it meanwhile. This is how it stands."),
    "link": gettext_lazy("That is no address of a page. It begins with https://."),
}


def day(when: datetime) -> str:
    """The day, as it stands in a promise: Sunday 6 December."""
    local = timezone.localtime(when)
    same_year = local.year == timezone.localtime(clock.now()).year
    return formats.date_format(local, _("l j F") if same_year else _("j F Y"))


def promise(brand: Brand) -> str:
    """What everyone is told before they wish."""
    words = ngettext(
        "%(name)s says yes, later or no to each within a day, and why.",
        "%(name)s says yes, later or no to each within %(count)s days, and why.",
        brand.wish_days,
    )
    return words % {"name": brand.name, "count": in_words(brand.wish_days)}


def kept(late: int, answered: int) -> str:
    """Whether the promise was kept, honestly; "" before there is anything to say."""
    if late:
        words = ngettext("%(count)s waits longer than promised.", "%(count)s wait longer than promised.", late)
        return starting(words % {"count": in_words(late)})
    return _("Nobody waits longer than that.") if answered else ""


def stands(wish: Wish, brand: Brand) -> str:
    """How one stands while it waits: until when it has its answer, or since when that is over."""
    if wish.due_at is None:
        return ""
    if wish.state == "later":
        return _("We said that we’d look at it again by now.") if wish.late else ""
    if wish.late:
        words = _("We promised an answer by %(day)s. We are %(time)s late.")
        return words % {"day": day(wish.due_at), "time": spell(wish.due_at)}
    if wish.due_at - clock.now() < DAY:
        return _("%(name)s answers today.") % {"name": brand.name}
    return _("%(name)s answers by %(day)s.") % {"name": brand.name, "day": day(wish.due_at)}


def answered_by(answer: WishAnswer, brand: Brand) -> str:
    """Who said so: a name, or the brand."""
    return alias(answer.helper) or brand.name


def wanted_by(number: int) -> str:
    """How many want it."""
    words = ngettext("%(count)s person wants it", "%(count)s people want it", number)
    return starting(words % {"count": in_words(number)})


def credited(credit: Credit) -> str:
    """Who wrote the words: “Samira and 22 others”."""
    name = name_of(credit.account)
    if not credit.others:
        return name
    words = ngettext("%(name)s and one other", "%(name)s and %(count)s others", credit.others)
    return words % {"name": name, "count": in_words(credit.others)}


def heading(waiting: int, late: int) -> str:
    """The lead's page, in a sentence."""
    if not waiting:
        return _("Nobody waits for a yes or a no.")
    words = ngettext("%(count)s wish waits for you.", "%(count)s wishes wait for you.", waiting)
    said = starting(words % {"count": in_words(waiting)})
    if late:
        more = ngettext("%(count)s is late.", "%(count)s are late.", late)
        said += " " + starting(more % {"count": in_words(late)})
    return said

"""Answers that are seen once, in words: for helpers, for the one who asked, for everybody else."""

from __future__ import annotations

from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from tummler.records.models import Once
from tummler.web import moments
from tummler.web.numbers import in_words


def told_helpers(once: Once | None, name: str) -> Markup:
    """Where it stands, never what it says."""
    if once is None:
        return _said(_("An answer only {name} can see, once. You can’t, either."), name)
    if once.gone_at is None:
        said = _("Only {name} can see it, once; not opened yet. It waits until {time}, and you can’t see it either.")
        return _said(said, name, until=once)
    if once.gone_why == "seen":
        return _said(_("{name} saw it at {time}. It is gone for everybody."), name, gone=once)
    if once.gone_why == "lost":
        return _said(_("Its key is gone, so nobody can read it any more. If {name} didn’t see it, answer again."), name)
    return _said(_("Nobody came to see it until {time}. It is gone, unseen."), name, gone=once)


def told_strangers(once: Once, who: str, name: str) -> Markup:
    """Its place, to everybody whom it wasn't for."""
    if once.gone_at is None:
        return _said(_("{who} answered {name} alone. It can be seen once."), name, who=who)
    if once.gone_why == "seen":
        return _said(_("{who}’s answer was for {name} alone. It was seen, and is gone."), name, who=who)
    if once.gone_why == "lost":
        return _said(_("{who}’s answer was for {name} alone, and is gone."), name, who=who)
    return _said(_("{who}’s answer was for {name} alone. Nobody came to see it, and it is gone."), name, who=who)


def told_asker(once: Once, who: str) -> Markup:
    """The same to the one whom it is for."""
    if once.gone_at is None:
        said = _("It shows once, to you in this browser. Then it is gone, for you and for us. It waits until {time}.")
        if once.seconds:
            said = shows_for(once.seconds) + " " + _("Then it is gone, for you and for us. It waits until {time}.")
        return _said(said, "", until=once)
    if once.gone_why == "lost":
        return _said(_("{who}’s answer is gone, and nobody can read it any more. Ask again below."), "", who=who)
    if once.gone_why == "seen":
        return _said(_("{who}’s answer is gone. Seen once, at {time}, by you."), "", who=who, gone=once)
    return _said(_("{who}’s answer waited until {time} and is gone, unseen. Ask again below."), "", who=who, gone=once)


def shows_for(seconds: int) -> str:
    """How long it shows, before it is opened."""
    if seconds % 60 == 0:
        minutes = seconds // 60
        said = ngettext(
            "It shows for a minute after you open it.", "It shows for %(count)s minutes after you open it.", minutes
        )
        return said % {"count": in_words(minutes)}
    return _("It shows for %(count)s seconds after you open it.") % {"count": seconds}


def _said(words: str, name: str, *, who: str = "", until: Once | None = None, gone: Once | None = None) -> Markup:
    text = Markup("{}").format(words).replace("{name}", Markup("<bdi>{}</bdi>").format(name))
    text = text.replace("{who}", Markup("{}").format(who))
    if until is not None:
        return text.replace("{time}", moments.until(until.until))
    if gone is not None and gone.gone_at is not None:
        return text.replace("{time}", moments.at(gone.gone_at))
    return text

"""Hints under an answer, in words: what it is about, one thing to do, and a way to wave it off."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _, gettext_noop as noop, ngettext

from tummler.acts.recognising import language_heard
from tummler.acts.replies import Preview
from tummler.answering.hints import Hint, Newer
from tummler.answering.likeness import Earlier, Likeness
from tummler.answering.manner import Manner, called
from tummler.answering.own_page import reachable
from tummler.answering.seeing import ONCE, can_be_direct, can_be_once
from tummler.channels.connections import traits_of
from tummler.networks.contract import Visibility
from tummler.records.models import Need
from tummler.web import whys
from tummler.web.deliveries import network_label
from tummler.web.numbers import in_words
from tummler.web.texts import name_of

_ICONS = {
    "away": "signpost", "personal": "lock", "link": "link-simple", "undescribed": "image", "meanwhile": "users",
    "alike": "chats-circle", "language": "translate", "manner": "ear", "promise": "hand-palm",
}  # fmt: skip
_PERSONAL = {
    "email": noop("This looks like an e-mail address."),
    "iban": noop("This looks like a bank account."),
    "card": noop("This looks like a card number."),
    "phone": noop("This looks like a telephone number."),
}
_PROMISED = {
    "money": noop("This promises money."),
    "dates": noop("This promises a time."),
    "rights": noop("This promises a right."),
}
_LINKS = {
    "short": (noop("A short link hides where it leads."), noop("Many don’t open what they can’t read.")),
    "login": (noop("That page asks who one is."), noop("%(name)s may not get in.")),
    "ours": (noop("Only we can open that address."), noop("%(name)s sees nothing there.")),
    "nowhere": (noop("That address leads nowhere."), noop("Something in it is missing or too much.")),
}
_LONGEST = 140


@dataclass(frozen=True, slots=True)
class Deed:
    """The one thing that a hint offers: ``do`` tells the script how, or it is a link."""

    words: str
    do: str = ""
    value: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class HintRow:
    """One hint."""

    kind: str
    icon: str
    title: str
    words: str
    key: str
    start: int
    end: int
    said: str
    deed: Deed
    wave: str
    quote: str = ""
    twins: tuple[Earlier, ...] = ()


def hint_row(hint: Hint, need: Need, seen: Preview) -> HintRow:
    """A hint as the page shows it."""
    name = name_of(need.account)
    title, words, deed, wave = _told(hint, need, seen, name)
    more = hint.more
    quote = ""
    if isinstance(more, Newer) and more.text:
        quote = more.text if len(more.text) <= _LONGEST else more.text[: _LONGEST - 1].rstrip() + "…"
    return HintRow(
        hint.kind,
        _ICONS[hint.kind],
        title,
        words,
        hint.key,
        hint.start,
        hint.end,
        seen.reply.text[hint.start : hint.end],
        deed,
        wave,
        quote,
        more.twins if isinstance(more, Likeness) else (),
    )


def _told(hint: Hint, need: Need, seen: Preview, name: str) -> tuple[str, str, Deed, str]:
    """Title, sentence, what to do, how to wave it off."""
    match hint.kind:
        case "away":
            title = _("This sends %(name)s away.") % {"name": name}
            private = _in_private(need, seen, name)
            words = _("You can ask in private from here.") if private else _("Can it be answered here?")
            return title, words, private or _change(_("Change the words")), _("Send it so")
        case "promise":
            wide = Deed(_("Let it stay, in public"), "choose", "visibility=public")
            words = _("What is promised stays where it can be shown, so it isn’t sent to be seen once.")
            return _(_PROMISED[hint.what]), words, wide, _("Leave it")
        case "personal":
            private = _in_private(need, seen, name)
            return (
                _(_PERSONAL[hint.what]),
                _("Anyone can read it here."),
                private or _change(_("Take it out")),
                _("Keep it public"),
            )
        case "link":
            title, words = (_(part) for part in _LINKS[hint.what])
            return title, words % {"name": name}, _change(_("Change the link")), _("Leave it")
        case "undescribed":
            label = {"network": network_label(need.post.channel)}
            words = _("%(network)s shows it; who can’t see it hears nothing.") % label
            return _("The picture has no description."), words, _describe(hint), _("Leave it")
        case "alike":
            assert isinstance(hint.more, Likeness)
            return *_alike(hint.more), Deed("", "twins"), _("Leave it")
        case "meanwhile":
            assert isinstance(hint.more, Newer)
            title = _("%(name)s answered while you wrote.") % {"name": hint.more.name}
            return title, _("Is yours still needed?"), Deed(_("Read it"), href=f"#post-{hint.what}"), _("Still needed")
        case "manner":
            assert isinstance(hint.more, Manner)
            return *_manner(hint.more, name), Deed(""), _("Leave it")
    theirs, ours = whys.language_called(language_heard(need.post)), whys.language_called(hint.what)
    title = _("%(name)s writes %(language)s.") % {"name": name, "language": theirs}
    words = _("This is %(language)s.") % {"language": ours}
    return title, words, Deed(_("Write %(language)s") % {"language": theirs}, "select"), _("Leave it")


def _alike(more: Likeness) -> tuple[str, str]:
    if more.count == 1:
        whose = more.twins[0].by.split(" ", 1)[0] or _("somebody")
        return _("Sounds like an answer of %(name)s.") % {"name": whose}, _("This one may want words of its own.")
    title = ngettext("Sounds like %(count)s other.", "Sounds like %(count)s others.", more.count) % {
        "count": more.count
    }
    said = {"count": more.count, "all": more.of}
    return title, _("%(count)s of the last %(all)s answers say that.") % said


def _manner(more: Manner, name: str) -> tuple[str, str]:
    """Marta writes tú. Of eleven answers that helped in Spanish, nine said tú, two had an emoji; words: “fianza”."""
    formal, familiar = called(more.language)
    written = {"formal": formal, "familiar": familiar}.get(more.form, "")
    language = whys.language_called(more.language)
    if written and more.emoji:
        title = _("%(name)s writes “%(form)s”, with emoji.") % {"name": name, "form": written}
    elif written:
        title = _("%(name)s writes “%(form)s”.") % {"name": name, "form": written}
    elif more.emoji:
        title = _("%(name)s writes with emoji.") % {"name": name}
    else:
        title = _("How people are answered in %(language)s.") % {"language": language}
    how = [
        _("%(count)s said “%(form)s”") % {"count": in_words(count), "form": form}
        for count, form in ((more.familiar, familiar), (more.formal, formal))
        if count and form
    ]
    how.append(_("%(count)s had an emoji") % {"count": in_words(more.with_emoji)})
    said = _("Of %(all)s answers that helped in %(language)s, %(how)s.")
    words = said % {"all": in_words(more.answers), "language": language, "how": ", ".join(how)}
    if more.words:
        listed = ", ".join(_("“%(words)s”") % {"words": word} for word in more.words)
        words += " " + _("Their words: %(words)s.") % {"words": listed}
    return title, words


def _in_private(need: Need, seen: Preview, name: str) -> Deed | None:
    """Where one person alone can be told, and isn't yet."""
    public = seen.whole.composition.visibility is not Visibility.DIRECT
    traits = traits_of(need.post.channel)
    if public and can_be_once(Visibility(need.post.visibility), traits, reachable()):
        return Deed(_("Only %(name)s, once") % {"name": name}, "choose", f"visibility={ONCE}")
    if public and can_be_direct(traits):
        return Deed(_("Only %(name)s") % {"name": name}, "choose", f"visibility={Visibility.DIRECT.value}")
    return None


def _change(words: str) -> Deed:
    return Deed(words, "select")


def _describe(hint: Hint) -> Deed:
    return Deed(_("Describe it"), "focus", f"alt-{hint.what}")

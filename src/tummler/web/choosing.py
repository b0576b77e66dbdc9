"""Who sees an answer and in which language it is, as the composer offers it, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _, gettext_noop as noop

from tummler.acts.recognising import language_heard
from tummler.answering.lasting import lasting_of, lastings
from tummler.answering.own_page import reachable
from tummler.answering.seeing import ONCE, choices_of, visibility_of
from tummler.channels.connections import traits_of
from tummler.networks.contract import MediaRule, Private, Traits, Visibility
from tummler.records.models import Helper, Need, Reply
from tummler.web import whys
from tummler.web.deliveries import network_label
from tummler.web.texts import given_name

#: The question's own width: name, what that means.
_AS_ASKED = {
    Visibility.PUBLIC: (noop("Public"), noop("in the thread, for the next person")),
    Visibility.UNLISTED: (noop("Public, off the lists"), noop("in the thread, as it was asked")),
    Visibility.FOLLOWERS: (noop("Followers"), noop("those who follow, as it was asked")),
    Visibility.DIRECT: (noop("Only you two can read it"), ""),
}
_IN_THE_ROOM = (noop("In the room, stays"), noop("whoever is in it, as it was asked"))
_ICONS = {Visibility.PUBLIC: "globe", Visibility.UNLISTED: "globe", Visibility.FOLLOWERS: "users"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to be seen."""

    value: str
    name: str
    more: str
    icon: str
    private: bool
    chosen: bool = False
    once: bool = False
    #: Where it will stand, in the line above the answer.
    where: str = ""


@dataclass(frozen=True, slots=True)
class Seeing:
    """Who sees it: what can be chosen, and in a sentence what can't be and why."""

    choices: list[Choice]
    chosen: Choice
    cannot: str = ""
    visibility: Visibility = Visibility.PUBLIC
    #: Why the asker can't be shown it once, where that can't be.
    not_once: str = ""


def seeing_of(need: Need, wanted: str, asker: str) -> Seeing:
    """What can be chosen for an answer to this need."""
    channel = need.post.channel
    traits, question = traits_of(channel), Visibility(need.post.visibility)
    found, now = choices_of(question, traits, reachable()), visibility_of(wanted, question, traits)
    label = network_label(channel)
    rows = [_choice(one, question, traits, label, asker) for one in found.visibilities]
    if found.once:
        rows.append(_once(asker) if traits.once else _on_own_page(asker))
    chosen = ONCE if wanted == ONCE and found.once else now.value
    rows = [replace(row, chosen=row.value == chosen) for row in rows]
    cannot, not_once = "", ""
    if found.why_not_direct and not found.once:
        cannot = _("%(network)s has no private messages.") % {"network": label}
    if not found.once:
        not_once = _not_once(traits.private, label, asker)
    return Seeing(rows, next(row for row in rows if row.chosen), cannot, now, not_once)


def in_public(seeing: Seeing) -> Seeing:
    """For a newcomer: what everybody may read, and why nothing else."""
    rows = [replace(row, chosen=place == 0) for place, row in enumerate(seeing.choices) if not row.private]
    chosen = next((row for row in rows if row.value == seeing.chosen.value), rows[0])
    rows = [replace(row, chosen=row.value == chosen.value) for row in rows]
    why = _("In private once a colleague says that they know you.")
    return Seeing(rows, replace(chosen, chosen=True), why, Visibility(chosen.value))


def _once(asker: str) -> Choice:
    name, more = _("Only %(name)s, once") % {"name": asker}, _("on the square, then gone for everybody")
    return Choice(ONCE, name, more, "eye", True, False, True, _("on the square, for %(name)s alone") % {"name": asker})


def _on_own_page(asker: str) -> Choice:
    name = _("Only %(name)s, once") % {"name": asker}
    more = _("on a page of ours, after showing that the account is theirs")
    where = _("on a page of ours, for %(name)s alone; a word in the thread says where") % {"name": asker}
    return Choice(ONCE, name, more, "eye", True, False, True, where)


def _not_once(private: Private, label: str, asker: str) -> str:
    """Why not: what is seen once needs a place that only they can open; a link in public teaches phishing."""
    names = {"name": asker, "network": label}
    if private is Private.NONE:
        return _("Only %(name)s, once: not on %(network)s. Nothing there is for one person alone.") % names
    if private is Private.SERVER_READABLE:
        return _("Only %(name)s, once: not on %(network)s. Its own people could open it first.") % names
    return ""


def _choice(one: Visibility, question: Visibility, traits: Traits, label: str, asker: str) -> Choice:
    alone = one is Visibility.DIRECT
    if one is question:
        in_room = traits.rooms and one is Visibility.FOLLOWERS
        name, more = (_(words) if words else "" for words in (_IN_THE_ROOM if in_room else _AS_ASKED[one]))
    elif alone:
        name = _("Only %(name)s") % {"name": asker}
        more = _("a private message on %(network)s") % {"network": label}
        if traits.private is Private.SEALED:
            more = _("a sealed message on %(network)s, which nobody else can read") % {"network": label}
        if traits.private is Private.SERVER_READABLE:
            more = _("a private message; %(network)s’s own people could read it") % {"network": label}
    else:
        name, more = _("Public, off the lists"), _("in the thread, but in no public list")
    where = more if alone and more else _("in the thread, on %(network)s") % {"network": label}
    return Choice(one.value, name, more, "lock" if alone else _ICONS[one], alone, where=where)


#: For how long, in words.
_LASTINGS = {
    "keep": noop("stays"),
    "solved": noop("until it is solved"),
    "day": noop("for a day"),
    "once": noop("until they close it"),
    "30s": noop("for 30 seconds"),
    "120s": noop("for two minutes"),
}


@dataclass(frozen=True, slots=True)
class Lasting:
    """A time that an answer can stay."""

    value: str
    name: str
    chosen: bool


def lastings_of(need: Need, reply: Reply, seen_once: bool) -> list[Lasting]:
    """How long it can stay, seen by many or ``seen_once`` by one; the one that holds as it is first chosen."""
    deletes = traits_of(need.post.channel).deletes
    visibility = ONCE if seen_once else "public" if reply.visibility == ONCE else reply.visibility
    now = lasting_of(reply.lasting, visibility, reply.text, reply.waved, deletes)
    return [Lasting(one, _(_LASTINGS[one]), one == now) for one in lastings(visibility, deletes)]


@dataclass(frozen=True, slots=True)
class Sign:
    """A way to sign: what stands under the answer, and what it is called."""

    value: str
    name: str


def signs_of(helper: Helper, brand: str) -> list[Sign]:
    """As the helper always signs, by the name that people outside know them by, or nobody named."""
    known = dict.fromkeys((helper.signature.strip(), helper.alias or given_name(helper)))
    rows = [Sign(one, _("signed %(sign)s") % {"sign": one}) for one in known if one]
    return [*rows, Sign("", _("only %(brand)s") % {"brand": brand})]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language to answer in."""

    code: str
    name: str
    chosen: bool


def languages_of(need: Need, chosen: str) -> list[Spoken]:
    """What the brand's people write, and what the asker does."""
    theirs = language_heard(need.post)
    codes = dict.fromkeys(code for code in (theirs, *need.post.channel.brand.languages, chosen) if code)
    return [Spoken(code, whys.language_called(code), code == (chosen or theirs)) for code in codes]


def kinds_of(rule: MediaRule) -> str:
    """What a file chooser should offer."""
    return ",".join(dict.fromkeys(("image/jpeg", "image/png", "image/webp", "image/gif", *rule.kinds)))

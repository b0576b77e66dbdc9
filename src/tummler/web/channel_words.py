"""What a channel's codes mean, in words, each with its cure: the one place for connecting, checking and health."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _, gettext_noop as noop, ngettext
from markupsafe import Markup

from tummler.channels.connections import network_of
from tummler.common import clock
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.models import Channel
from tummler.web import moments
from tummler.web.numbers import in_words, starting

#: A stream that has been silent for so long is told: an open one says every 30 seconds that it lives.
SILENT = timedelta(minutes=4)

_WAIT = noop("We go on trying by ourselves.")
_AGAIN = noop("Connect it again.")
_ENTERED = noop("Look at what you entered.")
#: code → what happened, and what to do about it. {network} is its name.
TROUBLES: dict[str, tuple[str, str]] = {
    # the key
    "key_revoked": (noop("Its key ran out."), _AGAIN),
    "key_refused": (noop("{network} does not know this key."), _AGAIN),
    "not_signed_in": (noop("{network} does not know this key."), _AGAIN),
    "wrong_password": (noop("Handle and app password don’t go together."), noop("Make a new app password there.")),
    "wrong_login": (noop("Account and password don’t go together."), _ENTERED),
    "no_password_here": (
        noop("This server signs in on a page of its own."),
        noop("Make an access token there, and paste it under “For those who run servers”."),
    ),
    "keys_missing": (
        noop("There are sealed messages that can’t be opened: their keys have not come."),
        noop("Ask who wrote them to write again. If it goes on, connect again."),
    ),
    "room_closed": (noop("One of the rooms doesn’t let us in."), noop("Have us invited there, or leave it out.")),
    "needs_app_password": (noop("This account asks for a code by mail."), noop("Use an app password instead.")),
    "main_password": (noop("That is the account’s own password."), noop("Make an app password there and use that.")),
    "another_account": (noop("The key belongs to another account."), _AGAIN),
    "forbidden": (noop("This key may not do that."), noop("Connect again and allow all that is asked.")),
    "sign_in_refused": (noop("{network} did not let us in."), noop("Begin once more, and allow it there.")),
    "wrong_state": (noop("The way back from {network} was not the one we sent you on."), noop("Begin once more.")),
    "app_refused": (noop("The server does not take new apps."), noop("Make a token there and paste it here.")),
    "removed": (noop("It was taken away here."), _AGAIN),
    # the account
    "account_deactivated": (noop("The account is switched off on {network}."), noop("Switch it on again there.")),
    "account_taken_down": (noop("{network} took the account down."), noop("Only {network} can change that.")),
    "account_not_found": (noop("There is no such account."), _ENTERED),
    "account_inactive": (noop("The account is switched off on {network}."), noop("Switch it on again there.")),
    # what was entered
    "missing_answer": (noop("Something is still empty."), _ENTERED),
    "no_server": (noop("That is no server’s address."), noop("Enter it like mastodon.social.")),
    "bad_address": (noop("That address can’t be used."), noop("It has to be a public one, beginning with https.")),
    "unsafe_address": (noop("That address can’t be used."), noop("It has to be a public one, beginning with https.")),
    "too_many_redirects": (noop("The server sends us round in circles."), _ENTERED),
    # the network
    "slow_down": (noop("{network} asked us to wait."), _WAIT),
    "silent": (noop("{network} is not answering."), _WAIT),
    "not_deleted": (noop("The trial post could not be deleted."), noop("Delete it there by hand.")),
    "another_record": (noop("The trial post came back changed."), _WAIT),
    "not_allowed": (noop("The account may not do that."), noop("Look at its settings on {network}.")),
    "refused": (noop("{network} said no, without saying why."), _ENTERED),
    "not_taken": (noop("{network} said no, without saying why."), _ENTERED),
    "unreadable_secret": (noop("Its stored key can’t be opened here."), _AGAIN),
}
_UNKNOWN = (noop("{network} is not answering."), _WAIT)

#: What a check tries, for the lines that a network gives only a code for.
_TRIED = {
    "sign_in": noop("Signing in"),
    "key": noop("Our key"),
    "server": noop("The server"),
    "network": noop("The network"),
    "read": noop("Reading"),
    "notifications": noop("Reading mentions and replies"),
    "stream": noop("The public stream"),
    "jetstream": noop("The public stream"),
    "repo": noop("The public stream"),
    "direct": noop("Direct messages"),
    "direct_from": noop("Direct messages"),
    "write": noop("Posting"),
    "post": noop("Posting, seeing and deleting"),
    "delete": noop("Deleting"),
    "square": noop("The square"),
}
_FINE = {
    "answers": noop("It can be read."),
    "made_up": noop("It is made up: it works while we do."),
    "posted_and_seen": noop("A post was made, and seen there."),
    "deleted": noop("The post was deleted, and is gone there."),
    "open": noop("It is ours: it works while we do."),
}
_CODE = re.compile(r"(?:It failed: )?(\w+)\.?")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was tried: did it work, in words, and what to do if not."""

    ok: bool
    words: str
    cure: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel is, in words. ``kind`` is well, quiet, paused, gone or broken."""

    kind: str
    title: Markup
    words: str
    reconnect: bool = False


def label_of(key: str) -> str:
    """A network's own name; its key if it isn't installed here any more."""
    try:
        return _(network(key).label)
    except UnknownNetwork:
        return key


def trouble_words(code: str, key: str) -> tuple[str, str]:
    """What happened, and the cure."""
    cause, cure = TROUBLES.get(code, _UNKNOWN)
    label = label_of(key)
    return _(cause).replace("{network}", label), _(cure).replace("{network}", label)


def line_of(check: dict[str, object], key: str) -> Line:
    """One line of a check, as the contract's Check was stored."""
    words, ok = str(check.get("words", "")), bool(check.get("ok"))
    tried = _(_TRIED.get(str(check.get("name")), "{network}")).replace("{network}", label_of(key))
    if ok:
        return Line(True, _(_FINE.get(words, words)), _(str(check.get("cure"))) if check.get("cure") else "")
    code = _CODE.fullmatch(words)
    cause, cure = trouble_words(code[1] if code else "", key)
    return Line(False, f"{tried}: {cause}", cure)


def lines_of(channel: Channel) -> list[Line]:
    """What the last check found."""
    return [line_of(check, channel.network) for check in channel.health]


def has_tried_writing(channel: Channel) -> bool:
    """Whether the last check also posted and deleted."""
    return any(check.get("name") in ("write", "post") for check in channel.health)


def _at(message: str, label: str, when: Markup) -> Markup:
    return Markup("").join(
        {"{network}": Markup("{}").format(label), "{time}": when}.get(part, Markup("{}").format(part))
        for part in re.split(r"({network}|{time})", message)
    )


def health_of(channel: Channel, waiting: int) -> Health:
    """How it is. ``waiting`` are the answers that are kept for it."""
    label = label_of(channel.network)
    kept = _kept(waiting)
    if channel.trouble == "removed":
        when = moments.at(channel.trouble_at or channel.created_at)
        return Health(
            "gone", _at(_("Taken away at {time}."), label, when), _("What was said there stays."), reconnect=True
        )
    if channel.trouble:
        cause, _cure = trouble_words(channel.trouble, channel.network)
        since = moments.at(channel.trouble_at or channel.created_at)
        title = _at(_("{network} stopped talking to us at {time}."), label, since)
        return Health("broken", title, f"{cause} {kept or _('Nothing was lost.')}", reconnect=True)
    if channel.paused:
        title = _at(_("{network} is paused by one of you."), label, Markup(""))
        return Health(
            "paused", title, " ".join(filter(None, (_("Nothing is heard and nothing leaves until you go on."), kept)))
        )
    if not _has_streams(channel):
        words = _("Open to everyone.") if channel.network == "square" else _("Nothing new comes from here; it is kept.")
        return Health("well", _at(words, label, Markup("")), "")
    heard = channel.heard_at
    if heard is None:
        if clock.now() - channel.created_at < SILENT:
            return Health("quiet", _at(_("Beginning to listen."), label, Markup("")), "")
        return Health("broken", _at(_("{network} has not answered yet."), label, Markup("")), _(_WAIT))
    if clock.now() - heard > SILENT:
        title = _at(_("{network} has been silent since {time}."), label, moments.at(heard))
        return Health("broken", title, " ".join((_(_WAIT), kept or _("Nothing was lost."))))
    return Health("well", _at(_("Listening."), label, Markup("")), kept)


def all_words(healths: Sequence[Health]) -> str:
    """How all of them are, as the page's first sentence."""
    broken = sum(health.kind == "broken" for health in healths)
    if broken == 0:
        return _("Every channel is well.") if len(healths) > 1 else _("Only your square is open.")
    words = ngettext("%(count)s channel needs you.", "%(count)s channels need you.", broken)
    return words % {"count": starting(in_words(broken))}


def _has_streams(channel: Channel) -> bool:
    try:
        return bool(network_of(channel).streams)
    except UnknownNetwork:
        return True


def _kept(waiting: int) -> str:
    if not waiting:
        return ""
    words = ngettext("Nothing was lost: %(count)s answer waits.", "Nothing was lost: %(count)s answers wait.", waiting)
    return words % {"count": in_words(waiting)}


def kept_words(waiting: int) -> str:
    """How many answers wait for a channel, and would not be sent without it; "" for none."""
    if not waiting:
        return ""
    words = ngettext("%(count)s answer that waits is not sent.", "%(count)s answers that wait are not sent.", waiting)
    return starting(words % {"count": in_words(waiting)})

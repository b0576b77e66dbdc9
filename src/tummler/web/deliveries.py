"""Where an answer stands, in words: kept, on its way, there, silent, refused, with cause and cure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.channels.connections import network_of
from tummler.common import clock
from tummler.networks.registry import UnknownNetwork
from tummler.records.models import Brand, Channel, Delivery
from tummler.web import moments
from tummler.web.texts import web_address

_TRIES = (noop("first"), noop("second"), noop("third"), noop("fourth"), noop("fifth"))

#: What keeps an answer for a while, by itself: code → words; {until} is when it is looked at again.
KEPT = {
    "first_day": noop("Kept. On the first day ten answers leave in an hour; it goes by itself."),
    "network_budget": noop("Kept. {network} takes only so many posts in an hour; it goes by itself."),
    "person_cap": noop("Kept. They heard from us twenty times within an hour; it goes by itself."),
    "thread_cap": noop("Kept. We wrote forty posts in this thread within an hour; it goes by itself."),
    "helper_cap": noop("Kept. You sent 120 answers within an hour; it goes by itself."),
    "paused": noop("Kept. {network} is paused here; it goes once that ends."),
    "key_revoked": noop("Kept. {network} no longer knows our key; it goes once, when the channel is connected again."),
    "slow_down": noop("{network} asked us to wait. Next try at {until}. It won’t be sent twice."),
}
_SILENT = noop("{network} isn’t answering. Kept; next try at {until}. It won’t be sent twice.")

#: Why an answer was refused: code → cause, cure.
REFUSED = {
    "too_long": (noop("It is longer than {network} takes."), noop("Make it shorter and send it again.")),
    "too_large": (noop("A picture is larger than {network} takes."), noop("Send it without, or smaller.")),
    "media_not_taken": (noop("{network} did not take the picture."), noop("Send it without.")),
    "blocked": (noop("They blocked us on {network}."), noop("Nothing more can be written to them there.")),
    "reply_gone": (noop("The post it answers was deleted."), noop("There is nothing left to answer.")),
    "deleted_there": (noop("It was deleted on {network}."), noop("Write a new one, if it is still wanted.")),
    "not_allowed": (noop("They let only some people reply."), noop("Someone they follow can.")),
    "no_direct": (noop("They take no messages from us."), noop("Answer in the thread, or let them write first.")),
    "key_taken": (noop("Another post stands where ours should."), noop("Send it again: it gets a place of its own.")),
    "root_unknown": (noop("The beginning of the thread can’t be read."), noop("Try once more in a while.")),
    "not_ours": (noop("The channel speaks for another account now."), noop("Look at the channel.")),
    "direct_not_allowed": (noop("Our key may not write messages."), noop("Connect again with one that may.")),
    "only_whom_they_follow": (noop("They take messages only from whom they follow."), noop("Answer in the thread.")),
    "messages_disabled": (noop("They take no messages."), noop("Answer in the thread.")),
    "blocked_by_us": (noop("We blocked them on {network}."), noop("Lift the block first.")),
    "recipient_gone": (noop("Their account is gone."), noop("There is nobody left to answer.")),
    "conversation_locked": (noop("They have not accepted our messages yet."), noop("It can be sent once they have.")),
    "conversation_gone": (noop("The exchange of messages is gone."), noop("Answer in the thread.")),
    "chat_suspended": (noop("{network} lets one of you write no messages."), noop("Answer in the thread.")),
    "not_in_room": (noop("We may not write in that room any more."), noop("Have us let in again there.")),
    "cannot_open": (noop("No app of theirs opens sealed messages."), noop("Answer in the thread.")),
    "not_sealed": (noop("The chat is not sealed."), noop("Send it again: it gets a chat of its own.")),
    "other_keys": (
        noop("Their keys on {network} are others than before."),
        noop("Look whether it is still them, then send it again."),
    ),
    "they_left": (noop("They left the chat."), noop("Let them write first.")),
    "refused": (noop("{network} refused it, without saying why."), noop("Change the words, or try once more.")),
    "not_taken": (noop("{network} refused it, without saying why."), noop("Change the words, or try once more.")),
    "they_said_stop": (noop("They asked us to stop writing."), noop("That is kept for good, unless they ask again.")),
    "edited_out": (noop("They took it out of their post."), noop("It is asked no more.")),
    "blocked_for_all": (
        noop("They are blocked for all."),
        noop("An owner or a lead ends that, under People."),
    ),
    "channel_removed": (noop("The channel was taken away."), noop("Connect it again, then try again.")),
    "listens_only": (noop("You only listen."), noop("Press “Begin to answer” first.")),
    "made_up": (noop("This brand is made up."), noop("Nothing of it leaves this machine.")),
    "not_wanted_there": (noop("{network} lets nobody answer there."), noop("Answer where they asked us.")),
}
#: Sending these again can't help.
_FINAL = frozenset(
    {
        "blocked",
        "edited_out",
        "reply_gone",
        "they_said_stop",
        "not_wanted_there",
        "too_long",
        "no_direct",
        "recipient_gone",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """The state of one part as the page shows it. ``kind`` is wait, there or no."""

    kind: str
    icon: str
    words: Markup
    link: str = ""
    again: bool = False
    leaves_at: str = ""


def network_label(channel: Channel) -> str:
    """The network's own name; the square is ours, and has one in each language."""
    try:
        return _(network_of(channel).label)
    except UnknownNetwork:
        return channel.network


def can_take_back(parts: Sequence[Delivery]) -> bool:
    """Nothing of it has left yet."""
    return bool(parts) and all(part.state == "waiting" and part.fence == 0 for part in parts)


def line_of(delivery: Delivery, channel: Channel, brand: Brand, thread: str = "") -> Line:
    """One part of an answer in words; ``thread`` is where it can be read on a network that has no pages."""
    label = network_label(channel)
    match delivery.state:
        case "sent":
            return _there(delivery, label, thread)
        case "never":
            return _refused(delivery, label)
        case "sending":
            return Line("wait", "hourglass", _on_its_way(delivery, label))
        case "retry":
            return _later(delivery, channel, label, KEPT.get(delivery.trouble, _SILENT))
    return _waiting(delivery, channel, brand, label)


def _there(delivery: Delivery, label: str, thread: str) -> Line:
    since = moments.at(delivery.sent_at or delivery.promised_at)
    url = delivery.url if web_address(delivery.url) else thread
    if not url:
        return Line("there", "check-circle", _sentence(_("On {network} since {time}"), network=label, time=since))
    return Line("there", "check-circle", _sentence(_("On {network} since {time},"), network=label, time=since), url)


def _waiting(delivery: Delivery, channel: Channel, brand: Brand, label: str) -> Line:
    if brand.brake_on:
        words = _("Kept. The brake is on; nothing leaves until it’s lifted.")
        return Line("wait", "hand-palm", Markup("{}").format(words))
    if channel.trouble or channel.paused or delivery.trouble in KEPT:
        code = channel.trouble or ("paused" if channel.paused else delivery.trouble)
        return _later(delivery, channel, label, KEPT.get(code, _SILENT))
    if delivery.due_at > clock.now() and not delivery.tries:
        left = moments.time_tag(delivery.due_at, moments.in_time(delivery.due_at), "left")
        words = _sentence(_("Leaves in {time}."), time=left)
        return Line("wait", "hourglass", words, leaves_at=delivery.due_at.isoformat())
    return Line("wait", "hourglass", _on_its_way(delivery, label))


def _later(delivery: Delivery, channel: Channel, label: str, message: str) -> Line:
    broken = channel.trouble != "" or delivery.trouble not in KEPT
    words = _sentence(_(message), network=label, until=moments.at(delivery.due_at))
    return Line("wait", "cloud-slash" if broken else "clock", words)


def _on_its_way(delivery: Delivery, label: str) -> Markup:
    if 0 < delivery.tries <= len(_TRIES):
        which = _(_TRIES[delivery.tries - 1])
        return _sentence(_("On its way to {network}, {which} try"), network=label, which=which)
    return _sentence(_("On its way to {network}"), network=label)


def _refused(delivery: Delivery, label: str) -> Line:
    cause, cure = REFUSED.get(delivery.trouble, REFUSED["refused"])
    words = _sentence(_("Not delivered. {cause} {cure}"), cause=_(cause), cure=_(cure))
    return Line("no", "warning-circle", _sentence(words, network=label), again=delivery.trouble not in _FINAL)


def _sentence(message: str, **values: object) -> Markup:
    """A translated sentence with its names put in, escaped; braces that it doesn't know stay for the next one."""
    said = Markup("{}").format(message)
    for name, value in values.items():
        said = said.replace("{" + name + "}", Markup("{}").format(value))
    return said

"""What can be done with a post on its network, and what was: in words, with the network's own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.acts.gesturing import KINDS, may_gesture
from tummler.answering.reposting import may_repost
from tummler.networks.contract import Traits
from tummler.records.access import MAY, asked_by, rows_for
from tummler.records.models import Gesture, Helper, Post
from tummler.records.models.helper import Role
from tummler.records.prepared import Given
from tummler.web import moments
from tummler.web.deliveries import REFUSED
from tummler.web.texts import web_address

#: Kind → what the press says; {name} wrote it, {network} is where, {brand} is us.
_DO = {
    "like": (noop("Like it as {brand}"), "heart"),
    "repost": (noop("Repost it as {brand}"), "megaphone"),
    "hide": (noop("Hide it on {network}"), "eye-slash"),
    "mute": (noop("Mute {name} on {network}"), "speaker-slash"),
    "block": (noop("Block {name} on {network}"), "prohibit"),
    "report": (noop("Report it to {network}"), "flag"),
    "delete": (noop("Delete it, here and on {network}"), "trash"),
}
_UNDO = {
    "like": noop("Take the like back"),
    "repost": noop("Take the repost back"),
    "hide": noop("Show it again"),
    "mute": noop("Unmute {name}"),
    "block": noop("Unblock {name}"),
}
_DONE = {
    ("like", True): noop("Liked as {brand} {time}"),
    ("like", False): noop("Like taken back {time}"),
    ("repost", True): noop("Reposted as {brand} {time}"),
    ("repost", False): noop("Repost taken back {time}"),
    ("hide", True): noop("Hidden on {network} {time}"),
    ("hide", False): noop("Shown again on {network} {time}"),
    ("mute", True): noop("{name} is muted on {network} since {time}"),
    ("mute", False): noop("{name} is unmuted since {time}"),
    ("block", True): noop("{name} is blocked on {network} since {time}"),
    ("block", False): noop("{name} is unblocked since {time}"),
    ("report", True): noop("Reported to {network} {time}"),
    ("delete", True): noop("Deleted on {network} {time}"),
}
_ASKED = {
    "like": noop("The like is on its way to {network}"),
    "repost": noop("The repost is on its way to {network}"),
    "hide": noop("Asked {network} to hide it"),
    "mute": noop("Asked {network} to mute {name}"),
    "block": noop("Asked {network} to block {name}"),
    "report": noop("The report is on its way to {network}"),
    "delete": noop("{network} is asked to delete it"),
}
_BACK = noop("Taking it back, on its way to {network}")
_NOT_HAD = {
    "hide": noop("{network} lets us hide replies only in threads that we began."),
    "hide_nowhere": noop("{network} lets nobody hide another’s post; fold it by saying what it is under “Not right?”."),
}
REASONS = {
    "spam": noop("It’s advertising or a bot"),
    "rude": noop("It insults or threatens"),
    "misleading": noop("It pretends to be us, or lies"),
    "illegal": noop("It’s against the law"),
    "other": noop("Something else"),
}
_OTHER_CAUSES = {
    "not_our_thread": noop("It isn’t our thread."),
    "not_had_there": noop("It has nothing like that."),
    "listens_only": noop("You only listen."),
    "made_up": noop("This brand is made up."),
    "not_to_repost": noop("It may not be reposted any more."),
    "stays_with_them": noop("Whoever got a message there keeps it."),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A press in a post's menu."""

    kind: str
    on: bool
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class GestureLine:
    """What was done with a post there, or is on its way, or was refused; ``row`` may be taken back or tried again."""

    kind: str
    look: str
    icon: str
    words: Markup
    proof: str = ""
    #: Where it can be seen, where the network's answer was an address.
    link: str = ""
    withdraw: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Doings:
    """A post's menu, what the network doesn't have, and the lines below the post."""

    deeds: list[Deed] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    lines: list[GestureLine] = field(default_factory=list)
    hidden: Gesture | None = None


@dataclass(frozen=True, slots=True)
class Gestures:
    """Everything that was asked of the network in one conversation, for its rows."""

    helper: Helper
    traits: Traits | None
    label: str
    root_is_ours: bool
    by_post: Mapping[int, list[Gesture]]
    by_account: Mapping[int, list[Gesture]]
    #: The posts that the brand may repost.
    reposts: frozenset[int] = frozenset()

    def of(self, post: Post, name: str) -> Doings:
        """What a post is shown with."""
        if self.traits is None or post.gone:
            return Doings()
        last = self._last(post)
        may = may_gesture(self.traits, post, self.root_is_ours, post.pk in self.reposts or _stands(last.get("repost")))
        deeds = [self._deed(kind, last.get(kind), name) for kind in may if may[kind] and self._allowed(kind, post)]
        told = []
        if not post.by_us and not may["hide"]:
            told.append(self._say(_NOT_HAD["hide" if self.traits.hides else "hide_nowhere"], name))
        lines = [self._line(row, name) for kind, row in last.items() if row.state != "done" or self._worth(row, post)]
        hidden = last.get("hide")
        shut = hidden if hidden and hidden.state == "done" and hidden.on else None
        return Doings([deed for deed in deeds if deed], told if deeds else [], lines, shut)

    def _last(self, post: Post) -> dict[str, Gesture]:
        """The latest of each kind about this post or its author."""
        rows = [row for row in self.by_account.get(post.account_id, []) if row.kind in ("mute", "block")]
        rows += [row for row in self.by_post.get(post.pk, []) if row.kind not in ("mute", "block")]
        return {row.kind: row for row in sorted(rows, key=lambda row: row.pk)}

    def _worth(self, row: Gesture, post: Post) -> bool:
        """What stands is said under its post; what was taken back is said no more."""
        return row.on and (row.kind not in ("mute", "block") or row.post_id == post.pk)

    def _allowed(self, kind: str, post: Post) -> bool:
        if self.helper.role not in MAY[KINDS[kind]]:
            return False
        return kind != "delete" or self.helper.role != Role.HELPER or post.helper_id == self.helper.pk

    def _deed(self, kind: str, last: Gesture | None, name: str) -> Deed | None:
        stands = _stands(last)
        if stands and kind not in _UNDO:
            return None
        words, icon = _DO[kind]
        return Deed(kind, not stands, self._say(_UNDO[kind] if stands else words, name), icon)

    def _say(self, words: str, name: str) -> str:
        said = _(words).replace("{network}", self.label).replace("{brand}", self.helper.brand.name)
        return said.replace("{name}", name)

    def _line(self, row: Gesture, name: str) -> GestureLine:
        if row.state == "done":
            said = Markup("{}").format(self._say(_DONE[row.kind, row.on], name))
            done = said.replace("{time}", moments.at(row.done_at or row.asked_at))
            link = row.answer if row.on and web_address(row.answer) else ""
            return GestureLine(row.kind, "there", _DO[row.kind][1], done, proof=row.answer, link=link)
        if row.state == "unsure":
            words = self._say(
                _("{network} didn’t say whether it took the report. It isn’t sent twice by itself."), name
            )
            return GestureLine(row.kind, "wait", "warning-circle", Markup("{}").format(words), again=row.public_id)
        if row.state == "refused":
            cause = _(_OTHER_CAUSES.get(row.trouble) or REFUSED.get(row.trouble, REFUSED["refused"])[0])
            deed = _(_DO[row.kind][0]) if row.on else _(_UNDO.get(row.kind, _DO[row.kind][0]))
            told = Markup("{}").format(self._say(_("“{deed}”: not done.").replace("{deed}", deed) + " " + cause, name))
            return GestureLine(row.kind, "no", "warning-circle", told, again=row.public_id)
        return self._under_way(row, name)

    def _under_way(self, row: Gesture, name: str) -> GestureLine:
        brake = self.helper.brand.brake_on
        words = self._say(_ASKED[row.kind] if row.on else _BACK, name) + "."
        if brake:
            words = _("Kept. The brake is on; nothing leaves until it’s lifted.")
        elif row.state == "retry":
            words = self._say(_("{network} isn’t answering. It is tried again by itself."), name)
        withdraw = row.public_id if row.state == "waiting" and not row.tries else ""
        icon = "hand-palm" if brake else "hourglass"
        return GestureLine(row.kind, "wait", icon, Markup("{}").format(words), withdraw=withdraw)


def gestures_of(helper: Helper, posts: Sequence[Post], traits: Traits | None, label: str) -> Gestures:
    """What was asked about these posts of one conversation, and about who wrote them. One query."""
    rows = asked_by(helper, "gestures", _asked).all(of=posts[0].conversation_id) if posts else []
    by_post: dict[int, list[Gesture]] = {}
    by_account: dict[int, list[Gesture]] = {}
    for row in rows:
        by_post.setdefault(row.post_id, []).append(row)
        by_account.setdefault(row.post.account_id, []).append(row)
    first = posts[0] if posts else None
    root = (first.root_remote_id or first.remote_id) if first else ""
    ours = any(post.by_us and post.remote_id == root for post in posts)
    return Gestures(helper, traits, label, ours, by_post, by_account, _to_repost(helper, posts))


def _to_repost(helper: Helper, posts: Sequence[Post]) -> frozenset[int]:
    """Answers from own accounts that the brand may repost. No query where it doesn't want that."""
    if helper.brand.reposts_since is None:
        return frozenset()
    return frozenset(post.pk for post in posts if post.helper_id and not post.by_us and may_repost(post))


def _stands(last: Gesture | None) -> bool:
    """Whether it was asked for, and neither taken back nor refused."""
    return last is not None and last.on and last.state != "refused"


def _asked(helper: Helper) -> QuerySet[Gesture]:
    rows = rows_for(helper, Gesture).filter(conversation=Given("of"))
    return rows.select_related("post", "helper").order_by("pk")[:500]

"""A conversation as the desk shows it: every post in its place, what was edited, deleted, sent, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.acts.thanking import may_thank, to_write_to
from tummler.answering.once import is_once, opened_part
from tummler.answering.promise import can_reopen
from tummler.channels.connections import traits_of
from tummler.minds.contract import NEEDY
from tummler.networks.contract import Traits
from tummler.networks.registry import UnknownNetwork
from tummler.records.access import asked_by, rows_for
from tummler.records.fading_keys import KeyGone
from tummler.records.models import Channel, Delivery, Gesture, Helper, Need, Post, PostVersion, Thanks
from tummler.records.prepared import Given
from tummler.records.protected import blocked_for_all
from tummler.web import moments
from tummler.web.deliveries import Line, can_take_back, line_of, network_label
from tummler.web.gesture_rows import Doings, Gestures, gestures_of
from tummler.web.media import media_address
from tummler.web.numbers import in_words
from tummler.web.once_words import told_helpers
from tummler.web.own_voice_rows import Voice, voices_of
from tummler.web.peers_desk_rows import WaitingRow, answers_on
from tummler.web.shared import words as words_in
from tummler.web.staying_rows import Staying, staying_of
from tummler.web.texts import given_name, handle_of, name_of, said, web_address

#: The newest of a conversation; older ones are on the network.
LONGEST = 300
#: A thread longer than this is folded in its middle; these stay at its ends.
LONG, _KEPT_FIRST, _KEPT_LAST = 30, 3, 12
_GONE = {
    "deleted": noop("A post was deleted by its author at {time}. Its words are gone here too."),
    "hidden": noop("A post was hidden on the network at {time}. Its words are gone here too."),
    "faded": noop("An answer of ours had its time: deleted here and there, {time}. Servers with a copy were asked to."),
    "kept_there": noop("An answer of ours had its time, {time}: deleted here. Whoever got it keeps theirs."),
    "ran_out": noop("What was said here was kept long enough, {time}. Its words are gone."),
    "erased": noop("Who wrote this had it erased, {time}."),
    "blocked": noop("We may no longer read a post, since {time}. Its words are gone here too."),
}
_SEEN_BY = {
    "direct": noop("Only they and we can read it"),
    "followers": noop("Only their followers can read it"),
    "unlisted": noop("Public, kept out of public lists"),
}
_IN_THE_ROOM = noop("Only who is in the room can read it")
_FILE = noop("File")
_KINDS_OF_MEDIA = {"image": noop("Photo"), "video": noop("Video"), "audio": noop("Sound")}


@dataclass(frozen=True, slots=True)
class MediaRow:
    """Something attached: what it shows, in its author's words, and where it is."""

    kind: str
    description: str
    source: str = ""
    shown: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of the thread, or its place."""

    post: Post
    name: str
    handle: str
    words: Markup
    asker: bool = False
    asks: bool = False
    role: str = ""
    seen_by: str = ""
    before: list[PostVersion] = field(default_factory=list)
    media: list[MediaRow] = field(default_factory=list)
    delivery: Line | None = None
    gone: Markup | None = None
    folded: str = ""
    link: str = ""
    #: Sealed words, seen once by one person: by nobody here. Where they stand, in words.
    once: Markup | None = None
    #: Who of us thanked its author for it, as a sentence; and whether they may be thanked.
    thanked: Markup | None = None
    may_thank: bool = False
    #: They helped, by the asker's word, and nobody has thanked them in the thread.
    may_write: bool = False
    doings: Doings = field(default_factory=Doings)
    #: The author's own need in this conversation, if it isn't the one that is open.
    other_need: Need | None = None
    #: Whether it could be made a need of its own.
    splits: bool = False
    #: With the brand's tag: whose answer from an own account it is, or that it is nobody's.
    voice: Voice = Voice()  # noqa: RUF009 - frozen
    #: Until when an answer of ours stays there, and how long else it could.
    stays: Staying = Staying()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Folded:
    """Posts in the middle of a long thread that nobody needs help in."""

    count: int
    first: int


@dataclass(frozen=True, slots=True)
class SendingPart:
    """One post that isn't there yet: what will stand there, who will see it, and its state."""

    text: str
    line: Line
    media: list[MediaRow]
    seen_by: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """An answer of ours that isn't there yet: its parts, each with its state."""

    reply_id: str
    signed_by: str
    parts: list[SendingPart]
    may_take_back: bool
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation."""

    posts: list[PostRow | Folded]
    sending: list[Sending]
    #: What peers answered that isn't in the thread: it waits for a look, or stands on the square.
    peers: list[WaitingRow] = field(default_factory=list)


def thread_of(helper: Helper, need: Need, *, whole: bool = False) -> Thread:
    """The conversation of a need, with what was done about it and what peers answered beside it, in seven queries."""
    posts = asked_by(helper, "thread", _posts).all(of=need.conversation_id)[::-1]
    channel = need.post.channel
    deliveries = asked_by(helper, "thread's deliveries", _deliveries).all(of=need.conversation_id)
    standing = {delivery.remote_id: delivery for delivery in deliveries if delivery.state == "sent"}
    known = {post.remote_id for post in posts}
    needs = _needs(helper, need)
    done = gestures_of(helper, posts, _traits(channel), network_label(channel))
    versions, words = _versions(helper, posts), _word_marks(helper, need)
    seen = _Seen(
        helper, need, channel, versions, words, standing, needs, done, voices_of(helper, posts), to_write_to(need)
    )
    under_way = [one for one in deliveries if one.state != "sent" or one.remote_id not in known]
    shown: list[PostRow | Folded] = []
    for post in posts if whole else _with_middle_folded(posts, need, set(needs)):
        shown.append(post if isinstance(post, Folded) else seen.row(post))
    return Thread(shown, _sendings(need, under_way, deliveries, channel, helper), answers_on(helper, need))


def _posts(helper: Helper) -> QuerySet[Post]:
    rows = rows_for(helper, Post).filter(conversation=Given("of"))
    beside = ("account", "helper", "reading", "once__account", "thanks__helper", "peer_answer", "glance")
    told = {"author_thanked": _times_thanked(), "author_blocked": blocked_for_all()}
    return rows.select_related(*beside).annotate(**told).order_by("-shown_at", "-pk")[:LONGEST]


def _deliveries(helper: Helper) -> QuerySet[Delivery]:
    rows = rows_for(helper, Delivery).filter(reply__conversation=Given("of"))
    return rows.select_related("reply__helper", "reply__need").order_by("promised_at", "number")


def _traits(channel: Channel) -> Traits | None:
    try:
        return traits_of(channel)
    except UnknownNetwork:
        return None


def _seen_by(visibility: str, channel: Channel) -> str:
    """Who can read it, where that isn't everybody."""
    if visibility == "followers" and (traits := _traits(channel)) and traits.rooms:
        return _(_IN_THE_ROOM)
    return _(_SEEN_BY[visibility]) if visibility in _SEEN_BY else ""


def _times_thanked() -> Coalesce:
    """How often who wrote a post was thanked, read with the post."""
    theirs = Thanks.objects.filter(account=OuterRef("account")).order_by().values("account")
    return Coalesce(Subquery(theirs.annotate(times=Count("pk")).values("times")), 0)


def _peer(times: int) -> str:
    """thanked once, thanked twelve times; nothing for somebody nobody thanked."""
    if not times:
        return ""
    return _("thanked once") if times == 1 else _("thanked %(count)s times") % {"count": in_words(times)}


def _needs(helper: Helper, need: Need) -> dict[int, Need]:
    """The other needs of this conversation, by the account that has them. One query."""
    others = asked_by(helper, "thread's needs", _other_needs).all(of=need.conversation_id, but=need.pk)
    return {one.account_id: one for one in others}


def _other_needs(helper: Helper) -> QuerySet[Need]:
    others = rows_for(helper, Need).filter(conversation=Given("of")).exclude(pk=Given("but"))
    return others.exclude(state="dropped").order_by("pk")


def _with_middle_folded(posts: Sequence[Post], need: Need, asking: set[int]) -> list[Post | Folded]:
    """A long thread with the runs of posts folded in which nobody needs help and nobody of us spoke."""
    if len(posts) <= LONG:
        return list(posts)
    kept: list[Post | Folded] = []
    run: list[Post] = []
    for place, post in enumerate(posts):
        ends = place < _KEPT_FIRST or place >= len(posts) - _KEPT_LAST
        if ends or post.by_us or post.helper_id or post.account_id == need.account_id or post.account_id in asking:
            kept += _run(run)
            run = []
            kept.append(post)
        else:
            run.append(post)
    return kept


def _run(run: list[Post]) -> list[Post | Folded]:
    """Two posts are shown sooner than a line that says there are two."""
    return [Folded(len(run), run[0].pk)] if len(run) > _KEPT_FIRST else list(run)


def _versions(helper: Helper, posts: Sequence[Post]) -> dict[int, list[PostVersion]]:
    edited = [post.pk for post in posts if post.edited_at and not post.gone]
    found: dict[int, list[PostVersion]] = {}
    for version in rows_for(helper, PostVersion).filter(post__in=edited).order_by("-replaced_at") if edited else ():
        found.setdefault(version.post_id, []).append(version)
    return found


def _word_marks(helper: Helper, need: Need) -> dict[int, list[list[object]]]:
    return {word.post_id: word.marks for word in words_in(helper, need) if word.post_id}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What each post is shown with."""

    helper: Helper
    need: Need
    channel: Channel
    versions: Mapping[int, list[PostVersion]]
    words: Mapping[int, list[list[object]]]
    standing: Mapping[str, Delivery]
    needs: Mapping[int, Need]
    done: Gestures
    voices: Mapping[int, Voice]
    helped: Collection[int]

    def row(self, post: Post) -> PostRow:
        name, handle = name_of(post.account), handle_of(post.account)
        if post.gone and post.gone_at:
            message = _(_GONE.get(post.gone_why, _GONE["deleted"]))
            told = Markup("{}").format(message).replace("{time}", moments.at(post.gone_at))
            return PostRow(post, name, handle, Markup(""), gone=told)
        return PostRow(
            post,
            name,
            handle,
            said(post.text, post.spans, self._marks(post)),
            asker=post.account_id == self.need.account_id,
            asks=post.pk == self.need.post_id,
            role=self._role(post),
            seen_by=_seen_by(post.visibility, self.channel),
            before=self.versions.get(post.pk, []),
            media=_media(post),
            delivery=self._delivery(post),
            folded=self._folded(post),
            link=post.url if web_address(post.url) else "",
            once=self._once(post),
            thanked=self._thanked(post, name),
            may_thank=may_thank(self.need, post) and getattr(post, "thanks", None) is None,
            may_write=post.pk in self.helped,
            doings=self.done.of(post, name),
            other_need=self.needs.get(post.account_id),
            splits=self._splits(post),
            voice=self.voices.get(post.pk, Voice()),
            stays=self._stays(post),
        )

    def _stays(self, post: Post) -> Staying:
        delivery, traits = self.standing.get(post.remote_id), self.done.traits
        if delivery is None or traits is None:
            return Staying()
        parts = sum(one.reply_id == delivery.reply_id for one in self.standing.values())
        need = self.need if delivery.reply.need_id == self.need.pk else delivery.reply.need
        return staying_of(self.helper, delivery.reply, post, need, traits, self.done.label, parts)

    def _thanked(self, post: Post, name: str) -> Markup | None:
        thanks = getattr(post, "thanks", None)
        if thanks is None:
            return None
        said = Markup("{}").format(_("{who} thanked {name} {time}, here only."))
        said = said.replace("{who}", given_name(thanks.helper) or _("Someone"))
        return said.replace("{name}", Markup("<bdi>{}</bdi>").format(name)).replace("{time}", moments.at(thanks.at))

    def _once(self, post: Post) -> Markup | None:
        once = getattr(post, "once", None)
        sealed = once is not None or (post.key_id is not None and not post.text)
        return told_helpers(once, name_of(once.account if once else self.need.account)) if sealed else None

    def _marks(self, post: Post) -> list[list[object]]:
        """The marker lies on the asker's words: on what made it a need, and on what they said of the answer."""
        marks = list(self.words.get(post.pk, []))
        reading = getattr(post, "reading", None)
        if post.account_id == self.need.account_id and reading and reading.kind.get("value") in NEEDY:
            marks += reading.marks
        return marks

    def _splits(self, post: Post) -> bool:
        ours = post.by_us or post.helper_id is not None
        return not ours and post.account_id != self.need.account_id and post.account_id not in self.needs

    def _role(self, post: Post) -> str:
        ours = self.standing.get(post.remote_id) if post.by_us else None
        if ours is not None and not ours.by_person:
            return _("a machine of ours")
        if post.by_us and post.helper:
            return ", ".join(filter(None, (given_name(post.helper), post.helper.department)))
        if post.by_us:
            return _("one of us, on the network itself")
        if post.helper_id:
            return self.voices[post.pk].role
        if post.account.robot:
            return _("says it is automated")
        if getattr(post, "peer_answer", None) is not None:
            return ", ".join(filter(None, (_("a customer who helps"), _peer(getattr(post, "author_thanked", 0)))))
        return _peer(getattr(post, "author_thanked", 0))

    def _delivery(self, post: Post) -> Line | None:
        delivery = self.standing.get(post.remote_id)
        if delivery is None:
            return None
        brand, thread = self.helper.brand, ""
        if brand.made_up and post.visibility == "public":  # a made-up network's pages are our own
            thread = reverse("square_conversation", args=[brand.slug, self.need.conversation.public_id])
        return line_of(delivery, self.channel, brand, thread)

    def _folded(self, post: Post) -> str:
        reading = getattr(post, "reading", None)
        kind = reading.kind.get("value") if reading and post.pk != self.need.post_id else ""
        if hidden := self.done.of(post, "").hidden:
            return self._hidden(hidden)
        if (answer := getattr(post, "peer_answer", None)) is not None and answer.state in ("hidden", "waits"):
            return _("An answer of a customer’s that isn’t shown.")
        if getattr(post, "author_blocked", False):
            return _("A post of somebody who is blocked for all.")
        return {"spam": _("A post that looks like advertising."), "abuse": _("A post that insults.")}.get(kind, "")

    def _hidden(self, hidden: Gesture) -> str:
        who, time = given_name(hidden.helper) or _("Someone"), moments.clock_time(hidden.done_at or hidden.asked_at)
        said = _("%(who)s hid a post on %(network)s at %(time)s.")
        return said % {"who": who, "network": self.done.label, "time": time}


def _media(post: Post) -> list[MediaRow]:
    rows = []
    for number, one in enumerate(post.media):
        kind = str(one.get("kind", ""))
        source = str(one.get("url", ""))
        rows.append(
            MediaRow(
                kind=_(_KINDS_OF_MEDIA.get(kind, _FILE)),
                description=str(one.get("description") or ""),
                source=source if web_address(source) else "",
                shown=_shown(post, number) if kind == "image" else "",
                width=one.get("width"),
                height=one.get("height"),
            )
        )
    return rows


def _shown(post: Post, number: int) -> str:
    try:
        return media_address(post, number)
    except NoReverseMatch:
        return ""


def _sendings(
    need: Need, under_way: Sequence[Delivery], all_parts: Sequence[Delivery], channel: Channel, helper: Helper
) -> list[Sending]:
    by_reply: dict[int, list[Delivery]] = {}
    for delivery in under_way:
        by_reply.setdefault(delivery.reply_id, []).append(delivery)
    rows = []
    for reply, parts in by_reply.items():
        whole = [part for part in all_parts if part.reply_id == reply]
        ours = parts[0].reply.helper_id in (None, helper.pk)
        rows.append(
            Sending(
                reply_id=parts[0].reply.public_id,
                signed_by=given_name(parts[0].reply.helper),
                parts=[_sending_part(need, part, channel, helper) for part in parts],
                may_take_back=ours and can_take_back(whole),
                may_change=can_reopen(whole),
            )
        )
    return rows


def _as_written(delivery: Delivery) -> dict[str, Any]:
    try:
        return opened_part(delivery.part)
    except KeyGone:
        return dict(delivery.part)


def _sending_part(need: Need, delivery: Delivery, channel: Channel, helper: Helper) -> SendingPart:
    part = _as_written(delivery)
    media = [
        MediaRow(
            _(_KINDS_OF_MEDIA["image"]),
            str(one["description"]),
            shown=reverse("picture", args=[need.public_id, one["picture"]]),
            width=one["width"],
            height=one["height"],
        )
        for one in part.get("pictures") or []
    ]
    seen_by = _seen_by(str(part.get("visibility")), channel)
    if is_once(delivery):
        seen_by = _("Only %(name)s sees it, once") % {"name": name_of(need.account)}
    line = line_of(delivery, channel, helper.brand)
    return SendingPart(str(part["text"]), line, media, seen_by, str(part.get("language") or ""))

"""The composer's matter: the draft, its leaves as they will be posted, as whom, and who will be able to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.acts.drafting import may_ask
from tummler.acts.recognising import language_heard
from tummler.acts.replies import Preview, preview, writing_too
from tummler.answering.composing import Whole, signature_of
from tummler.answering.drafts import LONGEST, NOTHING, Overtaken
from tummler.answering.lawful import years_of
from tummler.answering.own_page import reachable
from tummler.answering.pictures import MOST_BYTES
from tummler.answering.seeing import media_rule, on_own_page
from tummler.channels.connections import traits_of
from tummler.matching.calls import answers_beside
from tummler.networks.contract import Composition, Leaf, Length, MediaRule, Visibility
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Helper, Need, Picture, Reply
from tummler.records.prepared import Given
from tummler.web import moments
from tummler.web.approval_rows import Waits, own_waits, told_before, waits_of
from tummler.web.choosing import (
    Lasting,
    Seeing,
    Sign,
    Spoken,
    in_public,
    kinds_of,
    languages_of,
    lastings_of,
    seeing_of,
    signs_of,
)
from tummler.web.deliveries import network_label
from tummler.web.hints import HintRow, hint_row
from tummler.web.own_voice_rows import OwnLine, own_line
from tummler.web.texts import given_name, name_of
from tummler.web.typed import Typed, packed


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A picture of the draft, and in which leaf it goes, counted from 1."""

    public_id: str
    source: str
    width: int
    height: int
    description: str
    leaf: int | None


@dataclass(frozen=True, slots=True)
class LeafRow:
    """One post of the answer: its words with the surplus underlined, its count, its pictures; where it was cut."""

    words: Markup
    count: int
    limit: int | None
    over: bool
    start: int = 0
    #: How many signs the network put in front of it (whom it answers).
    lead: int = 0
    pictures: list[PictureRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Leaves:
    """What is shown under the field: changes with every word."""

    rows: list[LeafRow]
    cuts: str
    dropped: list[str]
    waved: tuple[str, ...]
    #: The stretches of the text that are too much, as "start-end".
    over: str
    language: str
    network: str
    hints: list[HintRow] = field(default_factory=list)

    @property
    def shown(self) -> list[LeafRow]:
        """One leaf within the rule is what is typed; anything else is worth a look."""
        return self.rows if len(self.rows) > 1 or any(row.over for row in self.rows) else []


@dataclass(frozen=True, slots=True)
class Attaching:
    """What can be attached: nothing with a reason, or up to so many files of these kinds."""

    kinds: str = ""
    most: int = 0
    alt_limit: int = 0
    why_not: str = ""
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Composer:
    """What stands in the composer and beside it."""

    text: str
    edition: int
    #: The words this edition has: what others write meanwhile is brought together by it.
    base: str
    was: str
    #: The last answer promised for this need when the page was made: sending twice is once.
    after: str
    kept: Markup
    by: Helper | None
    length: Length
    #: What one person opens on a page of ours has no network's limit.
    once_limit: int | None
    #: For how many years the law wants a sealed copy of an answer to this that fades; 0: it doesn't.
    law_years: int
    network: str
    seeing: Seeing
    #: For how long: where more than one sees it, and where one person sees it once.
    lastings: list[Lasting]
    shown: list[Lasting]
    languages: list[Spoken]
    language: str
    as_they_write: bool
    signature: str
    signs: list[Sign]
    held: bool
    leaves: Leaves
    pictures: list[PictureRow]
    attaching: Attaching
    writing: str
    refused: str = ""
    noted: str = ""
    #: Whether a large model may be asked about this.
    machine: bool = False
    theirs: Reply | None = None
    #: How this helper could answer from an account of their own.
    own: OwnLine | None = None
    #: Answers that wait for somebody's yes; whether this draft is one; what is told before sending.
    waits: list[Waits] = field(default_factory=list)
    waiting: bool = False
    told: str = ""
    longest: int = LONGEST

    @property
    def private(self) -> bool:
        """Only one person will see it."""
        return self.seeing.chosen.private

    @property
    def worth_keeping(self) -> bool:
        """There is something in the draft."""
        return bool(self.text or self.pictures)


def _replies(helper: Helper) -> QuerySet[Reply]:
    return rows_for(helper, Reply).filter(need=Given("of")).select_related("helper").order_by("-pk")[:20]


def composer_of(
    helper: Helper,
    need: Need,
    typed: Typed | None = None,
    overtaken: Overtaken | None = None,
    refused: str = "",
    noted: str = "",
) -> Composer:
    """The composer for a need: with its draft, or with what was just typed. Two queries; five more for a draft."""
    replies = asked_by(helper, "replies", _replies).all(of=need.pk)
    own = helper.pk if answers_beside(need, helper) else None
    draft = next((reply for reply in replies if reply.promised_at is None and reply.beside_id == own), None)
    promised = next((reply for reply in replies if reply.promised_at is not None), None)
    text = typed.text if typed else (draft.text if draft else "")
    channel, seen = need.post.channel, _seen(helper, need, draft, typed)
    reply = seen.reply
    name = name_of(need.account)
    language = seen.language or language_heard(need.post)
    signature, seeing = signature_of(reply, helper), seeing_of(need, reply.visibility, name)
    seeing = in_public(seeing) if helper.newcomer else seeing
    traits = traits_of(channel)
    many, one_person = lastings_of(need, reply, False), lastings_of(need, reply, True)
    waits = waits_of(helper, need)
    lasts = one_person if seeing.chosen.once else many
    return Composer(
        text=text,
        edition=draft.edition if draft else 0,
        base=draft.text if draft else "",
        was=packed(seeing.chosen.value, language, signature, next(one.value for one in lasts if one.chosen)),
        after=promised.public_id if promised else "",
        kept=moments.at(draft.saved_at) if draft and draft.text else Markup(""),
        by=draft.helper if draft and draft.text else None,
        length=traits.length,
        law_years=years_of(channel.brand, need.topic),
        once_limit=None if on_own_page(traits, reachable()) else traits.length.limit,
        network=network_label(channel),
        seeing=seeing,
        lastings=many if len(many) > 1 else [],
        shown=one_person if any(choice.once for choice in seeing.choices) else [],
        languages=languages_of(need, language),
        language=language,
        as_they_write=language == language_heard(need.post),
        signature=signature,
        signs=signs_of(helper, need.post.channel.brand.name),
        held=bool(draft and draft.held),
        leaves=leaves_of(seen, need, typed.chosen.waved if typed else ()),
        pictures=[_picture(need, one) for row in seen.whole.pictures for one in row],
        attaching=_attaching(
            None if seeing.chosen.once else media_rule(traits, seeing.visibility), network_label(channel), seeing
        ),
        writing=writing_words(writing_too(actor=helper, need=need)) if draft else "",
        refused=refused,
        noted=noted,
        machine=may_ask(helper, need),
        theirs=overtaken.current if overtaken else None,
        own=own_line(helper, need),
        waits=waits,
        waiting=own_waits(waits, draft),
        told=told_before(helper, need),
    )


def _seen(helper: Helper, need: Need, draft: Reply | None, typed: Typed | None) -> Preview:
    """What it would become; of nothing, nothing becomes, and nothing is asked."""
    if draft is None and (typed is None or not typed.text):
        blank = Reply(need=need, channel=need.post.channel, to_post=need.post, visibility=need.post.visibility)
        return Preview(blank, Whole("", Composition((), Visibility(need.post.visibility)), (), ()), "", [])
    text, chosen = (typed.text, typed.chosen) if typed else (draft.text if draft else "", NOTHING)
    return preview(actor=helper, need=need, text=text, chosen=chosen, draft=draft)


def writing_words(others: Sequence[Helper]) -> str:
    """Who else is writing here."""
    names = [given_name(one) for one in others]
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s is writing here too.") % {"name": names[0]}
    return _("%(names)s and %(name)s are writing here too.") % {"names": ", ".join(names[:-1]), "name": names[-1]}


def _attaching(rule: MediaRule | None, label: str, seeing: Seeing) -> Attaching:
    if rule is None and seeing.chosen.once:
        return Attaching(why_not=_("What is seen once takes no pictures."))
    if rule is None:
        words = _("A private message on %(network)s takes no pictures.") if seeing.chosen.private else ""
        return Attaching(why_not=(words or _("%(network)s takes no pictures.")) % {"network": label})
    return Attaching(kinds_of(rule), rule.count, rule.alt_limit)


def _picture(need: Need, picture: Picture) -> PictureRow:
    source = reverse("picture", args=[need.public_id, picture.public_id])
    leaf = None if picture.leaf is None else picture.leaf + 1
    return PictureRow(picture.public_id, source, picture.width, picture.height, picture.description, leaf)


# ------------------------------------------------------------------------------------------- leaves


def leaves_of(seen: Preview, need: Need, waved: Sequence[str] = ()) -> Leaves:
    """The leaves with what the network's rule has against them underlined."""
    whole = seen.whole
    rows = [
        LeafRow(
            _underlined(leaf),
            leaf.count,
            leaf.limit,
            bool(leaf.problems),
            leaf.start,
            max(0, len(leaf.text) - (leaf.end - leaf.start)),
            [_picture(need, one) for one in pictures],
        )
        for leaf, pictures in zip(whole.composition.leaves, whole.pictures, strict=True)
        if leaf.text or pictures
    ]
    return Leaves(
        rows=rows,
        cuts=",".join(map(str, whole.cuts)),
        dropped=[_words_before(whole.text, cut) for cut in whole.dropped],
        waved=tuple(dict.fromkeys(waved)),
        over=",".join(_surplus(leaf) for leaf in whole.composition.leaves if leaf.problems and leaf.text),
        language=seen.language or language_heard(need.post),
        network=network_label(need.post.channel),
        hints=[hint_row(hint, need, seen) for hint in seen.hints],
    )


def _words_before(text: str, cut: int) -> str:
    return " ".join(text[:cut].split()[-3:])


def _surplus(leaf: Leaf) -> str:
    lead = max(0, len(leaf.text) - (leaf.end - leaf.start))
    starts = [problem.start for problem in leaf.problems if problem.code in ("too_long", "too_many_bytes")]
    return f"{leaf.start + max(0, min(starts, default=0) - lead)}-{leaf.end}" if starts else ""


def _underlined(leaf: Leaf) -> Markup:
    parts, place = [], 0
    for problem in sorted(leaf.problems, key=lambda one: one.start):
        start, end = max(problem.start, place), min(problem.end, len(leaf.text))
        if start < end:
            parts.append(Markup("{}<u>{}</u>").format(leaf.text[place:start], leaf.text[start:end]))
            place = end
    parts.append(Markup("{}").format(leaf.text[place:]))
    return Markup("").join(parts)


def why_not_sendable(composition: Composition, network: str) -> str:
    """The network's own rule in words, for an answer that breaks it."""
    codes = {problem.code for leaf in composition.leaves for problem in leaf.problems}
    if not codes:
        return _("It can’t be shown to one person once as it is: take the pictures out, or let more see it.")
    if "empty" in codes:
        return _("There is nothing in it yet.")
    if "too_much_media" in codes:
        return _(
            "%(network)s takes no more pictures than that in a post. Take one out, or put it into another post."
        ) % {"network": network}
    if codes & {"too_long", "too_many_bytes"}:
        return _("%(network)s takes no more than that. What is too much is underlined; the draft is kept.") % {
            "network": network
        }
    return _("%(network)s would not take it like this. The draft is kept.") % {"network": network}

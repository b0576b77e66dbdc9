"""The composer's matter: the draft, its leaves as they will be posted, as whom, and who will be able to read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _, gettext_noop as noop
from markupsafe import Markup

from tummler.acts.replies import preview
from tummler.answering.drafts import LONGEST, Overtaken
from tummler.channels.connections import traits_of
from tummler.matching.calls import answers_beside
from tummler.networks.contract import Composition, Leaf, Length
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, Reply
from tummler.web import moments, whys
from tummler.web.deliveries import network_label

_SEEN_BY = {
    "public": noop("Public, stays"),
    "unlisted": noop("Public, kept out of lists"),
    "followers": noop("For followers only"),
    "direct": noop("Only you two can read it"),
}


@dataclass(frozen=True, slots=True)
class LeafRow:
    """One post of the answer: its words with the surplus underlined, and its count."""

    words: Markup
    count: int
    limit: int | None
    over: bool


@dataclass(frozen=True, slots=True)
class Composer:
    """What stands in the composer and beside it."""

    text: str
    edition: int
    #: The last answer promised for this need when the page was made: sending twice is once.
    after: str
    kept: Markup
    by: Helper | None
    length: Length
    network: str
    seen_by: str
    private: bool
    language: str
    signature: str
    held: bool
    leaves: list[LeafRow] = field(default_factory=list)
    refused: str = ""
    theirs: Reply | None = None
    longest: int = LONGEST

    @property
    def shown_leaves(self) -> list[LeafRow]:
        """Leaves that differ from what is typed."""
        return worth_showing(self.leaves)


def composer_of(
    helper: Helper, need: Need, text: str | None = None, overtaken: Overtaken | None = None, refused: str = ""
) -> Composer:
    """The composer for a need: with its draft, or with ``text`` that was just typed. Two queries, more for a text."""
    replies = list(rows_for(helper, Reply).filter(need=need.pk).select_related("helper").order_by("-pk")[:20])
    own = helper.pk if answers_beside(need, helper) else None
    draft = next((reply for reply in replies if reply.promised_at is None and reply.beside_id == own), None)
    promised = next((reply for reply in replies if reply.promised_at is not None), None)
    typed = text if text is not None else (draft.text if draft else "")
    channel, post = need.post.channel, need.post
    reading = getattr(post, "reading", None)
    return Composer(
        text=typed,
        edition=draft.edition if draft else 0,
        after=promised.public_id if promised else "",
        kept=moments.at(draft.saved_at) if draft and draft.text else Markup(""),
        by=draft.helper if draft else None,
        length=traits_of(channel).length,
        network=network_label(channel),
        seen_by=_(_SEEN_BY.get(post.visibility, _SEEN_BY["public"])),
        private=post.visibility in ("direct", "followers"),
        language=whys.language_name(reading.language.get("value", "") if reading else post.language),
        signature=helper.signature,
        held=bool(draft and draft.held),
        leaves=leaves_of(preview(actor=helper, need=need, text=typed)) if typed.strip() else [],
        refused=refused,
        theirs=overtaken.current if overtaken else None,
    )


def worth_showing(leaves: list[LeafRow]) -> list[LeafRow]:
    """One leaf within the rule is what is typed; anything else is worth a look."""
    return leaves if len(leaves) > 1 or any(leaf.over for leaf in leaves) else []


def leaves_of(composition: Composition) -> list[LeafRow]:
    """The leaves with what the network's rule has against them underlined."""
    return [LeafRow(_underlined(leaf), leaf.count, leaf.limit, bool(leaf.problems)) for leaf in composition.leaves]


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
    if "empty" in codes:
        return _("There is nothing in it yet.")
    if codes & {"too_long", "too_many_bytes"}:
        return _("%(network)s takes no more than that. What is too much is underlined; the draft is kept.") % {
            "network": network
        }
    return _("%(network)s would not take it like this. The draft is kept.") % {"network": network}

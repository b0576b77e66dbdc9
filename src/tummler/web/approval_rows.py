"""Answers that wait for somebody's yes, as the desk shows them, and the rules by which they do, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_noop as noop, ngettext

from tummler.acts.asking_yes import may_say_yes
from tummler.answering.approving import rules_for, rules_of
from tummler.channels.connections import network_of
from tummler.networks.registry import UnknownNetwork
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Approval, ApprovalRule, Channel, Helper, Need, Reply
from tummler.records.prepared import Given
from tummler.web.numbers import in_words
from tummler.web.shared import shared
from tummler.web.texts import given_name

_KINDS = {
    "question": noop("Answers to questions"),
    "complaint": noop("Answers to complaints"),
    "request": noop("Answers to requests"),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """An answer that waits for a yes, or came back with a word."""

    approval: Approval
    title: str
    words: str
    #: waiting: it does; changing: its writer is at it again; sent_back: it came back.
    standing: str
    mine: bool
    may: bool


def waits_of(helper: Helper, need: Need) -> list[Waits]:
    """The answers to a need that wait for a yes, and the latest that came back. One query; one more for each yes."""
    found: dict[int, list[Approval]] = {}
    for one in asked_by(helper, "waits for a yes", _standing).all(of=need.pk):
        found.setdefault(one.reply_id, []).append(one)
    return [_waits(helper, [one for one in some if one.state == some[-1].state]) for some in found.values()]


def _standing(helper: Helper) -> QuerySet[Approval]:
    related = ("reply", "asked_by", "decided_by", "rule__circle", "need")
    rows = rows_for(helper, Approval).filter(need=Given("of"), reply__promised_at=None)
    return rows.filter(state__in=("waiting", "sent_back")).select_related(*related).order_by("pk")


def _waits(helper: Helper, waiting: Sequence[Approval]) -> Waits:
    """Of one answer: what waits for the yes of each rule, or what came back of it last."""
    approval = waiting[-1]
    mine = approval.asked_by_id == helper.pk
    who = given_name(approval.asked_by) or _("Someone")
    if approval.state == "sent_back":
        by = {"name": given_name(approval.decided_by) or _("Someone"), "who": who}
        title = _("%(name)s sent it back") % by if mine else _("%(name)s sent %(who)s’s answer back") % by
        return Waits(approval, title, approval.text, "sent_back", mine, approval.decided_by_id == helper.pk)
    asked = [(one, _others(one)) for one in waiting]
    words = {"who": who, "whose": whose_of([others for _one, others in asked], helper)}
    if approval.reply.edition != approval.edition:
        return Waits(approval, _("%(who)s is changing it") % words, "", "changing", mine, False)
    if not all(others for _one, others in asked):
        title = _("Nobody else may say yes yet. A lead can put somebody in, under Circles.")
    elif mine:
        title = _("Yours waits for the yes of %(whose)s") % words
    else:
        title = _("%(who)s’s answer waits for the yes of %(whose)s") % words
    theirs = next((one for one, others in asked if helper.pk in {each.pk for each in others}), None)
    return Waits(theirs or approval, title, "", "waiting", mine, not mine and theirs is not None)


def _others(approval: Approval) -> list[Helper]:
    """Whose yes it waits for: never its writer's own."""
    writers = (approval.asked_by_id, approval.reply.helper_id)
    return [one for one in may_say_yes(approval.rule) if one.pk not in writers]


def whose_of(asked: Sequence[Sequence[Helper]], reader: Helper | None = None) -> str:
    """Raj or Ana; where several rules want a yes each: Raj or Ana, and of Olu."""
    by_names = dict.fromkeys(names_of(people, reader) for people in asked if people)
    first, *more = by_names or [""]
    for names in more:
        first = _("%(names)s, and of %(more)s") % {"names": first, "more": names}
    return first


def names_of(people: Sequence[Helper], reader: Helper | None = None) -> str:
    """Raj; Raj or Ana; Raj, Ana or one of two others."""
    names = [_("you") if reader and one.pk == reader.pk else given_name(one) for one in people]
    if len(names) <= 1:
        return "".join(names)
    if len(names) == 2:
        return _("%(first)s or %(second)s") % {"first": names[0], "second": names[1]}
    left = {"first": names[0], "second": names[1], "count": in_words(len(names) - 2)}
    return ngettext(
        "%(first)s, %(second)s or one other", "%(first)s, %(second)s or %(count)s others", len(names) - 2
    ) % left  # fmt: skip


def told_before(helper: Helper, need: Need) -> str:
    """What the composer says before sending, where a yes will be waited for; "" elsewhere. One query."""
    rules = rules_for(need, helper, shared(helper, "approval rules", lambda: rules_of(need.brand_id)))
    if not rules:
        return ""
    asked = [[one for one in may_say_yes(rule) if one.pk != helper.pk] for rule in rules]
    if not all(asked):
        return _("It waits for a yes, and nobody but you may say it. A lead can put somebody in, under Circles.")
    return _("It waits for the yes of %(names)s before it leaves.") % {"names": whose_of(asked)}


def rule_words(rule: ApprovalRule, topics: Mapping[str, str], channels: Mapping[str, Channel]) -> str:
    """What a rule is about: Answers about payments."""
    match rule.kind:
        case "topic":
            return _("Answers about %(topic)s") % {"topic": topics.get(rule.value, rule.value)}
        case "kind":
            return _(_KINDS.get(rule.value, "Answers"))
        case "channel":
            channel = channels.get(rule.value)
            return _("Answers on %(channel)s") % {"channel": channel_words(channel) if channel else "…"}
    count = int(rule.value) if rule.value.isdecimal() else 0
    said = ngettext("A newcomer’s first answer", "A newcomer’s first %(count)s answers", count)
    return said % {"count": in_words(count)}


def channel_words(channel: Channel) -> str:
    """A channel as it is told from others: Bluesky, @velonorte."""
    try:
        label = network_of(channel).label
    except UnknownNetwork:
        label = channel.network
    return ", ".join(filter(None, (label, channel.handle)))


def kind_choices() -> list[tuple[str, str]]:
    """The kinds that a rule can be about, as a form names them."""
    return [(f"kind:{key}", _(words)) for key, words in _KINDS.items()]


def waiting_rows(helper: Helper) -> list[Approval]:
    """Every answer of the brand that waits and that this helper may see, oldest first. One query."""
    related = ("reply", "asked_by", "need__account", "need__post")
    waiting = rows_for(helper, Approval).filter(state="waiting", reply__promised_at=None)
    found = list(waiting.select_related(*related).order_by("-pk")[:100])
    return list({one.reply_id: one for one in found}.values())[::-1]


def own_waits(waits: Sequence[Waits], draft: Reply | None) -> bool:
    """Whether the draft that this helper would write in waits for a yes."""
    return any(one.standing == "waiting" and draft is not None and one.approval.reply_id == draft.pk for one in waits)

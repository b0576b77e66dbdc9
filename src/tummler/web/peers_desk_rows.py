"""Rows and sentences of the desk's page about peers. Nobody is ranked: who they are, and how they can be helped by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from markupsafe import Markup

from tummler.records.access import asked_by, can, rows_for
from tummler.records.models import Helped, Helper, Need, Peer, PeerAnswer, PeerReport, Vouch
from tummler.records.models.peer import Trust
from tummler.records.prepared import Given
from tummler.web import moments
from tummler.web.channel_words import label_of
from tummler.web.numbers import in_words
from tummler.web.square_rows import HERE
from tummler.web.texts import excerpt, given_name, handle_of, name_of, said

#: So many of each are shown.
SHOWN = 50

#: Why an answer isn't shown, as it is chosen on the desk and told to its author.
WHYS = {
    "wrong": gettext_lazy("It isn’t so"),
    "rude": gettext_lazy("It is unkind"),
    "sells": gettext_lazy("It sells something"),
    "private": gettext_lazy("It shows what is somebody’s own"),
}
_REPORTED = {**WHYS, "other": gettext_lazy("Something else")}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An answer that waits for a look, or stands beside its thread, with the question that it is for."""

    answer: PeerAnswer
    called: str
    handle: str
    seed: str
    words: Markup
    question: Markup
    asker: str
    need: Need
    where: str
    why: str
    #: Whether its words can be brought to the asker, who asked on another network.
    may_bring: bool = False


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Somebody said that something is wrong here."""

    report: PeerReport
    why: str
    words: Markup
    called: str
    need: Need
    of_answer: bool


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A customer who helps, in a sentence or two."""

    peer: Peer
    called: str
    handle: str
    network: str
    seed: str
    told: str
    vouched: bool
    steward: bool
    may_steward: bool


def title_of(waits: Sequence[WaitingRow], reports: Sequence[ReportRow]) -> str:
    """The page's first sentence."""
    if waits:
        count = len(waits)
        return ngettext(
            "%(count)s answer waits for a look.", "%(count)s answers wait for a look.", count
        ) % {"count": in_words(count).capitalize()}  # fmt: skip
    return _("Somebody reported something.") if reports else _("Customers who help.")


def waiting_of(helper: Helper) -> list[WaitingRow]:
    """What waits for a look, the oldest first. One query."""
    rows = rows_for(helper, PeerAnswer).filter(state="waits").select_related(*_WITH_ANSWER).order_by("at")
    return [waiting_row(one) for one in rows[:SHOWN]]


_WITH_ANSWER = ("need__post__channel", "need__account", "peer__account", "peer__voice", "post", "reply")


def answers_on(helper: Helper, need: Need) -> list[WaitingRow]:
    """On a need's page: what waits for a look, and what stands beside the thread. One query."""
    found = asked_by(helper, "peers' answers", _answers).all(of=need.pk)
    return [waiting_row(one) for one in found if one.state == "waits" or (one.post is None and not one.remote_id)]


def _answers(helper: Helper) -> QuerySet[PeerAnswer]:
    rows = rows_for(helper, PeerAnswer).filter(need=Given("of"), state__in=("waits", "stands"))
    return rows.select_related(*_WITH_ANSWER).order_by("at")


def waiting_row(answer: PeerAnswer) -> WaitingRow:
    """No query: what it is shown with is there already."""
    text = answer.post.text if answer.post and not answer.text else answer.text
    peer, need = answer.peer, answer.need
    why = _("It looks like advertising, or unkind.") if answer.why == "unwanted" else ""
    brought = answer.reply is not None and answer.reply.promised_at is not None
    elsewhere = need.post.channel.network != HERE
    return WaitingRow(
        answer, name_of(peer.voice or peer.account), handle_of(peer.account) if peer.account.network != HERE else "",
        peer.account.remote_id, said(text), excerpt("" if need.post.gone else need.post.text, (), 140),
        name_of(need.account), need, label_of(need.post.channel.network), why,
        may_bring=answer.state == "stands" and elsewhere and not brought and need.state in ("open", "claimed"),
    )  # fmt: skip


def reports_of(helper: Helper) -> list[ReportRow]:
    """What was reported and nobody has settled. One query."""
    rows = rows_for(helper, PeerReport).filter(settled_at=None).select_related(
        "need__post", "need__account", "answer__post", "answer__peer__voice", "answer__peer__account"
    )  # fmt: skip
    return [_report(one) for one in rows.order_by("at")[:SHOWN]]


def _report(report: PeerReport) -> ReportRow:
    answer = report.answer
    if answer is None:
        text, called = report.need.post.text, name_of(report.need.account)
    else:
        text = answer.post.text if answer.post and not answer.text else answer.text
        called = name_of(answer.peer.voice or answer.peer.account)
    why = str(_REPORTED.get(report.why, _REPORTED["other"]))
    return ReportRow(report, why, excerpt(text, (), 240), called, report.need, answer is not None)


def people_of(helper: Helper) -> tuple[list[PeerRow], bool]:
    """Who helps, who was here last first, and whether there are more. Three queries."""
    rows = rows_for(helper, Peer).filter(left_at=None, blocked_at=None).select_related("account", "voice")
    found = list(rows.order_by("-seen_at", "-pk")[: SHOWN + 1])
    people = found[:SHOWN]
    vouches = rows_for(helper, Vouch).filter(peer__in=people, undone_at=None, helper__isnull=False)
    by: dict[int, list[Helper]] = {}
    for one in vouches.select_related("helper").order_by("at"):
        by.setdefault(one.peer_id, []).append(one.helper) if one.helper else None
    last: dict[int | None, Helped] = {}
    helped = rows_for(helper, Helped).filter(account__in=[one.account_id for one in people], undone_at=None)
    for row in helped.select_related("need__account").order_by("at"):
        last[row.account_id] = row
    steward = can(helper, "name_steward", helper.brand)
    return [_person(one, by.get(one.pk, []), last.get(one.account_id), helper, steward) for one in people], len(
        found
    ) > SHOWN


def _person(peer: Peer, by: list[Helper], last: Helped | None, helper: Helper, steward: bool) -> PeerRow:
    told = [_since(peer)]
    if last is not None:
        told.append(_("Helped %(name)s last.") % {"name": name_of(last.need.account)})
    others = [given_name(one) for one in by if one.pk != helper.pk]
    mine = any(one.pk == helper.pk for one in by)
    if mine:
        told.append(_("You vouch for them."))
    elif others:
        told.append(_("%(name)s vouches for them.") % {"name": others[-1]})
    if peer.trust == Trust.NEW:
        told.append(_("Their answers are looked at first."))
    return PeerRow(
        peer, name_of(peer.voice or peer.account), "" if peer.account.network == HERE else handle_of(peer.account),
        peer.account.network, peer.account.remote_id, " ".join(told), mine, peer.steward_since is not None,
        steward and (peer.trust >= Trust.TRUSTED or peer.steward_since is not None),
    )  # fmt: skip


def _since(peer: Peer) -> str:
    if peer.steward_since is not None:
        return _("Looks after the square since %(day)s.") % {"day": moments.day_of(peer.steward_since) or _("today")}
    return _("Helps since %(day)s.") % {"day": moments.day_of(peer.joined_at) or _("today")}


def away_of(helper: Helper) -> list[PeerRow]:
    """Who was asked to stay away. One query."""
    rows = rows_for(helper, Peer).filter(blocked_at__isnull=False).select_related("account", "voice")
    return [
        PeerRow(
            one, name_of(one.voice or one.account), "" if one.account.network == HERE else handle_of(one.account),
            one.account.network, one.account.remote_id, "", False, False, False,
        )
        for one in rows.order_by("-blocked_at")[:SHOWN]
    ]  # fmt: skip


def slow_words(minutes: int) -> str:
    """A choice of slow mode, in words."""
    if not minutes:
        return _("as they like")
    if minutes == 60:
        return _("one an hour")
    return _("one every %(count)s minutes") % {"count": in_words(minutes)}

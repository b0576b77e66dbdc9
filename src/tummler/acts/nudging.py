"""Telling a helper beyond the desk what is theirs: by mail, where they asked for it, never outside their hours.

What is told holds no word of anybody: a mail server and a locked screen are read by others.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_noop as noop, ngettext, override

from tummler.common import clock, log
from tummler.community.wishes import waiting
from tummler.matching.nudging import Nudge, nudges_since
from tummler.matching.who import HERE
from tummler.records.access import can, require, rows_for
from tummler.records.happenings import happen
from tummler.records.hours import awake
from tummler.records.models import Helper, Wish

#: One mail gathers what came; the next leaves no sooner.
REST = timedelta(minutes=30)
#: What waits for longer is told by the desk alone.
_BACK = timedelta(days=3)

_WORDS = {
    "hand_on": noop("%(name)s hands one on to you."),
    "ask_in": noop("%(name)s asks you in."),
    "mention": noop("%(name)s wrote you a note."),
    "wrote": noop("Somebody whom you answered wrote again."),
    "circle": noop("%(name)s asks %(circle)s, and you are in it."),
    "sentback": noop("%(name)s sent your answer back with a word."),
    "approve": noop("%(name)s’s answer waits for your yes."),
    "duty": noop("Somebody may be in danger. You are the one named for it."),
    "outside": noop("Somebody outside your circle asks what you could answer."),
    "knows": noop("Somebody whom you helped before asks again."),
    "solved": noop("Somebody asks what you have solved before."),
    "speaks": noop("Somebody asks in a language that you speak."),
    "topic": noop("Somebody asks about what you know."),
    "here": noop("Somebody asks what you could answer."),
    "chose": noop("Somebody asks about what you know."),
}


def choose_mails(*, actor: Helper, calls: bool, reached: bool) -> None:
    """For what the actor is told by mail while they aren't here: a colleague's call, a need that reaches them."""
    require(actor, "say_what_one_knows", actor.brand)
    at = clock.now()
    actor.mail_calls_since = (actor.mail_calls_since or at) if calls else None
    actor.mail_reached_since = (actor.mail_reached_since or at) if reached else None
    with transaction.atomic():
        Helper.objects.filter(pk=actor.pk).update(
            mail_calls_since=actor.mail_calls_since, mail_reached_since=actor.mail_reached_since
        )
        happen("knowledge_said", actor.brand_id, actor)


def words_of(nudge: Nudge) -> str:
    """What it is, as a sentence without a word of whoever asks."""
    words = _(_WORDS.get(nudge.why, _WORDS["here"]))
    return words % {"name": nudge.by.split(" ")[0] or _("Someone"), "circle": nudge.circle}


def nudges_now(helper: Helper, since: datetime, at: datetime) -> list[Nudge]:
    """What may be told this helper at this moment: outside their hours only that somebody may be in danger."""
    found = nudges_since(helper, since, at)
    return found if awake(helper, at) else [one for one in found if one.why == "duty"]


def nudge_due() -> int:
    """Mail whoever asked for it, isn't here, and has something new; how many. Goes out, so never in a transaction."""
    if not settings.EMAIL_HOST:
        return 0
    at = clock.now()
    rows = Helper.objects.filter(active=True, brand__made_up=False, brand__listens_only_since=None)
    asked = ~Q(mail_calls_since=None, mail_reached_since=None)
    away = Q(seen_at=None) | Q(seen_at__lt=at - HERE)
    rested = Q(nudged_at=None) | Q(nudged_at__lt=at - REST)
    sent = 0
    for helper in rows.filter(asked, away, rested).select_related("user", "brand").order_by("pk"):
        if not awake(helper, at):
            continue
        lines = _lines(helper, at)
        if not lines:
            continue
        if not _mail(helper, lines, at):
            break  # the server is away: everybody else's is tried at the next look, too
        sent += 1
    return sent


def _lines(helper: Helper, at: datetime) -> list[tuple[str, str]]:
    """What is new since they were here or were told: words, and where it stands."""
    calls, reached = helper.mail_calls_since, helper.mail_reached_since
    begun = min(one for one in (calls, reached) if one)
    since = max(one for one in (helper.seen_at, helper.nudged_at, begun, at - _BACK) if one)
    with override(_language(helper)):
        found = nudges_since(helper, since, at, called=calls is not None, reached=reached is not None)
        lines = [(words_of(one), f"/desk/{one.need}/") for one in found if one.why != "duty"]  # that one is rung
        late = _late_wishes(helper, since, at)
        if late:
            words = ngettext("A wish waits longer than you promised.", "Wishes wait longer than you promised.", late)
            lines.append((words, "/wishes/"))
    return lines


def _late_wishes(helper: Helper, since: datetime, at: datetime) -> int:
    """Wishes whose promised day passed meanwhile, for whoever answers them."""
    if not can(helper, "answer_wish", helper.brand):
        return 0
    rows = waiting(rows_for(helper, Wish).filter(current__isnull=False, hidden_at=None), at)
    return rows.filter(due_at__gt=since, due_at__lte=at).count()


def _mail(helper: Helper, lines: list[tuple[str, str]], at: datetime) -> bool:
    """Written down before it leaves, so that two workers send one; taken back where it couldn't leave."""
    before = helper.nudged_at
    mine = Helper.objects.filter(pk=helper.pk, nudged_at=before)
    if not mine.update(nudged_at=at):
        return True
    address = settings.PUBLIC_URL or "http://localhost:8000"
    with override(_language(helper)):
        about = {"brand": helper.brand.name, "count": len(lines)}
        subject = ngettext(
            "Something is yours at %(brand)s", "%(count)s things are yours at %(brand)s", len(lines)
        ) % about  # fmt: skip
        why = _("You asked for this, in your hours and while you aren’t here. Change it here:")
    body = "\n\n".join(f"{words}\n{address}{path}" for words, path in lines)
    try:
        send_mail(
            subject, f"{body}\n\n{why}\n{address}/you/#nudges\n", settings.DEFAULT_FROM_EMAIL, [helper.user.email]
        )
    except (OSError, SMTPException) as error:
        Helper.objects.filter(pk=helper.pk, nudged_at=at).update(nudged_at=before)
        log.trouble("nudge_not_sent", error, helper=helper.pk)
        return False
    return True


def _language(helper: Helper) -> str:
    return helper.brand.languages[0] if helper.brand.languages else "en"

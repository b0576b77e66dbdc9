"""Who is told by mail beyond the desk, when, and with which words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from tests.acts.test_ringing import mailing
from tests.web.peering import account_on
from tummler.acts.knowing import say_hours
from tummler.acts.needs import claim_need
from tummler.acts.nudging import choose_mails, nudge_due, nudges_now
from tummler.acts.passing import ask_in
from tummler.acts.wishing import make_wish
from tummler.common import clock
from tummler.community.wishes import Wording
from tummler.matching.nudging import Nudge
from tummler.records.models import Helper, Need, Reach, Wish

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["mailing"]

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
UNREACHABLE = "tests.acts.test_ringing.Unreachable"


@pytest.fixture
def need(hear, owner):
    found = hear("q", STUCK).needs.get()
    claim_need(actor=owner, need=found)
    return found


def away(helper, **since):
    Helper.objects.filter(pk=helper.pk).update(seen_at=clock.now() - timedelta(**since))


def later(helper, hours):
    """So much later the same morning, in the eyes of the helper's row."""
    at = clock.now() - timedelta(hours=hours)
    Helper.objects.filter(pk=helper.pk).update(nudged_at=at, seen_at=at - timedelta(hours=1))


def at_hour(helper, *, open_now):
    """Hours that hold this moment, or every other one."""
    at = clock.now()
    day, minute = at.weekday(), at.hour * 60 + at.minute
    begin = (minute - 60) % 1440 if open_now else (minute + 120) % 1440
    first = (day - (minute < 60)) % 7 if open_now else (day + (minute + 120 >= 1440)) % 7
    say_hours(actor=helper, hours=[(first, begin, (begin + 120) % 1440)], zone="UTC")


def test_a_call_is_mailed_once_to_whoever_asked_for_it_without_a_word_of_anybody(mailing, need, owner, helper):
    away(helper, hours=1)
    ask_in(actor=owner, need=need, to=helper, words="Is bay 3 dead, Tomás?")
    assert (nudge_due(), mail.outbox) == (0, []), "nobody who didn't ask for it"
    choose_mails(actor=helper, calls=True, reached=False)
    Helper.objects.filter(pk=helper.pk).update(mail_calls_since=clock.now() - timedelta(hours=1))
    assert (nudge_due(), nudge_due()) == (1, 0)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["tomas@velonorte.example"], "Something is yours at Velo Norte")
    assert letter.body == (
        f"Inés asks you in.\nhttps://care.example/desk/{need.public_id}/\n\n"
        "You asked for this, in your hours and while you aren’t here. Change it here:\n"
        "https://care.example/you/#nudges\n"
    )
    later(helper, hours=2)
    assert nudge_due() == 1, "what came after the last one"
    away(helper, minutes=0)
    later_here = Helper.objects.get(pk=helper.pk)
    assert (later_here.nudged_at is not None, nudge_due()) == (True, 0), "who is here sees it there"


def test_nobody_is_told_outside_their_hours_and_a_dead_mail_server_loses_nothing(
    mailing, settings, need, owner, helper
):
    choose_mails(actor=helper, calls=True, reached=True)
    Helper.objects.filter(pk=helper.pk).update(mail_calls_since=clock.now() - timedelta(hours=1))
    away(helper, hours=1)
    ask_in(actor=owner, need=need, to=helper)
    at_hour(helper, open_now=False)
    helper.refresh_from_db()
    since = clock.now() - timedelta(hours=1)
    assert (nudge_due(), nudges_now(helper, since, clock.now())) == (0, [])
    at_hour(helper, open_now=True)
    helper.refresh_from_db()
    assert nudges_now(helper, since, clock.now()) == [Nudge(need.public_id, "ask_in", "Inés Prado")]
    settings.EMAIL_BACKEND = UNREACHABLE
    assert (nudge_due(), Helper.objects.get(pk=helper.pk).nudged_at) == (0, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert nudge_due() == 1


def test_a_need_that_reached_them_is_told_while_nobody_has_it(mailing, hear, owner, helper):
    choose_mails(actor=helper, calls=False, reached=True)
    Helper.objects.filter(pk=helper.pk).update(mail_reached_since=clock.now() - timedelta(hours=1))
    away(helper, hours=1)
    need = hear("q", STUCK).needs.get()
    Reach.objects.filter(need=need).delete()
    Reach.objects.create(brand=need.brand, need=need, helper=helper, why="solved", due_at=clock.now())
    claim_need(actor=owner, need=need)
    assert nudge_due() == 0
    Need.objects.filter(pk=need.pk).update(state="open", claimed_by=None)
    assert nudge_due() == 1
    assert mail.outbox[0].body.splitlines()[0] == "Somebody asks what you have solved before."


def test_who_answers_wishes_is_told_that_one_waits_too_long(mailing, brand, owner, helper):
    at = clock.now()
    Helper.objects.update(mail_calls_since=at - timedelta(days=1), seen_at=at - timedelta(hours=2))
    wish = make_wish(account=account_on(brand, "ana"), kind="fix", wording=Wording("Mend dock 14."))
    Wish.objects.filter(pk=wish.pk).update(due_at=at - timedelta(hours=1))
    assert (nudge_due(), nudge_due()) == (1, 0)
    [letter] = mail.outbox
    words = ["A wish waits longer than you promised.", "https://care.example/wishes/"]
    assert (letter.to, letter.body.splitlines()[:2]) == ([owner.user.email], words)

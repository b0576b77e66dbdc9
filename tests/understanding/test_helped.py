"""Whom the asker's word credits: who wrote what they say it to, else our latest answer, else a stranger's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import NOON, post, say
from tummler.records.models import Account, Helped, Need, OwnAccount
from tummler.understanding.helped import Answer, who_helped

ANSWER = "Hold the red button for five seconds."
THANKS = "@velonorte that worked, thank you!"


def at(minute):
    return NOON + timedelta(minutes=minute)


INES, RAJ = Answer(at(1), "a", helper=1), Answer(at(3), "b", helper=2)
DAPO = Answer(at(2), "d", account=7)


@pytest.mark.parametrize(
    ("answers", "said_to", "credited"),
    [
        ([INES, RAJ, DAPO], "", RAJ),
        ([INES, RAJ, DAPO], "a", INES),
        ([INES, RAJ, DAPO], "d", DAPO),
        ([INES, DAPO], "q", INES),
        ([DAPO], "q", DAPO),
        ([], "q", None),
    ],
)
def test_who_is_credited(answers, said_to, credited):
    assert who_helped(answers, said_to) is credited


def credited():
    return [(row.helper_id, row.account and row.account.handle, row.undone_at) for row in Helped.objects.all()]


@pytest.mark.django_db
def test_a_strangers_answer_is_credited_when_the_asker_says_so(channel_told):
    say(channel_told, post("q"))
    say(channel_told, post("s", ANSWER, by="dapo", minute=1, parent="q"))
    say(channel_told, post("w", THANKS, minute=2, parent="s"))
    assert Need.objects.get().state == "helped"
    assert credited() == [(None, "dapo", None)]


@pytest.mark.django_db
def test_from_a_helpers_own_account_it_is_the_helpers(channel_told, owner):
    say(channel_told, post("q"))
    say(channel_told, post("s", ANSWER, by="dapo", minute=1, parent="q"))
    OwnAccount.objects.create(
        brand=owner.brand, helper=owner, account=Account.objects.get(handle="dapo"), how="signed_in"
    )
    say(channel_told, post("w", THANKS, minute=2, parent="s"))
    assert credited() == [(owner.pk, None, None)]


@pytest.mark.django_db
def test_what_did_not_hold_is_credited_no_more_and_what_held_after_all_once(channel_told):
    say(channel_told, post("q"))
    say(channel_told, post("s", ANSWER, by="dapo", minute=1, parent="q"))
    say(channel_told, post("w", THANKS, minute=2, parent="s"))
    say(channel_told, post("n", "@velonorte my bike is still locked, it does not unlock", minute=3, parent="s"))
    assert (Need.objects.get().state, [undone is None for _, _, undone in credited()]) == ("open", [False])
    say(channel_told, post("v", THANKS, minute=4, parent="s"))
    assert (Need.objects.get().state, credited()) == ("helped", [(None, "dapo", None)])

"""What is for one helper, and why: by what they answered before; nothing is hidden, and words tell the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import QUESTION, post, say
from tummler.acts.needs import claim_need
from tummler.acts.passing import ask_in, hand_on
from tummler.common import clock
from tummler.matching.knowing import LONG, Known, known, known_of, told, why
from tummler.matching.market import market
from tummler.records.models import Brand, Need, Reply, Topic

pytestmark = pytest.mark.django_db

SPANISH = "@velonorte no puedo devolver la bici, ¿qué tengo que hacer ahora? El anclaje no la coge."


def ask(channel, remote_id, text=QUESTION, by="", ago=timedelta(minutes=5), **changes):
    """A need, waiting so long, with what the test wants to be true of it."""
    say(channel, post(remote_id, text, by=by or f"by-{remote_id}"))
    need = Need.objects.get(post__remote_id=remote_id)
    Need.objects.filter(pk=need.pk).update(**{"urgency": 2, "topic": "", "waiting_since": clock.now() - ago} | changes)
    return Need.objects.get(pk=need.pk)


def answered(helper, need):
    """This helper has answered it; it waits no more."""
    Reply.objects.create(
        brand=helper.brand, need=need, conversation=need.conversation, channel=need.post.channel, helper=helper,
        to_post=need.post, promised_at=clock.now(),
    )  # fmt: skip
    Need.objects.filter(pk=need.pk).update(state="helped")


def reasons(helper):
    """Need → why it is for this helper, as their list has them."""
    knows = known_of(helper)
    return {need.pk: why(need, knows, clock.now()) for need in market(helper, "you", knows=knows)}


def test_a_newcomer_has_everyone_and_no_reasons(channel_told, owner, helper):
    needs = [ask(channel_told, "a"), ask(channel_told, "b", topic="docks")]
    claim_need(actor=owner, need=needs[1])
    assert reasons(helper) == {need.pk: "" for need in needs}


def test_whom_they_helped_and_what_they_answered_before_is_for_them(channel_told, helper):
    answered(helper, ask(channel_told, "old", by="marta", topic="docks"))
    again = ask(channel_told, "again", by="marta")
    same = ask(channel_told, "same", topic="docks")
    ask(channel_told, "other", topic="deposit")
    assert reasons(helper) == {again.pk: "helped", same.pk: "topic"}


def test_a_language_that_only_some_speak_is_for_those(channel_told, owner, helper):
    answered(helper, ask(channel_told, "old", SPANISH))
    spanish = ask(channel_told, "new", SPANISH)
    english = ask(channel_told, "english")
    assert spanish.post.reading.language["value"] == "es"
    assert reasons(helper) == {spanish.pk: "language"}
    assert reasons(owner) == {spanish.pk: "", english.pk: ""}


def test_who_waits_long_or_cannot_wait_is_for_everyone(channel_told, helper):
    answered(helper, ask(channel_told, "old", topic="docks"))
    urgent = ask(channel_told, "urgent", urgency=0)
    forgotten = ask(channel_told, "long", ago=LONG + timedelta(minutes=1))
    ask(channel_told, "fresh", ago=LONG - timedelta(minutes=1))
    assert reasons(helper) == {urgent.pk: "urgent", forgotten.pk: "waits"}


def test_what_a_colleague_has_is_not_for_them_and_what_is_theirs_stays(channel_told, owner, helper):
    answered(helper, ask(channel_told, "old", topic="docks"))
    mine, theirs = ask(channel_told, "mine"), ask(channel_told, "theirs", topic="docks")
    claim_need(actor=helper, need=mine)
    claim_need(actor=owner, need=theirs)
    assert reasons(helper) == {mine.pk: ""}
    assert set(market(helper).values_list("pk", flat=True)) == {mine.pk, theirs.pk}


def test_what_they_are_called_to_is_for_them_whoever_has_it(channel_told, owner, helper):
    answered(helper, ask(channel_told, "old", topic="docks"))
    handed, asked, quiet = (ask(channel_told, name) for name in ("handed", "asked", "quiet"))
    for need in (handed, asked, quiet):
        claim_need(actor=owner, need=need)
        need.refresh_from_db()
    hand_on(actor=owner, need=handed, to=helper)
    ask_in(actor=owner, need=asked, to=helper)
    assert reasons(helper) == {handed.pk: "hand_on", asked.pk: "ask_in"}
    assert [need.call_kind for need in market(helper, "yours")] == ["hand_on", "ask_in"]


def test_duty_of_care_is_for_the_named_person_alone(channel_told, owner, helper):
    Brand.objects.filter(pk=owner.brand_id).update(duty_helper=helper)
    for one in (owner, helper):
        one.brand.refresh_from_db()
        answered(one, ask(channel_told, f"old-{one.pk}", topic="docks"))
    danger = ask(channel_told, "danger", "@velonorte none of it matters, I want to kill myself")
    assert reasons(helper) == {danger.pk: "duty"}
    assert reasons(owner) == {}


def test_every_row_of_the_list_has_a_reason_and_no_other_need_has_one(channel_told, helper):
    answered(helper, ask(channel_told, "old", by="marta", topic="docks"))
    for number in range(24):
        ask(
            channel_told, f"n{number}", SPANISH if number % 5 == 0 else QUESTION, by="marta" if number == 7 else "",
            ago=timedelta(minutes=13 * number), urgency=number % 3, topic=("docks", "deposit", "")[number % 4 % 3],
        )  # fmt: skip
    knows = known_of(helper)
    shown = {need.pk for need in market(helper, "you", knows=knows)}
    told_all = {need.pk: why(need, knows, clock.now()) for need in told(market(helper), helper)}
    assert {pk for pk, reason in told_all.items() if reason} == shown
    assert 0 < len(shown) < len(told_all)


def test_what_answers_tell_is_topics_and_the_languages_beside_the_brands_own():
    answers = [("docks", "en", 7), ("", "es", None), ("deposit", "und", 7), ("docks", None, 8)]
    learnt = known(answers, ["en", "es"])
    assert learnt == Known(frozenset({"docks", "deposit"}), frozenset({"es"}), frozenset({7, 8}))
    assert known([], []).nothing


def test_nobody_learns_from_another_brands_answers(channel_told, helper, other_owner):
    need = ask(channel_told, "old", topic="docks")
    answered(helper, need)
    Reply.objects.update(brand=other_owner.brand)
    assert known_of(helper) == Known()


def test_the_list_that_is_for_them_costs_three_queries(channel_told, helper, query_count):
    Topic.objects.create(brand=helper.brand, key="docks", name="docks", words=["dock"])
    answered(helper, ask(channel_told, "old", topic="docks"))
    for number in range(9):
        ask(channel_told, f"n{number}", topic="docks")
    with query_count() as queries:
        assert len(list(market(helper, "you"))) == 9
    assert len(queries) == 3

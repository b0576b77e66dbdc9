"""Drafts: never lost, never silently overwritten, whoever writes and whenever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.racing import failures, race
from tests.saying import make_channel, post, say
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.drafts import LONGEST, Overtaken, draft_of
from tummler.common import clock
from tummler.records.models import Need, Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(hear):
    hear("q")
    return Need.objects.get()


def test_editions_count_saves_and_the_last_writer_is_named(need, owner, helper):
    first = save_draft(actor=owner, need=need, text="One", edition=0)
    second = save_draft(actor=helper, need=need, text="Two", edition=1)
    assert (first.edition, second.edition, second.pk == first.pk) == (1, 2, True)
    kept = Reply.objects.get()
    assert (kept.text, kept.edition, kept.helper, kept.to_post) == ("Two", 2, helper, need.post)


def test_the_same_text_again_is_no_new_edition(need, owner, helper):
    save_draft(actor=owner, need=need, text="One", edition=0)
    assert save_draft(actor=helper, need=need, text="One", edition=0).edition == 1


@pytest.mark.parametrize("edition", [0, 1, 7])
def test_who_started_from_another_edition_is_told_and_nothing_is_overwritten(need, owner, helper, edition):
    save_draft(actor=owner, need=need, text="One", edition=0)
    save_draft(actor=owner, need=need, text="Two", edition=1)
    with pytest.raises(Overtaken) as told:
        save_draft(actor=helper, need=need, text="Mine", edition=edition)
    assert (told.value.current.text, told.value.current.edition) == ("Two", 2)
    assert Reply.objects.get().text == "Two"


def test_a_draft_that_was_promised_meanwhile_is_not_changed(need, owner):
    reply = save_draft(actor=owner, need=need, text="One", edition=0)
    promise_reply(actor=owner, reply=reply)
    assert draft_of(need) is None
    second = save_draft(actor=owner, need=need, text="Two", edition=1)
    assert (second.pk != reply.pk, second.edition, Reply.objects.get(pk=reply.pk).text) == (True, 1, "One")


def test_an_emptied_draft_is_kept_as_empty(need, owner):
    save_draft(actor=owner, need=need, text="One", edition=0)
    assert save_draft(actor=owner, need=need, text="", edition=1).text == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("x" * (LONGEST + 5), "x" * LONGEST),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👩‍👩‍👧‍👦\u202e", "👩‍👩‍👧‍👦\u202e"),
    ],
)
def test_what_is_typed_is_kept_as_it_can_be_stored(need, owner, text, kept):
    save_draft(actor=owner, need=need, text=text, edition=0)
    assert Reply.objects.get().text == kept


def test_a_draft_follows_the_newest_post_of_its_need(need, owner, hear):
    from tummler.understanding.needs import come_back

    save_draft(actor=owner, need=need, text="One", edition=0)
    newer = hear("r", "@velonorte it is the red one", minute=1, parent="q")
    Need.objects.filter(pk=need.pk).update(state="answered")
    need.refresh_from_db()
    come_back(need=need, post=newer)
    assert save_draft(actor=owner, need=need, text="Two", edition=1).to_post == newer


def test_saving_keeps_when_it_was_begun_and_tells_when_it_was_saved(need, owner):
    first = save_draft(actor=owner, need=need, text="One", edition=0)
    clock.shift(timedelta(minutes=3))
    save_draft(actor=owner, need=need, text="Two", edition=1)
    kept = Reply.objects.get()
    assert (kept.started_at, kept.saved_at - first.started_at >= timedelta(minutes=3)) == (first.started_at, True)


# --------------------------------------------------------------------------------------------- races


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_has_the_draft_and_the_other_is_shown_it(owner, helper):
    say(make_channel(owner), post("q"))
    need = Need.objects.get()
    results = race(
        *(lambda a=a, t=t: save_draft(actor=a, need=need, text=t, edition=0) for a, t in ((owner, "A"), (helper, "B")))
    )
    [kept] = Reply.objects.all()
    [told] = failures(results)
    assert isinstance(told, Overtaken)
    assert (told.current.text, kept.edition, kept.text in "AB") == (kept.text, 1, True)


@pytest.mark.django_db(transaction=True)
def test_of_six_who_save_the_same_edition_at_once_one_is_kept_and_five_are_told(owner):
    say(make_channel(owner), post("q"))
    need = Need.objects.get()
    save_draft(actor=owner, need=need, text="One", edition=0)
    results = race(*(lambda n=n: save_draft(actor=owner, need=need, text=f"Text {n}", edition=1) for n in range(6)))
    kept = Reply.objects.get()
    told = failures(results)
    assert [type(one) for one in told] == [Overtaken] * 5
    assert (kept.edition, {one.current.text for one in told}) == (2, {kept.text})

"""Notes and labels: written, edited, taken back, and colleagues named in them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tummler.acts.labelling import NoLabel, put_label, remove_label
from tummler.acts.needs import open_conversation
from tummler.acts.noting import Empty, bring_back_note, delete_note, edit_note, forget_notes, named_in, write_note
from tummler.common import clock
from tummler.matching.market import market
from tummler.records.access import NotAllowed
from tummler.records.models import Brand, Call, Happening, Helper, Label, Labelled, Need, Note

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"


@pytest.fixture
def need(hear):
    return hear("q", STUCK).needs.get()


def test_a_named_colleague_is_called_once_and_reading_settles_it(need, owner, helper):
    note = write_note(actor=owner, need=need, text=" Latch in bay 3, @tomás. Or ask @Tomás Weir? ")
    assert note.text == "Latch in bay 3, @tomás. Or ask @Tomás Weir?"
    (call,) = Call.objects.all()
    assert (call.kind, call.to, call.by, call.note) == ("mention", helper, owner, note)
    edit_note(actor=owner, note=note, text="Latch in bay 4, @Tomás.")
    assert Call.objects.count() == 1
    assert list(market(helper, "yours")) == [need]
    open_conversation(actor=helper, need=need)
    assert list(market(helper, "yours")) == []
    assert [row.act for row in Happening.objects.order_by("-pk")[:2]] == ["note_edited", "note_written"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ana look", ["Ana Gil"]),
        ("mail ana@velo.example", []),
        ("@Anabel", []),
        ("@Leo look", []),
        ("@Leo Sanz look", ["Leo Sanz"]),
        ("@ANA GIL and @leo marín", ["Ana Gil", "Leo Marín"]),
    ],
)
def test_whom_a_text_names(text, names):
    people = [Helper(name=name) for name in ("Ana Gil", "Leo Sanz", "Leo Marín", "")]
    assert [one.name for one in named_in(text, people)] == names


def test_only_who_wrote_it_edits_it_and_leads_delete_it_too(need, owner, helper):
    note = write_note(actor=helper, need=need, text="Mine")
    with pytest.raises(NotAllowed):
        edit_note(actor=owner, note=note, text="Yours")
    assert delete_note(actor=owner, note=note)
    assert not delete_note(actor=helper, note=note)
    assert bring_back_note(actor=owner, note=note)
    theirs = write_note(actor=owner, need=need, text="The owner's")
    with pytest.raises(NotAllowed):
        delete_note(actor=helper, note=theirs)
    with pytest.raises(Empty):
        write_note(actor=owner, need=need, text=" \n ")


def test_deleted_is_gone_for_good_after_ten_minutes(need, owner):
    note = write_note(actor=owner, need=need, text="Mine")
    delete_note(actor=owner, note=note)
    assert forget_notes() == 0
    clock.shift(timedelta(minutes=11))
    assert (forget_notes(), Note.objects.count()) == (1, 0)


def test_nobody_is_called_to_what_they_may_not_see(need, owner, helper):
    Brand.objects.filter(pk=owner.brand_id).update(duty_helper=owner)
    owner.brand.refresh_from_db()
    Need.objects.update(care="self_harm")
    need.refresh_from_db()
    write_note(actor=owner, need=need, text="@Tomás?")
    assert Call.objects.count() == 0


def test_a_label_is_made_by_typing_it_and_goes_with_its_last_need(need, owner, hear):
    other = hear("p", "@velonorte where is my deposit?", by="leo").needs.get()
    latch = put_label(actor=owner, need=need, name="  #Latch,  dock 14 ")
    assert latch.name == "Latch dock 14"
    assert put_label(actor=owner, need=other, name="latch DOCK 14") == latch
    put_label(actor=owner, need=other, name="latch dock 14")
    assert (Label.objects.count(), Labelled.objects.count()) == (1, 2)
    assert remove_label(actor=owner, need=need, label=latch)
    assert not remove_label(actor=owner, need=need, label=latch)
    assert remove_label(actor=owner, need=other, label=latch)
    assert (Label.objects.count(), Labelled.objects.count()) == (0, 0)
    for nothing in ("", " # ", "…"):
        with pytest.raises(NoLabel):
            put_label(actor=owner, need=need, name=nothing)

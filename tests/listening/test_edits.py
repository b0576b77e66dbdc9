"""Edited posts: versions are kept without personal data, old news changes nothing, what is new is read again."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from tests.saying import NOON, QUESTION, post, say, told
from tummler.records.models import Happening, Need, Post, PostVersion, Reading
from tummler.records.search import find_post_ids

pytestmark = pytest.mark.django_db


def versions():
    return list(PostVersion.objects.order_by("pk").values_list("version", "text"))


def test_an_edit_keeps_what_stood_before_and_can_be_found_by_its_new_words_alone(channel_told, brand, hear):
    hear("q", "@velonorte the flywheel is broken")
    edited = hear("q", "@velonorte the derailleur is broken", edited=5)
    assert (edited.text, edited.version, edited.edited_at) == (
        "@velonorte the derailleur is broken", "v5", NOON + timedelta(minutes=5),
    )  # fmt: skip
    assert versions() == [("", "@velonorte the flywheel is broken")]
    assert (find_post_ids(brand.pk, "flywheel"), find_post_ids(brand.pk, "derailleur")) == ([], [edited.pk])
    assert [h.post_id for h in Happening.objects.filter(act="post_edited")] == [edited.pk]


def test_old_versions_hold_no_personal_data(channel_told, hear):
    hear("q", "@velonorte mail me at marta@example.org or +34 600 123 456, card 4111 1111 1111 1111")
    hear("q", "@velonorte never mind my address, why is it broken?", edited=1)
    assert versions() == [("", "@velonorte mail me at m•••••••••••••••• or +••••••••••••••, card 4••••••••••••••••••")]


@pytest.mark.parametrize("order", list(itertools.permutations([None, 1, 2])))
@pytest.mark.parametrize("together", [True, False])
def test_the_newest_edit_stands_whatever_came_last(channel_told, order, together):
    said = [post("q", f"@velonorte is it broken? {edit}", edited=edit) for edit in order]
    for batch in [said] if together else [[one] for one in said]:
        say(channel_told, *batch)
    assert (told(channel_told, "q").text, told(channel_told, "q").version) == ("@velonorte is it broken? 2", "v2")


def test_an_older_edit_that_comes_late_is_no_version_and_no_happening(channel_told, hear):
    hear("q", "@velonorte is it broken? 2", edited=2)
    hear("q", "@velonorte is it broken? 1", edited=1)
    hear("q", "@velonorte is it broken? 0")
    assert (versions(), Happening.objects.filter(act="post_edited").count()) == ([], 0)


def test_the_same_words_again_are_no_edit(channel_told, hear):
    hear("q")
    hear("q")
    hear("q", edited=3)
    assert (versions(), Happening.objects.filter(act="post_edited").count()) == ([], 0)


def test_an_edit_is_read_again_and_what_was_no_need_becomes_one(channel_told, hear):
    hear("q", "@velonorte good morning")
    assert (Reading.objects.get().kind["value"], Need.objects.count()) == ("noise", 0)
    edited = hear("q", QUESTION, edited=1)
    [need] = Need.objects.all()
    assert (Reading.objects.get().kind["value"], edited.state) == ("question", "understood")
    assert (need.post, need.state, need.kind) == (edited, "open", "question")


def test_the_need_of_an_edited_post_becomes_what_it_says_now(channel_told, hear):
    hear("q", "@velonorte how do I change my address?")
    need = Need.objects.get()
    assert (need.kind, need.urgency) == ("question", 2)
    hear("q", "@velonorte you charged me twice! This is a disgrace, fix it right now, it's an emergency", edited=1)
    need.refresh_from_db()
    assert (need.kind, need.urgency, need.state) == ("complaint", 0, "open")


def test_an_open_need_whose_post_asks_for_nothing_any_more_leaves_the_market(channel_told, hear):
    hear("q")
    hear("q", "@velonorte good morning", edited=1)
    assert Need.objects.get().state == "dropped"


def test_a_claimed_need_stays_with_its_helper_whatever_the_edit_says(owner, channel_told, hear):
    from tummler.acts.needs import claim_need

    hear("q")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    hear("q", "@velonorte good morning", edited=1)
    need.refresh_from_db()
    assert (need.state, need.claimed_by) == ("claimed", owner)


def test_an_edit_of_another_post_leaves_the_need_as_it_was_asked(channel_told, hear):
    hear("q")
    hear("r", "@velonorte it is the red one", parent="q")
    hear("r", "@velonorte it is the blue one", parent="q", edited=1)
    need = Need.objects.get()
    assert (need.post.remote_id, need.kind, need.state) == ("q", "question", "open")


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ({"warning": "blood"}, "warning", "blood"),
        ({"links": [[11, 13, "https://example.org/"]]}, "spans",
         [{"start": 11, "end": 13, "kind": "link", "value": "https://example.org/"}]),
        ({"media": [{"url": "https://example.org/a.png", "alt": "the lock"}]}, "media",
         [{"url": "https://example.org/a.png", "kind": "image", "description": "the lock",
           "width": None, "height": None}]),
    ],
)  # fmt: skip
def test_an_edit_beside_the_words_is_taken_over_too(channel_told, hear, more, field, value):
    hear("q")
    edited = hear("q", edited=1, **more)
    assert (getattr(edited, field), edited.text, edited.version) == (value, QUESTION, "v1")
    assert versions() == []


def test_history_said_to_us_becomes_a_need(channel_told, hear):
    assert hear("q", "my bike won't unlock, what do I do?", history=True).history is True
    assert (Need.objects.count(), Reading.objects.count()) == (0, 0)
    upgraded = hear("q")
    assert (upgraded.history, upgraded.addressed, upgraded.state) == (False, "mention", "understood")
    assert [need.post for need in Need.objects.all()] == [upgraded]
    assert [h.post_id for h in Happening.objects.filter(act="post_heard")] == [upgraded.pk]


def test_a_thread_fetched_later_makes_history_of_nothing(channel_told, hear):
    hear("q")
    assert hear("q", history=True).history is False
    assert Need.objects.count() == 1


def test_a_post_said_live_and_as_history_in_one_batch_is_live(channel_told):
    from tests.saying import queue
    from tummler.work.flow import run_all

    queue(channel_told, post("q"), history=True)
    queue(channel_told, post("q"))
    run_all()
    assert (told(channel_told, "q").history, Need.objects.count()) == (False, 1)


def test_an_edit_while_the_post_waits_to_be_read_is_read_once(channel_told):
    from tests.saying import queue
    from tummler.work.flow import STAGES, run_all, run_stage

    queue(channel_told, post("q", "@velonorte good morning"))
    for stage in STAGES[:4]:
        run_stage(stage)
    assert Post.objects.get().state == "identified"
    say(channel_told, post("q", QUESTION, edited=1))
    run_all()
    assert (Post.objects.get().state, Need.objects.get().kind, Reading.objects.count()) == ("understood", "question", 1)

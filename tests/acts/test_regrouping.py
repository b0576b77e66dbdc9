"""Splitting a post off as a need of its own, joining two needs, and undoing both."""

from __future__ import annotations

import pytest

from tummler.acts.needs import claim_need
from tummler.acts.regrouping import CantBe, join_needs, part_needs, split_need, unsplit_need
from tummler.matching.market import market
from tummler.records.models import Happening, Need, Word

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"


@pytest.fixture
def need(hear):
    return hear("q", STUCK).needs.get()


def test_a_bystanders_post_becomes_a_need_of_its_own_and_back(need, hear, owner):
    post = hear("b", "Same here, dock 14 ate mine too", by="leo", parent="q", root="q")
    made = split_need(actor=owner, need=need, post=post)
    assert (made.account.handle, made.state, made.split_from, made.waiting_since) == (
        "leo",
        "open",
        need,
        post.shown_at,
    )
    assert set(market(owner)) == {need, made}
    with pytest.raises(CantBe):
        split_need(actor=owner, need=need, post=post)
    assert unsplit_need(actor=owner, need=made)
    assert not unsplit_need(actor=owner, need=made)
    assert list(market(owner)) == [need]
    acts = Happening.objects.filter(need_id=made.pk).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["need_split", "need_opened", "need_dropped"]


def test_what_is_ours_or_elsewhere_is_not_split_off(need, hear, owner):
    ours = hear("o", "We look into it", by="velonorte", parent="q", root="q")
    elsewhere = hear("e", "Nice weather", by="leo")
    more = hear("m", "And it is raining", parent="q", root="q")  # the asker's own: two would have two answers
    for post in (ours, elsewhere, need.post, more):
        with pytest.raises(CantBe):
            split_need(actor=owner, need=need, post=post)


def test_two_of_one_person_become_one_and_two_again(need, hear, owner):
    second = hear("p", "@velonorte and where is my deposit?").needs.get()
    claim_need(actor=owner, need=second)
    assert join_needs(actor=owner, need=second, into=need)
    assert not join_needs(actor=owner, need=second, into=need)
    second.refresh_from_db()
    assert (second.state, second.joined_to, second.claimed_by) == ("dropped", need, None)
    assert list(market(owner)) == [need]
    assert part_needs(actor=owner, need=second)
    assert not part_needs(actor=owner, need=second)
    assert set(market(owner)) == {need, second}


def test_another_persons_elsewhere_is_not_joined(need, hear, owner):
    other = hear("p", "@velonorte where is my deposit?", by="leo").needs.get()
    for into in (other, need):
        with pytest.raises(CantBe):
            join_needs(actor=owner, need=need, into=into)


def test_what_a_joined_asker_says_counts_for_the_need_it_is_part_of(need, hear, owner):
    post = hear("b", "@velonorte mine is stuck there as well, what now?", by="leo", parent="q", root="q")
    theirs = post.needs.get()
    join_needs(actor=owner, need=theirs, into=need)
    Need.objects.filter(pk=need.pk).update(state="answered")
    hear("o", "Push it twice.", by="velonorte", parent="b", root="q")
    hear("t", "@velonorte that worked, thank you!", by="leo", parent="o", root="q")
    assert list(Word.objects.values_list("need", "value")) == [(need.pk, "helped")]
    assert Need.objects.count() == 2

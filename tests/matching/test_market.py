"""The market of needs: the urgent first, then who waits longest; paged without gaps, counted without cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import NOON, post, say
from tummler.acts.needs import claim_need
from tummler.matching.market import PAGE, count_waiting, market, page_of
from tummler.records.models import Need
from tummler.records.states import move

pytestmark = pytest.mark.django_db


def make_needs(channel, rows):
    """Needs of (urgency, minutes after noon) each, in this order of being stored; gives their numbers."""
    say(channel, *(post(f"q{n}", by=f"by{n}", minute=n) for n in range(len(rows))))
    needs = list(Need.objects.filter(brand=channel.brand).order_by("post__shown_at"))
    for need, (urgency, minutes) in zip(needs, rows, strict=True):
        Need.objects.filter(pk=need.pk).update(urgency=urgency, waiting_since=NOON + timedelta(minutes=minutes))
    return [need.pk for need in needs]


def shown(helper, view="all"):
    return [need.pk for need in market(helper, view)]


def test_the_urgent_come_first_and_then_who_waits_longest(channel_told, owner):
    pks = make_needs(channel_told, [(2, 0), (0, 9), (1, 5), (2, -3), (0, 9), (1, 4)])
    assert shown(owner) == [pks[n] for n in (1, 4, 5, 2, 3, 0)]


@pytest.mark.parametrize("state", ["answered", "helped", "dropped"])
def test_what_does_not_wait_is_not_there(channel_told, owner, state):
    pks = make_needs(channel_told, [(1, 0), (1, 1), (1, 2)])
    move(Need.objects.filter(pk=pks[1]), state)
    assert (shown(owner), count_waiting(owner)) == ([pks[0], pks[2]], 2)


def test_claimed_needs_stay_and_ones_own_are_apart_too(channel_told, owner, helper):
    pks = make_needs(channel_told, [(1, 0), (1, 1), (1, 2)])
    claim_need(actor=helper, need=Need.objects.get(pk=pks[1]))
    assert (shown(owner), shown(owner, "yours"), shown(helper, "yours")) == (pks, [], [pks[1]])


def test_what_was_said_nearby_is_apart(channel_told, owner):
    pks = make_needs(channel_told, [(1, 0), (1, 1)])
    Need.objects.filter(pk=pks[0]).update(heard_nearby=True)
    assert (shown(owner), shown(owner, "nearby")) == ([pks[1]], [pks[0]])


def test_nobody_sees_another_brands_market(channel_told, owner, other_owner):
    make_needs(channel_told, [(1, 0)])
    assert [shown(other_owner, view) for view in ("all", "yours", "nearby")] == [[], [], []]
    assert count_waiting(other_owner) == 0


def test_an_inactive_helper_has_no_market(channel_told, helper):
    make_needs(channel_told, [(1, 0)])
    helper.active = False
    assert (shown(helper), page_of(helper), count_waiting(helper)) == ([], [], 0)


def place(need):
    return (need.urgency, need.waiting_since, need.pk)


def test_pages_follow_each_other_without_gap_or_double_among_equals(channel_told, owner, monkeypatch):
    from tummler.matching import market as module

    monkeypatch.setattr(module, "PAGE", 3)
    make_needs(channel_told, [(n % 2, n % 3) for n in range(11)])
    whole, paged, after = shown(owner), [], None
    while rows := page_of(owner, "all", after):
        paged += [need.pk for need in rows[:3]]
        after = place(rows[:3][-1])
        if len(rows) <= 3:
            break
    assert paged == whole


def test_a_page_says_that_there_is_another_by_one_row_more(channel_told, owner):
    make_needs(channel_told, [(1, n) for n in range(PAGE + 2)])
    first = page_of(owner)
    assert len(first) == PAGE + 1
    assert len(page_of(owner, "all", place(first[PAGE - 1]))) == 2


def test_a_need_that_was_answered_meanwhile_moves_no_page(channel_told, owner):
    pks = make_needs(channel_told, [(1, n) for n in range(6)])
    after = place(page_of(owner)[2])
    move(Need.objects.filter(pk=pks[0]), "answered")
    assert [need.pk for need in page_of(owner, "all", after)] == pks[3:]


def test_counting_stops_where_it_is_told_to(channel_told, owner):
    make_needs(channel_told, [(1, n) for n in range(5)])
    assert (count_waiting(owner), count_waiting(owner, 3)) == (5, 3)


@pytest.mark.parametrize("count", [1, 20])
def test_a_page_costs_one_query(channel_told, owner, query_count, count):
    make_needs(channel_told, [(1, n) for n in range(count)])
    owner.brand.duty_helper_id  # noqa: B018 - read before it is counted
    with query_count() as queries:
        for need in page_of(owner):
            assert (need.network, need.handle != "", need.holder) == ("echo", True, None)
    assert len(queries) == 1

"""The book of thanks adds up to nothing whatever is done, and is only ever added to."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.community.thanked import account, credited, helped, need_of, open_thanks
from tests.racing import race
from tummler.acts import giving_thanks as giving, keeping_thanks as keeping, people_data
from tummler.common import clock
from tummler.community import ledger
from tummler.community.ledger import UNIT, balance_of, faults, holder_of
from tummler.community.rules import resting as rests, shared, value_of
from tummler.records.models import Brand, Due, Entry, Gift, Helped, Holder, Payout, Transfer
from tummler.work import thanks as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(owner: Any, channel_told: Any) -> Any:
    """A brand that keeps thanks; gives its channel."""
    open_thanks(owner.brand)
    channel_told.brand = owner.brand
    return channel_told


@pytest.fixture(autouse=True)
def at_the_right_time() -> Any:
    yield
    clock.shift(timedelta(0))


def sound() -> bool:
    return faults() == {"sums": 0, "balances": 0}


def test_what_it_is_worth_and_how_it_is_shared() -> None:
    assert [value_of(nth) for nth in (1, 2, 3, 4)] == [1000, 500, 333, 250]
    assert [value_of(1, 3, place) for place in range(3)] == [334, 333, 333]
    assert shared(10, 4) == [3, 3, 2, 2]
    assert (rests(52_000, 0), rests(52_000, 26_000), rests(51, 0), rests(10, 90)) == (1000, 500, 0, 0)


def test_who_helped_has_a_thanks_and_gives_it_back_when_it_did_not_hold(book: Any) -> None:
    marta, dapo = account(book.brand, "marta"), account(book.brand, "dapo")
    [row] = helped(book, marta, dapo)
    assert work.settle_thanks() == 1
    assert work.settle_thanks() == 0, "looked at again, nothing is written again"
    assert (balance_of(dapo), balance_of(marta)) == (UNIT, 0)
    helped(book, marta, dapo)
    work.settle_thanks()
    assert balance_of(dapo) == 1500, "the same two count half the second time"

    Helped.objects.filter(pk=row.pk).update(undone_at=clock.now())
    work.settle_thanks()
    assert balance_of(dapo) == 500
    Helped.objects.filter(pk=row.pk).update(undone_at=None)
    work.settle_thanks()
    work.settle_thanks()
    assert balance_of(dapo) == 1500
    assert Transfer.objects.count() == 4
    assert sound()


def test_what_was_given_on_stays_given_when_it_is_taken_back(book: Any) -> None:
    marta, dapo, noor = (account(book.brand, name) for name in ("marta", "dapo", "noor"))
    [row] = helped(book, marta, dapo)
    work.settle_thanks()
    giving.give_thanks(purse=[holder_of(dapo)], to=holder_of(noor), amount=700)
    clock.shift(timedelta(seconds=11))
    assert work.let_gifts_arrive() == 1
    Helped.objects.filter(pk=row.pk).update(undone_at=clock.now())
    work.settle_thanks()
    assert (balance_of(dapo), balance_of(noor)) == (0, 700)
    Helped.objects.filter(pk=row.pk).update(undone_at=None)
    work.settle_thanks()
    assert (balance_of(dapo), balance_of(noor)) == (300, 700), "one thanks for one need, never more"
    assert sound()


def test_two_who_helped_with_one_need_share_it(book: Any, owner: Any) -> None:
    marta, dapo = account(book.brand, "marta"), account(book.brand, "dapo")
    [row] = helped(book, marta, dapo)
    work.settle_thanks()
    credited(row.need, owner)
    work.settle_thanks()
    assert (balance_of(dapo), balance_of(owner)) == (500, 500)
    assert Holder.objects.get(account=dapo).payable == 500
    assert Holder.objects.get(helper=owner).payable == 0, "who works here is not paid"
    assert sound()


def test_nobody_thanks_themselves(book: Any, owner: Any) -> None:
    from tummler.records.models import OwnAccount, Proof, Visitor

    brand = book.brand
    marta, second, ines, ours = (account(brand, name) for name in ("marta", "marta2", "ines", "us"))
    browser = Visitor.objects.create(brand=brand, key="k", until=clock.now() + timedelta(days=1))
    for one in (marta, second):
        Proof.objects.create(brand=brand, visitor=browser, account=one, how="word")
    OwnAccount.objects.create(brand=brand, helper=owner, account=ines, how="word")
    type(ours).objects.filter(pk=ours.pk).update(network=book.network, remote_id=book.account_remote_id)
    helped(book, marta, second)
    helped(book, ines, owner)
    helped(book, ours, second)
    work.settle_thanks()
    assert list(Due.objects.order_by("pk").values_list("why", flat=True)) == ["self", "self", "ours"]
    assert Transfer.objects.count() == 0

    dapo = account(brand, "dapo")
    helped(book, dapo, second)
    work.settle_thanks()
    for to in (marta, second):
        with pytest.raises(giving.NotGiven, match="self"):
            giving.give_thanks(purse=[holder_of(second)], to=holder_of(to), amount=1)
    with pytest.raises(giving.NotGiven, match="nobody"):
        giving.give_thanks(purse=[holder_of(second)], to=holder_of(ours), amount=1)


def test_thanks_are_off_until_a_lead_switches_them_on_and_off_for_who_wants_none(owner: Any, channel_told: Any) -> None:
    brand = owner.brand
    marta, dapo = account(brand, "marta"), account(brand, "dapo")
    helped(channel_told, marta, dapo)
    assert (work.settle_thanks(), Transfer.objects.count()) == (0, 0)
    keeping.open_thanks(actor=owner)
    brand.refresh_from_db()
    helped(channel_told, marta, dapo)
    giving.decline_thanks(purse=[holder_of(dapo)], declined=True)
    work.settle_thanks()
    assert (balance_of(dapo), Due.objects.get().why) == (0, "off")
    giving.decline_thanks(purse=[holder_of(dapo)], declined=False)
    helped(channel_told, marta, dapo)
    work.settle_thanks()
    assert balance_of(dapo) == UNIT
    keeping.close_thanks(actor=owner)
    assert Brand.objects.get(pk=brand.pk).thanks_since is None
    helped(channel_told, marta, dapo)
    keeping.open_thanks(actor=owner)
    Helped.objects.filter(due__why="", due__isnull=False).update(undone_at=clock.now())
    work._whole.clear()
    assert (work.settle_thanks(), balance_of(dapo), work.settle_thanks()) == (1, 0, 0), "what was counted goes back"


def test_the_database_itself_refuses_to_change_or_delete(book: Any) -> None:
    helped(book, account(book.brand, "marta"), account(book.brand, "dapo"))
    work.settle_thanks()
    dapo = Holder.objects.get(account__handle="dapo")
    for deed in (
        lambda: Transfer.objects.update(kind="gift"),
        lambda: Transfer.objects.all()._raw_delete("default"),
        lambda: Entry.objects.update(amount=5),
        lambda: Entry.objects.all()._raw_delete("default"),
        lambda: Holder.objects.filter(pk=dapo.pk).update(balance=-1),
        lambda: Holder.objects.filter(pk=dapo.pk).update(payable=5000),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert sound()


def test_what_is_on_its_way_can_be_taken_back_for_ten_seconds(book: Any) -> None:
    marta, dapo, noor = (account(book.brand, name) for name in ("marta", "dapo", "noor"))
    helped(book, marta, dapo)
    work.settle_thanks()
    purse = [holder_of(dapo)]
    gift = giving.give_thanks(purse=purse, to=holder_of(noor), amount=UNIT)
    assert (balance_of(dapo), balance_of(noor), work.let_gifts_arrive()) == (0, 0, 0)
    with pytest.raises(giving.NotGiven, match="nobody"):
        giving.take_back_gift(purse=[holder_of(noor)], gift=gift)
    assert giving.take_back_gift(purse=purse, gift=gift)
    assert balance_of(dapo) == UNIT
    gift = giving.give_thanks(purse=purse, to=holder_of(noor), amount=UNIT)
    clock.shift(timedelta(seconds=11))
    work.let_gifts_arrive()
    gift.refresh_from_db()
    assert not giving.take_back_gift(purse=purse, gift=gift)
    assert (balance_of(noor), sound()) == (UNIT, True)


def test_a_pledge_goes_to_who_helps_a_day_later_and_back_if_nobody_does(book: Any) -> None:
    brand = book.brand
    marta, dapo, noor, olu = (account(brand, name) for name in ("marta", "dapo", "noor", "olu"))
    for _ in range(4):
        helped(book, account(brand, f"asker{random.random()}"), dapo)
    work.settle_thanks()
    purse = [holder_of(dapo)]
    waits, never = need_of(book, marta), need_of(book, marta)
    for need in (waits, never):
        giving.pledge_thanks(purse=purse, need=need, amount=UNIT)
    clock.shift(timedelta(seconds=11))
    assert (work.let_gifts_arrive(), balance_of(dapo)) == (2, 2 * UNIT)
    for who in (noor, olu, dapo):  # the one who pledged helped, too: their own pledge isn't theirs
        credited(waits, who)
    type(waits).objects.filter(pk=waits.pk).update(state="helped")
    assert work.settle_pledges() == 0
    clock.shift(timedelta(days=1, seconds=30))
    assert work.settle_pledges() == 1
    assert (balance_of(noor), balance_of(olu)) == (500 + 334, 500 + 333)
    clock.shift(timedelta(days=15))
    assert work.settle_pledges() == 1
    assert balance_of(dapo) == 3 * UNIT + 333
    with pytest.raises(giving.NotGiven, match="over"):
        giving.pledge_thanks(purse=purse, need=waits, amount=1)
    assert sound()


def test_thanks_rest_a_little_every_week_once_they_lay_for_long(book: Any) -> None:
    dapo = account(book.brand, "dapo")
    for number in range(52):
        helped(book, account(book.brand, f"a{number}"), dapo)
    while work.settle_thanks():
        pass
    assert (work.let_thanks_rest(), balance_of(dapo)) == (1, 52 * UNIT)
    clock.shift(timedelta(days=92))
    helped(book, account(book.brand, "late"), dapo)
    work.settle_thanks()
    assert (work.let_thanks_rest(), work.let_thanks_rest()) == (1, 0), "once a week"
    assert balance_of(dapo) == 52 * UNIT, "52 lay for long, one of them rests, one has just come"
    clock.shift(timedelta(days=99))
    work.let_thanks_rest()
    assert balance_of(dapo) == 52 * UNIT - 51 * UNIT // 52
    assert sound()


def test_only_what_came_where_it_may_be_paid_is_turned_into_something(book: Any, owner: Any) -> None:
    brand = book.brand
    dapo, there = account(brand, "dapo"), account(brand, "dapo.example", network="bluesky")
    reward = keeping.make_reward(actor=owner, name="A month free", price=2)
    for number in range(4):
        helped(book, account(brand, f"a{number}"), there if number else dapo)
    work.settle_thanks()
    purse = [holder_of(dapo), holder_of(there)]
    assert (purse[0].payable, purse[1].payable, balance_of(there)) == (UNIT, 0, 3 * UNIT)
    with pytest.raises(giving.NotGiven, match="not_enough"):
        giving.turn_into(purse=purse, reward=reward, adult=True)
    helped(book, account(brand, "a9"), dapo)
    work.settle_thanks()
    with pytest.raises(giving.NotGiven, match="adult"):
        giving.turn_into(purse=purse, reward=reward, adult=False)
    payout = giving.turn_into(purse=purse, reward=reward, adult=True)
    assert (balance_of(dapo), giving.take_back_payout(purse=purse, payout=payout), balance_of(dapo)) == (
        0, True, 2 * UNIT,
    )  # fmt: skip
    payout = giving.turn_into(purse=purse, reward=reward, adult=True)
    keeping.settle_payout(actor=owner, payout=payout)
    payout.refresh_from_db()
    assert not giving.take_back_payout(purse=purse, payout=payout)
    keeping.unsettle_payout(actor=owner, payout=payout)
    payout.refresh_from_db()
    keeping.refuse_payout(actor=owner, payout=payout)
    assert (Payout.objects.get(pk=payout.pk).state, balance_of(dapo)) == ("refused", 2 * UNIT)
    assert sound()


def test_a_made_up_brand_ends_with_its_book(book: Any) -> None:
    helped(book, account(book.brand, "marta"), account(book.brand, "dapo"))
    work.settle_thanks()
    Brand.objects.update(made_up=True, duty_helper=None)
    Brand.objects.get().delete()
    assert (Transfer.objects.count(), Entry.objects.count(), Holder.objects.count()) == (0, 0, 0)


def test_erased_somebody_has_no_name_in_the_book_and_the_sums_stay(book: Any) -> None:
    marta, dapo = account(book.brand, "marta"), account(book.brand, "dapo")
    helped(book, marta, dapo)
    work.settle_thanks()
    told = people_data.export([dapo.pk])
    assert told["Holder"][0]["thanks"] == "1"
    people_data.erase([dapo.pk])
    people_data.erase([marta.pk])
    assert list(Holder.objects.filter(kind="account").order_by("balance").values_list("account", "balance")) == [
        (None, 0),
        (None, UNIT),
    ]
    assert (Entry.objects.count(), sound()) == (2, True)
    assert work.settle_thanks() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_give_the_same_thanks(owner: Any, channel_told: Any) -> None:
    open_thanks(owner.brand)
    channel_told.brand = owner.brand
    dapo, noor = account(owner.brand, "dapo"), account(owner.brand, "noor")
    helped(channel_told, account(owner.brand, "marta"), dapo)
    race(work.settle_thanks, work.settle_thanks)
    purse, to = [holder_of(dapo)], holder_of(noor)
    results = race(*[lambda: giving.give_thanks(purse=purse, to=to, amount=600)] * 3)
    assert sorted(type(one).__name__ for one in results) == ["Gift", "NotGiven", "NotGiven"]
    assert (balance_of(dapo), sound()) == (400, True)


DEED = st.tuples(
    st.sampled_from(["help", "help", "turn_back", "take_back", "give", "give", "pledge", "pool", "ask", "refuse"]),
    st.integers(0, 5), st.integers(0, 5), st.integers(1, 900), st.sampled_from([0, 5, 20, 86_400 * 8]),
    st.sampled_from([work.settle_thanks, work.let_gifts_arrive, work.settle_pledges, work.let_thanks_rest]),
)  # fmt: skip


@settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(deeds=st.lists(DEED, min_size=12, max_size=20))
def test_whatever_is_done_in_whichever_order_it_adds_up(book: Any, owner: Any, deeds: list[Any]) -> None:
    with transaction.atomic():
        _live_through(book, owner, deeds)
        assert sound()
        needs: dict[int, int] = {}
        for need, amount in Due.objects.filter(standing=True, why="").values_list("helped__need", "amount"):
            needs[need] = needs.get(need, 0) + amount
        assert all(0 <= one <= UNIT for one in needs.values()), "never more than one thanks for one need"
        transaction.set_rollback(True)
    clock.shift(timedelta(0))


def _live_through(book: Any, owner: Any, deeds: list[Any]) -> None:
    brand, passed = book.brand, timedelta(0)
    people = [*(account(brand, f"p{number}", "bluesky" if number % 2 else "square") for number in range(5)), owner]
    reward = keeping.make_reward(actor=owner, name="A lock", price=1)
    cause = keeping.make_cause(actor=owner, name="Trees")
    pool = ledger.holder_for(brand.pk, "cause", cause=cause)

    def do(deed: str, one: Any, other: Any, amount: int) -> None:
        purse = [holder_of(one)]
        if deed == "help" and one is not owner:
            helped(book, one, *({other, people[amount % 6]} - {one}))
        elif deed == "turn_back":
            for row in Helped.objects.order_by("pk")[amount % 3 : amount % 3 + 1]:
                Helped.objects.filter(pk=row.pk).update(undone_at=None if row.undone_at else clock.now())
        elif deed == "take_back":
            for gift in Gift.objects.filter(state="leaving")[:1]:
                giving.take_back_gift(purse=[gift.giver], gift=gift)
        elif deed == "give":
            giving.give_thanks(purse=purse, to=pool if amount % 4 == 0 else holder_of(other), amount=amount)
        elif deed == "pledge" and other is not owner:
            giving.pledge_thanks(purse=purse, need=need_of(book, other), amount=amount)
        elif deed == "pool":
            number = keeping.use_pool(actor=owner, cause=cause)
            if number and amount % 2:
                keeping.take_back_use(actor=owner, cause=cause, number=number)
        elif deed == "ask":
            giving.turn_into(purse=purse, reward=reward, adult=True)
        else:
            for payout in Payout.objects.filter(state="asked")[:1]:
                keeping.refuse_payout(actor=owner, payout=payout)

    for deed, one, other, amount, seconds, stage in deeds:
        with suppress(giving.NotGiven):
            do(deed, people[one], people[other], amount)
        work.settle_thanks()
        passed += timedelta(seconds=seconds)
        clock.shift(passed)
        stage()


def test_what_is_pooled_is_used_and_that_is_taken_back(book: Any, owner: Any) -> None:
    dapo = account(book.brand, "dapo")
    helped(book, account(book.brand, "marta"), dapo)
    work.settle_thanks()
    cause = keeping.make_cause(actor=owner, name="Trees")
    pool = ledger.holder_for(book.brand.pk, "cause", cause=cause)
    giving.give_thanks(purse=[holder_of(dapo)], to=pool, amount=UNIT)
    clock.shift(timedelta(seconds=11))
    work.let_gifts_arrive()
    assert (ledger.fresh(pool).balance, ledger.fresh(pool).payable) == (UNIT, 0), "what is pooled pays nobody"
    number = keeping.use_pool(actor=owner, cause=cause)
    assert (number, keeping.use_pool(actor=owner, cause=cause), ledger.fresh(pool).balance) == (1, 0, 0)
    for _ in range(2):
        keeping.take_back_use(actor=owner, cause=cause, number=number)
    assert (ledger.fresh(pool).balance, sound()) == (UNIT, True)

"""Thanks on the square and at the desk: in whose hands they are, what a lead keeps, and what billing gets."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.community.thanked import account, credited, helped, need_of, open_thanks
from tests.saying import post, say
from tests.web.asking import fresh_cache
from tests.web.peering import browser_with, peer_named
from tummler.acts import keeping_thanks as keeping
from tummler.common import clock
from tummler.community.ledger import UNIT, balance_of, faults
from tummler.records.models import Account, Brand, Cause, Gift, Holding, Payout, Reading, Reward, Ring
from tummler.records.models.proof import Customer
from tummler.work import thanks as work

pytestmark = pytest.mark.django_db
__all__ = ["fresh_cache"]

HERE = "/square/velo-norte/thanks/"


@pytest.fixture
def book(owner: Any, channel_told: Any) -> Any:
    open_thanks(owner.brand)
    channel_told.brand = owner.brand
    yield channel_told
    clock.shift(timedelta(0))


@pytest.fixture
def jo(book: Any) -> Any:
    """Jo, a rider, was thanked by three; Noor once helped Jo."""
    jo = account(book.brand, "jo")
    for name in ("marta", "ivo", "pete"):
        helped(book, account(book.brand, name), jo, text=f"{name} made the train!")
    credited(need_of(book, jo), account(book.brand, "noor"))
    work.settle_thanks()
    return jo


def page_of(browser: Client, address: str = HERE) -> str:
    return browser.get(address).content.decode()


def test_what_one_has_is_seen_by_them_alone_in_the_words_of_those_they_helped(jo: Any) -> None:
    page = page_of(browser_with(jo))
    assert "You have three thanks." in page
    assert "marta made the train!" in page
    for browser in (Client(), browser_with(account(jo.brand, "marta"))):
        other = page_of(browser)
        assert "You have three thanks." not in other
        assert "made the train!" not in other
    assert Client().post(HERE, {"do": "give", "amount": "1"})["Location"] == "/square/velo-norte/me/"


def test_a_strangers_thanks_wait_for_them_until_they_show_who_they_are(book: Any) -> None:
    say(book, post("q"))
    say(book, post("s", "Hold the red button for five seconds.", by="dapo", minute=1, parent="q"))
    say(book, post("w", "@velonorte that worked, thank you!", minute=2, parent="s"))
    work.settle_thanks()
    dapo = Account.objects.get(handle="dapo")
    assert balance_of(dapo) == UNIT
    page = page_of(browser_with(dapo))
    assert "You have one thanks." in page
    assert "that worked, thank you!" in page
    say(book, post("n", "@velonorte my bike is still locked, it does not unlock", minute=3, parent="s"))
    work.settle_thanks()
    assert "You have no thanks yet." in page_of(browser_with(dapo))


def test_a_peer_has_what_they_were_thanked_for_under_their_name_on_the_square(book: Any) -> None:
    peer = peer_named(book.brand)
    helped(book, account(book.brand, "marta"), peer.voice)
    work.settle_thanks()
    browser = browser_with(peer.account)
    assert peer.voice_id != peer.account_id
    assert "You have one thanks." in page_of(browser)
    response = browser.post(HERE, {"do": "give", "handle": peer.account.handle, "amount": "1"})
    assert "That is you, too" in response.content.decode()


def test_giving_on_is_taken_back_for_ten_seconds(jo: Any) -> None:
    browser, noor = browser_with(jo), account(jo.brand, "noor")
    sent = {"do": "give", "to": f"account-{noor.pk}", "amount": "1,5"}
    assert browser.post(HERE, sent)["Location"] == HERE
    gift = Gift.objects.get()
    assert "On their way to Noor: 1.5 thanks." in page_of(browser)
    assert browser.post(HERE, {"do": "take_back", "gift": gift.public_id}).status_code == 302
    assert balance_of(jo) == 3 * UNIT
    assert browser.post(HERE, {"do": "give", "to": "", "handle": "@noor", "amount": "2"}).status_code == 302
    clock.shift(timedelta(seconds=11))
    work.let_gifts_arrive()
    assert (balance_of(jo), balance_of(noor)) == (UNIT, 3 * UNIT)
    assert "Jo gave to you" in page_of(browser_with(noor))
    later = Gift.objects.get(state="given")
    assert browser.post(HERE, {"do": "take_back", "gift": later.public_id}).status_code == 422


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "give", "handle": "nobody-here", "amount": "1"}, "Nobody who helps here has that name"),
        ({"do": "give", "to": "account-1", "amount": "1"}, "Nobody who helps here has that name"),
        ({"do": "give", "handle": "noor", "amount": "9"}, "You don’t have so many"),
        ({"do": "give", "handle": "noor", "amount": "-1"}, "Write how many"),
        ({"do": "give", "handle": "noor", "amount": "nan"}, "Write how many"),
        ({"do": "give", "handle": "jo", "amount": "1"}, "That is you, too"),
        ({"do": "pledge", "need": "x", "amount": "1"}, "That question doesn’t wait any more"),
        ({"do": "turn", "reward": "x"}, "That isn’t offered any more"),
    ],
)
def test_what_cannot_be_given_is_told_and_nothing_moves(jo: Any, sent: dict[str, str], said: str) -> None:
    response = browser_with(jo).post(HERE, sent)
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert balance_of(jo) == 3 * UNIT


def test_pledging_turning_into_something_and_none_of_it(jo: Any, book: Any, owner: Any) -> None:
    browser = browser_with(jo)
    reward = keeping.make_reward(actor=owner, name="A month free", price=2, terms="Of age")
    waits = need_of(book, account(book.brand, "ana"), "Where do I lock two bikes?")
    assert "Where do I lock two bikes?" in page_of(browser)
    browser.post(HERE, {"do": "pledge", "need": waits.public_id, "amount": "0.5"})
    clock.shift(timedelta(seconds=11))
    work.let_gifts_arrive()
    page = page_of(browser)
    assert "Pledged to whoever helps, 0.5 thanks:" in page
    assert "0.5 thanks pledged" in page_of(Client(), "/square/velo-norte/")
    Reading.objects.filter(post=waits.post).update(kind={"value": "question"})
    asked = reverse("square_conversation", args=["velo-norte", waits.conversation.public_id])
    assert "0.5 thanks are pledged to whoever helps." in page_of(Client(), asked)
    helps = browser_with(peer_named(jo.brand, "leo", "Leo").account)
    assert "0.5 thanks pledged" in page_of(helps, "/square/velo-norte/help/")
    assert "0.5 thanks are pledged to whoever helps." in page_of(helps, f"/square/velo-norte/help/{waits.public_id}/")
    assert "Of age" in page
    assert browser.post(HERE, {"do": "turn", "reward": reward.public_id}).status_code == 422
    browser.post(HERE, {"do": "turn", "reward": reward.public_id, "adult": "yes"})
    payout = Payout.objects.get()
    assert (payout.state, balance_of(jo)) == ("asked", 500)
    browser.post(HERE, {"do": "rather_thanks", "payout": payout.public_id})
    assert balance_of(jo) == 2500
    browser.post(HERE, {"do": "decline"})
    assert "You help without any of this." in page_of(browser)
    helped(book, account(book.brand, "olga"), jo)
    work.settle_thanks()
    assert balance_of(jo) == 2500
    browser.post(HERE, {"do": "want"})
    assert "Count nothing for me" in page_of(browser)


def test_the_rules_and_terms_are_public_and_a_brand_that_counts_nothing_says_so(jo: Any, owner: Any) -> None:
    keeping.make_reward(actor=owner, name="A month free", price=10, terms="On your next bill")
    rules = page_of(Client(), HERE + "rules/")
    for words in ("A month free", "On your next bill", "90 days", "the second a half", "14 days", "Square, Echo"):
        assert words in rules
    keeping.close_thanks(actor=owner)
    assert "nobody counts" in page_of(Client())
    assert browser_with(jo).post(HERE, {"do": "give", "handle": "noor", "amount": "1"}).status_code == 422


def test_queries_do_not_grow_with_what_is_there(
    jo: Any, book: Any, owner: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        helped(book, account(book.brand, f"rider{number}"), jo)
        helped(book, account(book.brand, f"rider{number}"), owner)
        need_of(book, account(book.brand, f"waits{number}"))
    work.settle_thanks()
    browser, desk = browser_with(jo), client_of(owner)
    for one, address, most in ((browser, HERE, 24), (desk, "/thanks/", 22), (desk, "/thanks/book/", 18)):
        page_of(one, address)
        with django_assert_max_num_queries(most):
            page_of(one, address)


def test_a_helper_has_their_own_and_gives_them_to_colleagues(
    book: Any, owner: Any, helper: Any, client_of: Any
) -> None:
    marta = account(book.brand, "marta")
    helped(book, marta, helper, text="You saved my morning.")
    work.settle_thanks()
    desk = client_of(helper)
    page = page_of(desk, "/thanks/")
    assert "You have one thanks." in page
    assert "You saved my morning." in page
    assert "The book of thanks" not in page
    assert desk.get("/thanks/book/").status_code == 403
    assert desk.get("/thanks/book/all.json").status_code == 403
    desk.post("/thanks/", {"do": "give", "to": f"helper-{owner.public_id}", "amount": "1"})
    clock.shift(timedelta(seconds=11))
    work.let_gifts_arrive()
    assert (balance_of(helper), balance_of(owner)) == (0, UNIT)
    assert "Tomás Weir gave to you" in page_of(client_of(owner), "/thanks/")


def test_a_lead_keeps_the_book_and_takes_every_step_back(jo: Any, owner: Any, client_of: Any) -> None:
    desk, book = client_of(owner), "/thanks/book/"

    def press(**sent: str) -> str:
        response = desk.post(book, sent, follow=True)
        return str(response.content.decode())

    assert "Switch it on" in press(do="close_book")
    assert "From now on thanks are counted." in press(do="open_book")
    assert Brand.objects.get().thanks_since is not None
    assert "Say how many whole thanks" in press(do="make_reward", name="A lock", price="1.5")
    assert "A lock" in press(do="make_reward", name="A lock", price="2", terms="At the workshop")
    reward = Reward.objects.get()
    assert "A lock isn’t offered any more." in press(do="end_offer", noun="reward", offer=reward.public_id)
    press(do="offer_again", noun="reward", offer=reward.public_id)
    assert "Trees" in press(do="make_cause", name="Trees", words="One for ten")
    trees = Cause.objects.get()
    browser_with(jo).post(HERE, {"do": "give", "to": f"cause-{trees.public_id}", "amount": "0.5"})
    clock.shift(timedelta(seconds=11))
    work.let_gifts_arrive()
    assert "pooled for it now: 0.5" in page_of(Client(), HERE + "rules/")
    assert "Trees: what was pooled is used for it." in press(do="use", offer=trees.public_id)
    press(do="unuse", offer=trees.public_id, number="1")
    assert "Done: use the pool" in page_of(desk, book)

    browser_with(jo).post(HERE, {"do": "turn", "reward": reward.public_id, "adult": "yes"})
    payout = Payout.objects.get()
    assert "Jo" in page_of(desk, book)
    assert "A lock: seen to." in press(do="settle", payout=payout.public_id)
    press(do="unsettle", payout=payout.public_id)
    press(do="refuse", payout=payout.public_id)
    assert (Payout.objects.get().state, balance_of(jo)) == ("refused", 2500)

    ring = Ring.objects.create(brand=owner.brand, members=[1, 2, 3], inside=9, taken=10)
    assert "These three mostly thank each other. Is that fine?" in page_of(desk, book)
    assert "Is that fine?" not in press(do="ring_talk", ring=ring.public_id)
    assert "Is that fine?" in press(do="ring_again", ring=ring.public_id)
    assert faults() == {"sums": 0, "balances": 0}


def test_billing_gets_statements_in_which_nobodys_name_is_a_formula(
    jo: Any, book: Any, owner: Any, client_of: Any
) -> None:
    at = clock.now()
    customer = Customer.objects.create(brand=book.brand, ref="1044")
    Holding.objects.create(brand=book.brand, account=jo, customer=customer, account_proven_at=at, customer_proven_at=at)
    type(jo).objects.filter(pk=jo.pk).update(name="=HYPERLINK(1)")
    reward = keeping.make_reward(actor=owner, name="A month free", price=2)
    browser_with(jo).post(HERE, {"do": "turn", "reward": reward.public_id, "adult": "yes"})
    keeping.settle_payout(actor=owner, payout=Payout.objects.get())
    desk = client_of(owner)
    people = list(csv.DictReader(io.StringIO(page_of(desk, "/thanks/book/people.csv"))))
    [line] = [one for one in people if one["customer"] == "1044"]
    assert line["name"] == "'=HYPERLINK(1)"
    told = {name: line[name] for name in ("helped", "gave", "turned", "has", "may_be_turned")}
    assert told == {"helped": "3.000", "gave": "0.000", "turned": "-2.000", "has": "1.000", "may_be_turned": "1.000"}
    [asked] = csv.DictReader(io.StringIO(page_of(desk, "/thanks/book/asked-for.csv")))
    assert (asked["reward"], asked["thanks"], asked["state"], asked["customer"]) == (
        "A month free", "2.000", "settled", "1044",
    )  # fmt: skip
    whole = json.loads(page_of(desk, "/thanks/book/all.json"))
    assert [one["state"] for one in whole["asked_for"]] == ["settled"]
    assert len(whole["people"]) == len(people)

"""Customers wish for a tag, a place, an hour, a fix, an answer; improve it together; and are told yes, later or no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.saying import post, say
from tests.web.asking import asked, fields, fresh_cache
from tummler.acts import people_data
from tummler.acts.answering_wishes import NotAnswered, answer_wish, join_wishes, part_wishes, promise_answers
from tummler.acts.tags import switch_tag
from tummler.common import clock
from tummler.records.models import Account, Article, Blocked, Brand, Credit, Tag, Wish, WishVersion

pytestmark = pytest.mark.django_db

__all__ = ["fresh_cache"]


def words(answer):
    return answer.content.decode()


@pytest.fixture
def square(owner):
    return f"/square/{owner.brand.slug}/"


def customer(brand, name):
    """Somebody who asked here once, so that we know them: their browser."""
    client = Client()
    asked(client, brand, f"Where do I leave my bike, asks {name}?", name=name)
    return client


def wish_for(client, square, title, kind="fix", send=True, **more):
    """Write a wish as a browser without JavaScript does; gives the answer to the last press."""
    page = client.get(f"{square}wishes/new/?kind={kind}")
    sent = {"kind": kind, "title": title, "stamp": fields(page)["stamp"], **more}
    clock.shift(timedelta(seconds=9))
    answer = client.post(f"{square}wishes/new/", sent)
    clock.shift(timedelta(0))
    return answer


def improve(client, wish, square, title, **more):
    address = f"{square}wishes/{wish.public_id}/"
    page = fields(client.get(address))
    sent = {"do": "change", "title": title, "stamp": page["stamp"], "over": page["over"], **more}
    clock.shift(timedelta(seconds=9))
    answer = client.post(address, sent)
    clock.shift(timedelta(0))
    return answer


def test_of_a_tag_its_name_alone_may_be_wished_for(owner, client, square, client_of):
    wish_for(customer(owner.brand, "Dapo"), square, "Where the next helmet is.", kind="tag", name="#helmet")
    wish = Wish.objects.get()
    assert wish.current.draft == {"name": "helmet"}
    assert "#helmet" in words(client.get(f"{square}wishes/{wish.public_id}/"))
    assert "#helmet" in words(client_of(owner).get(f"/wishes/{wish.public_id}/"))


def test_anyone_wants_it_too_with_one_press_and_whoever_we_know_wishes(owner, client, square):
    unknown = wish_for(client, square, "Child seats on Sundays, at the park docks.", kind="place")
    assert unknown.status_code == 422 and "We have to know you first" in words(unknown)
    assert "Child seats on Sundays, at the park docks." in words(unknown) and not Wish.objects.exists()
    samira = customer(owner.brand, "Samira")
    made = wish_for(samira, square, "Child seats on Sundays, at the park docks.", kind="place")
    wish = Wish.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{square}wishes/{wish.public_id}/")
    assert (wish.state, wish.supports, wish.due_at - wish.proposed_at) == ("open", 1, timedelta(days=14))
    assert wish.current.language == "en" and wish.account.name == "Samira"
    again = wish_for(samira, square, "Child seats on Sundays, at the park docks.", kind="place", offered="1")
    assert (again["Location"], Wish.objects.count()) == (made["Location"], 1)  # pressed twice
    for _twice in range(2):
        client.post(made["Location"], {"do": "same", "from": "list"})
    wish.refresh_from_db()
    assert wish.supports == 2
    listed = words(client.get(f"{square}wishes/"))
    assert "yours too" in listed and "within 14 days, and why." in listed and "Samira" in listed
    assert "Child seats on Sundays" in words(client.get(square))
    client.post(made["Location"], {"do": "not_same"})
    wish.refresh_from_db()
    assert wish.supports == 1


def test_what_says_nearly_the_same_is_offered_before_it_is_sent(owner, client, square):
    samira, dapo = customer(owner.brand, "Samira"), customer(owner.brand, "Dapo")
    wish_for(samira, square, "Dock 14 jams whenever it rains, mend its latch.")
    offered = wish_for(dapo, square, "Mend the latch of dock 14, it jams when it rains")
    assert "Somebody wishes nearly this" in words(offered) and Wish.objects.count() == 1
    while_writing = dapo.get(
        f"{square}wishes/new/", {"title": "the latch of dock 14 jams in the rain"}, headers={"HX-Request": "true"}
    )
    assert "Dock 14 jams whenever it rains" in words(while_writing) and "<h1" not in words(while_writing)
    wish_for(dapo, square, "Mend the latch of dock 14, it jams when it rains", offered="1")
    assert Wish.objects.count() == 2


def test_versions_are_offered_and_whoever_wished_it_chooses(owner, square):
    samira, dapo = customer(owner.brand, "Samira"), customer(owner.brand, "Dapo")
    wish_for(samira, square, "Answer us until midnight on Fridays.", kind="hour")
    wish = Wish.objects.get()
    address = f"{square}wishes/{wish.public_id}/"
    improve(dapo, wish, square, "Answer us until two at night on Fridays.", because="That is when we ride.")
    wish.refresh_from_db()
    assert wish.current.title == "Answer us until midnight on Fridays."
    page = words(samira.get(address))
    assert "<del>midnight</del><ins>two at night</ins>" in page.replace("\n", "") and "That is when we ride." in page
    assert dapo.post(address, {"do": "take", "number": "2"}).status_code == 404
    samira.post(address, {"do": "take", "number": "2"})
    wish.refresh_from_db()
    assert wish.current.title == "Answer us until two at night on Fridays." and wish.account.name == "Samira"
    after = words(dapo.get(address))
    assert "In the words of Dapo." in after and "How it was put before" in after
    improve(samira, wish, square, "Answer us until two at night on Fridays and Saturdays.")
    wish.refresh_from_db()
    assert (wish.current.number, wish.current.account.name) == (3, "Samira")


def test_the_brand_answers_within_its_time_and_what_is_late_is_said(owner, desk, client, square):
    samira = customer(owner.brand, "Samira")
    promise_answers(actor=owner, days=3, slow=False)
    wish_for(samira, square, "Child seats on Sundays, at the park docks.", kind="place")
    wish = Wish.objects.get()
    assert "One wish waits for you." in words(desk.get("/wishes/"))
    clock.shift(timedelta(days=6))
    assert "We are two days late" in words(client.get(f"{square}wishes/"))
    assert "One wish waits for you. One is late." in words(desk.get("/wishes/"))
    clock.shift(timedelta(0))
    address = f"/wishes/{wish.public_id}/"
    silent = desk.post(address, {"do": "words", "value": "yes", "because": " "})
    assert silent.status_code == 422 and "Say why, in a sentence or two." in words(silent)
    dayless = desk.post(address, {"do": "words", "value": "later", "because": "After the summer."})
    assert dayless.status_code == 422 and "After the summer." in words(dayless)
    clock.shift(timedelta(minutes=1))
    desk.post(address, {"do": "words", "value": "yes", "because": "From 1 June, at two docks first."})
    clock.shift(timedelta(minutes=2))
    assert "From 1 June, at two docks first." in words(client.get(f"{square}wishes/"))
    assert "You wanted this, and it has an answer:" in words(samira.get(square))
    samira.get(f"{square}wishes/{wish.public_id}/")
    assert "You wanted this, and it has an answer:" not in words(samira.get(square))
    assert "From 1 June" in words(samira.get(f"{square}me/"))
    clock.shift(timedelta(0))
    desk.post(address, {"do": "undo"})
    wish.refresh_from_db()
    assert (wish.state, wish.due_at) == ("open", wish.proposed_at + timedelta(days=3))


def test_later_comes_back_on_its_day(owner, square):
    wish_for(customer(owner.brand, "Samira"), square, "Helmets at every dock.", kind="place")
    wish = Wish.objects.get()
    until = clock.now() + timedelta(days=30)
    with pytest.raises(NotAnswered, match="until"):
        answer_wish(actor=owner, wish=wish, value="later", because="In spring.")
    answer_wish(actor=owner, wish=wish, value="later", because="In spring.", until=until)
    from tummler.community.wishes import waiting

    assert not waiting(Wish.objects.all()).exists()
    clock.shift(timedelta(days=31))
    assert waiting(Wish.objects.all()).get() == wish
    clock.shift(timedelta(0))


def test_a_demanded_tag_has_a_wish_whose_words_become_ours_with_credit(desk, owner, client, square, channel_told):
    for n, who in enumerate(("ana", "bea", "cai")):
        say(channel_told, post(f"d{n}", "@velonorte #Helmet ?", who, minute=n))
    desk.post("/tags/", {"do": "show_demand"})
    assert f"{square}wishes/new/?kind=tag&amp;name=Helmet" in words(client.get(f"{square}tags/"))
    dapo = customer(owner.brand, "Dapo")
    wish_for(
        dapo, square, "Where the next helmet is.", kind="tag", name="#helmet", does="Finds you a helmet.",
        says="At the kiosk of every park dock.",
    )  # fmt: skip
    wish = Wish.objects.get()
    address = f"{square}wishes/{wish.public_id}/"
    client.post(address, {"do": "same"})
    assert "3 people wrote #helmet in the last eight weeks" in words(client.get(address))
    assert f'{address}">Two people want it' in words(client.get(f"{square}tags/"))
    assert f"/wishes/{wish.public_id}/" in words(desk.get("/tags/"))
    desk.post(f"/wishes/{wish.public_id}/", {"do": "make_tag"})
    tag = Tag.objects.get()
    assert (tag.name, tag.does, tag.text, tag.on) == (
        "helmet", "Finds you a helmet.", "At the kiosk of every park dock.", False,
    )  # fmt: skip
    switch_tag(actor=owner, tag=tag, on=True)
    place = f"{square}tags/helmet/"
    assert "Words by Dapo and one other" in words(client.get(place))
    assert "designed by Dapo and one other" in words(client.get(f"{square}tags/"))
    desk.post(
        f"/wishes/{wish.public_id}/", {"do": "words", "value": "done", "because": "Write it.", "tag": tag.public_id}
    )
    assert f'href="{place}">#helmet</a>' in words(client.get(address))
    dapo.post(address, {"do": "no"})
    assert Credit.objects.get().declined_at and "Words by" not in words(client.get(place))


def test_a_drafted_answer_is_proposed_and_never_published_by_itself(desk, owner, client, square):
    dapo = customer(owner.brand, "Dapo")
    wish_for(dapo, square, "How do I get a bike onto the train?", kind="answer", answer="Fold its lock and use car 3.")
    wish = Wish.objects.get()
    desk.post(f"/wishes/{wish.public_id}/", {"do": "make_tag"})
    article = Article.objects.get()
    assert f'value="{article.public_id}" selected' in words(desk.get(f"/wishes/{wish.public_id}/"))
    assert (article.state, article.question) == ("proposed", "How do I get a bike onto the train?")
    assert client.get(f"{square}articles/{article.public_id}/").status_code == 404
    desk.post(
        f"/articles/{article.public_id}/",
        {"do": "take", "question": article.question, "answer": article.answer},
    )
    page = words(client.get(f"{square}articles/{article.public_id}/"))
    assert "Words by Dapo" in page and f'{square}wishes/{wish.public_id}/">how it came to be' in page


def test_only_leads_answer_and_another_brand_sees_nothing(client_of, helper, other_owner, owner, square):
    wish_for(customer(owner.brand, "Samira"), square, "Helmets at every dock.", kind="place")
    address = f"/wishes/{Wish.objects.get().public_id}/"
    theirs = client_of(helper)
    assert "Helmets at every dock." in words(theirs.get(address)) and "Your answer" not in words(theirs.get(address))
    assert theirs.post(address, {"do": "words", "value": "no", "because": "x"}).status_code == 403
    assert client_of(other_owner).get(address).status_code == 404


def test_what_reads_like_an_advert_waits_and_danger_goes_to_the_named_person(owner, desk, client, square):
    dapo = customer(owner.brand, "Dapo")
    spam = "Cheap bitcoin loans, earn 5000 dollars a day from home, click now, limited offer"
    wish_for(dapo, square, spam)
    wish = Wish.objects.get()
    assert wish.held and spam not in words(client.get(f"{square}wishes/"))
    assert "somebody here looks at it first" in words(dapo.get(f"{square}wishes/{wish.public_id}/"))
    desk.post(f"/wishes/{wish.public_id}/", {"do": "bring_back"})
    assert "Cheap bitcoin loans" in words(client.get(f"{square}wishes/"))
    danger = wish_for(dapo, square, "I want to kill myself, please mend the dock")
    assert "/asked/" in danger["Location"] and Wish.objects.count() == 1
    number = wish_for(dapo, square, "Call me on +34 600 123 456 when dock 3 is mended")
    assert number.status_code == 422 and "Everyone can read this: “+34 600 123 456”" in words(number)
    wish_for(dapo, square, "Call me on +34 600 123 456 when dock 3 is mended", anyway=fields(number)["anyway"])
    assert Wish.objects.count() == 2
    card = wish_for(dapo, square, "Give 4111 1111 1111 1111 its money back", anyway="1-19")
    assert "nobody should see" in words(card) and Wish.objects.count() == 2


def test_a_reader_objects_a_lead_hides_and_shows(owner, desk, client, square):
    samira = customer(owner.brand, "Samira")
    wish_for(samira, square, "Helmets at every dock.", kind="place")
    address = f"{square}wishes/{Wish.objects.get().public_id}/"
    theirs = address.replace(square, "/")
    client.post(address, {"do": "tell"})
    assert "Thank you for telling us." in words(client.get(address))
    assert "Look at these first" in words(desk.get("/wishes/"))
    desk.post(theirs, {"do": "remove"})
    assert client.get(address).status_code == 404 and "Only you see it." in words(samira.get(address))
    desk.post(theirs, {"do": "bring_back"})
    assert client.get(address).status_code == 200 and "Look at these first" not in words(desk.get("/wishes/"))


def test_two_are_made_one_and_two_again(owner, client, square):
    samira, dapo = customer(owner.brand, "Samira"), customer(owner.brand, "Dapo")
    wish_for(samira, square, "Helmets at every dock.", kind="place")
    wish_for(dapo, square, "A place for cargo bikes.", kind="place")
    first, second = Wish.objects.order_by("pk")
    assert join_wishes(actor=owner, wish=second, into=first)
    first.refresh_from_db()
    assert first.supports == 2
    moved = client.get(f"{square}wishes/{second.public_id}/")
    assert moved["Location"].endswith(f"/wishes/{first.public_id}/")
    second.refresh_from_db()
    part_wishes(actor=owner, wish=second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.supports, second.state, second.supports) == (1, "open", 1)


def test_whoever_was_asked_to_stay_away_reads_along(owner, square):
    dapo = customer(owner.brand, "Dapo")
    account = Account.objects.get(name="Dapo")
    Blocked.objects.create(
        brand=owner.brand, account=account, why="insults", asked_by=owner, said_by=owner, at=clock.now()
    )
    kept = wish_for(dapo, square, "Helmets at every dock.", kind="place")
    assert kept.status_code == 422 and "You were asked to stay away." in words(kept) and not Wish.objects.exists()


def test_wishes_are_listed_by_language_and_found_by_search_engines(owner, client, square):
    samira = customer(owner.brand, "Samira")
    wish_for(samira, square, "Helmets at every dock, please, for my children and me.", kind="place")
    wish_for(samira, square, "Quiero cascos para los niños en todas las estaciones.", kind="place")
    spanish = words(client.get(f"{square}wishes/?in=es"))
    assert "Quiero cascos" in spanish and "Helmets at every dock" not in spanish
    assert "Helmets at every dock" in words(client.get(f"{square}wishes/?in=xx"))
    assert f"{square}wishes/{Wish.objects.first().public_id}/" in words(client.get("/sitemap.xml"))


def test_slowly_is_one_a_day(owner, square):
    dapo = customer(owner.brand, "Dapo")
    promise_answers(actor=owner, days=14, slow=True)
    wish_for(dapo, square, "Helmets at every dock.", kind="place")
    again = wish_for(dapo, square, "Answer us until midnight.", kind="hour")
    assert again.status_code == 422 and "as much as one can write here in a day" in words(again)
    Brand.objects.update(wish_days=0)
    assert dapo.get(f"{square}wishes/new/").status_code == 404


def test_whoever_is_erased_takes_their_words_and_leaves_what_others_made(owner, square):
    samira, dapo = customer(owner.brand, "Samira"), customer(owner.brand, "Dapo")
    wish_for(samira, square, "Zanzibar seats at every dock.", kind="place")
    wish_for(samira, square, "Zanzibar lamps for the night.")
    shared = Wish.objects.order_by("pk")[0]
    improve(dapo, shared, square, "Child seats at every dock.")
    dapo.post(f"{square}wishes/{shared.public_id}/", {"do": "same"})
    mine = Account.objects.get(name="Samira")
    told = people_data.export([mine.pk])
    assert [one["title"] for one in told["WishVersion"]] == [
        "Zanzibar seats at every dock.", "Zanzibar lamps for the night.",
    ]  # fmt: skip
    people_data.erase([mine.pk])
    assert [one.title for one in WishVersion.objects.all()] == ["Child seats at every dock."]
    shared.refresh_from_db()
    assert (Wish.objects.get(), shared.account, shared.supports) == (shared, None, 1)
    assert shared.current.account.name == "Dapo"


def test_the_list_asks_the_database_the_same_for_one_wish_and_for_many(owner, client, square, query_count):
    wish_for(customer(owner.brand, "Samira"), square, "Helmets at every dock.", kind="place")
    client.post(f"{square}wishes/{Wish.objects.get().public_id}/", {"do": "same"})
    with query_count() as few:
        client.get(f"{square}wishes/")
    account = Account.objects.get(name="Samira")
    for number in range(8):
        wish = Wish.objects.create(brand=owner.brand, account=account, kind="fix", due_at=clock.now())
        version = WishVersion.objects.create(brand=owner.brand, wish=wish, account=account, title=f"Dock {number}")
        Wish.objects.filter(pk=wish.pk).update(current=version)
    with query_count() as many:
        client.get(f"{square}wishes/")
    assert len(few) == len(many) <= 10

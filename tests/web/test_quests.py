"""A real problem is cracked together: gathered, proposed, tried, chosen, told; with guests; and nobody has to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.web.asking import fields, fresh_cache
from tests.web.test_wishes import customer, words
from tummler.acts import people_data
from tummler.acts.leading_quests import NotStated, Problem, cut_part, make_quest, move_quest
from tummler.acts.questing import NotOpen, contribute, join_quest, take_part
from tummler.common import clock
from tummler.records.models import Account, Article, Contribution, Quest, Quester

pytestmark = pytest.mark.django_db

__all__ = ["fresh_cache"]

WHY = "Why does dock 14 jam?"


@pytest.fixture
def quest(owner):
    """Open, in its first stage, with one part that one can take."""
    made = make_quest(actor=owner, problem=Problem(WHY, "In the rain.", "Latch whisperer"))
    cut_part(actor=owner, quest=made, title="How wet does it have to be?", text="", most=1)
    move_quest(actor=owner, quest=made, to="gather")
    return made


@pytest.fixture
def place(owner, quest):
    return f"/square/{owner.brand.slug}/quests/{quest.public_id}/"


def bring(client, place, text, do="take", **more):
    sent = {"do": do, "text": text, "stamp": fields(client.get(place))["stamp"], **more}
    clock.shift(timedelta(seconds=9))
    answer = client.post(place, sent)
    clock.shift(timedelta(0))
    return answer


def test_a_problem_goes_through_its_stages_to_an_answer_that_stays(desk, owner, client):
    day = (clock.now() + timedelta(days=3)).date()
    made = desk.post("/quests/", {"do": "make_tag", "title": WHY, "name": "Latch whisperer", "day_gather": str(day)})
    quest = Quest.objects.get()
    at, square = made["Location"], f"/square/{owner.brand.slug}/"
    place = f"{square}quests/{quest.public_id}/"
    assert (at, client.get(place).status_code) == (f"/quests/{quest.public_id}/", 404)
    desk.post(at, {"do": "take", "title": "How wet does it have to be?", "most": "2"})
    desk.post(at, {"do": "begin", "to": "gather"})
    assert f"Gather, until {day:%A}" in words(client.get(place)) and WHY in words(client.get(square))
    samira, dapo = customer(owner.brand, "Samira"), customer(owner.brand, "Dapo")
    for one in (samira, dapo):
        one.post(place, {"do": "join"})
    samira.post(place, {"do": "begin", "part": "1"})
    assert "Two people are on it." in words(client.get(place)) and "Let it go" in words(samira.get(place))
    for _pressed_twice in range(2):
        bring(samira, place, "It jams after an hour of rain, three times in May.", part="1")
    assert Contribution.objects.count() == 1
    desk.post(at, {"do": "begin", "to": "propose"})
    bring(dapo, place, "A drop of oil on the latch.")
    desk.post(at, {"do": "begin", "to": "try"})
    oil = Contribution.objects.get(stage="propose")
    bring(samira, place, "Not once since Tuesday.", do="try", brought=str(oil.pk), worked="yes")
    page = words(client.get(place))
    assert "It worked." in page and "Not once since Tuesday." in page
    desk.post(at, {"do": "begin", "to": "choose"})
    samira.post(place, {"do": "same", "brought": str(oil.pk)})
    assert "One of you would choose it" in words(client.get(place))
    early = desk.post(at, {"do": "begin", "to": "told"})
    assert early.status_code == 422 and "Say first what is chosen, and why." in words(early)
    told = {
        "result": "A drop of oil each May: the latch swells when wet.",
        "thanks": "Both of you rode in the rain for it.",
    }
    desk.post(at, {"do": "words", "chosen": str(oil.pk), **told})
    desk.post(at, {"do": "begin", "to": "told"})
    page = words(client.get(place))
    assert "A drop of oil each May" in page and "Both of you rode in the rain for it." in page
    assert all(f"<bdi>{name}</bdi>" in page for name in ("Samira", "Dapo")) and "Latch whisperer</span>" not in page
    assert samira.post(place, {"do": "yes"}).status_code == 404
    dapo.post(place, {"do": "yes"})
    assert words(client.get(place)).count("Latch whisperer</span>") >= 1
    kept = desk.post(at, {"do": "finish"})
    article = Article.objects.get()
    assert kept["Location"] == f"/articles/{article.public_id}/"
    assert (article.state, article.question, article.answer) == ("proposed", WHY, told["result"])
    desk.post(at, {"do": "begin", "to": "choose"})
    quest.refresh_from_db()
    assert quest.state == "choose"


def test_a_part_has_so_much_room_and_only_who_takes_part_brings_something(owner, quest, place, client):
    samira, dapo = (Account.objects.create(brand=owner.brand, network="echo", remote_id=n, handle=n) for n in "sd")
    first, second = (join_quest(quest=quest, account=one) for one in (samira, dapo))
    part = quest.parts.get()
    take_part(quester=first, part=part, on=True)
    with pytest.raises(NotOpen):
        take_part(quester=second, part=part, on=True)
    take_part(quester=first, part=part, on=False)
    take_part(quester=second, part=part, on=True)
    assert client.post(place, {"do": "take", "text": "Hello"}).status_code == 404
    assert client.post(place, {"do": "join"})["Location"].endswith("/me/")


def test_a_guest_comes_by_a_link_of_their_own_until_it_ends(desk, owner, quest, place):
    at = f"/quests/{quest.public_id}/"
    past = desk.post(at, {"do": "link", "name": "Brava", "role": "who made the latch", "until": "2020-01-01"})
    assert past.status_code == 422
    until = str((clock.now() + timedelta(days=9)).date())
    for _pressed_twice in range(2):
        made = desk.post(at, {"do": "link", "name": "Brava", "role": "who made the latch", "until": until})
    assert Quester.objects.count() == 1
    link = words(made).split('id="link" readonly value="')[1].split('"')[0].split("testserver")[1]
    assert link not in words(desk.get(at))
    guest = Client()
    assert "asks you in" in words(guest.get(link)) and Quester.objects.get().joined_at is None
    guest.post(link)
    assert "You’re in" in words(guest.get(place)) and "Brava" in words(guest.get(place))
    bring(guest, place, "The lip swells. We have a harder one: https://brava.example/latch.")
    link_out = '<a href="https://brava.example/latch" rel="nofollow noopener noreferrer ugc" target="_blank">'
    assert link_out in words(Client().get(place)) and "Brava is on it." in words(Client().get(place))
    assert "The lip swells." in words(Client().get(place))
    desk.post(at, {"do": "end", "guest": str(Quester.objects.get().pk)})
    assert guest.get(link).status_code == 404 and "You’re in" not in words(guest.get(place))
    assert guest.post(place, {"do": "take", "text": "Still here"}).status_code == 404


def test_nothing_of_it_is_compulsory(owner, quest, place, client):
    square = f"/square/{owner.brand.slug}/"
    client.post(f"{square}quests/", {"do": "put_away"})
    assert WHY not in words(client.get(square)) and WHY in words(client.get(f"{square}quests/"))
    client.post(f"{square}quests/", {"do": "bring_back"})
    assert WHY in words(client.get(square))
    samira = customer(owner.brand, "Samira")
    samira.post(place, {"do": "join"})
    bring(samira, place, "It jams after an hour of rain.")
    assert WHY in words(samira.get(f"{square}me/"))
    samira.post(place, {"do": "part"})
    assert WHY not in words(samira.get(f"{square}me/"))
    assert "It jams after an hour of rain." in words(client.get(place)) and "Nobody is on it yet." in words(
        client.get(place)
    )
    samira.post(place, {"do": "join"})
    samira.post(place, {"do": "remove"})
    assert "It jams after an hour of rain." not in words(client.get(place))


def test_a_lead_hides_what_a_reader_objects_to_and_helpers_only_read(
    desk, client_of, helper, other_owner, owner, quest, place
):
    samira, client = customer(owner.brand, "Samira"), Client()
    samira.post(place, {"do": "join"})
    bring(samira, place, "The workshop people are lazy.")
    one, at = Contribution.objects.get(), f"/quests/{quest.public_id}/"
    client.post(place, {"do": "tell", "brought": str(one.pk)})
    assert "Thank you for telling us." in words(client.get(place)) and "Look at these first" in words(desk.get(at))
    desk.post(at, {"do": "remove", "brought": str(one.pk)})
    assert "lazy" not in words(client.get(place)) and "hidden; only you see it" in words(samira.get(place))
    desk.post(at, {"do": "check", "brought": str(one.pk)})
    assert "lazy" in words(client.get(place))
    theirs = client_of(helper)
    assert theirs.get(at).status_code == 200 and theirs.post(at, {"do": "begin", "to": "try"}).status_code == 403
    assert client_of(other_owner).get(at).status_code == 404
    unlisted = make_quest(actor=owner, problem=Problem("Only by its link?", listed=False))
    move_quest(actor=owner, quest=unlisted, to="gather")
    square = f"/square/{owner.brand.slug}/"
    assert "Only by its link?" not in words(client.get(f"{square}quests/"))
    assert client.get(f"{square}quests/{unlisted.public_id}/").status_code == 200
    with pytest.raises(NotStated, match="result"):
        move_quest(actor=owner, quest=unlisted, to="told")


def test_whoever_is_erased_is_no_part_of_it(owner, quest, channel_told):
    account = Account.objects.create(brand=owner.brand, network="square", remote_id="s" * 32, handle="s", name="Samira")
    quester = join_quest(quest=quest, account=account)
    contribute(quester=quester, text="A zanzibar of rust.")
    assert people_data.export([account.pk])["Contribution"][0]["text"] == "A zanzibar of rust."
    people_data.erase([account.pk])
    assert not Contribution.objects.exists() and not Quester.objects.exists()


def test_the_page_asks_the_database_the_same_for_one_contribution_and_for_many(
    owner, quest, place, client, query_count
):
    def more(number):
        for n in range(number):
            who = Account.objects.create(brand=owner.brand, network="echo", remote_id=f"{number}-{n}", handle=f"r{n}")
            contribute(quester=join_quest(quest=quest, account=who), text=f"Rust {n}.")

    more(1)
    with query_count() as few:
        client.get(place)
    more(7)
    with query_count() as many:
        client.get(place)
    assert len(few) == len(many) <= 10

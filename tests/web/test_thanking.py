"""Thanking somebody outside who helped; saying that two accounts are one person; saying what one knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.saying import make_channel, post, say
from tests.web.reading import Node, read
from tummler.acts.linking import NoLink, link_people, unlink_people
from tummler.matching.knowing import known_of
from tummler.records.models import Account, Happening, Link, Need, Post, Reply, Thanks, Topic
from tummler.records.proofs import proven

EXCHANGE = {"HX-Request": "true"}


@pytest.fixture
def need(owner: Any) -> Need:
    """Marta asks at dock 14, Dapo answers her there; a Marta Rueda asks in German elsewhere."""
    Topic.objects.create(brand=owner.brand, key="docks", name="docks", words=["dock"])
    channel = make_channel(owner)
    say(channel, post("q", "@velonorte my bike is stuck in dock 14, can you help?", by="marta", name="Marta Rueda"))
    say(channel, post("d", "Push the front wheel in until it clicks twice.", by="dapo", name="Dapo", parent="q"))
    say(channel, post("z", "@velonorte Wie gebe ich mein Rad zurück? Die Station ist voll.", by="mrueda"))
    return Need.objects.get(post__remote_id="q")


def press(client: Client, need: Need, do: str, **sent: Any) -> Node:
    return read(client.post(f"/desk/{need.public_id}/{do}/", sent, headers=EXCHANGE))


def shown(client: Client, need: Need) -> Node:
    return read(client.get(f"/desk/{need.public_id}/"))


def test_a_peer_is_thanked_once_here_only_and_it_can_be_taken_back(need: Need, desk: Client) -> None:
    page = shown(desk, need)
    assert [one.words for one in page.all("button") if one.attributes.get("data-key") == "thank"] == ["Thank Dapo"]
    dapo = Post.objects.get(remote_id="d")
    for _ in range(2):
        thanked = press(desk, need, "thank", post=dapo.pk)
    line = thanked.one("div", "thanked")
    assert line.words.startswith(f"Inés thanked Dapo {line.one('time').words}, here only. Take it back")
    assert thanked.one("", "peer").words == "thanked once"
    assert (Thanks.objects.count(), Happening.objects.filter(act="thanked").count()) == (1, 1)
    assert not press(desk, need, "thank/take-back", post=dapo.pk).all("div", "thanked")
    assert Thanks.objects.count() == 0
    press(desk, need, "thank", post=need.post_id)  # who asks isn't thanked for asking
    assert Thanks.objects.count() == 0


def test_who_helped_is_written_to_in_the_thread_with_ten_seconds_to_take_it_back(need: Need, desk: Client) -> None:
    assert not shown(desk, need).all("details", "write-thanks"), "nobody has said that it helped"
    say(need.post.channel, post("w", "@velonorte that worked, thank you!", by="marta", parent="d"))
    dapo = Post.objects.get(remote_id="d")
    form = shown(desk, need).one("details", "write-thanks").one("form")
    assert form.attributes["action"] == f"/desk/{need.public_id}/thank/write/"
    assert press(desk, need, "thank/write", post=dapo.pk, text=" ").one("div", "toast").words == "Write a word first."
    page = press(desk, need, "thank/write", post=dapo.pk, text="Thank you, Dapo.")
    assert page.one("div", "toast").one("span").words == "Your thanks to Dapo leave in ten seconds."
    assert page.one("", id="sending").one("p", "voice").words == "Thank you, Dapo. ^Inés"
    assert (page.all("details", "write-thanks"), Thanks.objects.get().post) == ([], dapo)
    undo = page.one("div", "toast").one("form").attributes["action"]
    back = read(desk.post(undo, {"reply": Reply.objects.get().public_id}, headers=EXCHANGE))
    assert (Reply.objects.count(), len(back.all("details", "write-thanks"))) == (0, 1)
    need.refresh_from_db()
    assert need.state == "helped"


def test_two_accounts_are_one_person_when_two_helpers_say_so_until_it_is_taken_back(
    need: Need, desk: Client, helper: Any, client_of: Callable[[Any], Any]
) -> None:
    other = Account.objects.get(handle="mrueda")
    before = dict(Account.objects.values_list("pk", "person_id"))
    for _twice in range(2):
        page = press(desk, need, "link", handle="@mrueda")
    rows = [one.words for one in page.one("ul", "accts").all("li")]
    assert rows[1].startswith("@mrueda You say that it’s the same person. Another of you has to say so, too.")
    assert dict(Account.objects.values_list("pk", "person_id")) == before, "one alone only suggests it"
    assert Happening.objects.filter(act__in=("link_suggested", "people_linked")).count() == 1
    earlier = Need.objects.get(account=other)
    second = client_of(helper)
    page = shown(second, earlier)  # seen from the other's side, too
    assert "Inés says that it’s the same person" in page.one("ul", "accts").words
    page = press(second, need, "link", account=other.pk)
    rows = [one.words for one in page.one("ul", "accts").all("li")]
    assert rows[1] == "@mrueda said so by Inés and Tomás; not proven Not the same"
    assert page.one("ul", "hist").all("a")[0].attributes["href"] == f"/desk/{earlier.public_id}/"
    assert proven(need.account) is None
    link = Link.objects.get()
    page = press(desk, need, "unlink", link=link.public_id, told="1")
    assert dict(Account.objects.values_list("pk", "person_id")) == before
    assert page.one("div", "toast").one("span").words == "@mrueda is somebody else again."


def test_what_one_helper_suggested_another_passes_over_and_a_proof_is_not_theirs_to_undo(
    need: Need, owner: Any, helper: Any
) -> None:
    other = Account.objects.get(handle="mrueda")
    link = link_people(actor=owner, need=need, account=other)
    assert unlink_people(actor=helper, need=need, link=link)
    assert link_people(actor=helper, need=need, account=other).waits, "a new beginning"
    proof = Link.objects.create(brand=owner.brand, person=need.account.person, was=other.person, proven=True)
    with pytest.raises(NoLink):
        unlink_people(actor=owner, need=need, link=proof)


def test_a_link_takes_along_who_was_linked_before_and_comes_apart_as_it_was(
    need: Need, owner: Any, helper: Any
) -> None:
    dapo, other = (Account.objects.get(handle=one) for one in ("dapo", "mrueda"))
    theirs = Need.objects.get(account=other)
    for actor in (owner, helper):
        link_people(actor=actor, need=theirs, account=dapo)
    for actor in (helper, owner):
        second = link_people(actor=actor, need=need, account=other)
    assert {one.person_id for one in Account.objects.all()} == {need.account.person_id}
    with pytest.raises(NoLink):
        link_people(actor=owner, need=need, account=dapo)
    assert [unlink_people(actor=owner, need=need, link=second) for _ in range(2)] == [True, False]
    other.refresh_from_db()
    assert Account.objects.get(pk=dapo.pk).person_id == other.person_id != need.account.person_id


def test_what_a_helper_says_they_know_brings_needs_to_them(
    need: Need, owner: Any, helper: Any, client_of: Callable[[Any], Any]
) -> None:
    client = client_of(helper)
    asked = read(client.get("/you/"))
    assert [box.attributes["value"] for box in asked.all("input", name="topics")] == ["docks"]
    client.post("/you/", {"topics": ["docks", "moon"], "languages": ["de", "xx"], "signature": " ^Tom "})
    helper.refresh_from_db()
    assert (helper.topics, helper.languages, helper.signature) == (["docks"], ["de"], "^Tom")
    known = known_of(helper)
    assert (known.topics, known.languages) == ({"docks"}, {"de"})
    beside = shown(client_of(owner), need).one("section", id="person").words
    assert "Tomás Weir Knows docks" in beside


def test_what_was_done_is_said_for_six_seconds_and_ten_where_it_leaves_only_then(need: Need, desk: Client) -> None:
    dapo = Post.objects.get(remote_id="d")
    said = press(desk, need, "thank", post=dapo.pk).one("div", "toast")
    assert said.attributes["data-seconds"] == "6"
    desk.post("/you/", {"signature": "^I"})
    assert read(desk.get("/people/")).one("div", "toast").words == "Kept. What is for you follows it from now on."
    assert not read(desk.get("/people/")).all("div", "toast")


def test_the_phones_list_counts_everyone_and_nothing_below_a_square_is_still_that_brands(
    need: Need, desk: Client
) -> None:
    list_of_views = read(desk.get("/desk/")).one("nav", "views").all("a")
    assert [one.words for one in list_of_views[1].all("span")] == ["All", "All two"]
    lost = Client().get(f"/square/{need.brand.slug}/nothinghere/")
    assert (lost.status_code, read(lost).all("a", "go")[0].words) == (404, "To the square of Velo Norte")
    assert f"/colours/{need.brand.colour[1:]}.css" in lost.content.decode()

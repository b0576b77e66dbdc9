"""Who wrote it: lasting ids make people, handles and names never do."""

from __future__ import annotations

import pytest

from tests.saying import QUESTION, account_gone, post, rename, say, told
from tummler.records.models import Account, Need, Person, Post

pytestmark = pytest.mark.django_db


def accounts():
    return list(Account.objects.order_by("remote_id").values_list("remote_id", "handle", "name"))


def test_every_author_has_a_person_of_their_own(channel_told):
    say(channel_told, post("q"), post("r", by="dapo", parent="q"), post("s", parent="r"))
    people = {account.remote_id: account.person_id for account in Account.objects.all()}
    assert set(people) == {"id:marta", "id:dapo"}
    assert None not in people.values()
    assert len(set(people.values())) == Person.objects.count() == 2


def test_a_changed_handle_is_the_same_person(channel_told, hear):
    before = hear("q", name="Marta").account
    say(channel_told, rename("marta", "marta.rueda"))
    after = hear("r", by="marta.rueda", by_id="marta", name="Marta Rueda").account
    assert (after.pk, after.person_id) == (before.pk, before.person_id)
    assert accounts() == [("id:marta", "marta.rueda", "Marta Rueda")]


def test_a_handle_that_somebody_else_took_inherits_nothing(channel_told, hear):
    first = hear("q", name="Marta").account
    say(channel_told, rename("marta", "old-marta"))
    second = hear("r", "@velonorte where is my deposit?", by="marta", by_id="77", name="Marta").account
    assert second.person_id != first.person_id
    assert accounts() == [("id:77", "marta", "Marta"), ("id:marta", "old-marta", "Marta")]
    assert [need.account_id for need in Need.objects.order_by("pk")] == [first.pk, second.pk]


def test_the_same_name_and_handle_with_other_ids_are_two_people(channel_told):
    said = [post(name, by="marta", by_id=name, name="Marta Rueda") for name in ("a", "b")]
    say(channel_told, *said)
    assert Account.objects.values("person").distinct().count() == 2


def test_the_same_id_on_another_brand_is_another_row(channel_told, other_owner):
    from tests.saying import make_channel

    theirs = make_channel(other_owner, "otramarca")
    for channel in (channel_told, theirs):
        say(channel, post("q", f"{QUESTION} @otramarca"))
    ours, other = (told(channel, "q").account for channel in (channel_told, theirs))
    assert (ours.remote_id, ours.brand_id != other.brand_id) == (other.remote_id, True)
    assert ours.person_id != other.person_id


def test_a_robot_is_heard_and_makes_no_need(channel_told, hear):
    row = hear("q", robot=True, by="weatherbot")
    assert (row.account.robot, row.state, Need.objects.count()) == (True, "understood", 0)


def test_a_robot_that_turns_out_to_be_a_person_is_one_from_then_on(channel_told, hear):
    hear("q", robot=True)
    assert hear("r", robot=False).account.robot is False
    assert Need.objects.count() == 1


def test_an_empty_name_tells_nothing_and_takes_nothing_away(channel_told, hear):
    hear("q", name="Marta Rueda")
    assert hear("r", name="").account.name == "Marta Rueda"


def test_a_rename_may_be_told_before_and_after_its_posts(channel_told, hear):
    say(channel_told, rename("marta", "early"))
    assert hear("q").account.handle == "marta"
    say(channel_told, rename("marta", "late"))
    assert Account.objects.get().handle == "late"


def test_an_account_that_left_and_its_handle_that_somebody_else_took_stay_apart(channel_told, hear):
    hear("q")
    say(channel_told, account_gone("marta"))
    assert hear("r", by="marta", by_id="78").account.gone_at is None
    assert [post.gone for post in Post.objects.order_by("pk")] == [True, False]

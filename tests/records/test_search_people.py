"""People are found by what they are called and by their handles, whatever changes them, and only at their own brand."""

from __future__ import annotations

import pytest

from tests.saying import account_gone, make_channel, post, rename, say
from tummler.records.models import Account
from tummler.records.search import find_account_ids, find_post_ids, optimise

pytestmark = pytest.mark.django_db


def found(brand, words, **more):
    names = dict(Account.objects.values_list("pk", "handle"))
    return [names[pk] for pk in find_account_ids(brand.pk, words, **more)]


@pytest.fixture
def people(channel_told):
    say(
        channel_told,
        post("a", by="marta.rueda", name="Marta Rueda"),
        post("b", by="ines_p", name="Inés Peñón"),
        post("c", by="martin", name="Martín 🚲"),
        post("d", by="nobody-special"),
    )


@pytest.mark.parametrize(
    ("words", "handles"),
    [
        ("Marta", ["marta.rueda"]),
        ("mart", ["martin", "marta.rueda"]),
        ("rueda mar", ["marta.rueda"]),
        ("marta.rueda", ["marta.rueda"]),
        ("@marta", ["marta.rueda"]),
        ("ines penon", ["ines_p"]),
        ("PEÑÓN", ["ines_p"]),
        ("special", ["nobody-special"]),
        ("rued marta", []),
        ("arta", []),
        ("", []),
        ("🚲", []),
        ("'; DROP TABLE records_account; --", []),
        ('mar* OR "', []),
        ("a:b & !c | (d", []),
    ],
)
def test_people_are_found_by_name_and_handle(people, brand, words, handles):
    assert found(brand, words) == handles


def test_a_whole_word_is_wanted_where_nobody_is_typing(people, brand):
    assert (found(brand, "mart", beginning=False), found(brand, "marta", beginning=False)) == ([], ["marta.rueda"])


def test_a_new_name_is_found_and_the_old_one_is_not(people, channel_told, brand):
    say(channel_told, post("e", by="martin", name="Bruno"))
    assert (found(brand, "bruno"), found(brand, "martin 🚲")) == (["martin"], ["martin"])
    say(channel_told, rename("martin", "bruno_b"))
    assert (found(brand, "martin"), found(brand, "bruno")) == ([], ["bruno_b"])


def test_who_left_is_not_found_by_name(people, channel_told, brand):
    say(channel_told, account_gone("marta.rueda"))
    optimise()
    assert found(brand, "Marta Rueda") == ["marta.rueda"]  # the handle stands at the place of each deleted post
    Account.objects.filter(handle="ines_p").delete()
    assert found(brand, "ines") == []


def test_nobody_of_another_brand_is_found(people, brand, other_owner):
    other = make_channel(other_owner, "otra")
    say(other, post("z", by="marta2", name="Marta Otra"))
    assert (found(brand, "marta"), found(other_owner.brand, "marta")) == (["marta.rueda"], ["marta2"])


def test_posts_are_found_by_the_beginning_of_the_last_word_while_somebody_types(channel_told, brand):
    say(channel_told, post("a", "Dock 14 keeps my bike"), post("b", "the docks at Harbour Road"))
    typed = ("d", "do", "dock", "dock keep", "keep dock", "har dock", "docks har")
    counts = {words: len(find_post_ids(brand.pk, words, beginning=True)) for words in typed}
    assert counts == {"d": 0, "do": 2, "dock": 2, "dock keep": 1, "keep dock": 0, "har dock": 0, "docks har": 1}
    assert len(find_post_ids(brand.pk, "doc")) == 0

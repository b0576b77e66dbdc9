"""Help: one address, one place; what comes first is ticked off by what is so."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.reading import read
from tummler.records.models import Brand

pytestmark = pytest.mark.django_db(transaction=True)


def done(client):
    steps = read(client.get("/help/")).one("ol", "steps")
    return [one.words.removeprefix("Done: ").split(",")[0].split(":")[0] for one in steps.all("li", "done")]


def test_what_comes_first_is_ticked_off_by_what_is_so(desk, owner, brand, channel):
    Brand.objects.update(brake_on=True)
    assert done(desk) == ["Connect where your customers talk."]
    Brand.objects.update(brake_on=False)
    assert done(desk) == ["Connect where your customers talk.", "Lift the brake"]


def test_who_only_helps_is_not_sent_where_they_may_do_nothing(client_of, helper):
    page = read(client_of(helper).get("/help/"))
    addresses = {one.attributes["href"] for one in page.one("ol", "steps").all("a")}
    assert addresses == {"/desk/"}
    assert "/tmp/" not in page.words


def test_the_owner_is_told_where_everything_lies(desk, settings):
    page = read(desk.get("/help/")).one("main").words
    assert str(settings.DATA.path) in page
    assert "./tummler password-link" in page


def test_who_asks_is_told_what_is_kept_of_them(brand):
    page = read(Client().get(f"/help/?at={brand.slug}")).one("main").words
    assert "Ask Velo Norte where you are already" in page
    assert "One cookie that knows you again for a year" in page
    assert "no mail leaves this tummler" in page.lower()


def test_with_two_brands_help_takes_no_side(brand, other_owner):
    assert "Velo Norte" not in read(Client().get("/help/")).words
    assert "Velo Norte" in read(Client().get(f"/help/?at={brand.slug}")).words


@pytest.mark.parametrize("path", ["/desk/", "/channels/", "/people/", "/imports/", "/help/"])
def test_help_is_at_the_same_place_of_every_helpers_page(desk, path):
    places = read(desk.get(path)).one("nav", "places").all("a")
    assert places[-1].attributes["href"] == "/help/"


def test_help_is_in_the_foot_of_every_page_of_the_square(client, brand):
    for path in ("", "check/", "sheet/"):
        foot = read(client.get(f"/square/{brand.slug}/{path}")).one("footer")
        assert [one.attributes["href"] for one in foot.all("a")] == [f"/help/?at={brand.slug}"]

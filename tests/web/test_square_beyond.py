"""Beyond the square's own page: is it really you, search engines, and sheets of paper."""

from __future__ import annotations

import re

import pytest
import segno
from django.test import Client

from tests.web.asking import ask, asked, fields, fresh_cache
from tests.web.reading import read
from tummler.records.models import Brand, Channel, Post
from tummler.web.places import named, qr_code
from tummler.work.flow import run_all

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]


def words(response):
    return response.content.decode()


# ------------------------------------------------------------------------------------------- is it really you?


@pytest.fixture
def check(client, brand):
    """``check("velonorte.example")``: what we say of it."""
    return lambda who: read(client.get(f"/square/{brand.slug}/check/", {"who": who})).one("main").words


@pytest.fixture
def bluesky(owner):
    """A Bluesky account of the brand."""
    account = {"url": "https://bsky.app/profile/did:plc:v", "name": "Velo Norte"}
    return Channel.objects.create(
        brand=owner.brand, network="bluesky", handle="velonorte.bsky.social", account=account,
        account_remote_id="did:plc:v",
    )  # fmt: skip


def test_our_own_account_is_confirmed_with_its_link(check, bluesky, client, brand):
    assert "Yes, that is us." in check("@velonorte.bsky.social")
    page = read(client.get(f"/square/{brand.slug}/check/", {"who": "velonorte.bsky.social"}))
    assert {one.attributes["href"] for one in page.all("a") if "Open it" in one.words} == {
        "https://bsky.app/profile/did:plc:v"
    }


def test_an_account_that_we_lost_the_key_of_is_confirmed_with_that(check, bluesky):
    Channel.objects.update(trouble="key_revoked")
    assert "just now we can’t sign in there" in check("velonorte.bsky.social")


def test_a_look_alike_is_warned_of(check, bluesky):
    said = check("velonorte-support.bsky.social")
    assert "No. It only looks like us." in said
    assert "Yes" not in said
    assert "No. It only looks like us." in check("velon\u043erte.bsky.social")


def test_who_signs_for_us_is_known_and_who_left_is_not(check, bluesky, owner, helper):
    assert "Tomás signs for us." in check("^Tomás")
    assert "Weir" not in check("^Tomás")
    type(helper).objects.filter(pk=helper.pk).update(active=False)
    assert "We don’t know it." in check("^Tomás")


def test_an_account_of_another_brand_or_an_archive_is_not_ours(check, other_owner, owner):
    more = {"account": {}, "account_remote_id": "1"}
    Channel.objects.create(brand=other_owner.brand, network="bluesky", handle="otra.bsky.social", **more)
    Channel.objects.create(brand=owner.brand, network="archive", handle="old-tickets", **more)
    assert "We don’t know it." in check("otra.bsky.social")
    assert "We don’t know it." in check("old-tickets")
    assert "We speak here and on no network yet." in check("")


def test_trying_names_one_by_one_is_stopped(client, brand):
    answers = [client.get(f"/square/{brand.slug}/check/", {"who": f"name{n}"}).status_code for n in range(41)]
    assert answers == [200] * 40 + [429]
    assert client.get(f"/square/{brand.slug}/check/").status_code == 200


def test_what_was_typed_stands_there_as_words(client, brand):
    page = words(client.get(f"/square/{brand.slug}/check/", {"who": "<script>alert(1)</script>velonorte"}))
    assert "<script>" not in page


# --------------------------------------------------------------------------------------------- search engines


def test_search_engines_read_what_the_brand_lets_them(client, brand, other_owner):
    address = asked(client, brand, "How do I get the big basket to close?", name="Nuria")
    Brand.objects.filter(pk=other_owner.brand_id).update(findable=False)
    robots = words(client.get("/robots.txt")).splitlines()
    assert [line for line in robots if line.startswith("Allow: /square")] == [f"Allow: /square/{brand.slug}/"]
    assert "Disallow: /" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    places = re.findall("<loc>(.*?)</loc>", words(client.get("/sitemap.xml")))
    assert places == [f"http://testserver/square/{brand.slug}/", f"http://testserver{address}"]
    assert "noindex" in words(client.get(f"/square/{other_owner.brand.slug}/"))
    assert "noindex" not in words(client.get(f"/square/{brand.slug}/"))


def test_a_question_asked_here_is_marked_up_for_search_engines(client, brand):
    page = read(client.get(asked(client, brand, "How do I get the big basket to close?", name="Nuria")))
    question = page.one(itemtype="https://schema.org/Question")
    assert question.one(itemprop="text").words == "How do I get the big basket to close?"
    assert question.one("meta", itemprop="answerCount").attributes["content"] == "0"
    author = question.one(itemprop="author").one("meta", itemprop="name")
    assert author.attributes["content"] == "Nuria"


def test_a_question_asked_elsewhere_is_not(client, brand, heard):
    post = heard("@velonorte how do I end my ride when dock 9 is full?", by="marta")
    page = words(client.get(f"/square/{brand.slug}/{post.conversation.public_id}/"))
    assert "schema.org" not in page
    assert "noindex" in page
    assert post.conversation.public_id not in words(client.get("/sitemap.xml"))


# ------------------------------------------------------------------------------------------------------ paper


def test_a_place_goes_from_the_sheet_into_the_question(client, brand):
    sheet = read(client.get(f"/square/{brand.slug}/sheet/?at=dock-14"))
    assert sheet.one("p", "typed").words == "testserver/at/dock-14"
    there = client.get("/at/dock-14/")
    assert there["Location"] == f"/square/{brand.slug}/?at=dock-14#ask"
    page = client.get(there["Location"].split("#")[0])
    assert read(page).one("textarea").words == "Dock 14:"
    assert fields(page)["at"] == "Dock 14"
    back = ask(client, brand, "Dock 14: ", at="Dock 14")
    assert "nothing in it yet" in words(back)
    ask(client, brand, "Dock 14: the light stays red, what do I do?", at="Dock 14")
    run_all()
    assert Post.objects.get().text == "Dock 14: the light stays red, what do I do?"


def test_a_place_with_a_slash_or_of_dots_alone_has_an_address_too(client, brand):
    sheet = read(client.get(f"/square/{brand.slug}/sheet/", {"at": "Gate 3/4"}))
    assert sheet.one("p", "typed").words == "testserver/at/gate-3-4"
    assert client.get("/at/gate-3-4/")["Location"] == f"/square/{brand.slug}/?at=gate-3-4#ask"
    sheet = read(client.get(f"/square/{brand.slug}/sheet/", {"at": ".."}))
    assert sheet.one("p", "typed").words == f"testserver/at/{brand.slug}"


def test_with_two_brands_the_short_address_names_the_brand(client, brand, other_owner):
    assert Client().get("/at/dock-14/").status_code == 404
    assert client.get(f"/at/{brand.slug}/")["Location"] == f"/square/{brand.slug}/#ask"
    sheet = words(client.get(f"/square/{brand.slug}/sheet/?at=dock-14"))
    assert f"testserver/at/{brand.slug}/dock-14<" in sheet
    assert client.get(f"/at/{brand.slug}/dock-14/")["Location"] == f"/square/{brand.slug}/?at=dock-14#ask"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("dock-14", "Dock 14"),
        ("  harbour road ", "Harbour road"),
        ("<b>x", "B x"),
        ("\u202e!!", ""),
        ("a" * 99, "A" + "a" * 39),
    ],
)
def test_a_place_is_a_few_plain_words(typed, place):
    assert named(typed) == place


def test_the_drawing_is_the_code_square_by_square():
    code = qr_code("https://care.example.org/at/dock-14/")
    drawn = {
        (int(x) + step - 4, int(y) - 4)
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", str(code.path))
        for step in range(int(run))
    }
    matrix = segno.make("https://care.example.org/at/dock-14/", error="m", micro=False, boost_error=False).matrix
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert code.size == len(matrix) + 8

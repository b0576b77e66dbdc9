"""The first address, the brand's colour as a style sheet, day and night, and pages that say what went wrong."""

from typing import Any

import pytest

from tests.web.reading import read
from tests.web.test_isolation import routes


def test_start_leads_where_it_should(client: Any, db: None) -> None:
    assert client.get("/").headers["Location"] == "/setup/"


def test_start_shows_a_stranger_the_square_and_a_helper_the_desk(client: Any, owner: Any, client_of: Any) -> None:
    assert owner.brand.slug in client.get("/").headers["Location"]
    assert client_of(owner).get("/").headers["Location"] == "/desk/"


def test_start_does_not_choose_between_two_brands(client: Any, owner: Any, other_owner: Any) -> None:
    assert client.get("/").headers["Location"] == "/account/login/"


def test_brand_colour_is_a_style_sheet_with_its_ink(client: Any, db: None) -> None:
    answer = client.get("/colours/2F6BD8.css")
    assert answer.content == b":root{--brand:#2F6BD8;--on-brand:#FFFFFF}"
    assert answer.headers["Content-Type"] == "text/css"
    for bad in ("red", "12345", "F2B01E}x{", "%0a"):
        assert client.get(f"/colours/{bad}.css").status_code == 404


@pytest.mark.parametrize(("to", "goes"), [("/desk/", "/desk/"), ("//evil.example", "/"), ("https://evil.example", "/")])
def test_theme_is_kept_and_leads_only_to_ourselves(client: Any, db: None, to: str, goes: str) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": to})
    assert answer.headers["Location"] == goes
    assert answer.cookies["theme"].value == "dark"
    assert client.post("/theme/", {"theme": "<b>"}).cookies["theme"].value == ""


def test_language_is_chosen_in_its_own_words_and_kept(desk: Any) -> None:
    assert [button.words for button in read(desk.get("/desk/")).all("button", name="language")] == [
        "English",
        "Español",
    ]
    answer = desk.post("/language/", {"language": "es", "next": "/desk/"})
    assert (answer.headers["Location"], answer.cookies["django_language"].value) == ("/desk/", "es")
    page = read(desk.get("/desk/"))
    assert (page.one("html").attributes["lang"], page.one("h1").words) == (
        "es",
        "Ahora mismo nadie necesita ayuda.",
    )
    desk.post("/language/", {"language": "tlh"})
    assert read(desk.get("/desk/")).one("html").attributes["lang"] == "en"


def test_acts_are_posted_and_never_followed_as_links(desk: Any) -> None:
    for address in (
        "/theme/",
        "/language/",
        "/brake/lift/",
        "/brake/pull/",
        "/desk/x/claim/",
        "/desk/x/answer/",
        "/desk/x/drop/",
    ):
        assert desk.get(address).status_code == 405, address


def test_an_act_without_its_token_is_not_done(owner: Any, brand: Any) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/brake/pull/")
    assert answer.status_code == 403
    assert read(answer).one("h1").words == "That was not sent."
    brand.refresh_from_db()
    assert not brand.brake_on


def test_nothing_here_says_so(client: Any, db: None) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert read(answer).one("h1").words == "There is nothing at this address."


def test_every_address_has_a_name_of_its_own() -> None:
    """Of two with one name the later one would take what is said to the other."""
    names = [pattern.name for _, pattern in routes()]
    assert sorted({name for name in names if names.count(name) > 1}) == []

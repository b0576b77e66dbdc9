"""Setting up: open on the machine itself or with the key, one form makes everything, then it is the owner's."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.web.asking import fields, fresh_cache
from tummler.records.models import Brand, Channel, Happening, Helper, Post, User
from tummler.web.colours import colour_name, ink_words
from tummler.web.setup_forms import suggest_words

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]

ANSWERS = {
    "name": "Velo  Norte",
    "helper_name": "Inés Prado",
    "email": "Ines@VeloNorte.example",
    "password": "a long sentence of mine",
    "colour": "#2f6bd8",
    "languages": ["es", "en"],
    "words": "bello norte, The Yellow Bikes",
}


@pytest.fixture
def here(db):
    """A browser on this machine."""
    return Client(SERVER_NAME="localhost")


def begin(client, **changes):
    return client.post("/setup/", {**ANSWERS, **changes})


def words(response):
    return response.content.decode()


def test_one_form_makes_the_brand_its_owner_and_its_square_and_signs_in(here):
    assert "Three things, then" in words(here.get("/setup/"))
    done = begin(here)
    assert (done.status_code, done["Location"]) == (302, "/setup/#connect")
    brand, owner = Brand.objects.get(), Helper.objects.get()
    assert (brand.name, brand.slug, brand.colour, brand.languages) == (
        "Velo Norte",
        "velo-norte",
        "#2F6BD8",
        ["es", "en"],
    )
    assert brand.words == ["velo norte", "velonorte", "#velonorte", "bello norte", "the yellow bikes"]
    assert (brand.brake_on, brand.duty_helper) == (True, owner)
    assert (owner.role, owner.name, owner.signature, owner.user.email) == (
        "owner",
        "Inés Prado",
        "^Inés",
        "ines@velonorte.example",
    )
    assert owner.user.check_password(ANSWERS["password"])
    assert Channel.objects.get().network == "square"
    page = words(here.get("/setup/"))
    assert "You’re Velo Norte" in page
    assert "Nothing leaves yet" in page
    assert ANSWERS["password"] not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "This is still empty."),
        ({"helper_name": ""}, "This is still empty."),
        ({"email": "ines"}, "That is no e-mail address."),
        ({"password": "short"}, "too short"),
        ({"password": "password123"}, "too common"),
        ({"colour": "#777777"}, "Neither dark nor white ink"),
        ({"colour": "red"}, "Neither dark nor white ink"),
        ({"languages": []}, "One at least."),
        ({"languages": ["xx"]}, "One of these."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(here, changes, said):
    back = begin(here, **changes)
    assert back.status_code == 422
    assert said in words(back)
    assert "bello norte, The Yellow Bikes" in words(back)
    assert ANSWERS["password"] not in words(back)
    assert not Brand.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        {"SERVER_NAME": "localhost", "REMOTE_ADDR": "192.0.2.7"},
        {"SERVER_NAME": "testserver", "REMOTE_ADDR": "127.0.0.1"},
        {"SERVER_NAME": "localhost", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"SERVER_NAME": "localhost", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_from_elsewhere_it_wants_its_key(db, where):
    client = Client(**where)
    assert client.get("/setup/").status_code == 403
    assert begin(client).status_code == 403
    assert client.get("/setup/?key=wrong").status_code == 403
    opened = client.get(f"/setup/?key={settings.DATA.setup_key()}")
    assert (opened.status_code, opened["Location"]) == (302, "/setup/")
    page = client.get("/setup/")
    assert page.status_code == 200
    assert settings.DATA.setup_key() not in words(page)
    assert begin(client).status_code == 302


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
def test_on_this_machine_it_is_open_under_every_name_of_it(db, host):
    assert Client(HTTP_HOST=host, REMOTE_ADDR="::1").get("/setup/").status_code == 200


def test_keys_are_not_guessed_for_ever(db):
    client = Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(31):
        client.get("/setup/?key=wrong")
    assert client.get(f"/setup/?key={settings.DATA.setup_key()}").status_code == 403


def test_the_first_one_wins_and_the_second_is_asked_to_sign_in(here):
    other = Client(SERVER_NAME="localhost")
    begin(here)
    answer = begin(other, email="thief@velonorte.example")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/setup/")
    assert User.objects.count() == 1


def test_afterwards_it_is_the_owners(here, client_of):
    from tummler.acts.setting_up import add_helper

    begin(here)
    helper = add_helper(actor=Helper.objects.get(), email="t@v.example", password="a long password", name="Tomás")
    assert client_of(helper).get("/setup/").status_code == 403
    assert client_of(helper).post("/setup/", {"do": "words", "add": "x-words"}).status_code == 403
    assert Client(SERVER_NAME="localhost").get(f"/setup/?key={settings.DATA.setup_key()}").status_code == 302


def test_setup_needs_the_token_of_a_page_of_ours(db):
    outside = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    assert begin(outside).status_code == 403
    sent = fields(outside.get("/setup/"))
    assert outside.post("/setup/", {**ANSWERS, "csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}).status_code == 302


# --------------------------------------------------------------------------------------- the owner goes on


@pytest.fixture
def mine(owner, client_of):
    return client_of(owner)


def test_words_colour_and_languages_are_changed_in_place(mine, brand):
    mine.post("/setup/", {"do": "words", "add": "Yellow  Bikes, velo norte"})
    mine.post("/setup/", {"do": "words", "drop": "velonorte"})
    mine.post("/setup/", {"do": "colour", "colour": "#0b5a49"})
    mine.post("/setup/", {"do": "languages", "languages": ["de", "xx"]})
    brand.refresh_from_db()
    assert (brand.words, brand.colour, brand.languages) == (["velo norte", "yellow bikes"], "#0B5A49", ["de"])
    refused = mine.post("/setup/", {"do": "colour", "colour": "#808080"})
    assert (refused.status_code, "Neither dark nor white ink" in words(refused)) == (422, True)
    brand.refresh_from_db()
    assert brand.colour == "#0B5A49"
    assert Happening.objects.filter(act="settings_changed").count() == 4
    assert mine.post("/setup/", {"do": "nonsense"}).status_code == 404


def test_a_network_is_connected_and_says_at_once_what_works(mine, echo, brand):
    page = words(mine.get("/setup/?network=echo"))
    assert 'name="token"' in page
    sent = {"do": "connect", "network": "echo", "url": echo.url, "handle": "velonorte", "token": "secret-token"}
    done = mine.post("/setup/", sent)
    assert (done.status_code, done["Location"]) == (302, "/setup/#connect")
    page = words(mine.get("/setup/"))
    assert "It can be read." in page
    assert "Posting and deleting: not tried until you say so" in page
    assert "secret-token" not in page


def test_what_does_not_connect_is_said_in_words_and_no_secret_comes_back(mine, echo):
    echo.revoke("secret-token")
    sent = {"do": "connect", "network": "echo", "url": echo.url, "handle": "velonorte", "token": "secret-token"}
    back = mine.post("/setup/", sent)
    assert back.status_code == 422
    assert "Its key ran out." in words(back)
    assert 'value="velonorte"' in words(back)
    assert "secret-token" not in words(back)
    assert Channel.objects.count() == 1
    empty = mine.post("/setup/", {**sent, "token": ""})
    assert (empty.status_code, "Something is still empty." in words(empty)) == (422, True)


def test_echo_is_offered_only_to_those_who_build_tummler(mine, monkeypatch):
    assert "Echo" in words(mine.get("/setup/"))
    monkeypatch.setenv("TUMMLER_ALLOW_LOOPBACK", "0")
    page = words(mine.get("/setup/"))
    assert "Echo" not in page
    assert "Bluesky" in page
    assert "Mastodon" in page
    assert "Only the Square" in page
    assert mine.post("/setup/", {"do": "connect", "network": "echo"}).status_code == 404


def test_the_first_one_heard_stands_there_with_the_marker(mine, heard, owner):
    asked = {"headers": {"HX-Request": "true"}}
    assert mine.get("/setup/?only=heard", **asked).status_code == 204
    heard("@velonorte why does my ride not end? The app says it is still running.", by="bea", name="Bea")
    heard("@velonorte second one, is it?", by="leo")
    fragment = words(mine.get("/setup/?only=heard", **asked))
    assert "<mark>" in fragment
    assert "Bea" in fragment
    assert "<html" not in fragment
    page = words(mine.get("/setup/"))
    assert "Heard " in page
    assert "of listening" in page
    assert "second one" not in page


def test_what_was_said_before_or_beside_us_is_not_the_first_one(mine, heard):
    heard("nothing to do with anybody", by="jo")
    Post.objects.update(history=True)
    assert "nothing to do" not in words(mine.get("/setup/"))


# ------------------------------------------------------------------------------------------------- small parts


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Velo Norte", ["velo norte", "velonorte", "#velonorte"]),
        ("Tummler", ["tummler", "#tummler", "tumler"]),
        ("Café Olé", ["café olé", "caféolé", "#caféolé", "cafe ole", "cafeole"]),
        ("Go", ["#go"]),
        ("", []),
        ("日本鉄道", ["日本鉄道", "#日本鉄道"]),
    ],
)
def test_words_are_suggested_from_the_name(name, expected):
    assert suggest_words(name) == expected


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#F2B01E", "Yellow"), ("#0B5A49", "Green"), ("#2F6BD8", "Blue"), ("#B0202A", "Red"), ("#808080", "Grey"),
        ("#111111", "Black"), ("#FFFFFF", "White"), ("#E4701E", "Orange"), ("#7A3FC0", "Violet"), ("#E0408A", "Pink"),
    ],
)  # fmt: skip
def test_a_colour_has_a_name(colour, name):
    assert colour_name(colour) == name


def test_the_ink_on_a_colour_is_computed():
    assert ink_words("#F2B01E") == ("Yellow, with dark ink on it", "8.7:1")
    assert ink_words("#0B5A49") == ("Green, with white ink on it", "8.2:1")
    with pytest.raises(ValueError):
        ink_words("#777777")


def test_a_colour_and_a_name_are_previewed_while_they_are_chosen(here):
    fine = words(here.get("/setup/colour/?colour=%230b5a49", headers={"HX-Request": "true"}))
    assert "Green, with white ink on it" in fine
    assert "/colours/0b5a49.css" in fine
    assert "Neither dark" in words(here.get("/setup/colour/?colour=%23777777", headers={"HX-Request": "true"}))
    assert "#velonorte" in words(here.get("/setup/words/?name=Velo+Norte", headers={"HX-Request": "true"}))


def test_the_word_for_answers_from_own_accounts_is_asked_for(here):
    begin(here)
    assert 'value="#VeloNorteHelps"' in words(here.get("/setup/"))
    wrong = here.post("/setup/", {"do": "helper_tag", "helper_tag": "two words"})
    assert (wrong.status_code, Brand.objects.get().helper_tag) == (422, "")
    assert "can’t be a hashtag" in words(wrong)
    assert here.post("/setup/", {"do": "helper_tag", "helper_tag": "#VeloHelps"})["Location"] == "/setup/#you"
    brand = Brand.objects.get()
    assert (brand.helper_tag, brand.helper_tag_on, brand.reposts_since) == ("VeloHelps", True, None)

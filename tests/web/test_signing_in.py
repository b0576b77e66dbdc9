"""Signing in: allauth's flows and limits, in our look and words; only what is used is routed."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.web.asking import fresh_cache
from tummler.records.models import User

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]

EMAIL, PASSWORD = "ines@velonorte.example", "a long password"
#: Somebody guesses at another process of ours.
GUESSING = """
import django
django.setup()
from django.conf import settings
from django.db import connections
connections.databases["default"]["NAME"] = {name!r}
settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
for _ in range(5):
    Client().post("/account/login/", {{"login": "ines@velonorte.example", "password": "wrong"}})
"""


def sign_in(client, password=PASSWORD, **more):
    return client.post("/account/login/", {"login": EMAIL, "password": password, **more})


def words(response):
    return response.content.decode()


def test_the_right_password_opens_the_desk_and_signing_out_closes_it(client, owner):
    assert sign_in(client)["Location"] == "/"
    assert client.get("/desk/").status_code == 200
    assert "Sign out?" in words(client.get("/account/logout/"))
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/desk/")["Location"] == "/account/login/?next=/desk/"


def test_a_wrong_password_is_said_in_words_and_is_not_shown_again(client, owner):
    back = sign_in(client, "not this one")
    assert "don’t go together" in words(back)
    assert "not this one" not in words(back)
    assert EMAIL in words(back)


@pytest.mark.parametrize(
    ("next_page", "goes"),
    [
        ("/channels/", "/channels/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_leads_only_to_ourselves(client, owner, next_page, goes):
    page = client.get("/account/login/", {"next": next_page})
    assert 'href="javascript' not in words(page)
    assert sign_in(client, next=next_page)["Location"] == goes


def test_guessing_is_stopped_and_said_so(client, owner):
    for _ in range(5):
        sign_in(client, "wrong")
    assert "wrong too often" in words(sign_in(client))
    other = Client(REMOTE_ADDR="192.0.2.8")
    assert "wrong too often" in words(sign_in(other))


def test_guessing_at_one_process_counts_at_all_of_them(client, owner):
    code = GUESSING.format(name=str(connection.settings_dict["NAME"]))
    environment = {**os.environ, "TUMMLER_DATA": str(settings.DATA.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, timeout=60, check=False).returncode == 0
    assert "wrong too often" in words(sign_in(client))
    cache.clear()
    assert sign_in(client).status_code == 302


def test_asking_too_often_gets_a_page_of_ours(client, owner):
    for _ in range(31):
        answer = client.post("/account/login/", {"login": "nobody@else.example", "password": "x"})
    assert answer.status_code == 429
    assert "That was a lot at once" in words(answer)


def test_nobody_signs_up_by_themselves(client, db):
    sent = {"email": "a@b.example", "password1": "a long password"}
    assert "Helpers are asked in" in words(client.get("/account/signup/"))
    assert "Helpers are asked in" in words(client.post("/account/signup/", sent))
    assert not User.objects.exists()


def test_a_forgotten_password_is_made_anew_by_a_link_that_works_once(client, owner, settings):
    settings.EMAIL_HOST = "mail.example"
    assert client.post("/account/password/reset/", {"email": EMAIL}).status_code == 302
    assert "Look in your mail" in words(client.get("/account/password/reset/done/"))
    [sent] = mail.outbox
    assert sent.subject == "A new password for Tummler"
    assert "do nothing" in sent.body
    [link] = re.findall(r"http://testserver(/account/password/reset/key/\S+)", sent.body)
    form = client.get(link)
    assert form.status_code == 302
    assert "Make a password" in words(client.get(form["Location"]))
    new = {"password1": "another long one", "password2": "another long one"}
    assert "too short" in words(client.post(form["Location"], {"password1": "short", "password2": "short"}))
    assert client.post(form["Location"], new).status_code == 302
    assert "It is kept" in words(client.get("/account/password/reset/key/done/"))
    assert sign_in(Client(), "another long one").status_code == 302
    assert "no longer works" in words(Client().get(link, follow=True))


def test_whether_an_address_is_known_is_not_told(client, owner, settings):
    settings.EMAIL_HOST = "mail.example"
    known = client.post("/account/password/reset/", {"email": EMAIL})
    unknown = client.post("/account/password/reset/", {"email": "who@else.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "Nobody here signs in with this address" in mail.outbox[1].body


def test_where_no_mail_is_sent_none_is_promised(client, owner):
    assert "Ask an owner" in words(client.get("/account/password/reset/"))


def test_a_password_is_changed_by_who_knows_it(client, owner):
    sign_in(client)
    new = {"password1": "another long one", "password2": "another long one"}
    assert "not your password" in words(client.post("/account/password/change/", {"oldpassword": "x", **new}))
    assert client.post("/account/password/change/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert sign_in(Client(), "another long one").status_code == 302


def test_somebody_switched_off_is_told_so(client, owner):
    User.objects.update(is_active=False)
    answer = sign_in(client)
    assert answer["Location"] == "/account/inactive/"
    assert "switched off" in words(client.get("/account/inactive/"))


def test_passwords_can_be_pasted_and_kept_by_a_manager(client, owner):
    page = words(client.get("/account/login/"))
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


@pytest.mark.parametrize(
    "name", ["account_email", "account_reauthenticate", "account_confirm_login_code", "account_request_login_code"]
)
def test_what_is_not_used_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)

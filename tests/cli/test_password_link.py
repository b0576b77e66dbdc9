"""``tummler password-link``: a link for whoever runs the machine, used once."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from typer.testing import CliRunner

from tummler.cli.main import app
from tummler.records.models import Happening, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def collected():
    """The page behind the link names static files by their fingerprints."""
    call_command("collectstatic", verbosity=0, interactive=False)


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["password-link", *arguments])
    assert result.exit_code == code, result.output
    return result.stderr if code else result.stdout


def path_in(output):
    return next(line for line in output.splitlines() if line.startswith("http")).replace("http://localhost:8000", "")


def test_the_only_owner_gets_a_link_that_makes_a_password_once(client, owner):
    path = path_in(run())
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "a sentence of mine", "password2": "a sentence of mine"}
    assert client.post(address, new).status_code == 302
    assert User.objects.get().check_password("a sentence of mine")
    assert "no longer works" in client.get(path, follow=True).content.decode()
    assert list(Happening.objects.filter(act="password_link_made").values_list("brand_id", "facts")) == [
        (owner.brand_id, {"for": owner.pk})
    ]


def test_a_colleague_is_named_by_their_address(owner, helper):
    assert helper.user.email in run("TOMAS@velonorte.example")


def test_of_several_owners_one_has_to_be_named(owner, other_owner):
    said = run(code=2)
    assert "otra@otra.example, ines@velonorte.example" in said


def test_whom_nobody_knows_is_said(owner):
    assert "Nobody signs in as “x@y.example”" in run("x@y.example", code=2)


def test_before_there_is_a_brand_the_way_to_one_is_told(db):
    assert "Nobody helps here yet" in run(code=1)

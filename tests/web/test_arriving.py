"""What no database can hold: in an address, a question, a form, a cookie."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart

from tests.web.asking import fields
from tummler.records.models import Helper, Need, Reply

pytestmark = pytest.mark.django_db

NUL = "\x00"


def test_no_address_has_a_nul_in_it(client, brand, client_of, owner):
    assert client.get("/square/velo%00norte/").status_code == 404
    assert client.get(f"/square/{brand.slug}/%00/").status_code == 404
    assert client_of(owner).get("/desk/%00/").status_code == 404


def posted(desk, address, sent, kind):
    """As a browser sends a form, with its token."""
    desk.handler.enforce_csrf_checks = True
    form = {**sent, "csrfmiddlewaretoken": fields(desk.get("/you/"))["csrfmiddlewaretoken"]}
    body = urlencode(form) if kind.endswith("urlencoded") else encode_multipart(BOUNDARY, form)
    kind += "" if kind.endswith("urlencoded") else f"; boundary={BOUNDARY}"
    answer = desk.post(address, body, content_type=kind)
    desk.handler.enforce_csrf_checks = False
    return answer


def test_a_nul_in_a_question_or_a_form_is_a_sign_that_nobody_knows(client_of, owner):
    desk = client_of(owner)
    assert desk.get("/desk/?view=%00").status_code == desk.get("/find/?q=%00unlock%00").status_code == 200
    sent = {"name": f"Ma{NUL}rta", "topics": NUL, "languages": NUL}
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        assert posted(desk, "/you/", sent, kind).status_code in {200, 302, 422}
    assert NUL not in Helper.objects.get(pk=owner.pk).name
    sent = {"do": "end_block", "blocked": NUL}
    assert posted(desk, "/people/kept-away/", sent, "multipart/form-data").status_code in {302, 404}


def test_a_cookie_with_a_nul_in_it_is_none(brand):
    client = Client()
    client.cookies.load('sessionid="abcdefghijkl\\000"; tummler="\\000"')
    assert client.get(f"/square/{brand.slug}/").status_code == 200
    assert client.get("/desk/").status_code == 302


def test_what_is_chosen_beside_a_draft_may_be_too_long(heard, client_of, owner):
    heard("@velonorte my bike won’t unlock, what do I do?")
    need = Need.objects.get()
    desk = client_of(owner)
    desk.post(f"/desk/{need.public_id}/claim/")
    chosen = dict.fromkeys(("visibility", "language", "signature", "lasting"), "x" * 90)
    sent = {"text": "Hold the button.", "edition": "0", "base": "", **chosen}
    assert desk.post(f"/desk/{need.public_id}/draft/", sent).status_code == 302
    assert Reply.objects.get().language == "x" * 35

"""Tags in the desk and on the square: defined with plain forms, tried, switched, and each a place of its own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.saying import post, say
from tests.web.asking import asked, fresh_cache
from tummler.acts.customers import join, prove_customer
from tummler.acts.needs import claim_need
from tummler.acts.proving import new_visitor
from tummler.acts.tags import Definition, make_tag
from tummler.answering.outbox import deliver_due
from tummler.answering.tagging import wake_proven
from tummler.records.models import Brand, Happening, Need, Once, Tag, TagRequest
from tummler.web.tag_words import how
from tummler.work.tags import answer_all

pytestmark = pytest.mark.django_db

__all__ = ["fresh_cache"]

FIELDS = {"answers": "text", "kind": "request", "urgency": "today", "method": "GET", "seconds": "5"}


def sent(client, address, **fields):
    return client.post(address, {**FIELDS, **fields})


def shown(client, address):
    return client.get(address).content.decode()


def test_a_lead_makes_tries_switches_changes_and_removes_a_tag(desk):
    assert "No tag answers yet." in shown(desk, "/tags/")
    wrong = sent(desk, "/tags/", do="make_tag", name="two words", does="kept")
    assert wrong.status_code == 422 and ">kept</textarea>" in wrong.content.decode()
    made = sent(
        desk, "/tags/", do="make_tag", name="#Hours", spellings="horas, 時間", does="When we are open.",
        text="Open 6 to 23.", hours="1.5", an_hour="30",
    )  # fmt: skip
    tag = Tag.objects.get()
    address = f"/tags/{tag.public_id}/"
    assert (made.status_code, made.headers["Location"]) == (302, address)
    assert (tag.name, tag.folds, tag.on, tag.promised_minutes) == ("Hours", ["hours", "horas", "時間"], False, 90)
    assert tag.an_hour == 30
    assert "Open 6 to 23." in shown(desk, address)
    assert 'name="an_hour" inputmode="numeric" maxlength="4" autocomplete="off" value="30"' in shown(desk, address)
    tried = sent(desk, address, do="try", words="today").content.decode()
    assert "The answer would be" in tried
    sent(desk, address, do="on")
    page = shown(desk, "/tags/")
    assert "One tag answers." in page and "#Hours" in page
    sent(desk, address, do="change", name="Hours", text="Open 7 to 22.")
    assert "Changed." in shown(desk, address)
    sent(desk, address, do="back")
    tag.refresh_from_db()
    assert (tag.text, tag.spellings) == ("Open 6 to 23.", ["horas", "時間"])
    sent(desk, address, do="put_away")
    assert desk.get(address).status_code == 404 and "Take it back" in shown(desk, "/tags/")
    sent(desk, address, do="bring_back")
    assert desk.get(address).status_code == 200


def test_helpers_see_tags_and_leads_shape_them(client_of, owner, helper, other_owner):
    tag = make_tag(actor=owner, wanted=Definition("hours", text="x"))
    theirs = client_of(helper)
    assert "#hours" in shown(theirs, "/tags/") and "A new tag" not in shown(theirs, "/tags/")
    assert sent(theirs, "/tags/", do="make_tag", name="mine").status_code == 403
    assert sent(theirs, f"/tags/{tag.public_id}/", do="on").status_code == 403
    assert sent(client_of(other_owner), f"/tags/{tag.public_id}/", do="on").status_code == 404


def test_what_nobody_serves_is_counted_drafted_in_a_click_and_shown_if_wanted(desk, owner, client, channel_told):
    for n, who in enumerate(("ana", "bea", "cai", "ana")):
        say(channel_told, post(f"d{n}", "@velonorte #Helmet #" + who, who, minute=n))
    page = shown(desk, "/tags/")
    assert "#Helmet</b>" in page and "/tags/?new=Helmet#new" in page
    assert 'value="Helmet"' in shown(desk, "/tags/?new=Helmet")
    public = f"/square/{owner.brand.slug}/tags/"
    assert "Helmet" not in shown(client, public)
    sent(desk, "/tags/", do="show_demand")
    assert Brand.objects.get().demand_shown
    page = shown(client, public)
    assert "#Helmet</b> 3 people" in page and "#ana" not in page


def test_a_tag_is_a_place_with_a_sheet_to_print(desk, owner, helper, client, channel_told):
    wanted = Definition("broken", does="Takes the bike off the street.", answers="people", promised_minutes=60)
    tag = make_tag(actor=owner, wanted=wanted, on=True)
    for n, who in enumerate(("ana", "bea")):
        say(channel_told, post(f"b{n}", f"@velonorte #broken the saddle of bike {n} turns", who, minute=n))
    answer_all()
    claim_need(actor=helper, need=Need.objects.get(account__handle="bea"))
    slug = owner.brand.slug
    page = shown(client, f"/square/{slug}/tags/Broken/")
    assert "2 people asked by it in the last month" in page and "the saddle of bike 0 turns" in page
    assert how(tag) == "a person answers within an hour" and "Tomás is on it" in page
    assert "@velonorte #broken" in page
    assert "Takes the bike off the street." in shown(client, f"/square/{slug}/")
    assert 'aria-label="A code that leads to' in shown(client, f"/square/{slug}/sheet/?tag=broken")
    assert ">#broken </textarea>" in shown(client, f"/square/{slug}/?tag=broken")
    assert client.get(f"/square/{slug}/tags/nothing/").status_code == 404


def test_what_a_machine_is_at_is_not_on_the_list_and_what_it_leaves_is(desk, owner, channel_told):
    make_tag(actor=owner, wanted=Definition("broken", answers="people"), on=True)
    say(channel_told, post("b", "@velonorte #broken the saddle turns"))
    assert TagRequest.objects.get().state == "heard" and "the saddle turns" not in shown(desk, "/desk/")
    assert not Happening.objects.filter(act="need_opened").exists()
    answer_all()
    assert "the saddle turns" in shown(desk, "/desk/")
    assert Happening.objects.filter(act="need_opened").count() == 1
    need = shown(desk, f"/desk/{Need.objects.get().public_id}/")
    assert need.count("asked a tag <time") == 1 and ">asked <time" not in need


DOCUMENT = """
openapi: 3.0.3
servers: [{url: "https://api.example/v1/"}]
paths:
  /docks/{dock id}/free:
    parameters: [{name: dock id, in: path, required: true}]
    get:
      summary: Free places at a dock
      parameters: [{name: at, in: query, required: true}, {name: page, in: query}]
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Dock"}}}}}
    delete: {}
  /stop:
    post:
      operationId: stop_ride
      requestBody: {content: {application/json: {schema: {required: [bike], properties: {bike: {type: string}}}}}}
components: {schemas: {Dock: {properties: {free: {type: integer}, place: {properties: {name: {type: string}}}}}}}
"""


def test_a_description_of_a_system_becomes_the_draft_of_a_tag(desk):
    page = sent(desk, "/tags/", do="read_document", document=DOCUMENT).content.decode()
    assert "GET /docks/{dock id}/free · Free places at a dock" in page and "DELETE" not in page
    page = sent(
        desk, "/tags/", do="draft_operation", document=DOCUMENT, operation="GET /docks/{dock id}/free"
    ).content.decode()
    assert 'value="https://api.example/v1/docks/{dock-id}/free?at={at}"' in page and 'value="dock-id, at"' in page
    assert ">{free}, {place.name}</textarea>" in page and 'value="free"' in page
    page = sent(desk, "/tags/", do="draft_operation", document=DOCUMENT, operation="POST /stop").content.decode()
    assert "{&#34;bike&#34;: &#34;{bike}&#34;}</textarea>" in page and 'value="stopride"' in page
    lol = "x0: &x0 [lol, lol]\n" + "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 9))
    merged = "m0: &m0 {a: 1}\n" + "".join(f"m{n}: &m{n}\n  <<: [*m{n - 1}, *m{n - 1}]\n" for n in range(1, 30))
    bombs = (
        f"{lol}paths: {{/a: {{get: {{summary: *x8}}}}}}",
        f"{merged}paths: {{/a: {{get: {{}}}}}}",
        "paths: " + "[" * 9999,
    )
    for wrong in ("{", "[]", "paths: []", "a: b: c", "paths: {}", "paths: &p {/a: *p}", *bombs):
        assert sent(desk, "/tags/", do="read_document", document=wrong).status_code == 422, wrong


def test_whoever_has_a_need_sees_the_tag_that_stayed_out_and_lets_it_answer(desk, owner, channel_told):
    make_tag(actor=owner, wanted=Definition("hours", text="Open 6 to 23."), on=True)
    say(channel_told, post("q", "@velonorte my bike won't unlock at Harbour Road, what do I do?"))
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    say(channel_told, post("q2", "@velonorte and your #hours", minute=2, parent="q", root="q"))
    address = f"/desk/{need.public_id}/"
    assert "left to you, somebody has it." in shown(desk, address) and "Let the tag answer" in shown(desk, address)
    assert desk.post(f"{address}tags/").status_code == 302
    answer_all()
    page = shown(desk, address)
    assert "answered by the tag." in page and "Open 6 to 23." in page and "Let the tag answer" not in page


def test_on_the_square_a_tag_answers_too_and_what_is_about_an_account_waits_sealed_for_who_asked(owner, client):
    make_tag(actor=owner, wanted=Definition("hours", text="Open 6 to 23."), on=True)
    make_tag(actor=owner, wanted=Definition("charges", text="You owe 12.40.", proven=True), on=True)
    place = asked(client, owner.brand, "Your #hours and my #charges", name="Marta")
    answer_all()
    while deliver_due():
        pass
    page = shown(client, place)
    assert "Open 6 to 23." in page and "#charges is about your account." in page and "12.40" not in page
    visitor, _secret = new_visitor(owner.brand)
    prove_customer(visitor=visitor, ref="77", name="", how="app")
    join(visitor=visitor, accounts=[TagRequest.objects.first().account])
    assert wake_proven() == 1
    answer_all()
    while deliver_due():
        pass
    assert "answered in private" in shown(client, place) and "12.40" not in shown(client, place)
    press = {"do": "see_once", "answer": Once.objects.get().public_id}
    read = f"/square/{owner.brand.slug}/read/"
    assert Client().post(read, press).status_code == 404
    assert "You owe 12.40." in client.post(read, press).content.decode()

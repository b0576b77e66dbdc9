"""Notes, labels, splitting and joining on the desk, with and without JavaScript, each taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import Node, read
from tummler.acts.noting import write_note
from tummler.records.models import Account, Label, Need, Note

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
EXCHANGE = {"HX-Request": "true"}


@pytest.fixture
def need(heard: Any, owner: Any, helper: Any) -> Any:
    return heard(STUCK).needs.get()


def page_of(client: Any, need: Any) -> Node:
    return read(client.get(f"/desk/{need.public_id}/"))


def test_a_note_is_a_voice_for_helpers_and_for_whom_it_names(
    need: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    said = {"text": "Latch stock is in bay 3, @Tomás."}
    assert desk.post(f"/desk/{need.public_id}/note/", said).status_code == 302
    mine = page_of(desk, need).one("", "note")
    assert (mine.one("p", "voice").words, mine.one("h3").words.startswith("Your note")) == (said["text"], True)
    theirs = client_of(helper)
    assert read(theirs.get("/desk/?view=yours")).one("", "call").words == "Inés wrote you a note"
    note = page_of(theirs, need).one("", "note")
    assert note.one("h3").words.startswith("Inés’s note, for you")
    assert not note.all("button")
    assert read(theirs.get("/desk/?view=yours")).all("a", "need") == []  # read
    assert page_of(theirs, need).one("", "note").one("h3").words.startswith("Inés’s note, for you")


def test_a_note_is_edited_deleted_and_brought_back(need: Any, owner: Any, desk: Any) -> None:
    note = write_note(actor=owner, need=need, text="Bay 3")
    address = f"/desk/{need.public_id}/note/{note.public_id}/"
    page = read(desk.post(address + "edit/", {"text": "Bay 4"}, headers=EXCHANGE))
    assert page.one("", "note").one("p", "voice").words == "Bay 4"
    assert page.one("h3").words.endswith(", edited")
    page = read(desk.post(address + "delete/", headers=EXCHANGE))
    assert not page.all("", "note")
    undo = page.one("", "toast").one("form").attributes
    assert (undo["hx-target"], undo["action"]) == ("#notes", address + "take-back/")
    page = read(desk.post(undo["action"], headers=EXCHANGE))
    assert page.one("", "note").one("p", "voice").words == "Bay 4"
    desk.post(address + "edit/", {"text": "  "})
    assert Note.objects.get().deleted_at is not None
    desk.post(f"/desk/{need.public_id}/note/", {"text": " "})
    assert Note.objects.count() == 1


def test_hostile_notes_are_only_words(need: Any, owner: Any, desk: Any) -> None:
    write_note(actor=owner, need=need, text="<script>alert(1)</script> {{ 7*7 }}")
    html = desk.get(f"/desk/{need.public_id}/").content.decode()
    assert "<script>alert" not in html
    assert page_of(desk, need).one("", "note").one("p", "voice").words == "<script>alert(1)</script> {{ 7*7 }}"


def test_labels_are_put_on_taken_off_and_put_back(need: Any, desk: Any) -> None:
    address = f"/desk/{need.public_id}/label/"
    desk.post(address, {"name": "latch"})
    page = read(desk.post(address, {"name": "Dock 14"}, headers=EXCHANGE))
    assert [one.words for one in page.all("", "topic")] == ["Dock 14", "latch"]
    assert [one.attributes["value"] for one in page.all("option")] == ["Dock 14", "latch"]
    page = read(desk.post(address + "remove/", {"label": Label.objects.get(key="latch").public_id}, headers=EXCHANGE))
    assert page.one("", "toast").one("span").words == "“latch” is off it."
    form = page.one("", "toast").one("form")
    assert form.one("input", name="name").attributes["value"] == "latch"
    page = read(desk.post(form.attributes["action"], {"name": "latch"}, headers=EXCHANGE))
    assert [one.words for one in page.all("", "topic")] == ["Dock 14", "latch"]
    desk.post(address, {"name": "  "})
    assert Label.objects.count() == 2


def test_a_post_becomes_a_need_and_is_none_again(need: Any, heard: Any, desk: Any) -> None:
    post = heard("Same here, dock 14 ate mine", by="leo", parent=need.post.remote_id)
    page = read(desk.post(f"/desk/{need.public_id}/split/", {"post": post.pk}, headers=EXCHANGE))
    assert page.one("", "toast").one("span").words == "leo’s is a need of its own now."
    assert Need.objects.filter(state="open").count() == 2
    form = page.one("", "toast").one("form")
    back = {field.attributes["name"]: field.attributes["value"] for field in form.all("input", name="back")}
    desk.post(form.attributes["action"], back)
    assert Need.objects.filter(state="open").count() == 1
    for nothing in ("", "x", need.post_id):
        desk.post(f"/desk/{need.public_id}/split/", {"post": nothing})
    assert Need.objects.count() == 2


def test_two_needs_of_one_person_are_joined_and_parted(need: Any, heard: Any, desk: Any) -> None:
    other = heard("@velonorte and where is my deposit?").needs.get()
    joining = page_of(desk, need).one("ul", "hist").one("form")
    sent = {field.attributes["name"]: field.attributes.get("value", "") for field in joining.all("input")}
    assert sent["need"] == other.public_id
    page = read(desk.post(joining.attributes["action"], sent, headers=EXCHANGE))
    assert page.one("", "toast").one("span").words == "The two are one now."
    assert [one.attributes["id"] for one in read(desk.get("/desk/?view=all")).all("a", "need")] == [
        f"need-{need.public_id}"
    ]
    bar = page_of(desk, other).one("", id="claim")
    assert bar.one("p").words == "Joined with another need of theirs. See it"
    desk.post(page.one("", "toast").one("form").attributes["action"], {"back": need.public_id})
    assert len(read(desk.get("/desk/?view=all")).all("a", "need")) == 2
    desk.post(f"/desk/{need.public_id}/join/", {"need": need.public_id})
    assert Need.objects.filter(state="open").count() == 2


def test_the_same_name_elsewhere_proves_nothing(need: Any, owner: Any, other_owner: Any, desk: Any) -> None:
    Account.objects.filter(pk=need.account_id).update(name="Marta Rueda")
    rows = {"handle": "mrueda_", "name": "Marta Rueda", "network": "mastodon"}
    Account.objects.create(brand=owner.brand, remote_id="m#1", **rows)
    Account.objects.create(brand=other_owner.brand, remote_id="m#2", **{**rows, "handle": "elsewhere"})
    accounts = [one.words for one in page_of(desk, need).one("ul", "accts").all("li")]
    assert accounts == [
        "@marta wrote this, on Echo",
        "@mrueda_ has the same name. Not linked; a name proves nothing. It’s the same person",
        "Another account Its name, where they wrote to you from it It’s the same person",  # how to say so of any other
    ]

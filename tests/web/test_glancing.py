"""“Have a look”: a list for the named person alone, and a quiet mark at their desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import read
from tummler.records.models import Brand, Glance, Need

MAYBE = "@velonorte I don't know how much longer I can keep going like this, and your app is the smallest part of it"


@pytest.fixture
def glance(heard: Callable[..., Any], helper: Any, brand: Any) -> Glance:
    Brand.objects.filter(pk=brand.pk).update(duty_helper=helper)
    heard(MAYBE)
    return Glance.objects.get()


def test_the_named_person_has_a_list_and_a_mark_and_nobody_else_has(
    glance: Glance, owner: Any, helper: Any, client_of: Callable[[Any], Any]
) -> None:
    need = Need.objects.get()
    mine, others = client_of(helper), client_of(owner)
    row = read(mine.get("/desk/look/")).one("li", "glance")
    assert row.one("", "voice").one("mark").words == "keep going like this"
    assert "Maybe someone is in danger." in row.words
    assert row.one("a").attributes["href"] == f"/desk/{need.public_id}/"
    desk = read(mine.get("/desk/?view=all"))
    assert desk.one("a", "to-look").attributes["href"] == "/desk/look/"
    assert desk.one("", "look-at").words == "Maybe someone is in danger."
    here = read(mine.get(f"/desk/{need.public_id}/")).one("form", "glance-here")
    assert here.one("p").words == "Maybe someone is in danger. keep going like this Only you see this line."
    assert others.get("/desk/look/").status_code == 404
    for address in ("/desk/?view=all", f"/desk/{need.public_id}/"):
        said = others.get(address).content.decode()
        assert ("Maybe" in said, "/desk/look/" in said, "keep going" in said) == (False, False, True)


def test_yes_and_no_take_one_press_and_one_to_take_back(
    glance: Glance, owner: Any, helper: Any, client_of: Callable[[Any], Any]
) -> None:
    mine, address = client_of(helper), f"/desk/look/{glance.public_id}/"
    assert client_of(owner).post(address, {"do": "yes"}).status_code == 404
    assert mine.post(address, {"do": "no"}).headers["Location"] == "/desk/look/"
    page = read(mine.get("/desk/look/"))
    assert page.all("li", "glance") == []
    undo = page.one("", id="toast").one("form")
    assert undo.attributes["action"] == address
    mine.post(address, {"do": "take_back"})
    assert len(read(mine.get("/desk/look/")).all("li", "glance")) == 1
    need = Need.objects.get()
    assert mine.post(address, {"do": "yes", "need": need.public_id}).headers["Location"] == f"/desk/{need.public_id}/"
    need.refresh_from_db()
    assert need.care == "self_harm"
    assert read(mine.get("/desk/look/")).one("", "ring").words.startswith("Someone may be in danger: marta wrote")

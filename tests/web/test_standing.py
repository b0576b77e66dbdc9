"""What stands on every page is drawn once, and is still each reader's own; forms of one answer share a token."""

from __future__ import annotations

import re
from typing import Any

from tests.web.reading import Node, read
from tummler.records.models import Brand, Helper
from tummler.web.standing import _ADDRESS, _TOKEN


def header(client: Any, address: str = "/desk/") -> Node:
    return read(client.get(address)).one("header", id="top")


def test_header_tells_of_its_own_reader_as_they_are_now(client_of: Any, owner: Helper, other_owner: Helper) -> None:
    Helper.objects.filter(pk=owner.pk).update(name=f"Olga {_TOKEN} {_ADDRESS}")
    theirs, others = header(client_of(owner)), header(client_of(other_owner))
    assert f"Olga {_TOKEN} {_ADDRESS}" in theirs.words  # nobody writes a place of ours into a page
    assert other_owner.name not in theirs.words
    assert other_owner.name in others.words
    assert "Olga" not in others.words
    brake = {form.attributes["action"] for form in theirs.all("form")}
    Brand.objects.filter(pk=owner.brand_id).update(brake_on=not owner.brand.brake_on)
    changed = {form.attributes["action"] for form in header(client_of(owner)).all("form")}
    assert brake ^ changed == {"/brake/pull/"}


def test_header_leads_back_to_where_it_stands_and_marks_it(desk: Any) -> None:
    for address in ("/desk/?view=all", "/people/", "/desk/?view=all&in=es"):
        found = header(desk, address)
        assert {field.attributes["value"] for field in found.all("input", name="next")} == {address}
        assert [one.attributes["href"] for one in found.all("a") if "aria-current" in one.attributes] == [
            address.partition("?")[0]
        ]


def test_forms_of_one_answer_share_a_token_and_two_answers_do_not(desk: Any) -> None:
    def tokens() -> list[str]:
        return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', desk.get("/desk/").content.decode())

    first, second = tokens(), tokens()
    assert len(first) > 2
    assert len(set(first)) == len(set(second)) == 1
    assert first[0] != second[0]

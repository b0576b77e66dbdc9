"""Queries put together once: the same words and values as those that are put together anew, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet

from tummler.common import clock
from tummler.matching.knowing import Known
from tummler.matching.market import listed, market
from tummler.records import prepared as kept
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Brand, Happening, Helper, Need
from tummler.records.prepared import Among, Given, Prepared, prepared, several

pytestmark = pytest.mark.database  # the words are those of the database that they are for

NOUNS = [
    noun
    for noun in apps.get_app_config("records").get_models()
    if noun is Brand or any(field.name == "brand" for field in noun._meta.fields)
]
WHO = {
    "anybody": {"vouched_at": clock.now()},
    "on duty": {"vouched_at": clock.now(), "duty": True},
    "a newcomer": {},
    "a newcomer on duty": {"duty": True},
    "gone": {"active": False},
}


def helper_like(pk: int = 7, brand: int = 3, duty: bool = False, **fields: Any) -> Helper:
    """A helper in nobody's database."""
    return Helper(pk=pk, brand=Brand(pk=brand, duty_helper_id=pk if duty else None), **fields)


def said(rows: Any) -> tuple[str, tuple[Any, ...]]:
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return "", ()


@pytest.mark.parametrize("who", WHO)
def test_what_is_asked_with_somebodys_rights_is_what_rows_for_asks(who: str) -> None:
    assert len(NOUNS) > 60
    helper, other = helper_like(**WHO[who]), helper_like(8, 4, **WHO[who])
    for noun in NOUNS:
        filled = [asked_by(one, f"all {noun}", lambda one, noun=noun: rows_for(one, noun)) for one in (helper, other)]
        assert filled[0].query is filled[1].query, "put together once for both"
        for one, ready in zip((helper, other), filled, strict=True):
            assert ready.query.said(**ready.given) == said(rows_for(one, noun)), noun


@pytest.mark.parametrize("view", ["you", "all", "yours", "nearby"])
def test_the_list_is_what_the_market_is(view: Any) -> None:
    helper, at = helper_like(vouched_at=clock.now()), clock.now()
    knows = Known(frozenset({"docks"}), frozenset({"es"}), frozenset({4}))
    ready = asked_by(helper, "test list", lambda one: listed(one, view, knows=knows, at=Given()), view)
    assert ready.query.said(at=at, **ready.given) == said(listed(helper, view, knows=knows, at=at))


def test_a_moment_that_would_stand_still_is_refused() -> None:
    with pytest.raises(ValueError, match="stand still"):
        Prepared(Need.objects.filter(waiting_since__lt=clock.now()))
    with pytest.raises(ValueError, match="stand still"):
        Prepared(market(helper_like(vouched_at=clock.now()), "you", knows=Known(frozenset({"docks"}))))


@pytest.mark.django_db
def test_rows_come_as_django_reads_them(channel_told: Any, owner: Any, heard: Any) -> None:
    heard("@velonorte my bike is stuck at dock 14, can you help?")
    rows = Need.objects.select_related("post__reading", "account", "claimed_by").order_by("pk")
    ready = Prepared(rows.filter(waiting_since__lt=Given() - timedelta(days=-1)))
    [need], [same] = ready.all(), list(rows)
    assert [getattr(need, field.attname) for field in Need._meta.fields] == [
        getattr(same, field.attname) for field in Need._meta.fields
    ]
    assert (need.post.reading.kind, need.account.handle, need.claimed_by) == (
        same.post.reading.kind, same.account.handle, None,
    )  # fmt: skip
    assert ready.all(at=same.waiting_since - timedelta(days=2)) == []
    values = Happening.objects.filter(act=Given("of")).values_list("pk", "at", "facts")
    assert [tuple(row) for row in Prepared(values).rows(of="need_opened")] == list(
        Happening.objects.filter(act="need_opened").values_list("pk", "at", "facts")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 2, 3, 5])
def test_lists_of_any_length_find_what_django_finds(brand: Any, many: int) -> None:
    made = [Happening.objects.create(brand=brand, act=f"act{number}") for number in range(6)]
    acts = [one.act for one in made[:many]]
    size, given = several(acts, "act")
    asked = Prepared(Happening.objects.filter(Among("act", size, "act"), brand=Given("of")).order_by("pk"))
    assert [one.pk for one in asked.all(of=brand.pk, **given)] == [one.pk for one in made[:many]]
    assert asked.all(of=brand.pk + 1, **given) == []


def test_few_queries_are_kept_for_lists_of_many_lengths() -> None:
    assert sorted({several(range(1, length + 1))[0] for length in range(1, 201)}) == [1, 2, 4, 8, 16, 32, 64, 128, 256]


def test_no_more_is_kept_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    monkeypatch.setattr(kept, "_kept", {})
    for name in ("one", "two", "three"):
        prepared(name, lambda: Need.objects.filter(kind=Given("of")))
        assert len(kept._kept) <= 2

"""Each blank of the filter's sentence narrows the list, alone and together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.matching.test_knowing import SPANISH, answered, ask
from tummler.acts.needs import claim_need
from tummler.matching.filters import ANY, Filter
from tummler.matching.market import market
from tummler.records.models import Label, Labelled, Need

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs(channel_told, owner):
    """Four needs that differ in everything a filter asks for."""
    answered(owner, ask(channel_told, "before", by="marta"))
    made = {
        "marta": ask(channel_told, "marta", by="marta", topic="docks", kind="question", ago=timedelta(minutes=59)),
        "leo": ask(channel_told, "leo", by="leo", topic="docks", kind="complaint", ago=timedelta(hours=2)),
        "ana": ask(channel_told, "ana", SPANISH, by="ana", kind="request", ago=timedelta(days=2)),
        "eva": ask(channel_told, "eva", by="eva", topic="deposit", kind="question", ago=timedelta(days=8)),
    }
    claim_need(actor=owner, need=made["eva"])
    label = Label.objects.create(brand=owner.brand, key="spring", name="Spring")
    Labelled.objects.create(brand=owner.brand, need=made["leo"], label=label)
    return {need.pk: name for name, need in made.items()}


@pytest.mark.parametrize(
    "wanted, names",
    [
        (ANY, {"marta", "leo", "ana", "eva"}),
        (Filter(kind="question"), {"marta", "eva"}),
        (Filter(topic="docks"), {"marta", "leo"}),
        (Filter(topic="-"), {"ana"}),
        (Filter(language="es"), {"ana"}),
        (Filter(network="echo"), {"marta", "leo", "ana", "eva"}),
        (Filter(network="bluesky"), set()),
        (Filter(people="known"), {"marta"}),
        (Filter(people="new"), {"leo", "ana", "eva"}),
        (Filter(waiting="hour"), {"leo", "ana", "eva"}),
        (Filter(waiting="day"), {"ana", "eva"}),
        (Filter(waiting="week"), {"eva"}),
        (Filter(taken="no"), {"marta", "leo", "ana"}),
        (Filter(taken="yes"), {"eva"}),
        (Filter(label="spring"), {"leo"}),
        (Filter(kind="question", topic="docks", people="known", taken="no"), {"marta"}),
        (Filter(people="no such code", waiting="x", taken="x"), {"marta", "leo", "ana", "eva"}),
    ],
)
def test_a_filter_keeps_what_fits(needs, owner, wanted, names):
    assert {needs[need.pk] for need in market(owner, "all", wanted)} == names


def test_a_filter_shows_nobody_who_may_not_be_seen(needs, owner, other_owner):
    Need.objects.filter(topic="deposit").update(care="self_harm")
    from tummler.acts.setting_up import add_helper

    someone = add_helper(actor=owner, email="x@velonorte.example", name="X", password="a long password")
    assert {needs[need.pk] for need in market(someone, "all", Filter(kind="question"))} == {"marta"}
    assert list(market(other_owner, "all", Filter(kind="question"))) == []

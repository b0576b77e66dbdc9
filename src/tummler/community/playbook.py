"""The starter playbook: four plays of steps, each ticked by a fact in the rows and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet

from tummler.records.models import (
    ApprovalRule,
    Article,
    Blocked,
    Brand,
    Call,
    Channel,
    Circle,
    Delivery,
    Gesture,
    Guest,
    Helped,
    Helper,
    IncidentPost,
    Need,
    Note,
    Peer,
    Question,
    SavedView,
    Tag,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: which place it speaks of, whether each helper takes it or one for all, and its fact."""

    key: str
    place: str
    fact: str
    #: Each helper has it to do; else once for the brand.
    own: bool = False


PLAYS: Mapping[str, tuple[Step, ...]] = {
    "week": (
        Step("channel", "channels", "channel"),
        Step("listen", "desk", "need"),
        Step("duty", "people", "duty"),
        Step("colleague", "people", "colleagues"),
        Step("yourself", "yourself", "knows", own=True),
        Step("first", "desk", "answered", own=True),
        Step("brake", "desk", "brake"),
        Step("word", "desk", "helped"),
    ),
    "outage": (
        Step("control", "circles", "circle"),
        Step("ask", "desk", "question"),
        Step("incident", "desk", "incident"),
        Step("maker", "desk", "guest"),
        Step("state", "tags", "tag"),
        Step("stays", "articles", "article"),
    ),
    "hostile": (
        Step("alias", "yourself", "alias", own=True),
        Step("margin", "desk", "note", own=True),
        Step("hand", "desk", "handed", own=True),
        Step("there", "desk", "hidden"),
        Step("blocked", "people", "blocked"),
        Step("eyes", "approvals", "rule"),
    ),
    "night": (
        Step("hours", "yourself", "hours", own=True),
        Step("fill", "tags", "tag"),
        Step("peers", "square", "peer"),
        Step("sleep", "desk", "asleep", own=True),
        Step("morning", "desk", "view"),
    ),
}
STEPS: Mapping[str, Step] = {step.key: step for steps in PLAYS.values() for step in steps}


def ticked(facts: Mapping[str, bool]) -> frozenset[str]:
    """The steps that are done, by these facts. Pure."""
    return frozenset(key for key, step in STEPS.items() if facts.get(step.fact, False))


def next_step(play: str, done: frozenset[str]) -> str:
    """The first step of a play that is still to do; "" when all are. Pure."""
    return next((step.key for step in PLAYS[play] if step.key not in done), "")


def facts_of(helper: Helper) -> dict[str, bool]:
    """What is so, for a helper and their brand; nothing of a matter for the named person alone. One query."""
    brand = helper.brand
    asked: dict[str, QuerySet[Any]] = {
        "channel": Channel.objects.filter(brand=brand).exclude(network="square"),
        "need": Need.objects.filter(brand=brand, care=""),
        "colleagues": Helper.objects.filter(brand=brand, active=True).exclude(pk=helper.pk),
        "answered": Delivery.objects.filter(brand=brand, reply__helper=helper, state="sent", by_person=True),
        "helped": Helped.objects.filter(brand=brand, undone_at=None, need__care=""),
        "circle": Circle.objects.filter(brand=brand, gone_at=None),
        "question": Question.objects.filter(brand=brand, need__isnull=False),
        "incident": IncidentPost.objects.filter(brand=brand, post__needs__state__in=("answered", "helped")),
        "guest": Guest.objects.filter(brand=brand),
        "tag": Tag.objects.filter(brand=brand, on=True),
        "article": Article.objects.filter(brand=brand, state="visible"),
        "note": Note.objects.filter(brand=brand, helper=helper),
        "handed": Call.objects.filter(brand=brand, by=helper, kind__in=("hand_on", "ask_in", "circle")),
        "hidden": Gesture.objects.filter(brand=brand, kind__in=("hide", "mute", "report")),
        "blocked": Blocked.objects.filter(brand=brand),
        "rule": ApprovalRule.objects.filter(brand=brand),
        "peer": Peer.objects.filter(brand=brand, left_at=None),
        "asleep": Need.objects.filter(brand=brand, claimed_by=helper, snoozed_at__isnull=False),
        "view": SavedView.objects.filter(brand=brand),
    }  # fmt: skip
    found = Brand.objects.filter(pk=brand.pk).annotate(**{f"is_{name}": Exists(rows) for name, rows in asked.items()})
    row = found.values(*(f"is_{name}" for name in asked)).get()
    return {name: bool(row[f"is_{name}"]) for name in asked} | {
        "duty": brand.duty_helper_id is not None,
        "brake": not brand.brake_on,
        "knows": bool(helper.topics or helper.languages),
        "alias": bool(helper.alias),
        "hours": bool(helper.hours),
    }

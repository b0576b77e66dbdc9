"""Quests: one real problem of the service, cracked together with those who have it, in stages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Quest(models.Model):
    """draft → gather → propose → try → choose → told; a lead moves it, back too. Nobody has to take part."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="quests")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, default="draft")
    #: The problem, as a question, and what is known of it.
    title = models.CharField(max_length=140)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    #: Until when each stage is meant to last, as a day: {"gather": "2026-12-06"}.
    days = models.JSONField(default=dict)
    #: The name that those earn whose part was chosen; "" for none.
    name = models.CharField(max_length=60, blank=True)
    #: Whether the square shows it; else it is found by its link alone.
    listed = models.BooleanField(default=True)
    #: What was chosen and why; and the thanks to everyone, both in the lead's words.
    result = models.TextField(blank=True)
    thanks = models.TextField(blank=True)
    article = models.ForeignKey("records.Article", null=True, on_delete=models.SET_NULL, related_name="quests")
    wish = models.ForeignKey("records.Wish", null=True, on_delete=models.SET_NULL, related_name="quests")
    made_at = models.DateTimeField(default=clock.now)
    #: When it came to where it is.
    moved_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["brand", "state"], name="quest_state", condition=Q(gone_at=None)),)

    def __str__(self) -> str:
        return f"quest {self.pk}"


class QuestPart(models.Model):
    """A part of the problem that a few can crack."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    quest = models.ForeignKey(Quest, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=140)
    text = models.TextField(blank=True)
    #: So many can take it at a time.
    most = models.PositiveSmallIntegerField(default=3)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["quest", "number"], name="quest_part_once"),)

    def __str__(self) -> str:
        return f"quest part {self.pk}"


class Quester(models.Model):
    """Somebody takes part: by an account, or as a guest from outside by a link of their own. They can leave."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    quest = models.ForeignKey(Quest, on_delete=models.CASCADE, related_name="questers")
    account = models.ForeignKey("records.Account", null=True, on_delete=models.CASCADE, related_name="+")
    #: A guest's name, what they come as ("workshop Brava"), and a digest of their link, until when it opens.
    name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True)
    #: Numbers of the parts that they took.
    parts = models.JSONField(default=list)
    #: Whether they show the name that they earned.
    shows_name = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["quest", "account"], name="quester_once"),
            models.UniqueConstraint(fields=["key"], name="quester_link_once", condition=~Q(key="")),
        )

    def __str__(self) -> str:
        return f"quester {self.pk}"

    @property
    def guest(self) -> bool:
        """Whether they come from outside, by a link."""
        return bool(self.key)


class Contribution(models.Model):
    """What somebody brought: words to a stage and a part; or, ``of`` another, what happened when it was tried."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    quest = models.ForeignKey(Quest, on_delete=models.CASCADE, related_name="contributions")
    quester = models.ForeignKey(Quester, on_delete=models.CASCADE, related_name="contributions")
    part = models.ForeignKey(QuestPart, null=True, on_delete=models.SET_NULL, related_name="contributions")
    of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="trials")
    #: Of a trial: yes, partly, no.
    worked = models.CharField(max_length=6, blank=True)
    stage = models.CharField(max_length=8)
    text = models.TextField()
    language = models.CharField(max_length=35, blank=True)
    at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True)
    #: It reads like an advert or an insult: somebody looks at it first.
    held = models.BooleanField(default=False)
    #: Keys of readers who asked us to look at it.
    objected = models.JSONField(default=list)
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["quest", "at"], name="contribution_of_quest"),)

    def __str__(self) -> str:
        return f"contribution {self.pk}"


class Backing(models.Model):
    """Who took part would choose this one: once each."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="backings")
    quester = models.ForeignKey(Quester, on_delete=models.CASCADE, related_name="backings")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contribution", "quester"], name="backing_once"),)

    def __str__(self) -> str:
        return f"backing {self.pk}"

"""What someone in a conversation wants help with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids

NOW, TODAY, NO_HURRY = 0, 1, 2
URGENCIES = {"now": NOW, "today": TODAY, "no_hurry": NO_HURRY}


class Need(models.Model):
    """open → claimed → answered → helped / not helped / no answer; came back: open again.

    ``waiting_since`` orders the market within its urgency; it stays when a need comes back.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="needs")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    conversation = models.ForeignKey("records.Conversation", on_delete=models.CASCADE, related_name="needs")
    #: The post that asks; the latest one once it came back.
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="needs")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=12)
    topic = models.CharField(max_length=60, blank=True)
    urgency = models.PositiveSmallIntegerField(default=NO_HURRY)
    #: A duty-of-care code: only the named person sees such a need.
    care = models.CharField(max_length=12, blank=True)
    #: When the named person was rung for it (by e-mail, where mail is set up).
    rung_at = models.DateTimeField(null=True)
    heard_nearby = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="open")
    waiting_since = models.DateTimeField(default=clock.now)
    claimed_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="claims")
    claimed_at = models.DateTimeField(null=True)
    #: The claimer's last sign of life; a silent claim goes back with its draft.
    claim_alive_at = models.DateTimeField(null=True)
    #: Put to sleep by its claimer: until a time, or (None) until they write again.
    snoozed_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    #: The need that this one was split from, and the one that it was joined to.
    split_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="split_off")
    joined_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="joined")
    #: The hashtag that it was asked by; a machine answers it unless somebody takes it.
    tag = models.ForeignKey("records.Tag", null=True, on_delete=models.SET_NULL, related_name="needs")
    #: Until when somebody was promised to read it.
    promised_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    came_back = models.PositiveSmallIntegerField(default=0)
    #: How many pressed “Same here” on the square: as many rows of :class:`SameHere`.
    same_here = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=clock.now)
    #: Until when it is planned whom it reaches (:class:`Reach`); None: not yet.
    reach_until = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["reach_until"], name="need_reach", condition=Q(state="open")),
            models.Index(
                fields=["brand", "urgency", "waiting_since", "id"],
                name="need_market",
                condition=Q(state__in=["open", "claimed"]),
            ),
            models.Index(fields=["conversation", "account"], name="need_asker"),
            models.Index(fields=["state", "answered_at"], name="need_answered", condition=Q(state="answered")),
            models.Index(fields=["rung_at"], name="need_to_ring", condition=~Q(care="") & Q(rung_at=None)),
            models.Index(fields=["brand", "conversation"], name="need_in_danger", condition=~Q(care="")),
            models.Index(fields=["snoozed_until"], name="need_snoozed", condition=Q(snoozed_at__isnull=False)),
            models.Index(fields=["state", "claim_alive_at"], name="need_claims", condition=Q(state="claimed")),
        )

    def __str__(self) -> str:
        return f"need {self.pk}"


class Word(models.Model):
    """The asker's own word on whether an answer helped; the only thing that counts."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="words")
    post = models.ForeignKey("records.Post", null=True, on_delete=models.CASCADE, related_name="words")
    #: helped or not_helped
    value = models.CharField(max_length=12)
    why = models.CharField(max_length=40, blank=True)
    marks = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"word {self.pk}"


class SameHere(models.Model):
    """Somebody on the square has the same trouble. ``key`` is all that we know of them (see web.asker)."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="same")
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["need", "key"], name="same_here_once"),)

    def __str__(self) -> str:
        return f"same here {self.pk}"

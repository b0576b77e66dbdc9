"""A hashtag that answers, what was asked by it, and what people ask for that nobody serves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Tag(models.Model):
    """A hashtag that is a service: what it does in the customers' words, and how it answers.

    ``folds`` are its name and other spellings as they are compared; none of them belongs to two tags of a brand.
    """

    class Answers(models.TextChoices):
        """How it answers."""

        TEXT = "text"
        SYSTEM = "system"
        PYTHON = "python"
        PEOPLE = "people"

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="tags")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: As it is written, without its sign.
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    spellings = models.JSONField(default=list)
    folds = models.JSONField(default=list)
    #: What it does, in the customers' words.
    does = models.CharField(max_length=200, blank=True)
    #: What is written behind it, each in a word: ["dock"].
    parameters = models.JSONField(default=list)
    #: Whether it says something about an account: then it answers only who has proven theirs, and never in public.
    proven = models.BooleanField(default=False)
    #: How fresh that proof has to be; None: as long as proofs last.
    fresh_days = models.PositiveSmallIntegerField(null=True)
    answers = models.CharField(max_length=8, choices=Answers.choices, default=Answers.TEXT)
    #: What is answered: the words, or a template of what the system said.
    text = models.TextField(blank=True)
    #: So many of everybody's requests it answers in an hour, the others wait; None: all.
    an_hour = models.PositiveIntegerField(null=True)
    #: Of the need that it opens, where people answer: its kind, urgency, and the time that is promised.
    kind = models.CharField(max_length=12, default="request")
    urgency = models.PositiveSmallIntegerField(default=1)
    promised_minutes = models.PositiveIntegerField(null=True)
    #: A topic's key: while something about it is breaking, the answer says so.
    topic = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=6, default="GET")
    address = models.CharField(max_length=500, blank=True)
    #: The headers, sealed as channels' secrets are; their names alone can be shown.
    header_box = models.BinaryField(default=bytes)
    header_names = models.JSONField(default=list)
    body = models.TextField(blank=True)
    seconds = models.FloatField(default=5.0)
    #: The owner said that it may lead into our own network.
    inside = models.BooleanField(default=False)
    #: The name of an entry point of ``tummler.tags``.
    plugin = models.CharField(max_length=80, blank=True)
    on = models.BooleanField(default=False)
    #: How often in a row its system failed, and until when it is left alone.
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    #: What it was before the last change, for one step back.
    before = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "key"], name="tag_once", condition=Q(gone_at=None)),)

    def __str__(self) -> str:
        return f"tag {self.pk}"

    @property
    def outside(self) -> bool:
        """Whether something else than its own row has to be asked."""
        return self.answers in (self.Answers.SYSTEM, self.Answers.PYTHON)


class TagRequest(models.Model):
    """heard → asking → answered; or waiting (its system is down), unproven, asked back, left to people, refused.

    One for each tag of a post. ``public_id`` is its idempotency key to the brand's system. A worker may act on it only
    while it holds the lease with the ``fence`` it got.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="requests")
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="tag_requests")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="tag_requests")
    #: As it was written, where that is no spelling of the tag: they are asked whether they meant it.
    misspelt = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="heard")
    code = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    #: When they were told that the answer comes later; once.
    told_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post", "tag"], name="tag_request_once"),)
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                name="tag_request_due",
                condition=Q(state__in=["heard", "asking", "waiting"]),
            ),
            models.Index(fields=["account"], name="tag_request_unproven", condition=Q(state="unproven")),
            models.Index(fields=["account", "heard_at"], name="tag_request_of"),
            models.Index(fields=["tag", "heard_at"], name="tag_request_lately"),
        )

    def __str__(self) -> str:
        return f"tag request {self.pk}"


class Demand(models.Model):
    """Somebody wrote a hashtag that nobody serves, near us or to us; it goes with the post."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("records.Post", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    word = models.CharField(max_length=120)
    #: To us; else it was only said.
    asked = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post", "key"], name="demand_once"),)
        indexes = (models.Index(fields=["brand", "at"], name="demand_lately"),)

    def __str__(self) -> str:
        return f"demand {self.pk}"


class Stop(models.Model):
    """Somebody told the machine to stop: kept for good. People may still answer them when they ask again."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    account = models.OneToOneField("records.Account", on_delete=models.CASCADE, related_name="stop")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"stop {self.pk}"

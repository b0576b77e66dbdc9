"""What customers wish for: a tag, a place, an hour, a fix, an answer; its versions, who supports it, what we said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Wish(models.Model):
    """open → yes, later or no → done; or joined into another. ``current`` is the version that stands.

    ``hidden_at`` is set while strangers don't see it: a lead hid it, or it waits to be looked at (``held``).
    """

    class Kind(models.TextChoices):
        """What is wished for."""

        TAG = "tag"
        PLACE = "place"
        HOUR = "hour"
        FIX = "fix"
        ANSWER = "answer"

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="wishes")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    #: Who wished first; None once they are erased and others' words remain.
    account = models.ForeignKey("records.Account", null=True, on_delete=models.SET_NULL, related_name="wishes")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=6, default="open")
    current = models.ForeignKey("records.WishVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    #: Of a wished tag: as demand is counted (see :class:`Demand`).
    key = models.CharField(max_length=120, blank=True)
    #: How many support it, the one who wished among them.
    supports = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField(default=clock.now)
    #: Until when we said that we'd answer; None once we have. After “later”: when we look at it again.
    due_at = models.DateTimeField(null=True)
    #: In how many days an answer was promised when it was wished.
    days = models.PositiveSmallIntegerField(default=14)
    hidden_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)
    into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="joined")
    #: What came of it.
    tag = models.ForeignKey("records.Tag", null=True, on_delete=models.SET_NULL, related_name="wishes")
    article = models.ForeignKey("records.Article", null=True, on_delete=models.SET_NULL, related_name="wishes")
    link = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    #: The meaning of what stands; ``vector_key`` is the model that made it.
    vector_key = models.CharField(max_length=40, blank=True)
    vector = models.BinaryField(default=bytes)

    class Meta:
        indexes = (
            models.Index(fields=["brand", "state", "-supports"], name="wish_state"),
            models.Index(fields=["brand", "due_at"], name="wish_due", condition=Q(due_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def late(self) -> bool:
        """Whether the time that we promised is over."""
        return self.due_at is not None and self.due_at < clock.now()


class WishVersion(models.Model):
    """How a wish was put, and by whom. Offered until it is picked; what was picked once stays readable.

    ``draft`` holds the words of a tag (name, does, says) or of an answer (question, answer), ready to be adopted.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    account = models.ForeignKey("records.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    draft = models.JSONField(default=dict)
    #: What is better in it, in its writer's words.
    because = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35, blank=True)
    #: The version that its writer had before them.
    over = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    #: When it was picked last, or passed over; neither while it is offered.
    picked_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["wish", "number"], name="wish_version_once"),)

    def __str__(self) -> str:
        return f"wish version {self.pk}"


class WishSupport(models.Model):
    """Somebody wants it too: once each. ``key`` is all that we know of them (see web.taking_part)."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="supporters")
    key = models.CharField(max_length=64)
    account = models.ForeignKey("records.Account", null=True, on_delete=models.CASCADE, related_name="+")
    #: The wish that they supported before it was joined into this one.
    via = models.ForeignKey(Wish, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    #: When they saw it last: what we said since then is news to them.
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["wish", "key"], name="wish_support_once"),)
        indexes = (models.Index(fields=["brand", "key"], name="wish_support_of"),)

    def __str__(self) -> str:
        return f"wish support {self.pk}"


class WishAnswer(models.Model):
    """What we said to a wish: yes, later, no or done, and because of what. The last that stands counts."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="answers")
    value = models.CharField(max_length=5)
    because = models.TextField()
    #: After “later”: when we look at it again.
    until = models.DateTimeField(null=True)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"wish answer {self.pk}"


class Credit(models.Model):
    """Who wrote the words of a tag or an article that a lead took over. They can do without their name there."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="credits")
    wish = models.ForeignKey(Wish, null=True, on_delete=models.SET_NULL, related_name="credits")
    tag = models.ForeignKey("records.Tag", null=True, on_delete=models.CASCADE, related_name="credits")
    article = models.ForeignKey("records.Article", null=True, on_delete=models.CASCADE, related_name="credits")
    #: How many others supported it then.
    others = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "tag"], name="credit_tag_once"),
            models.UniqueConstraint(fields=["account", "article"], name="credit_article_once"),
        )

    def __str__(self) -> str:
        return f"credit {self.pk}"


class Objection(models.Model):
    """A reader asked us to look at a wish, or at one version of it: once each, until somebody has looked."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="objections")
    #: The version's number; 0: all of it.
    number = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["wish", "number", "key"], name="objection_once"),)

    def __str__(self) -> str:
        return f"objection {self.pk}"

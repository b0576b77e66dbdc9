"""What a brand's topics are like: examples, what was learned from them, and what the past proposes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Example(models.Model):
    """A text that somebody here wrote, or a post that they pointed at, as an example of a topic; of none without one.

    A post's words are never copied: they are read from the post, and gone with it.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="examples")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    topic = models.ForeignKey("records.Topic", null=True, on_delete=models.CASCADE, related_name="examples")
    text = models.CharField(max_length=1000, blank=True)
    post = models.ForeignKey("records.Post", null=True, on_delete=models.CASCADE, related_name="+")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    #: Taken out by somebody here; it can be brought back.
    out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post"], name="example_once", condition=Q(post__isnull=False)),)

    def __str__(self) -> str:
        return f"example {self.pk}"


class Lesson(models.Model):
    """What was learned, as the examples that it was learned from: the topics are made of them anew, less what is gone.

    ``taught`` holds [example or correction, its id, the topic's key]; ``told`` numbers and codes, never words.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="lessons")
    number = models.PositiveIntegerField()
    taught = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    in_use = models.BooleanField(default=False)
    #: Somebody here went back from it.
    left_at = models.DateTimeField(null=True)
    #: Since when the waiting needs have its topics.
    applied_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["brand", "number"], name="lesson_once"),
            models.UniqueConstraint(fields=["brand"], name="lesson_in_use", condition=Q(in_use=True)),
        )

    def __str__(self) -> str:
        return f"lesson {self.pk}"


class Meaning(models.Model):
    """A post's vector, as float16; it goes with the post's words. ``key`` is the model that made it."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    post = models.OneToOneField("records.Post", on_delete=models.CASCADE, related_name="meaning")
    key = models.CharField(max_length=40)
    vector = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["brand", "post"], name="meaning_of_brand"),)

    def __str__(self) -> str:
        return f"meaning {self.pk}"


class Proposal(models.Model):
    """A topic that the past proposes: posts that are alike, and the words that tell them from the others.

    ``words`` are those that several people used; ``posts`` are ids.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="proposals")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    words = models.JSONField(default=list)
    posts = models.JSONField(default=list)
    size = models.PositiveIntegerField(default=0)
    #: waiting, taken, passed
    state = models.CharField(max_length=8, default="waiting")
    topic = models.ForeignKey("records.Topic", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"proposal {self.pk}"

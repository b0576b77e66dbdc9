"""Circles: helpers of several departments who know about something, and what they are asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Circle(models.Model):
    """A group of helpers across departments. Into an open one anyone steps; into another one is asked."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="circles")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    name = models.CharField(max_length=60)
    #: The name folded, so that there are not two of one name.
    key = models.CharField(max_length=60)
    #: What it is there for, in a sentence.
    about = models.CharField(max_length=200, blank=True)
    #: Keys of the brand's topics that it knows.
    topics = models.JSONField(default=list)
    open = models.BooleanField(default=True)
    made_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    #: Put away since then; its questions and answers stay.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "key"], condition=Q(gone_at=None), name="circle_once"),)

    def __str__(self) -> str:
        return f"circle {self.pk}"


class CircleMember(models.Model):
    """A helper in a circle, and who asked them in; nobody: they stepped in by themselves."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="members")
    helper = models.ForeignKey("records.Helper", on_delete=models.CASCADE, related_name="circles")
    asked_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["circle", "helper"], name="circle_member_once"),)

    def __str__(self) -> str:
        return f"circle member {self.pk}"


class Question(models.Model):
    """Asked of a circle, or (``circle`` None) of every colleague: in the margin of a need, or in the corner.

    In a margin one note settles it for all; in the corner it stays, and answers gather under it.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    circle = models.ForeignKey(Circle, null=True, on_delete=models.CASCADE, related_name="questions")
    need = models.ForeignKey("records.Need", null=True, on_delete=models.CASCADE, related_name="questions")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)
    #: The note that answered it in the margin.
    note = models.OneToOneField("records.Note", null=True, on_delete=models.SET_NULL, related_name="answers")
    withdrawn_at = models.DateTimeField(null=True)
    #: When who asked looked at the answers last: what was answered in the corner since is news to them.
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["brand", "at"], name="question_corner", condition=Q(need=None)),)

    def __str__(self) -> str:
        return f"question {self.pk}"


class CornerAnswer(models.Model):
    """What a colleague answered to a question in the corner."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"corner answer {self.pk}"

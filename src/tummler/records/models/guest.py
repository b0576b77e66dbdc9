"""Somebody from outside, asked into one conversation by a link, without an account, for one answer."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class Guest(models.Model):
    """One person, one need, one answer. The link's secret is kept as a digest; so is the browser that took it up."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="guests")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    #: Whom it is for, as the helper calls them.
    name = models.CharField(max_length=60)
    text = models.TextField()
    #: What they are shown beside the question: thread, asked (only the post that asks) or words (nothing).
    shows = models.CharField(max_length=8, default="asked")
    #: The posts that the helper saw when they chose; what is said later isn't shown.
    posts = models.JSONField(default=list)
    #: The helper chose to show what was said in private, and names and numbers as they stand there.
    private = models.BooleanField(default=False)
    plain = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    #: The browser in which “That’s me” was pressed: nobody else reads on.
    browser = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    #: How they want to be named where their answer is used; "" for not at all.
    credit = models.CharField(max_length=60, blank=True)
    note = models.OneToOneField("records.Note", null=True, on_delete=models.SET_NULL, related_name="guest")

    def __str__(self) -> str:
        return f"guest {self.pk}"

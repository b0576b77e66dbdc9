"""A file of posts that is being taken in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Import(models.Model):
    """How far a file was taken in: its rows are stored and ``row`` is moved in one transaction, so it resumes."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="imports")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="+")
    #: SHA-256 of the file: the same file again goes on where it stopped.
    digest = models.CharField(max_length=64)
    row = models.PositiveIntegerField(default=0)
    stored = models.PositiveIntegerField(default=0)
    #: [[row, code]…] of what could not be taken in.
    errors = models.JSONField(default=list)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "digest"], name="import_once"),)

    def __str__(self) -> str:
        return f"import {self.pk}"


class Upload(models.Model):
    """A file that was brought in the page. It lies in the data folder, as ``imports/<public_id>``, until it is in.

    ``wanted`` is what the worker is to do with it (survey, take, undo; "" for nothing) and ``held_until`` says that
    one is at it. ``found`` and ``progress`` hold numbers and codes, never words out of the file.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    #: How it was written: csv, jsonl, mastodon, bluesky.
    kind = models.CharField(max_length=12)
    #: What whoever brought it says of it: columns, own, said_on, time_shape.
    told = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    wanted = models.CharField(max_length=8, blank=True)
    held_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)
    importing = models.OneToOneField(Import, null=True, on_delete=models.SET_NULL, related_name="upload")
    undone_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["id"], name="upload_wanted", condition=~Q(wanted="")),)

    def __str__(self) -> str:
        return f"upload {self.pk}"

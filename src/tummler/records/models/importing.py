"""A file of posts that is being taken in."""

from __future__ import annotations

from django.db import models

from tummler.common import clock


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

"""A picture in an answer of ours, with what it shows in words."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class Picture(models.Model):
    """Attached to a draft, sent with it, kept as long as the post that shows it stands.

    In the database, so that draft and picture are stored, promised and deleted together. ``content`` is made by us
    (re-encoded, without metadata) and never changes.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    reply = models.ForeignKey("records.Reply", on_delete=models.CASCADE, related_name="pictures")
    #: The post of ours that shows it, once it stands there.
    post = models.ForeignKey("records.Post", null=True, on_delete=models.SET_NULL, related_name="pictures")
    content = models.BinaryField()
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    description = models.TextField(blank=True)
    #: In which leaf it goes, counted from 0; in the last one where nobody said.
    leaf = models.PositiveSmallIntegerField(null=True)
    added_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"picture {self.pk}"

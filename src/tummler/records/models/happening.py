"""The record that something was done here. Append-only; never people's words."""

from __future__ import annotations

from django.db import models

from tummler.common import clock


class Happening(models.Model):
    """Who did what to which rows, when: written in the act's own transaction, read by everything live.

    Row numbers are plain numbers, not foreign keys: the record stays when the rows are deleted.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=40)
    helper_id = models.BigIntegerField(null=True)
    need_id = models.BigIntegerField(null=True)
    conversation_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    channel_id = models.BigIntegerField(null=True)
    reply_id = models.BigIntegerField(null=True)
    #: Codes and numbers only.
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (
            models.Index(fields=["brand", "id"], name="happening_feed"),
            models.Index(fields=["conversation_id", "id"], name="happening_conversation"),
            models.Index(fields=["need_id", "id"], name="happening_need"),
        )

    def __str__(self) -> str:
        return f"happening {self.pk}"

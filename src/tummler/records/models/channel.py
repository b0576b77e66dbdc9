"""One account on one network that we listen to and speak from."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class Channel(models.Model):
    """A connected account. ``secret_box`` is sealed with a key that is not in the database."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="channels")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    network = models.CharField(max_length=30)
    handle = models.CharField(max_length=255)
    #: The contract's HeardAccount of ourselves there, as JSON.
    account = models.JSONField(default=dict)
    account_remote_id = models.CharField(max_length=255)
    settings = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    secret_box = models.BinaryField(default=bytes)
    #: Empty while all is well; else a stable code such as "key_revoked".
    trouble = models.CharField(max_length=40, blank=True)
    trouble_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    #: The last health check: a list of {name, ok, words, cure}.
    health = models.JSONField(default=list)
    health_at = models.DateTimeField(null=True, blank=True)
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "network", "account_remote_id"], name="channel_once"),)

    def __str__(self) -> str:
        return f"channel {self.pk}"


class Cursor(models.Model):
    """How far a stream was read; moved in the transaction that stores what was read."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="cursors")
    stream = models.CharField(max_length=30)
    value = models.TextField()
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "stream"], name="cursor_once"),)

    def __str__(self) -> str:
        return f"cursor {self.pk}"

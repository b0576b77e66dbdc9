"""One message on a network, public or private."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class Post(models.Model):
    """threaded → identified → understood. Text is stored as it came; offsets in it are code points.

    A deleted post keeps its place and loses its words. ``claimed_at`` is the network's time, ``received_at``
    ours, ``shown_at`` the earlier of both: a post can't come from the future.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey("records.Channel", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey("records.Conversation", on_delete=models.CASCADE, related_name="posts")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="posts")
    remote_id = models.CharField(max_length=512)
    version = models.CharField(max_length=128, blank=True)
    parent_remote_id = models.CharField(max_length=512, blank=True)
    root_remote_id = models.CharField(max_length=512, blank=True)
    quote_remote_id = models.CharField(max_length=512, blank=True)
    text = models.TextField(blank=True)
    #: The text folded for search, the same on both databases; empty for what must not be found.
    search_text = models.TextField(blank=True)
    spans = models.JSONField(default=list)
    media = models.JSONField(default=list)
    warning = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    visibility = models.CharField(max_length=12, default="public")
    may_show = models.CharField(max_length=12, default="anyone")
    addressed = models.CharField(max_length=12, default="no")
    url = models.TextField(blank=True)
    by_us = models.BooleanField(default=False)
    #: Which helper of ours wrote it, where we know.
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    #: Back-filled or imported: shown, never a need.
    history = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="threaded")
    claimed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    gone_why = models.CharField(max_length=12, blank=True)
    # Data duty (decision 0005): None means kept until its author deletes it, readable, with no duty to archive.
    keep_until = models.DateTimeField(null=True)
    key_id = models.BigIntegerField(null=True)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "remote_id"], name="post_once"),)
        indexes = (
            models.Index(fields=["conversation", "shown_at"], name="post_thread"),
            models.Index(fields=["state", "id"], name="post_unread", condition=~Q(state="understood")),
            models.Index(fields=["account", "shown_at"], name="post_author"),
            models.Index(fields=["shown_at"], name="post_direct", condition=Q(visibility="direct", gone_at=None)),
            models.Index(fields=["gone_at"], name="post_gone", condition=Q(gone_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"post {self.pk}"

    @property
    def gone(self) -> bool:
        """True when its author deleted it, or we may no longer read it."""
        return self.gone_at is not None


class PostVersion(models.Model):
    """What an edited post said before, personal data masked."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField()
    version = models.CharField(max_length=128, blank=True)
    replaced_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"version {self.pk}"

"""An answer that one person sees once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Once(models.Model):
    """The words of an answer for one person's eyes: sealed here and nowhere else, until they are seen or run out.

    Its post, where it has one, keeps the place and never has the words. ``gone_why``: seen, ran_out, taken_back, or
    lost (its key was destroyed and nobody wrote down why: a crash while it was opened, or a backup brought it back).
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    post = models.OneToOneField("records.Post", null=True, on_delete=models.CASCADE, related_name="once")
    conversation = models.ForeignKey("records.Conversation", null=True, on_delete=models.CASCADE, related_name="+")
    #: Whose eyes they are for.
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="+")
    #: Who wrote it; None: a machine.
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    #: The words under the key of this name (records.fading_keys), which lies in no backup; empty once it is gone.
    key = models.CharField(max_length=20, blank=True)
    sealed = models.BinaryField()
    #: How long it shows once it is opened; None: until its reader closes it.
    seconds = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=35, blank=True)
    #: The law wants a copy, which only the holder of the compliance key opens. (Of a post of ours: Post.archived.)
    archived = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    gone_why = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["until"], name="once_waiting", condition=Q(gone_at=None)),
            models.Index(fields=["account", "made_at"], name="once_reader"),
        )

    def __str__(self) -> str:
        return f"once {self.pk}"

    @property
    def copied(self) -> bool:
        """A sealed copy of it is kept, because the law wants one."""
        return self.archived or (self.post is not None and self.post.archived)

    @property
    def waits(self) -> bool:
        """Nobody has seen it yet, and somebody still may."""
        return self.gone_at is None

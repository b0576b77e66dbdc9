"""Who helped with a need: by the asker's own word, which is the only thing that counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock


class Helped(models.Model):
    """Somebody's answer helped: a helper of the brand's, or an account outside (a peer, a stranger). One of the two.

    It stands until the asker says that it didn't hold (``undone_at``); the word given anew counts once.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="helped")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.CASCADE, related_name="helped")
    account = models.ForeignKey("records.Account", null=True, on_delete=models.CASCADE, related_name="helped")
    #: The answer as it stands on the network, where it is known.
    post = models.ForeignKey("records.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    #: The word that said so.
    word = models.ForeignKey("records.Word", null=True, on_delete=models.SET_NULL, related_name="helped")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(helper__isnull=False, account=None) | Q(helper=None, account__isnull=False),
                name="helped_by_one",
            ),
            models.UniqueConstraint(fields=["need", "helper"], name="helped_once"),
            models.UniqueConstraint(fields=["need", "account"], name="helped_once_outside"),
        )
        indexes = (
            # All that who helps whom is counted by: a hundred thousand are read from the index alone.
            models.Index(
                fields=["brand", "at", "helper", "account", "need"], name="helped_by", condition=Q(undone_at=None)
            ),
            models.Index(fields=["brand"], name="helped_undone", condition=Q(undone_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"helped {self.pk}"

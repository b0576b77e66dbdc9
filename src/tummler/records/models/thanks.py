"""Thanks to somebody outside who helped in a thread."""

from __future__ import annotations

from django.db import models

from tummler.common import clock


class Thanks(models.Model):
    """A helper thanked somebody for a post. Kept here; what the network is told of it is a press of its own."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    post = models.OneToOneField("records.Post", on_delete=models.CASCADE, related_name="thanks")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="thanks")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"thanks {self.pk}"

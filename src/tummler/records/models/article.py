"""An answer that was made permanent, and what people said of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class Article(models.Model):
    """proposed → visible → faint → archived; refused. It comes back to visible when somebody needs it.

    While it is proposed it has no words of its own: they are read from the posts, and gone with them.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="articles")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    state = models.CharField(max_length=8, default="proposed")
    #: What they asked, in their own words, and the answer, in a little Markdown. What was taken out stands as ⟦kind⟧.
    question = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    #: Both folded for search; empty while it is proposed or refused.
    search_text = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    #: Where it came from: what was asked and what was answered; or the file, by whose name it is known again.
    need = models.ForeignKey("records.Need", null=True, on_delete=models.SET_NULL, related_name="articles")
    post = models.ForeignKey("records.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    #: Whether the question still holds the words of the one who asked: they go when that post goes.
    their_words = models.BooleanField(default=False)
    #: Why it was proposed: numbers by code.
    why = models.JSONField(default=dict)
    #: Digests of what looked personal and isn't, as somebody here said.
    kept = models.JSONField(default=list)
    #: Who wrote the answer, and who decided last.
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: The day on which somebody who knows looks whether it is still true.
    look_again = models.DateField(null=True)
    #: When somebody needed it last, and how often.
    used_at = models.DateTimeField(default=clock.now)
    used = models.PositiveIntegerField(default=0)
    #: Its vector, made in the background; ``key`` is the model that made it.
    key = models.CharField(max_length=40, blank=True)
    vector = models.BinaryField(default=bytes)
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["need"], name="article_once", condition=Q(need__isnull=False)),
            models.UniqueConstraint(fields=["brand", "file"], name="article_file_once", condition=~Q(file="")),
        )
        indexes = (models.Index(fields=["brand", "state"], name="article_state"),)

    def __str__(self) -> str:
        return f"article {self.pk}"


class ArticleWord(models.Model):
    """What a reader said of an article: once each. ``key`` is all that we know of them (see web.asker)."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="words")
    key = models.CharField(max_length=64)
    #: helped, not_helped; true, not_true
    value = models.CharField(max_length=12)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["article", "key", "value"], name="article_word_once"),)

    def __str__(self) -> str:
        return f"article word {self.pk}"

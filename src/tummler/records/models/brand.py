"""The organisation that is asked for help."""

from __future__ import annotations

from django.db import models

from tummler.common import clock, ids


class Brand(models.Model):
    """Everything else belongs to one brand; nothing of one is ever seen by another."""

    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    #: The brand's own colour as #RRGGBB; its ink is computed by ``common.colour``.
    colour = models.CharField(max_length=7, default="#F2B01E")
    #: Languages that its people write, the first one preferred.
    languages = models.JSONField(default=list)
    #: What is listened for beyond mentions, misspellings among them.
    words = models.JSONField(default=list)
    #: The outbound brake: while it is on, nothing leaves on any channel.
    brake_on = models.BooleanField(default=True)
    brake_lifted_at = models.DateTimeField(null=True, blank=True)
    #: Who is rung for duty-of-care words; nobody else sees such a need.
    duty_helper = models.ForeignKey(
        "records.Helper", null=True, blank=True, on_delete=models.SET_NULL, related_name="duty_for"
    )
    #: The word that helpers put into what they answer from their own accounts, without its sign; "" for none.
    helper_tag = models.CharField(max_length=60, blank=True)
    helper_tag_on = models.BooleanField(default=False)
    #: Since when what helpers answered from their own accounts may be reposted as the brand; None: it isn't.
    reposts_since = models.DateTimeField(null=True, blank=True)
    #: Whether search engines may read the square.
    findable = models.BooleanField(default=True)
    #: A large model that may draft on request: "" means that none is asked. Its key is sealed as channels' are.
    model_address = models.CharField(max_length=300, blank=True)
    model_name = models.CharField(max_length=80, blank=True)
    model_box = models.BinaryField(default=bytes)
    #: The owner said that this address is on their own machine or in their own network.
    model_inside = models.BooleanField(default=False)
    #: Made up, with everybody in it, for looking around: it ends with a press, and nothing of it ever leaves.
    made_up = models.BooleanField(default=False)
    #: Since when it only listens: nothing leaves, and nobody is rung. None: it answers.
    listens_only_since = models.DateTimeField(null=True, blank=True)
    #: Whether what people ask for and nobody serves is shown on the square.
    demand_shown = models.BooleanField(default=False)
    #: In how many days a wish has its answer, as the square tells everyone; 0: nobody can wish for anything.
    wish_days = models.PositiveSmallIntegerField(default=14)
    #: Nobody wishes, or takes part in a quest, more than once a day.
    slow_mode = models.BooleanField(default=False)
    #: Somebody asked for topics to be proposed from the past; None once that is done.
    proposals_wanted_at = models.DateTimeField(null=True, blank=True)
    #: After so many days that nobody needed it an article goes faint, and after so many more into the archive.
    articles_faint_after = models.PositiveSmallIntegerField(default=120)
    articles_archived_after = models.PositiveSmallIntegerField(default=120)
    #: The asker's word up to which answers were looked through for articles.
    articles_read_to = models.BigIntegerField(default=0)
    #: Kind of content → days that it is kept; what isn't named is kept as the product says (answering.retention).
    retention = models.JSONField(default=dict)
    #: The public half of the compliance key: its holder alone opens the copies that the law wants. Empty: none made.
    compliance = models.BinaryField(default=bytes)
    #: One need of so many goes to somebody outside the circle who could answer it; 0: none.
    serendipity = models.PositiveSmallIntegerField(default=12)
    #: Since when thanks are kept as a currency here; None: help is help, and nobody counts.
    thanks_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"brand {self.pk}"


class Topic(models.Model):
    """What a need is about, in the brand's own words.

    One that was removed, or joined into another, keeps its row: needs keep what they were about, and it can come back.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="topics")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    words = models.JSONField(default=list)
    #: The law wants what is answered about it kept for so many years, also when it fades; 0: it doesn't.
    keep_years = models.PositiveSmallIntegerField(default=0)
    #: Removed, or joined ``into`` another, since then; None while it stands.
    gone_at = models.DateTimeField(null=True)
    into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="joined")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "key"], name="topic_once"),)

    def __str__(self) -> str:
        return f"topic {self.pk}"

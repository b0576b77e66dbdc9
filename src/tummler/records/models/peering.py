"""What peers do, and what is done about them: claims, answers, vouching, reports, blocks, and who wants none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tummler.common import clock, ids


class PeerRules(models.Model):
    """What a brand decided about peers. No row: as the fields' defaults say."""

    brand = models.OneToOneField("records.Brand", on_delete=models.CASCADE, related_name="peer_rules")
    open = models.BooleanField(default=True)
    #: What a newcomer answers on the square is looked at by a helper before it shows.
    look_first = models.BooleanField(default=True)
    #: Slow mode: between two answers of one peer on the square pass so many minutes.
    slow_minutes = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"peer rules {self.pk}"


class PeerClaim(models.Model):
    """A peer's "I've got this": it runs out, and a helper may take the need all the same. It counts while it is open.

    ``ended_why``: let_go, ran_out, answered, taken, left.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="peer_claims")
    peer = models.ForeignKey("records.Peer", on_delete=models.CASCADE, related_name="claims")
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["need"], condition=Q(ended_at=None), name="peer_claim_once"),
        )  # fmt: skip
        indexes = (models.Index(fields=["until"], name="peer_claim_standing", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        return f"peer claim {self.pk}"


class PeerAnswer(models.Model):
    """What a peer answered: waits (for a look) → stands → hidden, or taken back.

    In the thread it is a post, and ``text`` is empty. Answered on the square to a question of another network it has
    no post: the words stand here until its author takes them back.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="peer_answers")
    peer = models.ForeignKey("records.Peer", on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(blank=True)
    post = models.OneToOneField("records.Post", null=True, on_delete=models.SET_NULL, related_name="peer_answer")
    #: The id that its post has, or will have once it is heard.
    remote_id = models.CharField(max_length=512, blank=True)
    #: Our answer that brought its words to the asker, where they asked.
    reply = models.ForeignKey("records.Reply", null=True, on_delete=models.SET_NULL, related_name="brought")
    state = models.CharField(max_length=10, default="stands")
    #: Why it was hidden, or waits: a code.
    why = models.CharField(max_length=20, blank=True)
    #: Who looked at it, or hid it: a helper, or a steward.
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    steward = models.ForeignKey("records.Peer", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["brand", "remote_id"], condition=~Q(remote_id=""), name="peer_answer_once"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["brand", "at"], name="peer_answer_waits", condition=Q(state="waits")),
            models.Index(
                fields=["at"], name="peer_answer_unheard", condition=Q(state="stands", post=None) & ~Q(remote_id="")
            ),
        )

    def __str__(self) -> str:
        return f"peer answer {self.pk}"


class Vouch(models.Model):
    """Somebody says that a peer is good to be helped by: a helper, a steward, or somebody whom they helped."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    peer = models.ForeignKey("records.Peer", on_delete=models.CASCADE, related_name="vouches")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.CASCADE, related_name="+")
    steward = models.ForeignKey("records.Peer", null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("records.Account", null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["peer", "helper"], name="vouched_once"),
            models.UniqueConstraint(fields=["peer", "steward"], name="vouched_once_by_steward"),
            models.UniqueConstraint(fields=["peer", "account"], name="vouched_once_outside"),
        )

    def __str__(self) -> str:
        return f"vouch {self.pk}"


class PeerReport(models.Model):
    """Somebody says that an answer of a peer's, or a question before peers, is wrong here: hidden for it, or left."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    need = models.ForeignKey("records.Need", on_delete=models.CASCADE, related_name="+")
    #: What is reported; None: the question itself.
    answer = models.ForeignKey(PeerAnswer, null=True, on_delete=models.CASCADE, related_name="reports")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10)
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["answer", "account"], name="reported_once"),
            models.UniqueConstraint(
                fields=["need", "account"], condition=Q(answer=None), name="question_reported_once"
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["brand", "at"], name="peer_report_waits", condition=Q(settled_at=None)),)

    def __str__(self) -> str:
        return f"peer report {self.pk}"


class PeerBlock(models.Model):
    """A peer and somebody who asks keep out of each other's way: one of the two said so."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    peer = models.ForeignKey("records.Peer", on_delete=models.CASCADE, related_name="blocks")
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="peer_blocks")
    by_peer = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["peer", "account", "by_peer"], name="peer_block_once"),)

    def __str__(self) -> str:
        return f"peer block {self.pk}"


class PeerChoice(models.Model):
    """Somebody who asks said whether other customers may answer them: "no peers, please", or that they may."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    account = models.OneToOneField("records.Account", on_delete=models.CASCADE, related_name="peer_choice")
    peers = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"peer choice {self.pk}"


class PeerLook(models.Model):
    """Whether what somebody asked may come before peers at all, as far as its words tell. No row: not yet.

    It hangs on the reading: an edited post is read, and looked at, again.
    """

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    reading = models.OneToOneField("records.Reading", on_delete=models.CASCADE, related_name="peer_look")
    #: Why not: minor, health, account, personal; "" where it may.
    why = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"peer look {self.pk}"


class NoThanks(models.Model):
    """A helper said that a stranger who helped needs no thanks of ours."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="+")
    helped = models.OneToOneField("records.Helped", on_delete=models.CASCADE, related_name="no_thanks")
    helper = models.ForeignKey("records.Helper", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"no thanks {self.pk}"

"""What each noun holds of a person: how it is told to them, and how it is taken away. Every noun is in one list.

A room that keeps people's words in rows of its own registers them here (:func:`register`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from tummler.records.models import Account, Need, Post, Reply

#: A row as it is told to the person: names and values that JSON takes.
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Theirs:
    """Somebody's rows, as they are just now: their accounts, what they said, what they needed, what answered it."""

    brand_id: int
    accounts: tuple[int, ...]

    @property
    def posts(self) -> QuerySet[Post]:
        """What they said."""
        return Post.objects.filter(brand_id=self.brand_id, account__in=self.accounts)

    @property
    def needs(self) -> QuerySet[Need]:
        """What they wanted help with."""
        return Need.objects.filter(brand_id=self.brand_id, account__in=self.accounts)

    @property
    def replies(self) -> QuerySet[Reply]:
        """What was written to them, drafts among it."""
        return Reply.objects.filter(brand_id=self.brand_id, need__in=self.needs.values("pk"))

    @property
    def answers(self) -> QuerySet[Post]:
        """Posts of ours in the conversations that they asked in."""
        there = self.needs.values("conversation")
        return Post.objects.filter(brand_id=self.brand_id, by_us=True, conversation__in=there)

    def account_rows(self) -> list[Account]:
        """Their accounts. One query."""
        return list(Account.objects.filter(pk__in=self.accounts).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Duty:
    """``tell`` gives the rows as they are told to them, ``erase`` takes them away and gives how many."""

    tell: Callable[[Theirs], list[Told]] | None
    erase: Callable[[Theirs], int]


_duties: dict[type[models.Model], Duty] = {}


#: Nouns that hold nothing of a person who asks, or go with what does; and why. The others are registered.
NOBODYS = {
    "ApprovalRule": "the brand's own",
    "Article": "what is personal was taken out of it; their question goes with their post",
    "Badge": "who works here",
    "Brand": "the brand's own",
    "Cause": "the brand's own words",
    "Channel": "the brand's own",
    "Circle": "the brand's own",
    "CircleMember": "works here",
    "Conversation": "ids of the network; that of their post is hashed with it",
    "CornerAnswer": "between colleagues, of practice",
    "Cursor": "how far a stream was read",
    "Customer": "goes with its holdings",
    "Door": "the brand's own",
    "Entrance": "the brand's own",
    "Event": "its payload went when it was read; what could not be read goes by retention",
    "Feed": "the brand's own",
    "Entry": "numbers, which have to add up; its holder has no name once who it was is erased",
    "Gift": "numbers; as with entries",
    "Happening": "numbers and codes; an erasure leaves a keyed hash",
    "Helper": "works here",
    "Import": "numbers and codes",
    "IncidentPost": "with the incidents",
    "Invitation": "who works here",
    "Label": "the brand's own words",
    "LawfulCopy": "the law wants it kept, and this house can't open it; it goes when its years are over",
    "LeftThread": "who works here",
    "Lesson": "numbers of examples: the topics are made anew without those that are gone",
    "Link": "with the accounts",
    "LinkKey": "the brand's own",
    "NoThanks": "numbers; goes with who helped",
    "OneTimeWord": "with the proofs",
    "PeerLook": "a code about a post: goes with its reading",
    "PeerRules": "the brand's own",
    "Payout": "numbers; as with entries",
    "Person": "a number; goes with its last account",
    "Picture": "of answers: with the posts and the replies",
    "PlayNote": "between colleagues, of practice",
    "Presence": "who works here",
    "Reach": "who could answer, in numbers and codes",
    "Quest": "the brand's own words",
    "QuestPart": "the brand's own words",
    "Reward": "the brand's own words",
    "Ring": "numbers of holders; as with entries",
    "SavedView": "of who works here",
    "Due": "goes with who helped",
    "SignIn": "runs out within the hour",
    "Source": "an address and a key of another organisation",
    "SourceItem": "of another organisation, made anonymous there",
    "Tag": "the brand's own",
    "Tombstone": "a hash, of who was erased",
    "Topic": "the brand's own words",
    "TopicJoin": "the brand's own words",
    "Transfer": "numbers and codes; as with entries",
    "Upload": "numbers and codes; the file goes when it is in",
    "UsedLink": "a digest that runs out",
    "User": "works here",
    "Visitor": "a digest of a cookie that runs out",
    "WishAnswer": "the brand's own words",
}


def register(
    noun: type[models.Model], *, tell: Callable[[Theirs], list[Told]] | None, erase: Callable[[Theirs], int]
) -> None:
    """This noun holds words of people, or what can be known of them. Called once, when its room is loaded."""
    _duties[noun] = Duty(tell, erase)


def duties() -> dict[type[models.Model], Duty]:
    """Every noun that was registered."""
    return dict(_duties)

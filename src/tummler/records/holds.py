"""Whose words are held, because the law wants them kept: nothing of theirs runs out, fades or is erased meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from tummler.records.models import Hold, Post


def held(account: str) -> Exists:
    """Whether the account that ``account`` leads to is held just now."""
    standing = Hold.objects.filter(account_id=OuterRef(account), ended_at=None, agreed_at__isnull=False)
    return Exists(standing)


def any_held(accounts: Collection[int]) -> bool:
    """Whether one of these accounts is."""
    return Hold.objects.filter(account__in=accounts, ended_at=None, agreed_at__isnull=False).exists()


def held_in(conversation: int) -> bool:
    """Whether somebody who is held said something in this conversation. One query."""
    standing = Hold.objects.filter(ended_at=None, agreed_at__isnull=False).values("account")
    return Post.objects.filter(conversation=conversation, account__in=standing).exists()

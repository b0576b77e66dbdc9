"""A visitor proves that an account is theirs: by signing in there, by a word sent from it, or by having asked here.

Who is signed in here opens nothing of a brand's desk, and the other way round.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from tummler.common import clock
from tummler.common.spoken import new_word
from tummler.networks.contract import HeardAccount
from tummler.records.happenings import happen
from tummler.records.models import Account, Brand, Customer, OneTimeWord, Person, Proof, Visitor
from tummler.records.proofs import SESSION, digest_of, key_of

#: How long a word is good, from the page to the code typed there.
WORD_LASTS = timedelta(minutes=15)
#: Wrong codes until a word is over.
TRIES = 5
UNDER_WAY = ("shown", "heard", "told")


def new_visitor(brand: Brand) -> tuple[Visitor, str]:
    """A browser that begins to prove something, and what its cookie is to hold."""
    secret = secrets.token_urlsafe(32)
    visitor = Visitor.objects.create(brand=brand, key=key_of(secret), until=clock.now() + SESSION)
    return visitor, secret


def turn_key(visitor: Visitor) -> str:
    """Another cookie for the same browser, and the old one is worth nothing: done whenever it has proven something."""
    secret = secrets.token_urlsafe(32)
    visitor.key, visitor.until = key_of(secret), clock.now() + SESSION
    visitor.save(update_fields=["key", "until"])
    return secret


def prove_account(*, visitor: Visitor, account: Account, how: str, home_id: str = "") -> Proof:
    """This browser's holder has shown that the account is theirs. In the caller's transaction or its own."""
    assert account.brand_id == visitor.brand_id
    with transaction.atomic():
        Proof.objects.filter(visitor=visitor, account=account, ended_at=None).update(ended_at=clock.now())
        proof = Proof.objects.create(
            brand_id=visitor.brand_id, visitor=visitor, account=account, how=how, home_id=home_id
        )
        account.holdings.filter(ended_at=None, customer__proofs__visitor=visitor).update(account_proven_at=proof.at)
        happen("account_proven", visitor.brand_id, facts={"account": account.pk, "how": how})
    return proof


def account_of(brand: Brand, network: str, heard: HeardAccount) -> Account:
    """The account with this lasting id, made with a person of its own where nobody heard of it yet."""
    shown = {"handle": heard.handle, "name": heard.name, "avatar_url": heard.avatar_url, "url": heard.url}
    with transaction.atomic():
        account, new = Account.objects.get_or_create(
            brand=brand, network=network, remote_id=heard.remote_id, defaults=shown
        )
        if not new and account.handle != heard.handle:
            Account.objects.filter(pk=account.pk).update(handle=heard.handle)
        if account.person_id is None:
            account.person = Person.objects.create(brand=brand)
            account.save(update_fields=["person"])
    return account


def end_proofs(*, visitor: Visitor, account: Account | None = None, customer: Customer | None = None) -> int:
    """This browser is no longer signed in as one of them, or (neither given) as anybody; how many proofs ended."""
    standing = Proof.objects.filter(visitor=visitor, ended_at=None)
    if account is not None:
        standing = standing.filter(account=account)
    if customer is not None:
        standing = standing.filter(customer=customer)
    return standing.update(ended_at=clock.now())


def end_everywhere(*, accounts: Collection[int]) -> int:
    """No browser is signed in as any of these accounts any more, wherever it was."""
    return Proof.objects.filter(account__in=accounts, ended_at=None).update(ended_at=clock.now())


# ------------------------------------------------------------------------------------ a word sent from the account


class WordOver(Exception):
    """The word ran out, was used, or somebody typed too many wrong codes."""


def begin_word(visitor: Visitor) -> OneTimeWord:
    """A word for this browser's page; an earlier one of it is over."""
    words = OneTimeWord.objects.filter(visitor=visitor, state__in=UNDER_WAY)
    with transaction.atomic():
        words.update(state="over", box=b"", code="")
    for _ in range(3):
        word = new_word()
        try:
            with transaction.atomic():
                return OneTimeWord.objects.create(
                    brand_id=visitor.brand_id, visitor=visitor, digest=digest_of("word", visitor.brand_id, word),
                    box=settings.DATA.seal({"word": word}), until=clock.now() + WORD_LASTS,
                )  # fmt: skip
        except IntegrityError:
            continue  # another page shows the same one just now
    raise WordOver


def word_of(row: OneTimeWord) -> str:
    """What its page shows."""
    return settings.DATA.open(bytes(row.box)).get("word", "")


def finish_word(*, visitor: Visitor, word: OneTimeWord, code: str) -> Proof | None:
    """What was told to the account in private was typed on the page; None for a wrong code. Raises WordOver."""
    with transaction.atomic():
        row = OneTimeWord.objects.select_for_update().get(pk=word.pk)
        if row.visitor_id != visitor.pk or row.state != "told" or row.until <= clock.now() or row.wrong >= TRIES:
            raise WordOver
        typed = "".join(sign for sign in code if sign.isdecimal())
        if hmac.compare_digest(row.code, digest_of("code", row.brand_id, f"{row.pk}:{typed}")):
            return _done(row)
        OneTimeWord.objects.filter(pk=row.pk).update(wrong=F("wrong") + 1)
    return None


def say_yes(*, accounts: Collection[int], word: OneTimeWord) -> bool:
    """Who has proven the account already says that the other browser is theirs, too; False if it is too late."""
    with transaction.atomic():
        row = OneTimeWord.objects.select_for_update().get(pk=word.pk)
        if row.account_id not in accounts or row.state not in ("heard", "told") or row.until <= clock.now():
            return False
        _done(row)
    return True


def say_no(*, accounts: Collection[int], word: OneTimeWord) -> bool:
    """Who has proven the account says that it isn't theirs: nothing comes of it."""
    mine = OneTimeWord.objects.filter(pk=word.pk, account__in=accounts, state__in=("heard", "told"))
    return bool(mine.update(state="over", box=b"", code=""))


def _done(row: OneTimeWord) -> Proof:
    assert row.account is not None
    OneTimeWord.objects.filter(pk=row.pk).update(state="done", box=b"", code="")
    return prove_account(visitor=row.visitor, account=row.account, how="word")

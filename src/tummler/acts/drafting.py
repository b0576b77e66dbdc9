"""A large model, if the owner wants one: where it is, and asking it for a draft or a translation, by a press."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from tummler.acts.recognising import language_heard
from tummler.common.http import Unsafe, check_public
from tummler.minds.large import Model, NoDraft, Wish, ask
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Helper, Need

LONGEST_ADDRESS = 300


def set_model(*, actor: Helper, brand: Brand, address: str, name: str, key: str | None, inside: bool = False) -> None:
    """Where it is from now on; an empty address switches it off and forgets the key. None keeps the key there is.

    ``inside``: it runs on the owner's machine or in their network; said anew with every address.
    Raises :class:`NoDraft` ("unsafe") for an address that we won't speak to.
    """
    require(actor, "change_model", brand)
    address = address.strip()
    if address:
        _check(address, inside)
    moved = _host(address) != _host(brand.model_address)
    box = bytes(brand.model_box)
    if not address or (moved and key is None):
        box = b""  # a key is given to nobody but whom it was meant for
    elif key is not None:
        box = settings.DATA.seal({"key": key.strip()}) if key.strip() else b""
    with transaction.atomic():
        Brand.objects.filter(pk=brand.pk).update(
            model_address=address[:LONGEST_ADDRESS], model_name=name.strip()[:80] if address else "", model_box=box,
            model_inside=bool(address) and inside,
        )  # fmt: skip
        happen("settings_changed", brand, actor, facts={"what": "model", "inside": bool(address) and inside})
    brand.refresh_from_db()


def _check(address: str, inside: bool) -> None:
    if len(address) > LONGEST_ADDRESS or urlsplit(address).query or urlsplit(address).fragment:
        raise NoDraft("unsafe")
    try:
        check_public(address, inside)
    except (Unsafe, ValueError) as error:
        raise NoDraft("unsafe") from error


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def may_ask(actor: Helper, need: Need) -> bool:
    """Whether a press could ask it for this need: never about what is private, or where somebody may be in danger."""
    public = need.post.visibility in ("public", "unlisted") and not need.post.gone
    return bool(actor.brand.model_address) and public and not need.care and actor.brand.listens_only_since is None


def ask_model(*, actor: Helper, need: Need, wish: Wish, text: str) -> str:
    """What the model drafts for the need's post, or the helper's own text in the asker's language. Nothing is kept.

    Raises :class:`NoDraft`. Not in a transaction: a network is spoken to.
    """
    require(actor, "ask_model", need)
    brand = Brand.objects.get(pk=actor.brand_id)
    if not may_ask(actor, need):
        raise NoDraft("off")
    given = text if wish == "translate" else need.post.text
    if not given.strip():
        raise NoDraft("nothing")
    secrets = settings.DATA.open(bytes(brand.model_box)) if brand.model_box else {}
    model = Model(brand.model_address, brand.model_name, secrets.get("key", ""), brand.model_inside)
    account = need.account
    language = language_heard(need.post)
    answer = ask(model, wish, given, brand=brand.name, language=language, names=(account.name, account.handle))
    with transaction.atomic():
        happen("model_asked", brand, actor, need_id=need.pk, conversation_id=need.conversation_id, facts={"what": wish})
    return answer

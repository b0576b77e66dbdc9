"""Photographs of joining, of who helps, of answers from own accounts: ``python -m tests.web.people_shots [name…]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import PICTURES, sign_in, standing

Shoot = Callable[..., None]
MINE = "Push the front wheel in twice, Leo, then try again. I look after the docks at Velo Norte. #VeloHelps"


def joining(world: Any, shoot: Shoot) -> None:
    """A link of Tomás's, the ways in, and what a newcomer is told."""
    from django.conf import settings

    from tummler.acts.entering import set_domains
    from tummler.acts.joining import Newcomer, invitation_of, join_by_invitation, make_invitation, secret_of
    from tummler.records.models import Entrance

    made = make_invitation(actor=world.tomas, most=5, lasts=timedelta(days=7))
    secret = secret_of(made)
    shoot("public-join", f"/join/{secret}/", whole=True)
    settings.EMAIL_HOST = "mail.example"
    set_domains(actor=world.owner, domains=["velonorte.example"], by_mail=True)
    Entrance.objects.update(issuer="https://login.velonorte.example", client_id="care")
    shoot("public-join-ways", f"/join/at/{world.owner.brand.slug}/", whole=True)
    shoot("public-join-over", "/join/nothing/", whole=True)
    shoot("desk-ways-in", "/people/ways/", world.owner, whole=True)
    invitation = invitation_of(secret)
    assert invitation is not None
    who = Newcomer("Nuria Vidal", "nuria@velonorte.example", "docks are full", alias="Nu")
    nuria = join_by_invitation(invitation=invitation, who=who)
    shoot("desk-newcomer", "/desk/", nuria)
    shoot("desk-knows-newcomer", "/desk/", world.tomas)


def helping(world: Any, shoot: Shoot) -> None:
    """Everyone who helps, one's own page, an answer from an own account, and somebody who only uses the tag."""
    from tummler.acts.knowing import say_hours
    from tummler.acts.own_accounts import set_helper_tag
    from tummler.acts.protecting import ask_block
    from tummler.records.models import Account, OwnAccount

    set_helper_tag(actor=world.owner, word="VeloHelps", on=True)
    world.channel.brand.refresh_from_db()
    account = Account.objects.create(brand=world.owner.brand, network="echo", remote_id="id:tomas", handle="tomasw")
    OwnAccount.objects.create(brand=world.owner.brand, helper=world.tomas, account=account, how="signed_in")
    say_hours(actor=world.tomas, hours=[(day, 9 * 60, 17 * 60) for day in range(5)], zone="Europe/Madrid")
    shoot("desk-yourself", "/you/", world.tomas, whole=True)
    asked = world.need("leo")
    scam = "Official help: send me your card. #VeloHelps"
    world.say("scam", scam, by="card_help", name="Card Help", ago=60, to="leo")
    world.say("own", MINE, by="tomas", name="Tomás", ago=30, to="leo")
    world.settle()
    shoot("desk-own-voice", f"/desk/{asked.public_id}/", world.owner)
    shoot("public-own-voice", f"/square/{world.owner.brand.slug}/{asked.conversation.public_id}/", whole=True)
    ask_block(actor=world.tomas, account=Account.objects.get(handle="card_help"), why="spam")
    shoot("desk-people", "/people/", world.owner, whole=True)
    dock = world.need("dock").public_id
    shoot("desk-too-much", f"/desk/{dock}/#person", world.tomas, _too_much)


def _too_much(page: Any) -> None:
    page.locator(".too-much summary").click()
    page.locator(".too-much").scroll_into_view_if_needed()


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    with standing() as (world, address), launch() as browser:
        shoot = photographer(browser, address, "", wanted, sign_in)
        joining(world, shoot)
        helping(world, shoot)
    return 0


if __name__ == "__main__":
    sys.exit(main())

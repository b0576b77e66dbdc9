"""Photographs of customers who help: ``python -m tests.web.peers_shots [name…]``."""

from __future__ import annotations

import sys
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import PICTURES, sign_in, standing

ASKED = {
    "tyre": ("Nuria", "@velonorte the rear tyre of bike 2210 is soft, where can I pump it near the river?"),
    "lock": ("Bo", "@velonorte how do I lock the bike when the rail at the library is full?"),
    "cello": ("Ivo", "@velonorte does the big basket fit a cello? For my Thursday orchestra."),
    "lluvia": ("Inma", "@velonorte ¿dónde dejo la bici si llueve y el anclaje no responde?"),
}
ANSWER = "There is a pump at the workshop wall by the river, left of the blue door. It is open all night."


def asked(world: Any) -> None:
    """Four people ask what a rider may know."""
    for number, (key, (name, text)) in enumerate(ASKED.items()):
        world.say(key, text, by=name.lower(), name=name, ago=1800 - 400 * number)
    world.settle()


def helped(world: Any, dapo: Any, eva: Any) -> None:
    """One has an answer that waits, one stands on the square, one helped."""
    from tummler.acts import peer_care, peer_helping
    from tummler.acts.peer_choosing import say_it_helped
    from tummler.community.looks import look_at_asked

    look_at_asked()
    peer_helping.answer_here(peer=eva, need=world.need("lock"), text="Chain it to the sign behind it and end the ride.")
    peer_care.vouch(actor=world.owner, peer=dapo)
    dapo.refresh_from_db()
    answer = peer_helping.answer_here(peer=dapo, need=world.need("tyre"), text=ANSWER)
    peer_helping.claim_as_peer(peer=dapo, need=world.need("cello"))
    world.say("noor", "@nuria at the workshop wall, they have two pumps", by="noor", name="Noor", to="tyre", ago=60)
    world.say("thanks", "@noor @velonorte that worked, thanks!", by="nuria", name="Nuria", to="noor", ago=30)
    world.settle()
    say_it_helped(accounts=[world.need("tyre").account_id], answer=answer)


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    with standing() as (world, address), launch() as browser:
        from tests.web.peering import account_on, browser_with, peer_named
        from tummler.records.models import Peer

        wanted, brand = set(sys.argv[1:]), world.owner.brand
        asked(world)
        more: dict[str, Any] = {"languages": ["en", "es"], "topics": ["docks", "bikes"]}
        dapo, eva = peer_named(brand, "dapo", "Dapo", **more), peer_named(brand, "eva", "Eva")
        helped(world, dapo, eva)
        Peer.objects.filter(pk=dapo.pk).update(trust=2)

        def arrive(context: Any, where: str, account: Any) -> None:
            cookies = browser_with(account).cookies
            context.add_cookies([{"name": one, "value": cookies[one].value, "url": where} for one in cookies])

        shoot, as_peer = (photographer(browser, address, "", wanted, one) for one in (sign_in, arrive))
        place = f"/square/{brand.slug}/help/"
        as_peer("peers-help", place, dapo.account, whole=True)
        as_peer("peers-need", f"{place}{world.need('cello').public_id}/", dapo.account, whole=True)
        as_peer("peers-yours", f"{place}yours/", dapo.account, whole=True)
        as_peer("peers-agreement", f"{place}agreement/", account_on(brand, "nuria"), whole=True)
        as_peer("peers-invitation", place, account_on(brand, "nuria"), whole=True)
        talk = f"/square/{brand.slug}/{world.need('tyre').conversation.public_id}/"
        as_peer("peers-talk", talk, world.need("tyre").account, whole=True)
        shoot("peers-desk", "/peers/", world.owner, whole=True)
        shoot("peers-waits", f"/desk/{world.need('lock').public_id}/", world.owner)
        shoot("peers-list", "/desk/?view=all", world.owner)
    return 0


if __name__ == "__main__":
    sys.exit(main())

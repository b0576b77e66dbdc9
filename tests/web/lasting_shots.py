"""Photographs of what is taught, what lasts, and who somebody is: ``python -m tests.web.lasting_shots [name…]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import PICTURES, sign_in, standing
from tests.web.world import answer

Shoot = Callable[..., None]
FROZEN = {
    "frozen1": ("Ana", "@velonorte the payment page is frozen since noon, what now?"),
    "frozen2": ("Gil", "@velonorte payment page frozen here, too. Is it me?"),
    "frozen3": ("Eva", "@velonorte your payment page won’t load, I can’t pay my ride. Help?"),
    "frozen4": ("Noor", "@velonorte why is the payment page frozen?"),
}
TAGS: tuple[dict[str, Any], ...] = (
    {"name": "hours", "does": "When docks and the workshop are open.", "text": "Docks always; the workshop 8 to 20."},
    {
        "name": "bikes", "does": "How many bikes and free docks near a place you name.", "answers": "system",
        "address": "http://localhost:8500/docks/{place}", "parameters": ["place"],
        "text": "{free} bikes, {docks} free docks near {place}.",
    },
    {
        "name": "charges", "does": "What you paid and why, ride by ride. Seen once, then gone.", "answers": "system",
        "address": "http://localhost:8500/charges/{customer}", "text": "{total}", "proven": True,
    },
    {
        "name": "broken", "does": "Takes the bike off the street. Someone tells you when it’s fixed.",
        "answers": "people", "kind": "complaint", "urgency": "now", "promised_minutes": 120,
    },
)  # fmt: skip
HELMETS = (
    "Where do I get a helmet?", "Is a helmet included?", "My helmet smells. Another one?", "Do I need a helmet?",
    "Helmet for a child of four?",
)  # fmt: skip
RAIL = "Hi {name}, lock it to the rail beside the dock and press End ride; we credit the minutes for booking {booking}."


def breaking(world: Any, shoot: Shoot) -> None:
    """Four say the same, folded into one row."""
    from tummler.records.models import Incident, IncidentPost

    for number, (key, (name, text)) in enumerate(FROZEN.items()):
        world.say(key, text, by=name.lower(), name=name, ago=600 - 120 * number)
    world.settle()
    told = [world.post(key) for key in FROZEN]
    incident = Incident.objects.create(
        brand=world.owner.brand, words=["payment page"], terms=["payment page"], telling=told[0], since=told[0].shown_at
    )
    IncidentPost.objects.bulk_create(IncidentPost(brand=world.owner.brand, incident=incident, post=one) for one in told)
    shoot("desk-breaking", "/desk/?view=all", world.owner)


def taught(world: Any, shoot: Shoot) -> None:
    """Topics from a handful of examples, what the reader is good at, and a large model that nobody named."""
    from tummler.acts.teaching import make_topic

    helmets = ["Where do I get a helmet?", "Is a helmet included?", "My helmet smells. Another one?"]
    make_topic(
        actor=world.owner, name="Helmets", texts=[*helmets, "Helmet for a child of four?", "Do I need a helmet?"]
    )
    shoot("public-topics", "/topics/", world.owner, whole=True)
    shoot("public-reading", "/reading/", world.owner, whole=True)
    shoot("public-model", "/model/", world.owner, whole=True)
    shoot("desk-alike", f"/desk/{world.need('pedal').public_id}/#person", world.olu)


def tagged(world: Any, shoot: Shoot) -> None:
    """Four tags that answer, one tried out, what is asked for and nobody serves, and their places on the square."""
    from tummler.acts.tags import Definition, make_tag
    from tummler.records.models import Brand, Tag

    for one in TAGS:
        make_tag(actor=world.owner, wanted=Definition(**one), on=True)
    saddle = "@velonorte #broken the saddle of bike 4012 turns like a clock hand"
    world.say("saddle", saddle, by="ana", name="Ana Ruiz", ago=300)
    world.say("lamp", "@velonorte #broken no light on 5518, and it is getting dark", by="bo", name="Bo", ago=200)
    world.say("hours", "@velonorte #hours on Sundays?", by="cy", name="Cy", ago=100)
    for number in range(7):
        too = "childseat" if number % 2 else "cargo"
        world.say(f"h{number}", f"@velonorte #helmet please #{too}", by=f"r{number}", name=f"Rider {number}", ago=50)
    world.settle()
    Brand.objects.filter(pk=world.owner.brand_id).update(demand_shown=True)
    square = f"/square/{world.owner.brand.slug}/tags/"
    shoot("public-tags", "/tags/", world.owner, whole=True)
    bikes = Tag.objects.get(brand=world.owner.brand_id, name="bikes")
    shoot("public-tag", f"/tags/{bikes.public_id}/", world.owner, whole=True)
    shoot("desk-tagged", f"/desk/{world.need('hours').public_id}/", world.owner)
    shoot("public-catalogue", square, whole=True)
    shoot("public-tag-place", f"{square}broken/", whole=True)


def lasting(world: Any, shoot: Shoot) -> None:
    """An answer that helped twice is proposed, taken, and stands for everyone."""
    from tummler.knowledge.proposing import propose_articles
    from tummler.records.models import Article

    for key, name, booking in (("full1", "Xanthia", "VN-48213"), ("full2", "Quillon", "VN-99120")):
        who = {"by": name.lower(), "name": name}
        world.say(key, "@velonorte the dock at Harbour Road is full, how do I end my ride?", ago=900, **who)
        world.settle()
        answer(world, world.tomas, key, RAIL.format(name=name, booking=booking))
        world.say(f"{key}-thanks", "@velonorte that worked, thanks!", to=key, **who)
        world.settle()
        propose_articles()
    found = Article.objects.get(brand=world.owner.brand_id)
    shoot("public-proposed", f"/articles/{found.public_id}/", world.owner, whole=True)

    def take(page: Any) -> None:
        if page.locator("button[value=take]").count():
            page.locator("button[value=take]").click()
            page.wait_for_url("**/articles/**")

    shoot("public-kept", f"/articles/{found.public_id}/", world.owner, take, whole=True)
    shoot("public-articles", "/articles/", world.owner, whole=True)
    square = f"/square/{world.owner.brand.slug}/articles/"
    shoot("public-answers", square, whole=True)
    shoot("public-article", f"{square}{found.public_id}/", whole=True)


def proven(world: Any, address: str, browser: Any, wanted: set[str]) -> None:
    """What is erased of somebody who has proven who they are."""
    from tummler.acts import customers, proving
    from tummler.records.models import Brand
    from tummler.web.visitor import _NAME

    brand = Brand.objects.get(pk=world.owner.brand_id)
    me = f"/square/{brand.slug}/me/"
    visitor, secret = proving.new_visitor(brand)
    cookie = {"name": _NAME + brand.public_id, "value": secret, "url": address}

    def arrive(context: Any, _address: str, _who: Any) -> None:
        context.add_cookies([cookie])

    shoot = photographer(browser, address, "", wanted, arrive)
    proving.prove_account(visitor=visitor, account=world.need("charged").account, how="word")
    customers.prove_customer(visitor=visitor, ref="c-1207", name="Samira N.", how="app")
    customers.join(visitor=visitor, accounts=[world.need("charged").account])
    shoot("public-erase", f"{me}erase/", visitor, whole=True)


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    with standing() as (world, address), launch() as browser:
        shoot = photographer(browser, address, "", wanted, sign_in)
        breaking(world, shoot)
        taught(world, shoot)
        tagged(world, shoot)
        lasting(world, shoot)
        proven(world, address, browser, wanted)
        shoot("public-customers", "/customers/", world.owner, whole=True)
        shoot("public-keeping", "/keeping/", world.owner, whole=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

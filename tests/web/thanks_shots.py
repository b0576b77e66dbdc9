"""Photographs of thanks: ``python -m tests.web.thanks_shots [name…]``."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import sign_in, standing

SAID = (
    ("Marta Ruiz", "mastodon", "Made my train! Left it, ran, sorted. Never had that from a company.", 0.02),
    ("Samira", "bluesky", "Resuelto en diez minutos y en mi idioma. Gracias, Jo.", 0.4),
    ("Pete", "square", "The latch it was. You were right about the rain.", 1.2),
    ("Ivo", "square", "A cello fits! Who would have thought. Thank you for measuring it.", 3),
    ("Marta Ruiz", "mastodon", "And again. You should be on their payroll.", 6),
)
WAITING = (
    ("Conchi", "Mi nieta tiene trece. ¿Puede ir con la bici de la abuela o hace falta otra?"),
    ("Hugo M.", "Is there a trick to getting the seat post to stay up? Sinks a bit with every bump."),
)


def thanked(world: Any) -> Any:
    """Jo, a rider, was thanked by five, gives on, pledges, and may ask for a month free; gives Jo's cookie."""
    from tests.community.thanked import account, credited, helped, need_of, open_thanks
    from tummler.acts import giving_thanks as giving, keeping_thanks as keeping
    from tummler.acts.proving import new_visitor, prove_account
    from tummler.common import clock
    from tummler.community.ledger import holder_of
    from tummler.records.models import Channel, Helper
    from tummler.work import thanks as work

    owner = world.owner
    open_thanks(owner.brand)
    channel = Channel.objects.filter(brand=owner.brand).order_by("pk")[0]
    channel.brand = owner.brand
    jo, noor = account(owner.brand, "jo"), account(owner.brand, "noor")
    for name, network, words, days in SAID:
        asker = account(owner.brand, name, network)
        helped(channel, asker, jo, text=words, days=days)
    for number in range(7):
        helped(channel, account(owner.brand, f"rider {number}"), jo, days=8 + 3 * number, text="Thanks, that was it.")
        helped(channel, account(owner.brand, f"rider {number}"), owner, days=2 * number, text="That worked, thank you.")
    credited(need_of(channel, jo), noor, text="Noor, you saved my day.")
    credited(need_of(channel, jo), Helper.objects.get(pk=world.olu.pk), text="Thank you.")
    keeping.make_cause(actor=owner, name="Repair café", words="For each ten we open the workshop one evening more.")
    keeping.make_reward(actor=owner, name="A helmet", price=20, terms="Fetched at the workshop.")
    month = keeping.make_reward(
        actor=owner, name="A month free", price=4, terms="On your next bill. Once a month, for people of age."
    )
    for name, words in WAITING:
        need_of(channel, account(owner.brand, name), words)
    work.settle_thanks()
    purse = [holder_of(jo)]
    giving.turn_into(purse=purse, reward=month, adult=True)
    locks = need_of(channel, account(owner.brand, "Ana"), "Where do I lock two bikes at once?")
    giving.pledge_thanks(purse=purse, need=locks, amount=1000)
    now = clock._shift
    clock.shift(now + timedelta(seconds=20))
    work.let_gifts_arrive()
    giving.give_thanks(purse=purse, to=holder_of(noor), amount=1500)
    giving.give_thanks(purse=[holder_of(owner)], to=holder_of(world.olu), amount=1000)
    four = [holder_of(account(owner.brand, name)).pk for name in ("Dana", "Lee", "Kim", "Max")]
    keeping.ask_about(owner.brand, four, 17, 19)
    visitor, secret = new_visitor(owner.brand)
    prove_account(visitor=visitor, account=jo, how="signed_in")
    return secret


def main() -> int:
    """Take them."""
    with standing() as (world, address), launch() as browser:
        cookie = thanked(world)
        from tummler.web import visitor as visitors

        brand = world.owner.brand
        here = f"/square/{brand.slug}/thanks/"

        def arrive(context: Any, address: str, who: Any) -> None:
            if who is world.owner:
                sign_in(context, address, who)
            else:
                name = visitors._NAME + brand.public_id
                context.add_cookies([{"name": name, "value": cookie, "url": address}])

        shoot = photographer(browser, address, "", set(sys.argv[1:]), arrive)
        shoot("thanks-square", here, "jo", whole=True)
        shoot("thanks-rules", f"{here}rules/", whole=True)
        shoot("thanks-desk", "/thanks/", world.owner, whole=True)
        shoot("thanks-book", "/thanks/book/", world.owner, whole=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

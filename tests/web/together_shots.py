"""Photographs of who helps whom, and of what reaches somebody: ``python -m tests.web.together_shots [name…]``."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import PICTURES, sign_in, standing

LOST = (
    "I left my keys in the basket of a bike at Plaza del Norte. Who has them?",
    "My keys fell into the basket and the bike is gone, where do lost things go?",
    "Left a bag with my keys in a bike’s basket yesterday, can I get it back?",
)


def helped(world: Any) -> None:
    """Half a year of help, a colleague who is new, needs that reached somebody."""
    from tests.web.together_rows import COLLEAGUES, months_of_help, solve
    from tummler.acts.setting_up import add_helper
    from tummler.common import clock
    from tummler.knowledge.meanings import meanings_of
    from tummler.matching.reach import reach_due
    from tummler.records.models import Brand, Helped, Helper, Need, Post, Reach, Topic

    brand = Brand.objects.get(pk=world.owner.brand_id)
    for key, name in (("deposit", "deposits"), ("lost", "lost things"), ("app", "the app")):
        Topic.objects.get_or_create(brand=brand, key=key, defaults={"name": name})
    for name in COLLEAGUES:
        email = f"{name.split()[0].lower()}@velonorte.example"
        add_helper(actor=world.owner, email=email, password="a long password", name=name)
    Helper.objects.exclude(name="Leo Brandt").update(joined_at=clock.now() - timedelta(days=300))
    Helper.objects.update(vouched_at=clock.now())
    helpers = {one.name.split()[0]: one for one in Helper.objects.filter(brand=brand)}
    people = months_of_help(world.channel, world.owner, helpers)
    asker = Helped.objects.order_by("-pk").first().need.account
    for number, text in enumerate(LOST):
        solve(world.channel, people["Nuria"], asker, text, topic="lost", days=20 + number)
    meanings_of(list(Post.objects.filter(by_us=False)))
    Brand.objects.filter(pk=brand.pk).update(serendipity=1)
    Need.objects.filter(state="open").update(reach_until=None)
    while reach_due():
        pass
    Brand.objects.filter(pk=brand.pk).update(serendipity=12)
    Reach.objects.filter(helper=world.tomas, need__state="open").filter(place__lte=1).update(outside=True, why="near")


def _down(page: Any) -> None:
    page.locator(".also").last.scroll_into_view_if_needed()


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    with standing() as (world, address), launch() as browser:
        shoot = photographer(browser, address, "", wanted, sign_in)
        helped(world)
        shoot("public-together", "/together/", world.owner, whole=True)
        shoot("desk-for-you", "/desk/?view=you", world.tomas)
        need = world.need("dock")
        shoot("desk-could-answer", f"/desk/{need.public_id}/#person", world.owner, _down)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Photographs of what comes and goes: ``python -m tests.web.more_shots [name…]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.servers.chromium import launch
from tests.web.shots import PICTURES, SIZES, WIDTHS, as_tall_as_its_page, at_that_time, sign_in, standing

KEY = "c" * 32
CODE = "Samira, your code for the box is 4711. It is yours alone; the old one stops at noon."


def asked_here(world: Any) -> Any:
    """Samira asked on the square, and has an answer for her eyes."""
    from django.http import HttpResponse

    from tummler.acts.asking import Asker, ask_on_square
    from tummler.acts.needs import claim_need
    from tummler.records.models import Brand, Need
    from tummler.web import asker
    from tummler.work.flow import run_all

    brand = Brand.objects.get(pk=world.owner.brand_id)
    words = "My code for the box at dock 14 is refused since Tuesday. What is the right one?"
    ask_on_square(brand=brand, asker=Asker(asker.key_of(KEY, brand), "Samira", "en"), text=words)
    run_all()
    need = Need.objects.get(account__network="square")
    claim_need(actor=world.olu, need=need)
    response = HttpResponse()
    asker.remember(response, KEY)
    return need, response.cookies["asker"].value


def answered_once(world: Any, need: Any) -> None:
    """Olu's answer stands there, sealed."""
    from tummler.acts.replies import promise_reply, save_draft
    from tummler.answering.drafts import Chosen
    from tummler.answering.outbox import deliver_due

    draft = save_draft(actor=world.olu, need=need, text=CODE, edition=1, chosen=Chosen(visibility="once"))
    promise_reply(actor=world.olu, reply=draft, undo=timedelta())
    while deliver_due():
        pass


def photographer(
    browser: Any, address: str, cookie: str, wanted: set[str], arrive: Callable[..., None] = sign_in
) -> Callable[..., None]:
    """``shoot(name, path, who, before)``: in three widths, by day and by night; who it is comes by ``arrive``."""

    def shoot(
        name: str, path: str, who: Any = None, before: Callable[[Any], None] | None = None, whole: bool = False
    ) -> None:
        if wanted and not any(name.startswith(one) for one in wanted):
            return
        for size in WIDTHS:
            for theme in ("light", "dark"):
                width, height = SIZES[size]
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme, is_mobile=size != "wide",
                    has_touch=size != "wide", timezone_id="Europe/Madrid",
                )  # fmt: skip
                at_that_time(context)
                if who is not None:
                    arrive(context, address, who)
                elif cookie:
                    context.add_cookies([{"name": "asker", "value": cookie, "url": f"{address}/square/"}])
                page = context.new_page()
                page.goto(address + path.removesuffix("#person" if size == "wide" else ""))
                page.wait_for_timeout(250)
                if before:
                    before(page)
                    page.wait_for_timeout(700)
                if whole:
                    as_tall_as_its_page(page)
                night = "-dark" if theme == "dark" else ""
                page.screenshot(path=str(PICTURES / f"{name}-{size}{night}.png"), full_page=whole)
                context.close()

    return shoot


def seen_once(world: Any, shoot: Callable[..., None], need: Any) -> None:
    """Choosing it, waiting, open, gone."""
    from tummler.acts.replies import save_draft

    place = f"/square/{world.owner.brand.slug}/{need.conversation.public_id}/"
    save_draft(actor=world.olu, need=need, text=CODE, edition=0)
    shoot("desk-once-choosing", f"/desk/{need.public_id}/#answer", world.olu, _choose_once)
    answered_once(world, need)
    shoot("public-once-waiting", place, whole=True)
    for name in ("public-once-open", "public-once-gone"):

        def press(page: Any, name: str = name) -> None:
            page.locator("button[value=see_once]").click()
            page.wait_for_timeout(300)
            if name.endswith("gone"):
                page.goto(page.url)

        _again(shoot, name, place, press)
    shoot("desk-once", f"/desk/{need.public_id}/", world.olu)


def _again(shoot: Callable[..., None], name: str, place: str, press: Any) -> None:
    from tummler.records import fading_keys
    from tummler.records.models import Once

    def sealed_anew() -> None:
        key = fading_keys.new_key()
        Once.objects.update(key=key, sealed=fading_keys.seal(key, CODE), gone_at=None, gone_why="")

    def pressed(page: Any) -> None:
        sealed_anew()
        page.reload()
        press(page)

    shoot(name, place, None, pressed, whole=True)


def _choose_once(page: Any) -> None:
    if page.locator("#text").is_visible():
        page.locator("#text").scroll_into_view_if_needed()
    page.locator("input[value=once]").check(force=True)
    page.locator("details.as summary").click()


def come_and_go(world: Any, shoot: Callable[..., None]) -> None:
    """No network, a slow one, what was just done, a private answer, thanks, a long thread, the helper's own page."""
    from tummler.acts.replies import save_draft
    from tummler.answering.drafts import Chosen

    dock = f"/desk/{world.need('dock').public_id}/"
    shoot("desk-offline", dock, world.owner, lambda page: page.context.set_offline(True))
    shoot("desk-skeleton", "/desk/", world.owner, _slowly)
    thanked = dock + "#post-" + str(world.post("dapo").pk)
    shoot("desk-thanked", thanked, world.owner, _thank)
    save_draft(actor=world.owner, need=world.need("conchi"), text="Con 13 años puede ir con su propia cuenta.",
               edition=0, chosen=Chosen(visibility="direct"))  # fmt: skip
    shoot("desk-private", f"/desk/{world.need('conchi').public_id}/#answer", world.owner)
    _linked(world)
    shoot("desk-linked", f"{dock}#person", world.owner)
    _long(world)
    shoot("desk-long", f"/desk/{world.need('hugo').public_id}/", world.owner, _to_the_fold)
    shoot("public-yourself", "/you/", world.tomas, whole=True)


def _slowly(page: Any) -> None:
    page.route("**/desk/*/", lambda route: None)
    page.locator(".need").nth(1).click()
    page.wait_for_timeout(600)


def _thank(page: Any) -> None:
    page.keyboard.press("t")  # of two who helped, the last is looked at
    page.keyboard.press("t")


def _to_the_fold(page: Any) -> None:
    page.locator(".fold.run").first.scroll_into_view_if_needed()


def _linked(world: Any) -> None:
    from tummler.acts.linking import link_people

    for actor in (world.tomas, world.owner):
        link_people(actor=actor, need=world.need("dock"), account=world.need("ivo").account)


def _long(world: Any) -> None:
    for number in range(40):
        words = f"Mine has sunk since spring, too. That makes {number + 2} of us."
        world.say(f"too{number}", words, by=f"rider{number}", name=f"Rider {number}", ago=9000 - number, to="hugo")
    world.settle()


def away(world: Any, address: str, shoot: Callable[..., None]) -> None:
    """The database is locked: said in words, with nothing half done."""
    from django.db import OperationalError

    from tummler.web import desk

    real = desk.market_rows.market_page

    def locked(*_some: Any, **_more: Any) -> Any:
        raise OperationalError("database is locked")

    desk.market_rows.market_page = locked
    shoot("public-away", "/desk/", world.owner)
    desk.market_rows.market_page = real


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    with standing() as (world, address), launch() as browser:
        need, cookie = asked_here(world)
        shoot = photographer(browser, address, cookie, set(sys.argv[1:]))
        seen_once(world, shoot, need)
        come_and_go(world, shoot)
        away(world, address, shoot)
    return 0


if __name__ == "__main__":
    sys.exit(main())

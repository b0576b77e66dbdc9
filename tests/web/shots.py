"""Photographs of every page with a morning's rows: ``python -m tests.web.shots [name…]`` into tests/pictures/."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from tests.web.world import promise

PICTURES = Path(__file__).resolve().parents[1] / "pictures"
SIZES = {"wide": (1440, 900), "phone": (390, 844), "tablet": (820, 1180), "huge": (1920, 1080), "small": (320, 640)}
#: What every page and state is looked at in; the lists and conversations in all of ``SIZES``.
WIDTHS = ("wide", "tablet", "phone")


@contextmanager
def standing() -> Iterator[tuple[Any, str]]:
    """A world in a data folder of its own, served on loopback: (the world, its address)."""
    with tempfile.TemporaryDirectory(prefix="tummler-shots-") as folder:
        os.environ |= {
            "TUMMLER_DATA": folder, "TUMMLER_ALLOW_LOOPBACK": "1", "DJANGO_SETTINGS_MODULE": "tummler.project.settings",
            "TUMMLER_TIME_ZONE": "Europe/Madrid",
        }  # fmt: skip
        import django

        django.setup()
        logging.getLogger("django").setLevel(logging.CRITICAL)  # pages that refuse and break are photographed, too
        from tests.people import echo_process
        from tests.web.serving import serving
        from tests.web.world import make_world
        from tummler.cli.running import make_ready

        make_ready()
        _quarter_to_eleven()
        with echo_process(Path(folder)) as echo:
            world = make_world(echo)
            with serving() as address:
                yield world, address


def _quarter_to_eleven() -> None:
    """It is always the same time of day in the pictures."""
    from zoneinfo import ZoneInfo

    from tummler.common import clock

    now = clock.now().astimezone(ZoneInfo("Europe/Madrid"))
    clock.shift(now.replace(hour=10, minute=49, second=0) - now)


def at_that_time(context: Any) -> None:
    """The browser's clock is the product's."""
    from tummler.common import clock

    context.clock.install(time=clock.now())


def sign_in(context: Any, address: str, helper: Any) -> None:
    """A browser context signed in as a helper."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(helper.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


Shot = tuple[str, str, Callable[[Any, Any], None] | None]


def shots(world: Any) -> list[Shot]:
    """Name, address, and what is done before the picture is taken."""
    dock, leo = world.need("dock").public_id, world.need("leo").public_id
    pedal, pete = world.need("pedal").public_id, world.need("pete").public_id
    deposit = world.need("deposit").public_id
    return [
        ("list", "/desk/", None),
        ("need", f"/desk/{dock}/", None),
        ("answering", f"/desk/{dock}/#answer", lambda page, _: page.locator("#text").scroll_into_view_if_needed()),
        ("open", f"/desk/{leo}/", None),
        ("theirs", f"/desk/{pedal}/", None),
        ("back", f"/desk/{pete}/", None),
        ("helped", f"/desk/{deposit}/", None),
        ("wrong", f"/desk/{leo}/", lambda page, _: page.locator("details.wrong summary").click()),
        ("person", f"/desk/{dock}/#person", None),
        ("keys", "/desk/", lambda page, _: page.keyboard.press("?")),
        ("menu", "/desk/", lambda page, _: page.locator(".me summary").click()),
        ("filter", "/desk/", lambda page, _: page.locator("#filter summary").click()),
        ("filtered", "/desk/?view=all&waiting=hour", None),
        ("find", "/desk/", lambda page, _: (page.keyboard.press("Control+k"), page.keyboard.type("dock"))),
        ("found", "/find/?q=dock", None),
        ("nothing", "/find/?q=helmet", None),
        ("more", f"/desk/{dock}/", lambda page, _: page.locator(".claim .dots").click()),
        ("menu-of-post", f"/desk/{leo}/", lambda page, _: page.locator(".doing summary").first.click()),
        ("hand-on", f"/desk/{dock}/", _hand_on),
    ]


def _hand_on(page: Any, _world: Any) -> None:
    """From the bar where there is room, else from behind its dots."""
    wide = page.locator("[data-key=hand_on]").first
    if wide.is_visible():
        wide.click()
    else:
        page.locator(".claim .dots").click()


_SORRY = (
    "Sorry for the inconvenience, Samira. Two of the three charges go back to your card tonight. Write to "
    "help@velonorte.example if they don’t, or look at https://bit.ly/3xYz for how charges work."
)


def _hints(world: Any) -> str:
    return _drafted(world, "charged", _SORRY)


def _over(world: Any) -> str:
    long = "Samira, two of the three charges go back tonight" + ", and so on" * 24
    return _drafted(world, "charged", long + "x" * 310)


def _picture(world: Any) -> str:
    from io import BytesIO

    from PIL import Image

    from tummler.acts.pictures import add_pictures

    drawn = BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(drawn, "PNG")
    public_id = _drafted(world, "charged", "The reader of dock 3 has a new cover, Samira. Here it is.")
    add_pictures(actor=world.owner, need=world.need("charged"), contents=[drawn.getvalue()])
    return public_id


def _drafted(world: Any, key: str, text: str) -> str:
    from tummler.acts.needs import claim_need
    from tummler.acts.replies import save_draft
    from tummler.records.models import Reply

    need = world.need(key)
    claim_need(actor=world.owner, need=need)
    draft = Reply.objects.filter(need=need, promised_at=None).first()
    save_draft(actor=world.owner, need=need, text=text, edition=draft.edition if draft else 0)
    return str(need.public_id)


def _noted(world: Any) -> str:
    from tummler.acts.labelling import put_label
    from tummler.acts.noting import write_note

    need = world.need("dock")
    write_note(actor=world.tomas, need=need, text="Latch stock is in bay 3, @Inés. Take two, dock 15 is next.")
    put_label(actor=world.owner, need=need, name="latch")
    return str(need.public_id)


def _handed(world: Any) -> str:
    from tummler.acts.needs import claim_need
    from tummler.acts.passing import hand_on

    need = world.need("leo")
    claim_need(actor=world.tomas, need=need)
    hand_on(actor=world.tomas, need=need, to=world.owner, words="You know that reader, I don’t.")
    return str(need.public_id)


def _asked_in(world: Any) -> str:
    from tummler.acts.passing import ask_in

    need = world.need("pedal")
    ask_in(actor=world.olu, need=need, to=world.owner, words="Is a deposit of nine days normal?")
    return str(need.public_id)


def _asleep(world: Any) -> str:
    from tummler.acts.passing import snooze_need

    need = world.need("dock")
    snooze_need(actor=world.owner, need=need, until=None)
    return str(need.public_id)


def _leaving(world: Any) -> str:
    promise(world, world.owner, "leo", "Leo, push the button twice; dock 3 wakes up then.", 9.2)
    return world.need("leo").public_id


def _kept(world: Any) -> str:
    from tummler.acts.brake import pull_brake

    pull_brake(actor=world.owner, brand=world.owner.brand)
    promise(world, world.owner, "ivo", "A cello fits, Ivo, if its neck may look out. Bring a strap.")
    return world.need("ivo").public_id


def _refused(world: Any) -> str:
    from tummler.acts.brake import lift_brake

    world.owner.brand.refresh_from_db()
    lift_brake(actor=world.owner, brand=world.owner.brand)
    type(world.owner.brand).objects.update(brake_lifted_at=world.owner.brand.created_at - timedelta(days=9))
    world.settle()
    world.echo.fault("create", "refuse")
    promise(world, world.owner, "hugo", "Grease the post, Hugo, and close the clamp until it clicks.")
    world.settle()
    return world.need("hugo").public_id


def _held(world: Any) -> str:
    from tummler.acts.replies import save_draft

    need = world.need("conchi")
    save_draft(actor=world.owner, need=need, text="Con 13 años puede ir con su", edition=0)
    world.say(
        "app", "Con 13 años sí, con su cuenta y con usted al lado.", by="velonorte", name="Velo Norte", to="conchi"
    )
    promise(world, world.owner, "conchi", "Con 13 años puede ir con su propia cuenta, si usted la abre.")
    world.settle()
    return need.public_id


def _quiet(world: Any) -> str:
    from tummler.acts.replies import save_draft
    from tummler.common import clock

    need = world.need("pedal")
    save_draft(actor=world.olu, need=need, text="It went out on Monday, and your bank", edition=0)
    type(need).objects.filter(pk=need.pk).update(claim_alive_at=clock.now() - timedelta(minutes=12))
    return need.public_id


def _danger(world: Any) -> str:
    world.say("care", "@velonorte none of this matters, I want to kill myself", by="nora", name="Nora")
    world.settle()
    return world.need("charged").public_id


def _revoked(world: Any) -> str:
    world.echo.revoke("token-velonorte")
    promise(world, world.owner, "bea", "There is one at Harbour Road on Sundays, Bea.")
    with contextlib.suppress(Exception):
        world.settle()
    return world.need("bea").public_id


STATES: tuple[tuple[str, Callable[[Any], str], str], ...] = (
    ("noted", _noted, "owner"),
    ("handed", _handed, "owner"),
    ("asked-in", _asked_in, "owner"),
    ("hints", _hints, "owner"),
    ("over", _over, "owner"),
    ("picture", _picture, "owner"),
    ("asleep", _asleep, "owner"),
    ("leaving", _leaving, "owner"),
    ("quiet", _quiet, "owner"),
    ("kept", _kept, "owner"),
    ("refused", _refused, "owner"),
    ("held", _held, "owner"),
    ("danger", _danger, "olu"),
    ("revoked", _revoked, "owner"),
)


def as_tall_as_its_page(page: Any) -> None:
    """So that what sticks to the window's edge stands at the page's."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": max(tall, page.viewport_size["height"])})
    page.wait_for_timeout(120)


def take_states(world: Any, address: str, wanted: set[str]) -> None:
    """What answers and claims go through, one after the other."""
    from tests.servers.chromium import launch

    with launch() as browser:
        for name, happen, who in STATES:
            path = f"/desk/{happen(world)}/"
            written = name in ("hints", "over", "picture")
            if wanted and not any(f"desk-{name}".startswith(one) for one in wanted):
                continue
            for size, theme in product(WIDTHS, ("light", "dark")):
                width, height = SIZES[size]
                context = browser.new_context(
                    viewport={"width": width, "height": height}, timezone_id="Europe/Madrid", is_mobile=size != "wide",
                    color_scheme=theme,
                )  # fmt: skip
                at_that_time(context)
                sign_in(context, address, getattr(world, who))
                page = context.new_page()
                page.goto(address + path + ("#answer" if written and size == "phone" else ""))
                page.evaluate("document.getElementById('sending')?.scrollIntoView({block: 'center'})")
                page.wait_for_timeout(250)
                night = "-dark" if theme == "dark" else ""
                page.screenshot(path=str(PICTURES / f"desk-{name}-{size}{night}.png"))
                context.close()


def take(world: Any, address: str, wanted: set[str]) -> None:
    """Every shot in its sizes, by day and by night."""
    from tests.servers.chromium import launch

    PICTURES.mkdir(exist_ok=True)
    with launch() as browser:
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                if theme == "dark" and size not in WIDTHS:
                    continue
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme, timezone_id="Europe/Madrid",
                    has_touch=size in ("tablet", "phone", "small"), is_mobile=size in ("tablet", "phone", "small"),
                )  # fmt: skip
                at_that_time(context)
                sign_in(context, address, world.owner)
                for name, path, before in shots(world):
                    key = f"desk-{name}-{size}" + ("-dark" if theme == "dark" else "")
                    if wanted and not any(key.startswith(one) or one == size for one in wanted):
                        continue
                    page = context.new_page()
                    page.goto(address + path)
                    page.wait_for_timeout(250)
                    if before:
                        before(page, world)
                        page.wait_for_timeout(600)
                    page.screenshot(path=str(PICTURES / f"{key}.png"))
                    page.close()
                context.close()


def main() -> int:
    """Take them."""
    with standing() as (world, address):
        take(world, address, set(sys.argv[1:]))
        take_states(world, address, set(sys.argv[1:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

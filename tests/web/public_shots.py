"""Photographs of setup, the square, channels, people and sign-in: ``python -m tests.web.public_shots [name…]``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers.chromium import launch
from tests.web.shots import PICTURES, as_tall_as_its_page, sign_in, standing
from tests.web.world import promise

Shot = tuple[str, str, bool | str]
SIZES = {"wide": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}


def live_through(world: Any) -> None:
    """What the public pages show beyond a morning at the desk: a question asked here, one channel in trouble."""
    from tests.web.asking import same_heres
    from tummler.acts.asking import Asker, ask_on_square
    from tummler.common import clock
    from tummler.records.models import Channel, Conversation, Post
    from tummler.work.flow import run_all

    square = Channel.objects.get(network="square")
    text = "Can I take a dog in the front basket? He is small, but he has opinions."
    ask_on_square(brand=world.owner.brand, asker=Asker("a" * 32, "Nuria", "en"), text=text)
    run_all()
    Conversation.objects.filter(channel=square).update(public_id="nuriasdog0000000")
    Post.objects.exclude(channel=square).update(url="https://social.example/@somebody/1")
    promise(world, world.tomas, "ivo", "A cello fits, Ivo, if its neck may look out. Bring a strap.")
    same_heres(world.need("leo"), 4)
    same_heres(world.need("hugo"), 2)
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(seconds=12))
    world.settle()
    show_what_is_theirs(world)


COOKIE: dict[str, str] = {}


def show_what_is_theirs(world: Any) -> None:
    """Leo has proven his account and a customer account, and is about to send a word from another one."""
    from tummler.acts.customers import make_link_key, prove_customer
    from tummler.acts.proving import begin_word, new_visitor, prove_account

    make_link_key(actor=world.owner)
    visitor, secret = new_visitor(world.owner.brand)
    prove_account(visitor=visitor, account=world.need("leo").account, how="signed_in")
    prove_customer(visitor=visitor, ref="1044", name="Leo M., card ending in 44", how="app")
    begin_word(visitor)
    COOKIE.update({"name": f"visitor-{world.owner.brand.public_id}", "value": secret})


IMPORTS: dict[str, str] = {}
ASKED = "{n},rider{n},Why is dock {dock} always full when I come from work?,2024-0{month}-12T08:00:00Z,\n"
ANSWERED = "{n}a,velonorte,At eight we bring bikes away from there.,2024-0{month}-12T09:00:00Z,{n}\n"
TICKETS = "id,customer,body,created_at,in_reply_to\n" + "".join(
    (ASKED + ANSWERED).format(n=n, dock=n % 40, month=n % 9 + 1) for n in range(600)
)
FAULTY = (
    "x1,marta,,2024-05-01T08:00:00Z,\nx2,dapo,Where are you at night?,yesterday,\nx3,,Hello?,2024-05-01T08:00:00Z,\n"
)


def bring_files(world: Any) -> None:
    """A file at each step."""
    import threading

    from tummler.acts.uploading import bring_file, tell_of_file, want
    from tummler.records.models import Upload
    from tummler.work.importing import import_due

    def brought(name: str, text: str) -> Upload:
        upload = bring_file(actor=world.owner, name=name, chunks=[text.encode()], own=["velonorte"])
        IMPORTS[name.split(".", maxsplit=1)[0]] = upload.public_id
        return upload

    columns = {"text": "body", "author": "customer"}
    more = {"actor": world.owner, "columns": columns, "own": ["velonorte"], "said_on": "our old help desk"}
    brought("asked.csv", TICKETS)
    for name, wishes in (("told", ()), ("surveyed", ("survey",)), ("in", ("survey", "take"))):
        upload = brought(f"{name}.csv", TICKETS + FAULTY + f"{name},marta,Hi?,2024-05-01T08:00:00Z,\n")
        tell_of_file(upload=upload, time_shape="", **more)
        for wish in wishes:
            want(actor=world.owner, upload=upload, wish=wish)
            import_due(threading.Event())
    upload = brought("taking.csv", TICKETS + "t,marta,Hi?,2024-05-01T08:00:00Z,\n")
    tell_of_file(upload=upload, time_shape="", **more)
    want(actor=world.owner, upload=upload, wish="take")
    Upload.objects.filter(pk=upload.pk).update(progress={"part": 42, "rows": 507, "posts": 505})


def shots(world: Any) -> list[Shot]:
    """Name, address, whether the owner (or a helper, or a visitor who proved something) looks at it."""
    from tummler.records.models import Channel

    square = Channel.objects.get(network="square", brand=world.owner.brand)
    brand, leo = world.owner.brand, world.need("leo").conversation
    return [
        ("square", f"/square/{brand.slug}/", False),
        ("check", f"/square/{brand.slug}/check/", False),
        ("check-yes", f"/square/{brand.slug}/check/?who=%40velonorte", False),
        ("check-no", f"/square/{brand.slug}/check/?who=velonorte-help", False),
        ("sheet", f"/square/{brand.slug}/sheet/?at=dock-14", False),
        ("at", f"/square/{brand.slug}/?at=dock-14", False),
        ("talk", f"/square/{brand.slug}/{leo.public_id}/", False),
        ("asked", f"/square/{brand.slug}/nuriasdog0000000/", False),
        ("me", f"/square/{brand.slug}/me/", "visitor"),
        ("me-new", f"/square/{brand.slug}/me/", False),
        ("me-word", f"/square/{brand.slug}/me/word/", "visitor"),
        ("me-erase", f"/square/{brand.slug}/me/erase/", "visitor"),
        ("customers", "/customers/", True),
        ("door", "/account/login/", False),
        ("setup", "/setup/", True),
        ("channels", "/channels/", True),
        ("channel", f"/channels/{world.channel.public_id}/", True),
        ("connect", "/channels/connect/bluesky/", True),
        ("people", "/people/", True),
        ("help", "/help/", True),
        ("help-asking", f"/help/?at={brand.slug}", False),
        ("nothing", "/nowhere/", False),
        ("not-yours", "/setup/", "helper"),
        ("channel-square", f"/channels/{square.public_id}/", True),
        ("imports", "/imports/", True),
        *((f"import-{name}", f"/imports/{public_id}/", True) for name, public_id in IMPORTS.items()),
    ]


def take(world: Any, address: str, wanted: set[str]) -> None:
    """Each shot wide and on a phone, by day and by night."""
    PICTURES.mkdir(exist_ok=True)
    with launch() as browser:
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                for name, path, by_owner in shots(world):
                    key = f"public-{name}-{size}" + ("-dark" if theme == "dark" else "")
                    if wanted and not any(key.startswith(f"public-{one}") for one in wanted):
                        continue
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=theme, is_mobile=size != "wide",
                        has_touch=size != "wide", timezone_id="Europe/Madrid",
                    )  # fmt: skip
                    if by_owner == "visitor":
                        context.add_cookies([{**COOKIE, "url": address}])
                    elif by_owner:
                        sign_in(context, address, world.tomas if by_owner == "helper" else world.owner)
                    page = context.new_page()
                    page.goto(address + path)
                    page.wait_for_timeout(250)
                    as_tall_as_its_page(page)
                    page.screenshot(path=str(PICTURES / f"{key}.png"), full_page=True)
                    context.close()


def main() -> int:
    """Take them."""
    with standing() as (world, address):
        live_through(world)
        bring_files(world)
        take(world, address, set(sys.argv[1:]))
        wanted = set(sys.argv[1:])
        if wanted and not wanted & {"channels", "channel"}:
            return 0
        from tummler.records.models import Channel

        Channel.objects.filter(pk=world.channel.pk).update(
            trouble="key_revoked", trouble_at=world.channel.created_at, heard_at=None
        )
        take(world, address, {"channels", "channel-"})
    return 0


if __name__ == "__main__":
    sys.exit(main())

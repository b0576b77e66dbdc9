"""Photographs of the first minute, in a house of its own: an empty setup, the made-up brand, and listening only."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.web.shots import PICTURES

SIZES = {"wide": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}


def photograph(browser: Any, address: str, name: str, path: str, helper: Any = None) -> None:
    """A page in its sizes, by day and by night."""
    from tests.web.shots import sign_in

    for size, (width, height) in SIZES.items():
        for theme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, timezone_id="Europe/Madrid",
                is_mobile=size != "wide", has_touch=size != "wide",
            )  # fmt: skip
            if helper is not None:
                sign_in(context, address, helper)
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_timeout(900)  # its pictures
            page.screenshot(path=str(PICTURES / f"first-{name}-{size}{'-dark' if theme == 'dark' else ''}.png"))
            context.close()


def take(address: str) -> None:
    """Setup in an empty house; then somebody looks around; then they only listen."""
    from tests.servers.chromium import launch
    from tests.work.running import working
    from tummler.acts.listening_only import begin_listening_only
    from tummler.acts.looking_around import begin_looking_around
    from tummler.common import clock
    from tummler.records.models import Brand, Happening, Need

    with launch() as browser:
        photograph(browser, address, "setup", "/setup/")
        robin = begin_looking_around()
        with working():
            from tests.work.running import wait_for

            wait_for(lambda: Need.objects.count() >= 4, "the first askers", 60)
        photograph(browser, address, "around", f"/desk/{Need.objects.order_by('urgency').first().public_id}/", robin)
        photograph(browser, address, "knows", "/around/", robin)
        begin_listening_only(actor=robin, brand=robin.brand)
        began = clock.now() - timedelta(days=6, hours=23)
        Brand.objects.update(listens_only_since=began)
        Happening.objects.filter(act="listening_only_began").update(at=began)
        photograph(browser, address, "listened", "/listened/", robin)


def main() -> int:
    """Take them."""
    with tempfile.TemporaryDirectory(prefix="tummler-shots-") as folder:
        os.environ |= {
            "TUMMLER_DATA": folder, "TUMMLER_ALLOW_LOOPBACK": "1", "DJANGO_SETTINGS_MODULE": "tummler.project.settings",
            "TUMMLER_TIME_ZONE": "Europe/Madrid",
        }  # fmt: skip
        import django

        django.setup()
        from tests.web.serving import serving
        from tummler.cli.running import make_ready

        make_ready()
        PICTURES.mkdir(exist_ok=True)
        assert Path(folder).exists()
        with serving() as address:
            take(address)
    return 0


if __name__ == "__main__":
    sys.exit(main())

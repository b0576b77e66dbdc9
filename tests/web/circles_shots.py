"""Photographs of circles, guests, answers that wait, and the corner: ``python -m tests.web.circles_shots [name…]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import PICTURES, sign_in, standing

Shoot = Callable[..., None]


def circles(world: Any, shoot: Shoot) -> Any:
    """Two circles, one asked in the margin and answered, one asked and waiting."""
    from tummler.acts import circles as acts

    control = acts.make_circle(
        actor=world.tomas, name="Control room", about="What a dock says of itself", topics=["docks"]
    )
    acts.step_in(actor=world.olu, circle=control)
    money = acts.make_circle(actor=world.olu, name="Money back", about="Deposits and double charges", is_open=False)
    acts.step_in(actor=world.olu, circle=money, helper=world.owner)
    shoot("desk-circles", "/circles/", world.owner, whole=True)
    need = world.need("leo")
    asked = acts.ask_circle(
        actor=world.owner, need=need, circle=control, text="Is the reader of 15 dead, or only slow?"
    )
    acts.answer_question(actor=world.tomas, question=asked, text="Dead since 9:50. Van is on its way, 20 minutes.")
    acts.ask_circle(actor=world.owner, need=need, circle=control, text="And dock 16?")
    shoot("desk-asked", f"/desk/{need.public_id}/#person", world.owner)
    shoot("desk-asks-circle", f"/desk/{need.public_id}/", world.tomas)

    def ask(page: Any) -> None:
        page.keyboard.press("a")

    shoot("desk-ask-circle", f"/desk/{world.need('charged').public_id}/", world.owner, ask)
    return money


def guests(world: Any, shoot: Shoot) -> None:
    """The form, the sealed page, and the page once opened, by whoever holds the link next."""
    from tummler.acts import guests as acts
    from tummler.records.models import Guest

    need = world.need("leo")
    shoot("desk-guest", f"/desk/{need.public_id}/guest/", world.owner, whole=True)
    asking = acts.Asking("Bo Lang", "Bo, does your reader of 2023 freeze below zero? It is -4 here.", shows="thread")
    _guest, secret = acts.ask_guest(actor=world.owner, need=need, asking=asking)
    shoot("public-guest", f"/guest/{secret}/", whole=True)

    def thats_me(page: Any) -> None:
        Guest.objects.update(browser="", opened_at=None)
        page.reload()
        page.locator("button[value=thats_me]").click()
        page.wait_for_selector("textarea")

    shoot("public-guest-open", f"/guest/{secret}/", before=thats_me, whole=True)


def waiting(world: Any, shoot: Shoot, money: Any) -> None:
    """The composer tells, the answer waits, it came back, and the page of the rules."""
    from tummler.acts import approving
    from tummler.acts.needs import claim_need
    from tummler.acts.replies import promise_reply, save_draft
    from tummler.records.models import Reply

    need = world.need("charged")
    approving.make_rule(actor=world.owner, kind="kind", value=need.kind, circle=money)
    claim_need(actor=world.tomas, need=need)
    address = f"/desk/{need.public_id}/"
    shoot("desk-told", f"{address}#answer", world.tomas)
    text = "Two of the three go back tonight, Samira. The third is the ride itself."
    draft = Reply.objects.filter(need=need, promised_at=None).first()
    promise_reply(
        actor=world.tomas,
        reply=save_draft(actor=world.tomas, need=need, text=text, edition=draft.edition if draft else 0),
    )
    shoot("desk-waits", address, world.owner)
    shoot("desk-waits-mine", address, world.tomas)
    shoot("desk-rules", "/circles/yes/", world.owner, whole=True)


def corner(world: Any, shoot: Shoot) -> None:
    """The playbook, what helped, a question with its answer; what is shared."""
    from tummler.acts import corner as acts, sharing

    acts.write_play_note(
        actor=world.tomas, step="brake",
        text="We left it on for two days and read every kept answer aloud at the counter. Half of them got shorter.",
    )  # fmt: skip
    question = acts.ask_colleagues(
        actor=world.olu, text="How do you say no to money without sounding like the small print?"
    )
    acts.answer_colleague(
        actor=world.owner, question=question, text="The reason first, then the no, then what you can do instead."
    )
    sharing.switch_feed(actor=world.owner, on=True)
    shoot("desk-corner", "/corner/", world.owner, whole=True)
    shoot("desk-corners", "/corner/others/", world.owner, whole=True)


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    with standing() as (world, address), launch() as browser:
        shoot = photographer(browser, address, "", wanted, sign_in)
        money = circles(world, shoot)
        guests(world, shoot)
        waiting(world, shoot, money)
        corner(world, shoot)
    return 0


if __name__ == "__main__":
    sys.exit(main())

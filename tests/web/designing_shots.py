"""Photographs of what customers wish for and of quests: ``python -m tests.web.designing_shots [name…]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.servers.chromium import launch
from tests.web.more_shots import photographer
from tests.web.shots import PICTURES, sign_in, standing

Shoot = Callable[..., None]
KEY = "c" * 32
WISHES: tuple[tuple[str, str, str, int, float, str], ...] = (
    (
        "Bea", "place", "Child seats on Sundays, at the four park docks.", 212, 12,
        "It is the one day that we ride with the little ones, and the seats stand empty at the office docks.",
    ),
    ("Dapo", "hour", "Answer us until two at night on Fridays. That’s when we ride.", 148, 9, ""),
    ("Norte sin coches", "fix", "Let us leave bikes anywhere inside the ring road.", 97, 20, ""),
    ("Ivo", "fix", "Dock 14 jams whenever it rains. Mend its latch.", 41, 18, ""),
    ("Conchi", "answer", "¿Puede ir mi nieta de 13 años con mi cuenta?", 9, 1, ""),
)  # fmt: skip
HELMET = {
    "name": "helmet", "does": "Finds you the next free helmet.",
    "says": "At the kiosk of every park dock, 8 to 20. Sizes 52 to 60.",
}  # fmt: skip
YES = "From 1 June, at two docks first. Nuria has ordered thirty."
LATER = "#stuck works all night now. A person until midnight from July; until two needs six peers. Four have said yes."
NO = "The city’s licence asks for docks until 2027. We’ve published our letter to the council."
BETTER = "Docks 14 and 15 jam whenever it rains. Mend their latches."


def account_of(world: Any, name: str, key: str = "") -> Any:
    """Somebody who asked on the square once."""
    from tummler.records.models import Account

    remote_id = key or f"{name.casefold():0<32}"[:32]
    found, _ = Account.objects.get_or_create(
        brand_id=world.owner.brand_id, network="square", remote_id=remote_id,
        defaults={"handle": name, "name": name},
    )  # fmt: skip
    return found


def wish_of(world: Any, name: str, kind: str, title: str, wanted: int, days: float, text: str, **more: Any) -> Any:
    """Wished so many days ago, wanted by so many."""
    from tummler.acts.wishing import make_wish, support_wish
    from tummler.common import clock
    from tummler.community.wishes import Wording
    from tummler.records.models import Wish, WishVersion

    language = "es" if "¿" in title else "en"
    wording = Wording(title, text, language=language, **more)
    wish = make_wish(account=account_of(world, name), kind=kind, wording=wording)
    for number in range(wanted - 1):
        support_wish(wish=wish, key=f"{number:032d}", account=None)
    at = clock.now() - timedelta(days=days)
    Wish.objects.filter(pk=wish.pk).update(proposed_at=at, due_at=at + timedelta(days=14))
    WishVersion.objects.filter(wish=wish).update(at=at)
    wish.refresh_from_db()
    return wish


def wished(world: Any, shoot: Shoot, cookie: str) -> None:
    """Five wishes: answered, late, improved together; one of a tag whose words were taken over."""
    from tummler.acts.answering_wishes import adopt_tag, answer_wish
    from tummler.acts.tags import switch_tag
    from tummler.acts.wishing import improve_wish, support_wish
    from tummler.common import clock
    from tummler.community.wishes import Wording

    seats, nights, anywhere, dock, _granny = (wish_of(world, *one) for one in WISHES)
    helmet = wish_of(world, "Samira", "tag", "Where the next free helmet is.", 23, 6, "", draft=HELMET)
    support_wish(wish=seats, key=account_of(world, "Marta", cookie).remote_id, account=None)
    switch_tag(actor=world.owner, tag=adopt_tag(actor=world.owner, wish=helmet), on=True)
    clock.shift(clock.now() - _real() + timedelta(minutes=1))
    answer_wish(actor=world.owner, wish=seats, value="yes", because=YES)
    soon = clock.now() + timedelta(days=60)
    answer_wish(actor=world.owner, wish=nights, value="later", because=LATER, until=soon)
    answer_wish(actor=world.owner, wish=anywhere, value="no", because=NO)
    better = Wording(BETTER, "The rubber lip is worn on both.", because="It is the same latch on both.")
    improve_wish(account=account_of(world, "Dapo"), mine=False, wish=dock, over=1, wording=better)
    square = f"/square/{world.owner.brand.slug}/"
    shoot("wishes", f"{square}wishes/", whole=True)
    shoot("wish", f"{square}wishes/{dock.public_id}/", whole=True)
    shoot("wish-answered", f"{square}wishes/{seats.public_id}/", whole=True)
    shoot("wish-new", f"{square}wishes/new/?kind=tag", whole=True)
    shoot("wishes-desk", "/wishes/", world.owner, whole=True)
    shoot("wish-desk", f"/wishes/{dock.public_id}/", world.owner, whole=True)
    shoot("wish-desk-tag", f"/wishes/{helmet.public_id}/", world.owner, whole=True)
    shoot("wish-tag", f"{square}tags/helmet/", whole=True)
    shoot("wish-square", square, whole=True)


PROBLEM = (
    "Twice a week the bike sticks in dock 14, always after rain. We have changed the latch, the lock and the plate. "
    "Whoever rides from there knows more than we do."
)
GATHERED = (
    ("Ivo", 1, "It jams after an hour of rain, not sooner. Three times in May, each time in the morning."),
    ("Marta", 2, "The lip of the latch is thicker on the left. I pressed it with a coin and it let go."),
    ("Dapo", 0, "Dock 15 has the same latch and stands under the roof. It never jammed."),
)
PROPOSED = ((3, "Plane 0.4 mm off the lip, on the left. I can lend the jig."), (0, "A small roof, as at dock 15."))
TRIED = "Planed on Monday. Rain since: it lets go."
RESULT = (
    "The lip swells when it is wet, on the left more than on the right. Brava planes it at all forty docks; "
    "the roof would have cost as much as six bikes."
)
THANKS = "You stood in the rain with a coin and a ruler so that nobody has to any more."


def quested(world: Any, shoot: Shoot, cookie: str) -> None:
    """One quest from its problem to the page of thanks, photographed on its way."""
    from tummler.acts import leading_quests as lead, questing
    from tummler.common import clock

    today = clock.now().date()
    days = {"gather": today - timedelta(days=9), "propose": today - timedelta(days=2), "try": today + timedelta(days=4)}
    problem = lead.Problem("Why does dock 14 jam?", PROBLEM, "Latch whisperer", "en", days=days)
    quest = lead.make_quest(actor=world.owner, problem=problem)
    cuts = (("How wet does it have to be?", 3), ("What is different about its latch?", 2))
    parts = [lead.cut_part(actor=world.owner, quest=quest, title=title, text="", most=most) for title, most in cuts]
    lead.move_quest(actor=world.owner, quest=quest, to="gather")
    names = ("Ivo", "Dapo", "Samira", "Bea", "Conchi")
    people = {name: questing.join_quest(quest=quest, account=account_of(world, name)) for name in names}
    people["Marta"] = questing.join_quest(quest=quest, account=account_of(world, "Marta", cookie))
    until = clock.now() + timedelta(days=20)
    guest, _ = lead.invite_guest(actor=world.owner, quest=quest, name="Brava", role="who made the latch", until=until)
    questing.come_as_guest(guest=guest)
    people["Brava"] = guest
    for name, part, text in GATHERED:
        questing.contribute(quester=people[name], text=text, part=parts[part - 1] if part else None)
    questing.take_part(quester=people["Ivo"], part=parts[0], on=True)
    questing.take_part(quester=people["Brava"], part=parts[1], on=True)
    lead.move_quest(actor=world.owner, quest=quest, to="propose")
    for one in people.values():
        one.quest.refresh_from_db()
    made = [
        questing.contribute(quester=people["Brava" if part else "Bea"], text=text, part=parts[1] if part else None)
        for part, text in PROPOSED
    ]
    lead.move_quest(actor=world.owner, quest=quest, to="try")
    for one in people.values():
        one.quest.refresh_from_db()
    questing.tell_trial(
        quester=people["Ivo"], of=made[0], worked="yes", text="Planed on Monday. Rain since: it lets go."
    )
    square = f"/square/{world.owner.brand.slug}/"
    place, desk = f"{square}quests/{quest.public_id}/", f"/quests/{quest.public_id}/"
    shoot("quest-square", square, whole=True)
    shoot("quest-try", place, whole=True)
    shoot("quest-desk", desk, world.owner, whole=True)
    shoot("quests-desk", "/quests/", world.owner, whole=True)
    lead.move_quest(actor=world.owner, quest=quest, to="choose")
    for each in made:
        each.quest.refresh_from_db()
    for name in ("Ivo", "Marta", "Bea"):
        questing.back(quester=people[name], contribution=made[0], on=True)
    shoot("quest-choose", place, whole=True)
    lead.choose(actor=world.owner, quest=quest, chosen=[made[0].pk], result=RESULT, thanks=THANKS)
    quest.refresh_from_db()
    lead.move_quest(actor=world.owner, quest=quest, to="told")
    questing.show_name(quester=people["Brava"], shown=True)
    shoot("quest-told", place, whole=True)
    shoot("quests", f"{square}quests/", whole=True)


def _real() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def main() -> int:
    """Take them."""
    PICTURES.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    with standing() as (world, address), launch() as browser:
        from django.http import HttpResponse

        from tummler.records.models import Brand
        from tummler.web import asker

        response = HttpResponse()
        asker.remember(response, KEY)
        key = asker.key_of(KEY, Brand.objects.get(pk=world.owner.brand_id))
        shoot = photographer(browser, address, response.cookies["asker"].value, wanted, sign_in)
        wished(world, shoot, key)
        quested(world, shoot, key)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A morning at Velo Norte: people who ask on echo as people do, and three who help. For pictures and browser tests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.people import Echo, connect_echo, make_owner, settle_all

SAID = tomllib.loads(Path(__file__).with_name("world.toml").read_text("utf-8"))["said"]
DAY = 86400
EARLY = ("dock", "leo", "ivo")


@dataclass
class World:
    """The brand's people, and where each conversation stands."""

    owner: Any
    tomas: Any
    olu: Any
    channel: Any
    echo: Echo
    ids: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, text: str, *, by: str, name: str, ago: float = 0, to: str = "") -> None:
        """Somebody posts, so many seconds ago; ``to`` names an earlier post."""
        from tummler.common import clock

        more = {"parent": self.ids[to]} if to else {}
        self.ids[key] = self.echo.say(text, by, at=clock.now().timestamp() - ago, name=name, **more)

    def settle(self) -> None:
        """Everything said is heard and understood, everything due is delivered."""
        settle_all(self.channel)

    def post(self, key: str) -> Any:
        """The row of a post."""
        from tummler.records.models import Post

        return Post.objects.get(remote_id=self.ids[key])

    def need(self, key: str) -> Any:
        """The need that a post opened."""
        from tummler.records.models import Need

        return Need.objects.get(conversation=self.post(key).conversation_id, account=self.post(key).account_id)


def make_world(echo: Echo, *, early: bool = False) -> World:
    """The morning, heard and understood; some of it claimed, answered, thanked, deleted.

    ``early``: only the first three have asked, and nobody has done anything yet; it is made in a third of the time.
    """
    from tummler.acts.setting_up import add_helper
    from tummler.records.models import Brand, Topic

    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    for key, name, words in (
        ("docks", "docks", ["dock", "docks", "anclaje"]),
        ("deposit", "the deposit", ["deposit", "fianza"]),
        ("bikes", "the bikes", ["seat post", "basket", "child seat"]),
    ):
        Topic.objects.create(brand=owner.brand, key=key, name=name, words=words)
    more = {"actor": owner, "password": "a long password"}
    tomas = add_helper(email="tomas@velonorte.example", name="Tomás Weir", **more)
    olu = add_helper(email="olu@velonorte.example", name="Olu Adeyemi", **more)
    for helper, department in ((owner, "workshop"), (tomas, "control room"), (olu, "finance")):
        type(helper).objects.filter(pk=helper.pk).update(department=department)
    Brand.objects.filter(pk=owner.brand_id).update(duty_helper=olu)
    owner.brand.refresh_from_db()
    channel = connect_echo(owner, echo)
    channel.account["name"] = "Velo Norte"
    channel.save()
    world = World(owner, tomas, olu, channel, echo)
    if early:
        for one in SAID:
            if one["key"] in EARLY:
                world.say(**one)
        world.settle()
        everyone_here(world)
    else:
        _before(world)
        _morning(world)
    return world


def _before(world: World) -> None:
    """Weeks ago: an answer that helped, so that Marta is no stranger."""
    marta = {"by": "marta", "name": "Marta Rueda"}
    asked = "@velonorte where is my deposit? It was 150 € and I closed my account."
    world.say("deposit", asked, ago=30 * DAY, **marta)
    world.settle()
    answer(world, world.olu, "deposit", "It left us on Tuesday, Marta, and is with you tomorrow.")
    world.say("thanks", "@velonorte That worked, thank you!", ago=29 * DAY, to="deposit", **marta)
    world.settle()


def answer(world: World, helper: Any, key: str, text: str) -> None:
    """A helper answers, and it is delivered."""
    from tummler.acts.needs import claim_need

    claim_need(actor=helper, need=world.need(key))
    promise(world, helper, key, text)
    world.settle()


def promise(world: World, helper: Any, key: str, text: str, seconds: float = 0) -> None:
    """A helper presses send; it leaves after so many seconds."""
    from tummler.acts.replies import promise_reply, save_draft
    from tummler.answering.drafts import draft_of

    need = world.need(key)
    draft = draft_of(need)
    reply = save_draft(actor=helper, need=need, text=text, edition=draft.edition if draft else 0)
    promise_reply(actor=helper, reply=reply, undo=timedelta(seconds=seconds))


def _morning(world: World) -> None:
    from tummler.acts.needs import claim_need
    from tummler.acts.replies import save_draft

    for one in SAID:
        world.say(**one)
    world.settle()
    world.echo.edit(world.ids["norte"], "Dos semanas así. @velonorte ¿hola? Mucha bici nueva, y anclajes de 2014.")
    world.echo.delete(world.ids["gone"])
    world.settle()
    norte = world.post("norte")
    type(norte).objects.filter(pk=norte.pk).update(edited_at=norte.shown_at + timedelta(minutes=1))
    answer(world, world.tomas, "dock", STOPPED)
    answer(world, world.tomas, "pete", "It ended at 08:12, Pete. Restart the app and you will see it.")
    world.say(
        "still",
        "@velonorte no, still broken: it says riding, and the clock goes on.",
        by="pete",
        name="Pete",
        to="pete",
    )
    world.settle()
    claim_need(actor=world.olu, need=world.need("pedal"))
    claim_need(actor=world.owner, need=world.need("dock"))
    save_draft(actor=world.owner, need=world.need("dock"), text=DRAFT, edition=0)
    everyone_here(world)


STOPPED = (
    "Marta, I can see dock 14 and I’ve stopped your clock. Someone from the workshop is writing to you this minute."
)
DRAFT = (
    "Marta, Inés here, from the workshop. Leave the bike in dock 14 and run for your train: I ended your ride at "
    "10:38, so it costs you nothing. The red light is a tired latch, not you. Dapo’s double click works because it "
    "gives that latch its last 4 mm, and a new one is on its way to the dock today. \n\n"
    "I’m cycling over with it now and will post a photo here once it shines green. If it ever catches you again, "
    "tell us the dock’s number: we can stop the clock."
)


def everyone_here(world: World) -> None:
    """All three are at their desks."""
    from tummler.common import clock

    for helper in (world.owner, world.tomas, world.olu):
        type(helper).objects.filter(pk=helper.pk).update(seen_at=clock.now())

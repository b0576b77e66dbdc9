"""What a made-up brand's customers and helpers made together before you came: circles, wishes, a quest.

It is in the words of its people, some English, some Spanish, as on its square; nothing of it is anybody's.
"""

from __future__ import annotations

from datetime import timedelta

from tummler.acts.answering_wishes import answer_wish
from tummler.acts.circles import make_circle, step_in
from tummler.acts.leading_quests import Problem, cut_part, make_quest, move_quest
from tummler.acts.questing import contribute, join_quest, take_part
from tummler.acts.wishing import make_wish, support_wish
from tummler.common import clock, ids
from tummler.community.wishes import Wording, promised_until
from tummler.records.models import Account, Helper, Person, Topic, Wish

#: name → who is in it, what to ask it, keys of topics
_CIRCLES = {
    "Docks and locks": (("Nuria Salas", "Tomás Weir"), "Why a dock or a lock won’t, and who goes there.", "docks"),
    "Money back": (("Olu Bamidele", "Carmen Ríos"), "What was charged wrongly, and how it comes back.", "money"),
}
#: kind, who, title, more, language, how many others say “me too”
_WISHES = (
    ("hour", "Ana de Vilar", "Somebody here at half past six", "I ride to the first train. When a bike won’t unlock "
     "then, nobody answers until nine, and the train is gone.", "en", 14),
    ("fix", "Teo", "Avisadme antes de que mi muelle esté lleno", "Llego con prisa y no hay sitio. Con saberlo cinco "
     "minutos antes, voy a otro.", "es", 23),
    ("tag", "Lúa Prado", "Say where there are helmets", "I only ride with one, and walk from dock to dock for it.",
     "en", 9),
    ("place", "Xoán Rei", "Un cartel con el QR en el muelle del ferry", "Ahí nadie tiene la app abierta, y es donde "
     "más se busca.", "es", 5),
)  # fmt: skip
_TAG = {"name": "helmet", "does": "Where there are helmets this minute, and how many."}
_QUEST = Problem(
    title="Why does dock 14 jam on wet days?",
    text="It takes the bike and won’t count it. We changed the lock twice. You stand in the rain there: what do you "
    "see?",
    name="Dock whisperer", language="en",
)  # fmt: skip
_PARTS = (
    ("What the light says", "Which colour, for how long, and what you did before.", 4),
    ("Where the water runs", "A look from below, if you fit there.", 2),
    ("What works anyway", "The trick you would show a friend.", 6),
)
_BROUGHT = (
    (
        "Rosalía",
        1,
        "Red for about ten seconds, then it goes off although the bike is in. Only when it rained at night.",
    ),
    ("Ana de Vilar", 3, "Lift the front wheel a finger, push, count to three. Nine times of ten."),
)


def make_together(owner: Helper) -> None:
    """All of it, in the caller's transaction, as if it had come in the days before."""
    helpers = {one.name: one for one in Helper.objects.filter(brand=owner.brand).select_related("brand")}
    topics = set(Topic.objects.filter(brand=owner.brand).values_list("key", flat=True))
    for name, (members, about, topic) in _CIRCLES.items():
        first, *others = [helpers[one] for one in members]
        circle = make_circle(actor=first, name=name, about=about, topics=[topic] if topic in topics else [])
        for one in others:
            step_in(actor=one, circle=circle)
    people: dict[str, Account] = {}
    for days, (kind, who, title, text, language, others_too) in enumerate(_WISHES, 2):
        wording = Wording(title, text, _TAG if kind == "tag" else {}, language=language)
        wish = make_wish(account=_somebody(owner, who, people), kind=kind, wording=wording)
        for _ in range(others_too):
            support_wish(wish=wish, key=ids.public_id(), account=None)
        at = wish.proposed_at - timedelta(days=days)
        Wish.objects.filter(pk=wish.pk).update(proposed_at=at, due_at=promised_until(owner.brand, at))
    _answer(owner)
    _crack(owner, people)


def _answer(owner: Helper) -> None:
    """One has its yes, one its later; the others wait for you."""
    full = Wish.objects.get(brand=owner.brand, kind="fix")
    because = "The docks count already, the app will tell from May on. Olu looks after it."
    answer_wish(actor=owner, wish=full, value="yes", because=because)
    early = Wish.objects.get(brand=owner.brand, kind="hour")
    because = "Two of us begin at seven from the spring. Half past six needs a third, whom we look for."
    answer_wish(actor=owner, wish=early, value="later", because=because, until=clock.now() + timedelta(days=60))


def _crack(owner: Helper, people: dict[str, Account]) -> None:
    quest = make_quest(actor=owner, problem=_QUEST)
    parts = [cut_part(actor=owner, quest=quest, title=title, text=text, most=most) for title, text, most in _PARTS]
    move_quest(actor=owner, quest=quest, to="gather")
    for who, number, text in _BROUGHT:
        quester = join_quest(quest=quest, account=_somebody(owner, who, people))
        take_part(quester=quester, part=parts[number - 1], on=True)
        contribute(quester=quester, text=text, part=parts[number - 1], language="en")


def _somebody(owner: Helper, name: str, people: dict[str, Account]) -> Account:
    """One of the made-up city, known on the square."""
    if name not in people:
        person = Person.objects.create(brand=owner.brand)
        key = ids.public_id() + ids.public_id()
        people[name] = Account.objects.create(
            brand=owner.brand, network="square", remote_id=key, handle="", name=name, person=person
        )
    return people[name]

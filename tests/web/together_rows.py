"""Months of help as rows: who solved what for whom, straight into the tables. For tests and pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tummler.common import clock
from tummler.records.models import Account, Conversation, Helped, Need, Person, Post, Reading

#: Helpers beside those of the morning, and customers who help.
COLLEAGUES = ("Dapo Adeyemi", "Jo Lindqvist", "Nuria Salas", "Leo Brandt")
CUSTOMERS = ("Samira N.", "Theo van Dijk")


def account_of(channel: Any, name: str) -> Any:
    """Somebody on the network, with their person."""
    handle = name.split(maxsplit=1)[0].lower()
    person = Person.objects.create(brand=channel.brand)
    return Account.objects.create(
        brand=channel.brand,
        network=channel.network,
        remote_id=f"told:{handle}",
        handle=handle,
        name=name,
        person=person,
    )


def solve(
    channel: Any,
    by: Any,
    asker: Any,
    text: str = "",
    *,
    topic: str = "",
    language: str = "en",
    days: float = 5,
    visibility: str = "public",
) -> Any:
    """Somebody asked, so many days ago, and said that this helped; ``by`` is a helper or an account."""  # fmt: skip
    at = clock.now() - timedelta(days=days)
    brand, number = channel.brand, Post.objects.count()
    conversation = Conversation.objects.create(
        brand=brand, channel=channel, root_remote_id=f"told-{number}", last_at=at
    )
    post = Post.objects.create(
        brand=brand, channel=channel, conversation=conversation, account=asker, remote_id=f"told-{number}", text=text,
        search_text=text.lower(), language=language, state="understood", shown_at=at, received_at=at,
        visibility=visibility,
    )  # fmt: skip
    said = {"value": language, "probability": 0.9, "why": "", "marks": []}
    Reading.objects.create(
        brand=brand, post=post, mind="told", kind=said | {"value": "question"}, urgency=said | {"value": "today"},
        language=said,
    )  # fmt: skip
    need = Need.objects.create(
        brand=brand, conversation=conversation, post=post, account=asker, kind="question", topic=topic, state="helped",
        waiting_since=at, opened_at=at, closed_at=at,
    )  # fmt: skip
    who = {"account": by} if isinstance(by, Account) else {"helper": by}
    return Helped.objects.create(brand=brand, need=need, at=at, **who)


def months_of_help(channel: Any, owner: Any, helpers: dict[str, Any]) -> dict[str, Any]:
    """Half a year at Velo Norte; gives everyone by their first name."""
    people = dict(helpers)
    for name in CUSTOMERS:
        people[name.split()[0]] = account_of(channel, name)
    askers = [account_of(channel, f"Asker{number} of them") for number in range(12)]
    told = (
        ("Dapo", "docks", 14, "en", 4), ("Dapo", "app", 3, "en", 6), ("Inés", "docks", 6, "en", 3),
        ("Inés", "deposit", 4, "en", 9), ("Jo", "docks", 5, "en", 44), ("Jo", "app", 2, "en", 50),
        ("Nuria", "deposit", 3, "gl", 12), ("Nuria", "lost", 4, "en", 20), ("Olu", "app", 9, "en", 2),
        ("Tomás", "docks", 11, "en", 1), ("Tomás", "", 5, "en", 8), ("Samira", "docks", 5, "en", 7),
        ("Theo", "app", 2, "es", 15), ("Dapo", "docks", 9, "en", 140), ("Inés", "docks", 6, "en", 142),
        ("Jo", "docks", 8, "en", 143), ("Nuria", "deposit", 5, "en", 144), ("Olu", "app", 7, "en", 146),
        ("Tomás", "docks", 7, "en", 150), ("Samira", "app", 6, "en", 151),
    )  # fmt: skip
    for who, topic, times, language, days in told:
        for number in range(times):
            solve(
                channel, people[who], askers[number % len(askers)], topic=topic, language=language,
                days=days + number / 10,
            )  # fmt: skip
    solve(channel, people["Tomás"], people["Samira"], topic="docks", days=30)
    solve(channel, people["Samira"], people["Theo"], topic="docks", days=25)
    return people

"""The proofs' places on other people's servers, on loopback: the real Bluesky network, Mastodon, Matrix."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.proofs.scenes import question_text
from tests.servers.bluesky import BlueskyAccount, BlueskyNetwork, BlueskyPost
from tests.servers.mastodon import MastodonServer
from tests.servers.matrix import PASSWORD, MatrixAccount, MatrixServer
from tummler.acts.channels import begin_channel

_TAGS = re.compile(r"<[^>]+>")


@dataclass
class OnBluesky:
    """The PDS's own records are the witness."""

    network: BlueskyNetwork
    brand: BlueskyAccount
    rider: BlueskyAccount
    channel: Any

    @classmethod
    def connect(cls, network: BlueskyNetwork, owner: Any) -> OnBluesky:
        """A brand's channel and somebody who asks."""
        brand, rider = network.new_account("velonorte"), network.new_account("rider")
        answers = {"handle": brand.handle, "app_password": brand.app_password, "service": network.pds}
        channel = begin_channel(
            actor=owner, key="bluesky", answers={**answers, "relay": "", "jetstream": ""}, callback=""
        )
        return cls(network, brand, rider, channel)

    def ask(self, numbers: range) -> None:
        """Each question in a thread of its own; the network tells of what it has indexed."""
        with self.network.signed_in(self.rider) as session:
            said = [session.say(f"@{self.brand.handle} {question_text(n)}", mentions=[self.brand]) for n in numbers]
        self.network.wait_indexed(*said)

    def say(
        self, who: BlueskyAccount, text: str, to: BlueskyPost | None, mentions: Sequence[BlueskyAccount] = ()
    ) -> BlueskyPost:
        """Somebody says it, in answer to something or not; the network has indexed it."""
        with self.network.signed_in(who) as session:
            post = session.say(text, reply_to=to, mentions=mentions)
        self.network.wait_indexed(post)
        return post

    def rider_says(self, text: str, to: BlueskyPost | None) -> BlueskyPost:
        """Who asks: to the brand, and then in their thread."""
        return (
            self.say(self.rider, text, to)
            if to
            else self.say(self.rider, f"@{self.brand.handle} {text}", None, [self.brand])
        )

    def stands(self) -> dict[str, str]:
        """Every post in the brand's repository."""
        return {record["uri"]: record["value"]["text"] for record in self.network.records(self.brand.did)}

    def ever_accepted(self) -> list[str]:
        """The same: nothing was deleted."""
        return list(self.stands().values())


@dataclass
class OnMastodon:
    """The server's own list of the brand's statuses is the witness."""

    server: MastodonServer
    channel: Any

    @classmethod
    def connect(cls, server: MastodonServer, owner: Any) -> OnMastodon:
        """``ada`` is the brand, ``grace`` asks."""
        answers = {"server": server.url, "token": server.tokens["ada"]}
        return cls(server, begin_channel(actor=owner, key="mastodon", answers=answers, callback=""))

    def ask(self, numbers: range) -> None:
        """Each question in a thread of its own."""
        for number in numbers:
            self.server.api("POST", "/api/v1/statuses", who="grace", status=f"@ada {question_text(number)}")

    def say(self, who: str, text: str, to: str | None) -> str:
        """Somebody says it, in answer to something or not; its id."""
        sent = {"status": text, **({"in_reply_to_id": to} if to else {})}
        return str(self.server.api("POST", "/api/v1/statuses", who=who, **sent)["id"])

    def rider_says(self, text: str, to: str | None) -> str:
        """Who asks: to the brand, and then in their thread."""
        return self.say("grace", text if to else f"@ada {text}", to)

    def stands(self) -> dict[str, str]:
        """Every answer among the brand's statuses, without the mention that the server puts before it."""
        own = self.server.api("GET", "/api/v1/accounts/verify_credentials")["id"]
        found: dict[str, str] = {}
        seen: set[str] = set()
        path = f"/api/v1/accounts/{own}/statuses"
        page = self.server.api("GET", path, limit=20)
        while any(status["id"] not in seen for status in page):
            seen |= {status["id"] for status in page}
            for status in page:
                text = html.unescape(_TAGS.sub("", status["content"]))
                if "Answer to number" in text:
                    found[status["id"]] = text
            page = self.server.api("GET", path, limit=20, max_id=min(seen, key=int))
        return found

    def ever_accepted(self) -> list[str]:
        """The same: nothing was deleted."""
        return list(self.stands().values())


@dataclass
class OnMatrix:
    """A room as the one who asks sees it is the witness."""

    brand: MatrixAccount
    rider: MatrixAccount
    room: str
    channel: Any

    @classmethod
    def connect(cls, server: MatrixServer, owner: Any) -> OnMatrix:
        """A brand that is in a customer's room, and never waits for news."""
        brand, rider = server.account("velonorte"), server.account("rider")
        name = f"proof-{brand.device_id.lower()}"
        room = rider.room(room_alias_name=name)
        answers = {"handle": brand.user_id, "password": PASSWORD, "server": server.url, "rooms": f"#{name}:localhost"}
        channel = begin_channel(actor=owner, key="matrix", answers=answers, callback="")
        channel.facts["wait_ms"] = 0
        channel.save()
        return cls(brand, rider, room, channel)

    def ask(self, numbers: range) -> None:
        """Each question by itself, none a reply to another."""
        mention = {"user_ids": [self.brand.user_id]}
        for number in numbers:
            self.rider.say(self.room, question_text(number), m_mentions=mention)

    def stands(self) -> dict[str, str]:
        """Every message of the brand's in the room."""
        said = [each for each in self.rider.messages(self.room) if each["sender"] == self.brand.user_id]
        return {f"{self.room}/{each['event_id']}": each["content"]["body"] for each in said}

    def ever_accepted(self) -> list[str]:
        """The same: nothing was deleted."""
        return list(self.stands().values())

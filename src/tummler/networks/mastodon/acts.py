"""What else a brand does there: like and block."""

from __future__ import annotations

from tummler.networks.contract import Connection
from tummler.networks.mastodon.client import open_client


def like(connection: Connection, remote_id: str, version: str, on: bool) -> None:
    """Favourite a post as the brand, or take it back. Doing it twice is fine there."""
    with open_client(connection) as client, client.writing() as sdk:
        (sdk.status_favourite if on else sdk.status_unfavourite)(remote_id)


def block(connection: Connection, account_remote_id: str, on: bool) -> None:
    """Block or unblock an account as the brand."""
    number = account_remote_id.rpartition("#")[2]
    with open_client(connection) as client, client.writing() as sdk:
        (sdk.account_block if on else sdk.account_unblock)(number)

"""What else a brand does there: like, repost, block, mute and report. Nobody can hide another's reply there.

https://docs.joinmastodon.org/methods/statuses/#favourite, #boost, methods/accounts/#block, #mute, methods/reports/
"""

from __future__ import annotations

from tummler.networks.contract import Connection, Reason
from tummler.networks.mastodon.client import Missing, open_client

#: https://docs.joinmastodon.org/methods/reports/#post knows spam, legal, violation (of a rule, by number) and other.
_CATEGORIES = {Reason.SPAM: "spam", Reason.ILLEGAL: "legal"}


def like(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """Favourite a post as the brand, or take it back. Doing it twice is fine there."""
    with open_client(connection) as client, client.writing() as sdk:
        status = (sdk.status_favourite if on else sdk.status_unfavourite)(remote_id)
    return "favourited" if status.get("favourited") else "not favourited"


def repost(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """Boost a post as the brand, or take it back; the boost's own address. Doing it twice is fine there.

    A boost of what was deleted went with it.
    """
    try:
        with open_client(connection) as client, client.writing() as sdk:
            status = (sdk.status_reblog if on else sdk.status_unreblog)(remote_id)
    except Missing:
        if on:
            raise
        return "not boosted"
    return str(status.get("url") or status.get("uri") or "boosted") if on else "not boosted"


def block(connection: Connection, account_remote_id: str, on: bool) -> str:
    """Block or unblock an account as the brand."""
    number = account_remote_id.rpartition("#")[2]
    with open_client(connection) as client, client.writing() as sdk:
        between = (sdk.account_block if on else sdk.account_unblock)(number)
    return "blocking" if between.get("blocking") else "not blocking"


def mute(connection: Connection, account_remote_id: str, on: bool) -> str:
    """Mute or unmute an account as the brand; what they ask us is still heard."""
    number = account_remote_id.rpartition("#")[2]
    with open_client(connection) as client, client.writing() as sdk:
        between = sdk.account_mute(number, notifications=False) if on else sdk.account_unmute(number)
    return "muting" if between.get("muting") else "not muting"


def report(connection: Connection, remote_id: str, version: str, account_remote_id: str, reason: Reason) -> str:
    """Report a post to its server's moderators, and to those of the author's server; gives the report's number."""
    number = account_remote_id.rpartition("#")[2]
    about = {"account_id": number, "status_ids[]": remote_id, "category": _CATEGORIES.get(reason, "other")}
    with open_client(connection) as client:  # Mastodon.py puts a slash at the end, which some servers refuse
        made = client.post("/api/v1/reports", about | {"forward": "true"})
    return f"report {made.get('id', '')}".strip()

"""A repository as Bluesky's own server exports it, read post by post; its own listing is the witness."""

from __future__ import annotations

import httpx

from tests.servers.bluesky import BlueskyPds
from tummler.networks.bluesky.archive import handle_of, is_archive, rows_of


def test_an_export_of_a_real_server_is_read_whole(bluesky_pds: BlueskyPds, tmp_path):
    account = bluesky_pds.new_account("exported")
    with bluesky_pds.signed_in(account) as session:
        first = session.say("Post 0")
        for number in range(1, 40):
            session.say(f"Post {number}: ¿quién ayuda? 🚲", reply_to=first if number % 3 else None)
    export = httpx.get(
        f"{bluesky_pds.pds}/xrpc/com.atproto.sync.getRepo", params={"did": account.did}, trust_env=False, timeout=20
    )
    path = tmp_path / "repo.car"
    path.write_bytes(export.content)
    assert is_archive(path)
    assert handle_of(path) == account.did
    told = {row["id"]: (row["text"], row["parent"], row["time"]) for row in rows_of(path)}
    stood = {
        one["uri"]: (
            one["value"]["text"],
            one["value"].get("reply", {}).get("parent", {}).get("uri", ""),
            one["value"]["createdAt"],
        )
        for one in bluesky_pds.records(account.did)
    }
    assert len(stood) == 40
    assert told == stood

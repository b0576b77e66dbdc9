"""Somebody proves an account by signing in with it, on any server: we ask who they are and let the key go at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from tummler.networks.contract import (
    Connection,
    HeardAccount,
    Here,
    NetworkTrouble,
    Proved,
    Proving,
    Redirect,
    SettingsField,
)
from tummler.networks.mastodon.client import Client, Missing, open_client
from tummler.networks.mastodon.connect import find_server, register, send_there, token_of
from tummler.networks.mastodon.facts import facts_of
from tummler.networks.mastodon.normalise import account_of

#: ``profile`` is who they are and nothing else (since 4.3); before it, reading accounts is the least there is.
#: https://docs.joinmastodon.org/api/oauth-scopes/
SCOPES = ("profile", "read:accounts")


def begin(answers: Mapping[str, str], here: Here) -> Redirect | Proved:
    """To the server of the handle, or that was named. We make ourselves known to each server once."""
    base = find_server(answers.get("server", ""))
    app = dict(here.kept(base))
    if app.get("callback") != here.callback:
        with Client(base) as client:
            made, scopes = register(client, here.callback, SCOPES)
        app = {**made, "base": base, "callback": here.callback, "scopes": scopes}
        here.keep(base, app)
    return send_there(app, here.state)


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Proved:
    """Who signed in there. The key is given back, whatever comes of it."""
    token = token_of(pending, query)
    try:
        with Client(pending["base"], token) as client:
            own = client.record("/api/v1/accounts/verify_credentials")
            heard = account_of(own, facts_of(client))
    finally:
        _give_back(pending, token)
    return _at_home(heard, urlsplit(pending["base"]).netloc.lower())


def _at_home(heard: HeardAccount, host: str) -> Proved:
    """A server speaks for itself alone: one that says it were another's has a handle and pages of its own here."""
    own = f"{heard.handle.split('@')[0]}@{host}"
    page = heard.url if urlsplit(heard.url).netloc.lower() == host else ""
    return Proved(replace(heard, handle=own, url=page), heard.remote_id, heard.handle)


def _give_back(pending: Mapping[str, str], token: str) -> None:
    """https://docs.joinmastodon.org/methods/oauth/#revoke. A server that doesn't answer keeps a key to a name."""
    form = {name: pending[name] for name in ("client_id", "client_secret")}
    with suppress(NetworkTrouble), Client(pending["base"]) as client:
        client.post("/oauth/revoke", {**form, "token": token})


def known_as(connection: Connection, proved: Proved) -> HeardAccount | None:
    """The account as the channel's own server knows it: by another number, but with the same page at home.

    Handles are looked up and never believed: what is found must lead to the page that its owner's server named.
    """
    if proved.home_id.split("#")[0] == connection.facts["host"]:
        return replace(proved.account, handle=proved.says)
    with open_client(connection) as client:
        try:
            found = client.record("/api/v1/accounts/lookup", acct=proved.says)
        except Missing:
            return None
        account = account_of(found, connection.facts)
    return account if _same_page(account.url, proved.account.url) else None


def _same_page(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    return bool(first.netloc) and (first.netloc, first.path) == (second.netloc, second.path)


PROVING = Proving(
    fields=(SettingsField("server", "Your handle, or your server", "marta@mastodon.social"),),
    begin=begin,
    finish=finish,
    known_as=known_as,
)

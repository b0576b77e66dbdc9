"""Connecting an account on any server: sign-in there by OAuth, or a key that was made there and is pasted here."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode, urljoin, urlsplit

from tummler.common.http import Unsafe, check_public, httpx_client
from tummler.networks.contract import Connected, NetworkTrouble, Redirect, Refused, SettingsField, Unheard
from tummler.networks.mastodon.client import Client
from tummler.networks.mastodon.facts import facts_of, newest_of
from tummler.networks.mastodon.normalise import account_of

SETTINGS_FIELDS = (
    SettingsField("server", "Server", "Where the account lives, for example mastodon.social", kind="text"),
    SettingsField(
        "token",
        "Access token",
        "Only if you made one there yourself (Preferences, Development). Leave it empty to sign in.",
        kind="password",
        required=False,
        secret=True,
        advanced=True,
    ),
)

#: Narrow ones first; servers that don't know them are asked for the wide ones.
#: https://docs.joinmastodon.org/api/oauth-scopes/
SCOPES = (
    "read write:statuses write:media write:favourites write:blocks",
    "read write",
)
_NAME, _WEBSITE = "Tummler", "https://github.com/tummler/tummler"
_HOPS = 4


def connect_begin(form: Mapping[str, str], callback: str) -> Connected | Redirect:
    """Find the server, then send the person there to sign in; with a pasted key, connect at once."""
    base = find_server(form.get("server", ""))
    token = form.get("token", "").strip()
    if token:
        return connected(base, {"token": token})
    with Client(base) as client:
        app, scopes = register(client, callback)
    return send_there({**app, "base": base, "callback": callback, "scopes": scopes}, secrets.token_urlsafe(24))


def send_there(app: Mapping[str, str], state: str) -> Redirect:
    """To the server's own page, to come back with this state. https://docs.joinmastodon.org/methods/oauth/#authorize."""
    verifier = secrets.token_urlsafe(48)
    query = {
        "client_id": app["client_id"],
        "redirect_uri": app["callback"],
        "response_type": "code",
        "scope": app["scopes"],
        "state": state,
        # Proof Key for Code Exchange, since 4.3; older servers leave it unread.
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    return Redirect(f"{app['base']}/oauth/authorize?{urlencode(query)}", {**app, "state": state, "verifier": verifier})


def connect_finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """The person came back: the code they bring becomes a key, which is kept with what it was made for."""
    token = token_of(pending, query)
    kept = {name: pending[name] for name in ("client_id", "client_secret")}
    return connected(pending["base"], {"token": token, **kept})


def token_of(pending: Mapping[str, str], query: Mapping[str, str]) -> str:
    """What a code is exchanged for. https://docs.joinmastodon.org/methods/oauth/#token."""
    if not hmac.compare_digest(query.get("state", "").encode(), pending["state"].encode()):
        raise Refused("wrong_state")
    if not query.get("code"):
        raise Refused("sign_in_refused")
    ask = {
        "grant_type": "authorization_code",
        "code": query["code"],
        "client_id": pending["client_id"],
        "client_secret": pending["client_secret"],
        "redirect_uri": pending["callback"],
        "scope": pending["scopes"],
        "code_verifier": pending["verifier"],
    }
    with Client(pending["base"]) as client:
        try:
            answer = client.post("/oauth/token", ask)
        except Unheard:
            raise
        except NetworkTrouble:
            raise Refused("sign_in_refused") from None
    if not answer.get("access_token"):
        raise Refused("sign_in_refused")
    return str(answer["access_token"])


def connected(base: str, keys: Mapping[str, str]) -> Connected:
    """Who we are there, and what the server can do. Raises KeyRevoked for a key that isn't good."""
    with Client(base, keys["token"]) as client:
        own = client.record("/api/v1/accounts/verify_credentials")
        number = str(own["id"])
        facts = {**facts_of(client), "account_id": number, **newest_of(client, number)}
    return Connected(account_of(own, facts), {"server": base}, keys, facts)


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def register(client: Client, callback: str, wanted: tuple[str, ...] = SCOPES) -> tuple[dict[str, str], str]:
    """Make us known to the server: https://docs.joinmastodon.org/methods/apps/#create."""
    for scopes in wanted:
        form = {"client_name": _NAME, "redirect_uris": callback, "scopes": scopes, "website": _WEBSITE}
        try:
            app = client.post("/api/v1/apps", form)
            return {name: str(app[name]) for name in ("client_id", "client_secret")}, scopes
        except (KeyError, TypeError):
            raise Unheard("garbled") from None
        except Refused:
            continue
    raise Refused("app_refused")


def find_server(entered: str) -> str:
    """The server's own address for what a person entered: a domain, a page of it, or a handle there.

    Follows the server's redirects (handles often live on a domain above the server), each address checked: an
    address must not reach into our own network.
    """
    url = f"{_origin(entered)}/api/v1/instance"
    with httpx_client() as client:
        for _ in range(_HOPS):
            try:
                with client.stream("GET", check_public(url)) as response:
                    leads = urljoin(url, response.headers.get("location", "")) if response.is_redirect else ""
            except Unsafe as error:
                raise Refused("unsafe_address", str(error)) from None
            except Exception as error:  # noqa: BLE001 - whatever httpx makes of a stranger's server
                raise Unheard(type(error).__name__) from None
            if not leads:
                return _origin(url)
            url = leads
    raise Refused("too_many_redirects")


def _origin(entered: str) -> str:
    """https://host of whatever was entered; http stays only where it was asked for."""
    text = entered.strip()
    if "://" not in text:
        text = "https://" + text.rsplit("@", 1)[-1]
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise Refused("no_server")
    return f"{parts.scheme}://{parts.netloc.lower()}"

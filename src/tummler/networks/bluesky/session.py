"""Our signed-in session on the account's PDS, shared by all threads that use the same account.

Access tokens live two hours and stay good even when their app password was revoked: only a refresh tells.
https://atproto.com/specs/xrpc#app-passwords
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import traits, xrpc
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import Connection, KeyRevoked, Refused, SlowDown

Answer = TypeVar("Answer")
#: createSession is limited to 30 in 5 minutes for an account; we stay far below.
_LOGINS, _LOGINS_SECONDS = 10, 300.0
_STALE = frozenset({"ExpiredToken", "InvalidToken"})
_GONE = {
    "AccountDeactivated": "account_deactivated",
    "AccountTakedown": "account_taken_down",
    "AccountNotFound": "account_not_found",
    "RepoDeactivated": "account_deactivated",
    "RepoTakendown": "account_taken_down",
    "RepoNotFound": "account_not_found",
}


class SignedIn(msgspec.Struct, rename="camel"):
    """What createSession and refreshSession answer."""

    did: str
    handle: str
    access_jwt: str
    refresh_jwt: str
    active: bool = True
    status: str = ""
    did_doc: dict[str, Any] | None = None


class _Claims(msgspec.Struct):
    iat: float = 0.0
    exp: float = 0.0
    scope: str = ""


def claims(token: str) -> _Claims:
    """What a token says of itself, unverified; zeros for anything that is no token."""
    try:
        middle = token.split(".")[1]
        return msgspec.json.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)), type=_Claims)
    except (IndexError, ValueError):
        return _Claims()


@dataclass
class _Tokens:
    access: str
    refresh: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    proven_at: float | None = None
    logins: deque[float] = field(default_factory=deque)


_shared: dict[tuple[str, str, bytes], _Tokens] = {}
_sharing = threading.Lock()


def forget() -> None:
    """Forget every session of this process, as a new process would (tests)."""
    with _sharing:
        _shared.clear()


def sign_in(service: str, identifier: str, password: str) -> SignedIn:
    """A new session. Raises :class:`KeyRevoked` when the account or its password is no longer good."""
    body = {"identifier": identifier, "password": password}
    try:
        signed_in = xrpc.decoded(xrpc.call(service, "com.atproto.server.createSession", body=body), SignedIn)
    except Said as said:
        if said.error == "AuthFactorTokenRequired":
            raise KeyRevoked("needs_app_password") from said
        raise KeyRevoked(_GONE.get(said.error, "wrong_password")) from said
    if not signed_in.active:
        raise KeyRevoked(f"account_{signed_in.status or 'inactive'}")
    return signed_in


class Session:
    """Calls to our PDS, and through it to the AppView and the chat service, as the channel's account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.did = connection.account.remote_id
        self.pds = str(connection.facts["pds"])
        self.appview = str(connection.settings.get("appview", ""))
        self.chat = str(connection.settings.get("chat") or traits.CHAT)
        self._password = connection.secrets["app_password"]
        self._tokens = self._join()

    def _join(self) -> _Tokens:
        """The tokens all sessions of this account share, or newer ones that another process stored."""
        given = _Tokens(self._connection.secrets.get("access", ""), self._connection.secrets.get("refresh", ""))
        key = (self.pds, self.did, hashlib.sha256(self._password.encode()).digest())
        with _sharing:
            ours = _shared.setdefault(key, given)
        if claims(given.access).iat > claims(ours.access).iat:
            with ours.lock:
                ours.access, ours.refresh = given.access, given.refresh
        return ours

    # ------------------------------------------------------------------------------------------ calling

    def ask(self, nsid: str, kind: type[Answer], /, proxy: str = "", **params: Any) -> Answer:
        """A query as ourselves, its answer decoded as ``kind``. ``proxy`` names another service to answer it."""
        return xrpc.decoded(
            self._authorised(lambda headers: xrpc.call(self.pds, nsid, params=params, headers=headers), proxy),
            kind,
        )

    def do(self, nsid: str, body: Mapping[str, Any], proxy: str = "") -> bytes:
        """A procedure as ourselves; the answer's bytes."""
        return self._authorised(lambda headers: xrpc.call(self.pds, nsid, body=body, headers=headers), proxy)

    def upload(self, content: bytes, mime: str) -> bytes:
        """Store a blob; it is kept for an hour or so until a record holds it."""
        nsid = "com.atproto.repo.uploadBlob"
        return self._authorised(
            lambda headers: xrpc.call(self.pds, nsid, content=content, headers={**headers, "Content-Type": mime})
        )

    def _authorised(self, send: Callable[[dict[str, str]], bytes], proxy: str = "") -> bytes:
        headers = {"atproto-proxy": proxy} if proxy else {}
        token = self._access()
        try:
            try:
                return send({**headers, "Authorization": f"Bearer {token}"})
            except Said as said:
                if said.error not in _STALE:
                    raise
            return send({**headers, "Authorization": f"Bearer {self._renewed(token)}"})
        except Said as said:
            raise _meaning(said, proxy) from said

    # ----------------------------------------------------------------------------------------- renewing

    @property
    def scope(self) -> str:
        """What our password allows, as the server wrote it into the token."""
        return claims(self._access()).scope

    def prove(self, within_seconds: float) -> None:
        """Know that the app password is still good, by a refresh, unless that was known so recently."""
        at = self._tokens.proven_at
        if at is None or clock.ticks() - at > within_seconds:
            self._renewed(self._tokens.access)

    def _access(self) -> str:
        token = self._tokens.access
        if claims(token).exp < clock.now().timestamp() + 60:
            token = self._renewed(token)
        return token

    def _renewed(self, used: str) -> str:
        """A fresh access token, unless another thread renewed it meanwhile."""
        with self._tokens.lock:
            if self._tokens.access == used:
                self._keep(self._refreshed() or self._signed_in_again())
            return self._tokens.access

    def _refreshed(self) -> SignedIn | None:
        if not self._tokens.refresh:
            return None
        headers = {"Authorization": f"Bearer {self._tokens.refresh}"}
        try:
            answer = xrpc.call(self.pds, "com.atproto.server.refreshSession", content=b"", headers=headers)
        except Said as said:
            if said.error in _GONE:
                raise KeyRevoked(_GONE[said.error]) from said
            return None
        return xrpc.decoded(answer, SignedIn)

    def _signed_in_again(self) -> SignedIn:
        self._count_login()
        service = self._connection.settings.get("service") or self.pds
        signed_in = sign_in(service, self.did, self._password)
        if signed_in.did != self.did:
            raise KeyRevoked("another_account")
        return signed_in

    def _count_login(self) -> None:
        logins, now = self._tokens.logins, clock.ticks()
        while logins and now - logins[0] > _LOGINS_SECONDS:
            logins.popleft()
        if len(logins) >= _LOGINS:
            raise SlowDown(_LOGINS_SECONDS - (now - logins[0]), "too many logins")
        logins.append(now)

    def _keep(self, signed_in: SignedIn) -> None:
        if not signed_in.active:
            raise KeyRevoked(f"account_{signed_in.status or 'inactive'}")
        self._tokens.access, self._tokens.refresh = signed_in.access_jwt, signed_in.refresh_jwt
        self._tokens.proven_at = clock.ticks()
        self._connection.keep_secrets(
            {
                **self._connection.secrets,
                "access": signed_in.access_jwt,
                "refresh": signed_in.refresh_jwt,
            }
        )


def _meaning(said: Said, proxy: str) -> Exception:
    """What a refusal of an authorised call means for the channel. Another service's doesn't close it."""
    if said.error in _GONE:
        return KeyRevoked(_GONE[said.error])
    if said.error in _STALE:
        # Even a fresh token is not enough: the app password may not do this.
        return Refused("not_allowed")
    if said.status == 401 and not proxy:
        return KeyRevoked("not_signed_in")
    return said

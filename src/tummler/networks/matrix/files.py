"""Pictures and files: where they are on the server, and how they come from there and get there.

https://spec.matrix.org/latest/client-server-api/#content-repository
"""

from __future__ import annotations

import base64
import hmac
import secrets as random
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

import regex
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tummler.common.text import storable
from tummler.networks.contract import Connection, HeardMedia, Refused
from tummler.networks.matrix.client import V1, Client, open_client
from tummler.networks.matrix.events import DESCRIBED
from tummler.networks.matrix.seal.signing import packed, unpacked

Json = dict[str, Any]

_KINDS = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "other", "m.sticker": "image"}
_MXC = regex.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")
_DOWNLOAD = f"{V1}/media/download/"


def is_file(content: Json) -> bool:
    """Whether an event's content is a file; a sticker has no kind of its own."""
    return content.get("msgtype", "m.sticker") in _KINDS and ("url" in content or "file" in content)


def files_of(content: Json, base: str) -> tuple[HeardMedia, ...]:
    """The file of a message, by an address that only we can read it at."""
    if not is_file(content):
        return ()
    sealed = content.get("file")
    address = sealed_address(sealed, base) if isinstance(sealed, dict) else address_of(content.get("url"), base)
    info = content.get("info")
    info = info if isinstance(info, dict) else {}
    name = content.get("filename")
    named = isinstance(name, str) and not content.get(DESCRIBED)
    described = str(name) if named else str(content.get("body") or "")
    kind = _KINDS[str(content.get("msgtype", "m.sticker"))]
    return (HeardMedia(address, kind, storable(described), _pixels(info.get("w")), _pixels(info.get("h"))),)


def address_of(mxc: Any, base: str) -> str:
    """Where a file is read with our key; nothing for what is no file's address."""
    match = _MXC.fullmatch(mxc) if isinstance(mxc, str) else None
    return f"{base}{_DOWNLOAD}{quote(match[1], safe='')}/{match[2]}" if match else ""


def _pixels(number: Any) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 1 << 31 else None


def sealed_address(file: Json, base: str) -> str:
    """The same for a sealed one, with its key behind a #, which is never sent anywhere."""
    address = address_of(file.get("url"), base)
    try:
        key, start, proof = file["key"]["k"], file["iv"], file["hashes"]["sha256"]
        kept = "&".join((str(key), unpacked(start).hex(), unpacked(proof).hex()))
    except (KeyError, TypeError, ValueError):
        return ""
    return f"{address}#{kept}" if address else ""


def fetch(connection: Connection, address: str) -> bytes:
    """The bytes of a file, with our key: only from our own server's downloads; opened if it is sealed."""
    base, parts = str(connection.facts["base"]), urlsplit(address)
    path = parts.path[len(urlsplit(base).path) :]
    if not address.startswith(base) or not path.startswith(_DOWNLOAD):
        raise Refused("not_a_file")
    content = open_client(connection).download(path)
    return _opened(content, parts.fragment) if parts.fragment else content


def _opened(content: bytes, kept: str) -> bytes:
    """https://spec.matrix.org/latest/client-server-api/#sending-encrypted-attachments."""
    try:
        key, start, proof = kept.split("&")
        secret, counter = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)), bytes.fromhex(start)
        if not hmac.compare_digest(sha256(content).digest(), bytes.fromhex(proof)):
            raise Refused("not_a_file")
        opener = Cipher(algorithms.AES(secret), modes.CTR(counter)).decryptor()
    except ValueError:
        raise Refused("not_a_file") from None
    return opener.update(content) + opener.finalize()


def store(client: Client, content: bytes, mime: str, sealed: bool) -> Json:
    """Store a file; how a message names it. A sealed one is told nothing of to the server."""
    if not sealed:
        return {"url": client.upload(content, mime)}
    key, start = random.token_bytes(32), random.token_bytes(8) + bytes(8)
    closer = Cipher(algorithms.AES(key), modes.CTR(start)).encryptor()
    closed = closer.update(content) + closer.finalize()
    named = base64.urlsafe_b64encode(key).decode().rstrip("=")
    secret = {"kty": "oct", "key_ops": ["encrypt", "decrypt"], "alg": "A256CTR", "k": named, "ext": True}
    proof = {"sha256": packed(sha256(closed).digest())}
    address = client.upload(closed, "application/octet-stream")
    return {"file": {"v": "v2", "url": address, "key": secret, "iv": packed(start), "hashes": proof}}

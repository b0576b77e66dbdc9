"""A real OpenID Connect provider to sign in with: `oidc-provider`, certified, on a free port, with its own pages.

As its standard has it, an identity token beside an access token says who somebody is and not which address they have:
that is asked for at its userinfo endpoint.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .install import CACHE, SIGN_IN, install, node_program
from .processes import LOOPBACK, ServerProcess, free_port, running, temporary_folder

__all__ = ["CLIENT", "SECRET", "SignIn", "sign_in_server"]
CLIENT, SECRET = "care", "hush hush, a secret of thirty letters"


@dataclass(frozen=True)
class SignIn:
    """A running provider; `issuer` is its address, exactly as it calls itself."""

    issuer: str
    process: ServerProcess


@contextmanager
def sign_in_server(callbacks: Sequence[str], people: Mapping[str, Mapping[str, Any]]) -> Iterator[SignIn]:
    """For this block: it sends back to `callbacks`, and knows `people` by the name that they sign in with."""
    issuer = f"http://{LOOPBACK}:{free_port()}"
    client = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uris": list(callbacks)}
    options = {
        "packages": str(install(SIGN_IN)),
        "issuer": issuer,
        "clients": [client],
        "people": people,
        "cookieKey": secrets.token_hex(16),
    }
    with temporary_folder("signin") as folder:
        env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "NODE_COMPILE_CACHE": str(CACHE / "compiled"),
            "TUMMLER_SIGN_IN": json.dumps(options),
        }
        command = [str(node_program()), str(Path(__file__).with_name("openid_node") / "provider.mjs")]
        with running("the sign-in", command, folder=folder, env=env) as process:
            process.wait_for(lambda: process.line_starting("READY "), what="its pages")
            yield SignIn(issuer, process)

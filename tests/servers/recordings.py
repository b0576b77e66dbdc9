"""What real Mastodon servers answered, recorded by others: read where they lie, never copied into the repository."""

import hashlib
import importlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .install import CACHE, REPOSITORY

ARCHIVE = "mastodon-py-cassettes.tar.xz"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. Header names are lower case; `session` names the recorded test they belong to."""

    session: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    request_body: str | bytes | None
    status: int
    headers: Mapping[str, str]
    body: str

    def json(self) -> Any:
        """The answer's body as JSON; ValueError when it is something else."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Recordings:
    """The exchanges in the order they were recorded; when there are none, `missing` says why and what to do."""

    exchanges: tuple[Exchange, ...]
    missing: str = ""

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.exchanges)

    def answers(self, method: str, path_start: str, status: int = 200) -> list[Exchange]:
        """Those of one method whose path starts so."""
        return [x for x in self if (x.method, x.status) == (method, status) and x.path.startswith(path_start)]


def folder() -> Path:
    """Where the recordings are looked for."""
    return Path(os.environ.get("TUMMLER_RECORDINGS") or REPOSITORY.parent / "shared" / "data" / "recordings")


def _unpacked(archive: Path) -> Path:
    """The archive's files in the cache, under a name made from its content."""
    cache = CACHE / f"recordings-{hashlib.sha256(archive.read_bytes()).hexdigest()[:16]}"
    if not cache.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="unpacking-", dir=CACHE))
        with tarfile.open(archive) as files:
            # Python 3.11.4 brought filters; the archive is the one that was recorded for these tests.
            if hasattr(tarfile, "data_filter"):
                files.extractall(new, filter="data")
            else:
                files.extractall(new)
        try:
            new.rename(cache)
        except OSError:  # another worker was first
            shutil.rmtree(new)
    return cache


def _exchange(session: str, recorded: dict[str, Any]) -> Exchange:
    """One entry of a vcrpy cassette."""
    request, response = recorded["request"], recorded["response"]
    address = urlsplit(request["uri"])
    return Exchange(
        session=session,
        method=request["method"],
        path=address.path,
        query=tuple(parse_qsl(address.query, keep_blank_values=True)),
        request_body=request["body"],
        status=response["status"]["code"],
        headers={name.lower(): ", ".join(values) for name, values in response["headers"].items()},
        body=response["body"]["string"],
    )


def recordings() -> Recordings:
    """All recorded exchanges with Mastodon servers, or none and the reason."""
    archive = folder() / ARCHIVE
    if not archive.is_file():
        return Recordings((), f"no {ARCHIVE} in {folder()}: name its folder in TUMMLER_RECORDINGS")
    yaml = importlib.import_module("yaml")  # comes with the test servers; it has no types
    load, loader = yaml.load, getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: list[Exchange] = []
    for cassette in sorted(_unpacked(archive).rglob("*.yaml")):
        session = f"{cassette.parent.name}/{cassette.stem}"
        found += [_exchange(session, one) for one in load(cassette.read_text(), loader)["interactions"]]
    return Recordings(tuple(found))

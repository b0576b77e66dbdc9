"""Archives of whole accounts, turned into lines of JSON that are read like any other file."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

from tummler.listening.files.opening import NotReadable
from tummler.networks.bluesky import archive as bluesky
from tummler.networks.mastodon import archive as mastodon

READERS: dict[str, ModuleType] = {"mastodon": mastodon, "bluesky": bluesky}
#: What an archive may unpack to.
MOST_BYTES = 2 * 1024**3


def kind_of_account(path: Path) -> str:
    """Which network's archive it is; "" for none."""
    return next((kind for kind, reader in READERS.items() if reader.is_archive(path)), "")


def write_lines(path: Path, kind: str, into: Path, most: int = MOST_BYTES) -> str:
    """Write an archive's posts as lines of JSON; whose it is. Raises :class:`NotReadable`."""
    reader = READERS[kind]
    written = 0
    try:
        with into.open("w", encoding="utf-8") as out:
            for row in reader.rows_of(path):
                line = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
                written += len(line)
                if written > most:
                    raise NotReadable("too_large")
                out.write(line + "\n")
        if not written:
            raise NotReadable("no_rows")
        return str(reader.handle_of(path))
    except (ValueError, *mastodon.DAMAGED) as error:
        raise NotReadable("damaged") from error

"""The data that understanding is measured on: where it lies, and its rows."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

#: Where it is looked for if nobody says where: beside the checkout, or beside the checkouts.
USUAL = ("../shared/data/understanding", "../../shared/data/understanding")


@dataclass(frozen=True, slots=True)
class Data:
    """A folder of data files, each as it is or packed by xz."""

    folder: Path

    def missing(self, files: Sequence[str]) -> list[str]:
        """Those of the files that aren't there."""
        return [name for name in files if not (self.folder / name).exists()]

    def open(self, name: str) -> TextIO:
        """A text file of the folder, unpacked on the way."""
        path = self.folder / name
        if name.endswith(".xz"):
            return lzma.open(path, "rt", encoding="utf-8", newline="")
        return path.open(encoding="utf-8", newline="")

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a CSV or TSV file by its head."""
        with self.open(name) as file:
            if ".tsv" in name:
                yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            else:
                yield from csv.DictReader(file, skipinitialspace=True)

    def lines(self, name: str) -> Iterator[Any]:
        """The values of a JSON Lines file."""
        with self.open(name) as file:
            for line in file:
                yield json.loads(line)


def find_data(given: Path | None) -> Data | None:
    """The folder given, or the first usual one that is there (a folder above it that holds ``understanding/`` too)."""
    for folder in (given,) if given else map(Path, USUAL):
        for place in (folder / "understanding", folder):
            if place.is_dir():
                return Data(place)
    return None

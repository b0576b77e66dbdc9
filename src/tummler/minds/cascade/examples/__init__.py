"""What the heads are trained on and may be shipped: examples written for Tummler, labels of public posts."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def examples(name: str) -> list[dict[str, Any]]:
    """The rows of ``<name>.jsonl``."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]


@cache
def intents(name: str) -> frozenset[str]:
    """A list of intents of public sets."""
    return frozenset(tomllib.loads((HERE / "intents.toml").read_text("utf-8"))[name].split())

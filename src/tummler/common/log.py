"""One line a happening, as key=value, with no person's words, names or handles in it: rows are named by number."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

_LOGGER = logging.getLogger("tummler")


def set_up(level: str = "INFO") -> None:
    """Send our lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(level)
    _LOGGER.propagate = False


def _line(what: str, facts: dict[str, Any]) -> str:
    return " ".join([what, *(f"{name}={value}" for name, value in facts.items())])


def say(what: str, **facts: Any) -> None:
    """Note that something happened. Facts are numbers and codes, never people's words."""
    _LOGGER.info(_line(what, facts))


def trouble(what: str, error: BaseException | None = None, **facts: Any) -> None:
    """Note that something failed. Only the error's kind is kept: its message may hold a person's words."""
    if error is not None:
        facts["error"] = type(error).__name__
    _LOGGER.warning(_line(what, facts))


def broken(what: str, error: BaseException) -> None:
    """Our own mistake: where it happened, line by line, without the error's message."""
    lines = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    _LOGGER.error(_line(what, {"error": type(error).__name__, "at": " ".join(lines[-8:])}))

"""Named places in the code where a proof may kill the process, to show that nothing is lost or done twice there.

Without ``TUMMLER_KILL_AT`` in the environment a kill point costs one dictionary look-up and does nothing.
"""

from __future__ import annotations

import os
import signal
import threading

_AT = os.environ.get("TUMMLER_KILL_AT", "")
_LOG = os.environ.get("TUMMLER_KILL_LOG", "")
_seen: dict[str, int] = {}
_lock = threading.Lock()

#: Every kill point there is; a proof that names another is a mistake, and each must be hit by one.
KILL_POINTS = (
    "receive.before_commit",
    "receive.after_commit",
    "stage.before_commit",
    "stage.after_commit",
    "send.before_commit",
    "send.after_commit",
    "deliver.leased",
    "deliver.before_call",
    "deliver.after_call",
    "deliver.before_commit",
    "deliver.after_commit",
)
#: Those of taking in a file, which has a proof of its own.
IMPORT_KILL_POINTS = ("import.before_commit", "import.after_commit")
#: Those of what is done on a network besides answering; so has that.
GESTURE_KILL_POINTS = ("gesture.before_call", "gesture.after_call")
#: Those of opening an answer that is seen once; so has that.
ONCE_KILL_POINTS = ("once.read", "once.destroyed", "once.after_commit")
#: Those of a tag's answer; so has that.
TAG_KILL_POINTS = ("tag.asked", "tag.before_commit")
#: Those of writing thanks into the book; so has that.
THANKS_KILL_POINTS = ("thanks.before_commit", "thanks.after_commit")
#: And that of a gift that arrives.
GIFT_KILL_POINTS = ("gift.before_commit",)
#: And that of erasing somebody.
ERASE_KILL_POINTS = ("erase.written_down",)


def killpoint(name: str) -> None:
    """Die here by SIGKILL if ``TUMMLER_KILL_AT`` is ``name`` or ``name:n`` (the n-th time, from 1)."""
    if not _AT:
        return
    wanted, _, nth = _AT.partition(":")
    if name != wanted:
        return
    with _lock:
        _seen[name] = _seen.get(name, 0) + 1
        if _seen[name] != int(nth or 1):
            return
    if _LOG:
        with open(_LOG, "a", encoding="utf-8") as log:
            log.write(f"{name}\n")
            log.flush()
            os.fsync(log.fileno())
    os.kill(os.getpid(), signal.SIGKILL)

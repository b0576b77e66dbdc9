"""Why the database is waited for, in a word for the log: its own messages may hold people's words."""

from __future__ import annotations

_REASONS = {
    # https://www.sqlite.org/rescode.html
    "SQLITE_FULL": "disk_full",
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_READONLY": "read_only",
    "SQLITE_IOERR": "disk_error",
    "SQLITE_CANTOPEN": "not_there",
    # https://www.postgresql.org/docs/current/errcodes-appendix.html
    "53100": "disk_full",
    "53200": "out_of_memory",
    "53300": "too_many_connections",
    "55P03": "locked",
    "40P01": "locked",
}


def reason(error: BaseException) -> str:
    """What the database lacks: disk_full, locked …; "away" where it said nothing that we know."""
    cause = error.__cause__ or error
    code = str(getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or "")
    if str(error) == "database is locked":
        return "locked"
    return _REASONS.get(code) or _REASONS.get("_".join(code.split("_")[:2])) or "away"

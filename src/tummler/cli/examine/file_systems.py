"""Where SQLite's write-ahead log is safe: on a disk of this machine, and nowhere else (https://sqlite.org/wal.html).

Its index is memory shared through the file system. File systems that reach another machine or another kernel (network
mounts, a Mac's or Windows' folders seen from a virtual machine) damage the database without any error.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

#: Names of file systems as the kernel says them; ``fuse.`` stands for every one of that kind.
UNSAFE = {
    "a network mount": ("nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "afpfs", "webdav", "afs", "ceph", "glusterfs",
                        "lustre", "beegfs", "gfs2", "ocfs2"),
    "a Windows folder seen from Linux (WSL)": ("9p", "v9fs", "drvfs"),
    "a folder of the host seen from a container or virtual machine": ("virtiofs", "fakeowner", "osxfs", "grpcfuse",
                                                                      "vboxsf", "prl_fs", "vmhgfs"),
    "a FUSE mount": ("fuse.", "osxfuse", "macfuse"),
}  # fmt: skip
_ESCAPE = re.compile(r"\\([0-7]{3})")
_MAC = re.compile(r"^.* on (?P<point>/.*) \((?P<kind>\w+)[,)]")


class UnsafeFileSystem(Exception):
    """The data folder lies where SQLite would be damaged sooner or later; the message says what to do."""

    why = "There SQLite's database is damaged sooner or later, without any error."
    cure = (
        "Name a folder on a disk of this machine in TUMMLER_DATA (in Docker: a named volume), or use PostgreSQL: "
        "DATABASE_URL"
    )

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. {self.why} {self.cure}")
        self.what = what


def anything_goes() -> bool:
    """True where the operator vouches that nobody else reaches this file system (some sandboxes look like mounts)."""
    return os.environ.get("TUMMLER_ANY_FILE_SYSTEM", "") == "1"


def check_file_system(path: Path, mounts: list[tuple[str, str]] | None = None) -> str:
    """The kind of file system a folder lies on, "" if it can't be told. Raises :class:`UnsafeFileSystem`."""
    kind = kind_of(path, read_mounts() if mounts is None else mounts)
    for what, kinds in UNSAFE.items():
        if any(kind == one or (one.endswith(".") and kind.startswith(one)) for one in kinds):
            raise UnsafeFileSystem(f"{path} lies on {what} ({kind})")
    return kind


def kind_of(path: Path, mounts: list[tuple[str, str]]) -> str:
    """The kind of the innermost mount that a path lies in; of two at one place the later covers the earlier."""
    inside = [(point, kind) for point, kind in mounts if path == Path(point) or Path(point) in path.parents]
    return max(enumerate(inside), key=lambda one: (len(Path(one[1][0]).parts), one[0]))[1][1] if inside else ""


def read_mounts() -> list[tuple[str, str]]:
    """(place, kind) of everything mounted on this machine; nothing where that can't be known."""
    try:
        if sys.platform == "darwin":
            said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=10, check=True)
            return mounts_of_mac(said.stdout)
        return mounts_of_linux(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
    except (OSError, subprocess.SubprocessError):
        return []


def mounts_of_linux(text: str) -> list[tuple[str, str]]:
    """From /proc/self/mountinfo: ``36 35 98:0 /root /place options - kind source options``."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        if len(before.split()) >= 5 and after:
            place = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), before.split()[4])
            found.append((place, after.split()[0]))
    return found


def mounts_of_mac(text: str) -> list[tuple[str, str]]:
    """From ``mount``: ``//me@host/share on /Volumes/share (smbfs, nodev)``."""
    matches = (_MAC.match(line) for line in text.splitlines())
    return [(match["point"], match["kind"]) for match in matches if match]

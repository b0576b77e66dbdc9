"""The long-running commands."""

from __future__ import annotations

import errno
import signal
import socket
import sys
import threading
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tummler.cli import up_to_date
from tummler.cli.allocating import give_memory_back
from tummler.cli.examine.file_systems import anything_goes, check_file_system
from tummler.cli.failing import Failed
from tummler.common import log
from tummler.records.models import Brand
from tummler.web.stream import end_streams
from tummler.work.loops import Workers


def make_ready() -> None:
    """Bring the database and the static files up to date; quick when they are. Raises UnsafeFileSystem."""
    settings.DATA.path.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite" and not anything_goes():
        check_file_system(settings.DATA.path)
    if not up_to_date.tables_are():
        call_command("migrate", verbosity=0, interactive=False)
    if not up_to_date.static_files_are():
        call_command("collectstatic", verbosity=0, interactive=False)
        up_to_date.static_files_were_made()
    connection.close()


def serve(host: str, port: int, *, workers: bool) -> None:
    """Run the web server, with or without the loops beside it, until SIGTERM or SIGINT."""
    give_memory_back()
    make_ready()
    bound = _bind(host, port)
    _say_where(host, bound.getsockname()[1])
    loops = Workers() if workers else None
    config = uvicorn.Config(
        # By name: the wiring stands above the command line.
        "tummler.project.asgi:application",
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    server = _Server(config)
    if loops:
        loops.start()
        threading.Thread(target=_end_if_broken, args=(loops, server), daemon=True).start()
    try:
        server.run(sockets=[bound])
    finally:
        if loops:
            loops.stop()
    if loops and loops.broken:
        sys.exit(70)


class _Server(uvicorn.Server):
    """One that lets streams go when it is asked to end: it would wait for them otherwise, then cut them off."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Ctrl-C, or SIGTERM."""
        end_streams()
        super().handle_exit(sig, frame)


def _end_if_broken(loops: Workers, server: uvicorn.Server) -> None:
    """A loop that stopped by itself ends the process: a supervisor starts it again, and nobody believes it works."""
    while not loops.stopping.wait(1.0):
        if loops.broken:
            server.should_exit = True
            return


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise Failed(_why_not_bound(host, port, error)) from None
    return bound


def _why_not_bound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port % 65535 + 1
        return f"Port {port} on {host} is taken. Try another: make run PORT={other}, or ./tummler serve --port {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} is for root only. Take one above 1023, and let a web server pass on to it."
    return f"{host} is no address of this machine ({error.strerror}). Try --host 127.0.0.1, or 0.0.0.0 for all of them."


def _say_where(host: str, port: int) -> None:
    here = ("127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104 - only compared
    shown = "localhost" if host in here else host
    address = settings.PUBLIC_URL or f"http://{shown}:{port}"
    if Brand.objects.exists():
        print(f"Tummler is open: {address}/", flush=True)
    else:
        key = "" if host in ("127.0.0.1", "::1", "localhost") else f"?key={settings.DATA.setup_key()}"
        print(f"Tummler is open. Begin here: {address}/setup/{key}", flush=True)


def run_workers(*, listen: bool, work: bool) -> None:
    """Run loops without pages until SIGTERM or SIGINT."""
    give_memory_back()
    make_ready()
    loops = Workers(listen=listen, work=work)

    def end(number: int, frame: Any) -> None:
        loops.stopping.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    loops.start()
    log.say("working", listen=listen, work=work)
    while not loops.stopping.wait(0.5):
        if loops.broken:
            break
    loops.stop()
    if loops.broken:
        sys.exit(70)


def work_once() -> None:
    """Everything that is due now, then end."""
    from tummler.answering.outbox import deliver_due
    from tummler.listening.complete import complete_conversations
    from tummler.work.flow import run_all

    make_ready()
    rows = run_all() + complete_conversations() + run_all()
    sent = 0
    while deliver_due():
        sent += 1
    print(f"{rows} rows moved, {sent} deliveries tried.")

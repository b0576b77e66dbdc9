"""The product on loopback, whole: pages, static files, stream; in a thread of this process, on its database."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """The address of the running product; ``port``: where it ran before."""
    from tummler.project.asgi import Application

    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    application = Application()
    config = uvicorn.Config(
        application, log_level="critical", access_log=False, lifespan="on", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    try:
        yield f"http://localhost:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        application.pages.executor.shutdown()  # its threads hold connections to the database
        bound.close()

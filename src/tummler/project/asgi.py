"""One ASGI process: Django's pages through a pool of threads, the live stream natively."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

import django
from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tummler.project.settings")
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - after the settings are read

from tummler.web.stream import Hub, Stream  # noqa: E402

PAGE_THREADS = 8


class Application:
    """Lifespan, the stream, and everything else."""

    def __init__(self) -> None:
        # Django's own annotation of its handler is narrower than WSGI.
        self.pages = WSGIMiddleware(cast(Any, WSGIHandler()), workers=PAGE_THREADS)
        self.hub = Hub()
        self.stream = Stream(self.hub)

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        """Hand a connection to whoever serves it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/stream/":
            await self.stream(scope, receive, send)
        elif scope["type"] == "http":
            await self.pages(scope, receive, send)

    async def _live(self, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.hub.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Application()

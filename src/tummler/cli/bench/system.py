"""A brand's system that takes 50 ms for an answer: ``python -m tummler.cli.bench.system`` prints its port."""

from __future__ import annotations

import asyncio
from contextlib import suppress

SECONDS = 0.05
_BODY = b'{"amount": "12.40"}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(_BODY),
    _BODY,
)


async def _answer(asked: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):  # until they hang up, as systems do
        while await asked.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(SECONDS)
            said.write(_ANSWER)
            await said.drain()
    said.close()


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

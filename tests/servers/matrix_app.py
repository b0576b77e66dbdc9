"""Somebody's own Matrix app, with keys of its own: matrix-nio, the witness of what was sealed and how."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeVar

import nio
from nio.crypto import decrypt_attachment

from .matrix import MatrixAccount
from .processes import temporary_folder

Answer = TypeVar("Answer")


class MatrixApp:
    """One app of an account, on the device that the account was made with."""

    def __init__(self, account: MatrixAccount, folder: str) -> None:
        self.account = account
        self._loop = asyncio.new_event_loop()
        config = nio.AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        self.nio = nio.AsyncClient(account.server.url, account.user_id, account.device_id, folder, config)
        self.nio.restore_login(account.user_id, account.device_id, account.token)
        self._run(self.nio.keys_upload())
        #: What it could read, by room, and the ids of what it could not.
        self.read: dict[str, list[str]] = {}
        self.events: list[Any] = []
        self.closed: list[str] = []
        self.look()

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self._loop.run_until_complete(asyncio.wait_for(work, 20))

    def look(self) -> None:
        """Sync once; read what can be read."""
        told = self._run(self.nio.sync(timeout=0, full_state=True))
        for room, joined in told.rooms.join.items():
            for event in joined.timeline.events:
                self.events.append(event)
                if isinstance(event, nio.MegolmEvent):
                    self.closed.append(event.event_id)
                elif isinstance(event, nio.RoomMessageText):
                    self.read.setdefault(room, []).append(event.body)
        if self.nio.should_query_keys:
            self._run(self.nio.keys_query())

    def say(self, room: str, text: str, **more: Any) -> str:
        """Say something, sealed where the room is."""
        self.look()
        content = {"msgtype": "m.text", "body": text, **more}
        sent = self._run(self.nio.room_send(room, "m.room.message", content, ignore_unverified_devices=True))
        assert isinstance(sent, nio.RoomSendResponse), sent
        return str(sent.event_id)

    def show(self, room: str, content: bytes, mime: str) -> None:
        """Send a picture, sealed."""
        self.look()
        stored, keys = self._run(self.nio.upload(BytesIO(content), mime, encrypt=True, filesize=len(content)))
        assert isinstance(stored, nio.UploadResponse) and keys, stored
        file = {**keys, "url": stored.content_uri}
        told = {"msgtype": "m.image", "body": "photo.png", "file": file, "info": {"w": 64, "h": 48, "mimetype": mime}}
        self._run(self.nio.room_send(room, "m.room.message", told, ignore_unverified_devices=True))

    def fetch(self, event: Any) -> bytes:
        """The bytes of a sealed file, opened."""
        closed = self._run(self.nio.download(event.url))
        return bytes(decrypt_attachment(closed.body, event.key["k"], event.hashes["sha256"], event.iv))

    def close(self) -> None:
        """Put it away."""
        self._run(self.nio.close())
        self._loop.close()


@contextmanager
def matrix_app(account: MatrixAccount) -> Iterator[MatrixApp]:
    """An app for this block."""
    with temporary_folder("app") as folder:
        app = MatrixApp(account, str(folder))
        try:
            yield app
        finally:
            app.close()

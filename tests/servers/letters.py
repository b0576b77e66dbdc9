"""A mail server on loopback that takes every letter and keeps it: what really went over the wire."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .processes import LOOPBACK, free_port

__all__ = ["Letter", "Letters", "letters"]


@dataclass(frozen=True)
class Letter:
    """One letter: whom the envelope names, and what is in it."""

    to: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its words, in lines."""
        return "\n".join(str(self.message.get_content()).splitlines())


@dataclass
class Letters:
    """A running mail server, and what came."""

    port: int
    came: "queue.Queue[Letter]" = field(default_factory=queue.Queue)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep it."""
        content = envelope.original_content or b""
        message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        self.came.put(Letter(list(envelope.rcpt_tos), message))
        return "250 OK"


@contextmanager
def letters() -> Iterator[Letters]:
    """For this block."""
    kept = Letters(free_port())
    controller = Controller(kept, hostname=LOOPBACK, port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()

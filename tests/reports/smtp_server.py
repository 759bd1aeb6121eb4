"""A real SMTP server on loopback that keeps what it is given and can be told to misbehave at a named moment."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Moment = Callable[[], Awaitable[str | None]]


class Server(SMTP):
    """Tells the inbox when the DATA command arrives, before the message does."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 the library's name
        await self.event_handler.at("data command")
        await super().smtp_DATA(arg)


class Inbox:
    """What arrived, and what to do at which moment: greeting, recipient, data command, message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.moments: dict[str, Moment] = {}
        self.refused: dict[str, str] = {}
        self.port = 0

    async def at(self, moment: str) -> str | None:
        act = self.moments.get(moment)
        return await act() if act else None

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        await self.at("greeting")
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        await self.at("recipient")
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content)
        found["X-Envelope-To"] = envelope.rcpt_tos[0]
        self.messages.append(found)
        said = await self.at("message")
        if said == "drop":
            server.transport.abort()
        return said or "250 Message accepted for delivery"

    def addresses(self) -> list[str]:
        return sorted(str(found["X-Envelope-To"]) for found in self.messages)


class Kill:
    """Kills a process when the moment comes, once."""

    def __init__(self) -> None:
        self.pid = 0

    async def __call__(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self.pid = 0
            await asyncio.sleep(0.1)


def wait(seconds: float) -> Moment:
    async def act() -> None:
        await asyncio.sleep(seconds)

    return act


def answer(text: str) -> Moment:
    async def act() -> str:
        return text

    return act


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(inbox: Inbox) -> Iterator[Inbox]:
    inbox.port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.factory = lambda: Server(inbox, hostname="mail.invalid")  # type: ignore[method-assign]
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()

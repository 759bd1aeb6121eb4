"""The demo's post office: takes every message on loopback and lays it in a folder, so that nothing leaves the machine."""

import asyncio
import re
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class IntoFolder:
    """Keeps each message as a file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 their name
        """Keep the message, once for all its recipients; a half-written one is never seen."""
        content = envelope.original_content or b""
        path = self.folder / f"{self._name(envelope)}.eml"
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(content)
        unfinished.replace(path)
        return "250 Kept"

    def _name(self, envelope: Envelope) -> str:
        recipient = re.sub(r"[^a-z0-9.@-]", "", (envelope.rcpt_tos or ["nobody"])[0].lower())
        return f"{len(list(self.folder.glob('*.eml'))) + 1:04d} {recipient}"


async def serve(*, port: int, folder: Path) -> None:
    """Take messages until told to stop."""
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(IntoFolder(folder), loop=loop), "127.0.0.1", port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(port=int(sys.argv[1]), folder=Path(sys.argv[2])))

"""A kit's edge under the test's control: capture points and modems that follow a script."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pcap_files import PCAP_HEADER, pcap_record


@dataclass
class CapturePointServer:
    """A pcap-over-IP server."""

    header: bytes = PCAP_HEADER
    readers: list[asyncio.StreamWriter] = field(default_factory=list)
    reader_left: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, host: str, port: int) -> None:
        self._server = await asyncio.start_server(self._accept, host, port)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.readers.append(writer)
        writer.write(self.header)
        await reader.read()
        self.reader_left.set()

    def send(self, data: bytes) -> None:
        for reader in self.readers:
            reader.write(data)

    def see(self, *frames: bytes, at_ns: int = 1_700_000_000_000_000_000) -> None:
        self.send(b"".join(pcap_record(frame, at_ns + i) for i, frame in enumerate(frames)))

    def hang_up(self) -> None:
        for reader in self.readers:
            reader.close()
        self.readers.clear()

    async def close(self) -> None:
        self._server.close()
        writers = [*self.readers]
        self.hang_up()
        for writer in writers:
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@dataclass
class ModemServer:
    """An AT server; ``answer`` turns a command into the modem's output, echo included."""

    answer: Callable[[str], str]
    commands: list[str] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def heard(self, command: str) -> None:
        """Wait until a command has come."""
        async with asyncio.timeout(60):
            while command not in self.commands:
                await self._heard.wait()
                self._heard.clear()

    async def listen(self, host: str, port: int) -> None:
        self._server = await asyncio.start_server(self._accept, host, port)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        while line := await reader.readline():
            command = line.decode().strip()
            self.commands.append(command)
            self._heard.set()
            writer.write(self.answer(command).encode())

    def say(self, text: str) -> None:
        for writer in self.writers:
            writer.write(text.encode())

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()
        self.writers.clear()

    async def close(self) -> None:
        self._server.close()
        writers = [*self.writers]
        self.hang_up()
        for writer in writers:
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@dataclass
class ControlServer:
    """The control port of a virtual network; it knows its scenario once it has been renewed.

    While it is not `well`, it hangs up on every order.
    """

    well: bool = True
    renewals: int = 0

    async def listen(self, host: str, port: int) -> None:
        self._server = await asyncio.start_server(self._accept, host, port)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            order = json.loads(await reader.readline())
            if not self.well:
                return
            if order["do"] == "renew":
                self.renewals += 1
                writer.write(b'{"renewing": true}\n')
            elif self.renewals:
                words = {"fr": "Nominal", "en": "Nominal"}
                state = {"name": "nominal", "title": words, "description": words}
                more = {"variation": None, "identities": False, "since_s": time.time()}
                writer.write(json.dumps(state | more).encode() + b"\n")
            await writer.drain()

    async def close(self) -> None:
        self._server.close()

"""The real gateway process in front of a kit's edge that the test controls."""

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from kit_edge import CapturePointServer, ControlServer, ModemServer

from campus5g.inventory import Inventory
from campus5g.places import KITS

TOKEN = "a-token-that-only-the-holder-knows"
VIRTUAL = KITS / "virtual.yaml"


def registered_modem(command: str) -> str:
    """The answers of a modem with a valid SIM."""
    said = {"AT+CFUN=1": '\r\nOK\r\n\r\n+C5GREG: 1,"1","11",11\r\n', "AT+CPIN?": ""}
    return said.get(command, "\r\nOK\r\n")


@dataclass
class Bench:
    """A gateway and the edge behind it."""

    inventory: Inventory
    process: asyncio.subprocess.Process
    client: httpx.AsyncClient
    log: asyncio.Task[bytes]
    folder: Path
    points: dict[str, CapturePointServer] = field(default_factory=dict)
    modem: ModemServer = field(default_factory=lambda: ModemServer(registered_modem))
    control: ControlServer = field(default_factory=ControlServer)

    async def start_capture(self, *points: str, **more: object) -> str:
        """Start a capture and return its path."""
        answer = await self.client.post("/captures", json={"points": list(points), **more})
        assert answer.status_code == 201, answer.text
        return f"/captures/{answer.json()['id']}"

    async def stopped(self, capture: str) -> dict[str, object]:
        """Wait until a capture has stopped and return its state."""
        async with self.client.stream("GET", f"{capture}/progress") as answer:
            async for _ in answer.aiter_lines():
                pass
        state: dict[str, object] = (await self.client.get(capture)).json()
        return state

    async def end(self) -> str:
        """End the gateway as its parent would, and return its log."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(60):
            await self.process.wait()
            return (await self.log).decode()


async def start_gateway(
    *arguments: str, token: str = TOKEN, folder: Path | None = None
) -> asyncio.subprocess.Process:
    """Start the gateway's process; its state is beside its folder of temporary files."""
    temporary = folder or Path(tempfile.mkdtemp())
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "campus5g.gateway", "--inventory", str(VIRTUAL), *arguments),
        env={
            **os.environ,
            "CAMPUS5G_TOKEN": token,
            "CAMPUS5G_DATA": str(temporary.with_name(f"{temporary.name}-data")),
            "TMPDIR": str(temporary),
        },
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

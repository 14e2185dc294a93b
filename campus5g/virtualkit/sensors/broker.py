"""The site's MQTT broker: mosquitto, as a child of the kit unless one is running already."""

import asyncio
import contextlib
import getpass
import logging
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

from campus5g.errors import CampusError

START_LIMIT_S = 10.0
END_LIMIT_S = 3.0
LARGEST_MESSAGE_BYTES = 256 << 10
MOST_MEMORY_BYTES = 64 << 20
_SBIN = ("/usr/sbin", "/usr/local/sbin")
"""Where Debian installs it, outside most users' PATH."""

_log = logging.getLogger(__name__)

BrokerState = Literal["running", "ready", "missing"]
"""A broker listens; none listens, but mosquitto is installed; it is not installed."""


class SiteBroker:
    """The broker at an address of the site; it ends with the kit, even if that is killed.

    Args:
        host, port: the address that it listens on, for programs on this machine only.
        own: whether only a broker that this kit has started counts.
    """

    def __init__(self, host: str, port: int, *, own: bool = False) -> None:
        self._host = host
        self._port = port
        self._own = own
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def state(self) -> BrokerState:
        """Return its state."""
        if await self._answers():
            return "running"
        return "missing" if _program() is None else "ready"

    async def start(self) -> None:
        """Start it, unless a broker listens on the address already.

        Raises:
            CampusError: when mosquitto is not installed, or doesn't start.
        """
        async with self._starting:
            if not await self._answers():
                await self._run()

    async def close(self) -> None:
        """Stop it, if the kit has started it."""
        await self._stack.aclose()

    async def _answers(self) -> bool:
        if self._own:
            return self._process is not None and self._process.returncode is None
        try:
            _, writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            return False
        writer.close()
        return True

    async def _run(self) -> None:
        program = _program()
        if program is None:
            raise CampusError(
                "The MQTT broker mosquitto is not installed.",
                "Install it: apt-get install mosquitto.",
            )
        # It reads its settings once, so the file needn't outlive its start.
        with tempfile.TemporaryDirectory(prefix="campus5g-broker-") as folder:
            settings = Path(folder) / "mosquitto.conf"
            settings.write_text(self._settings())
            command = [program, "-c", str(settings)]
            if setpriv := shutil.which("setpriv"):
                # If the kit is killed, its broker dies with it; it stores nothing.
                command = [setpriv, "--pdeathsig", "KILL", *command]
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
            )
            self._stack.push_async_callback(_end, process)
            try:
                async with asyncio.timeout(START_LIMIT_S):
                    await _until_running(process)
            except TimeoutError as error:
                raise _not_started("no answer") from error
        self._process = process
        draining = asyncio.create_task(_drain(process))
        self._stack.callback(draining.cancel)

    def _settings(self) -> str:
        # A broker that changed its user would outlive the kit.
        return (
            f"listener {self._port} {self._host}\n"
            f"user {getpass.getuser()}\n"
            "allow_anonymous true\n"
            "persistence false\n"
            "connection_messages false\n"
            f"max_packet_size {LARGEST_MESSAGE_BYTES}\n"
            f"memory_limit {MOST_MEMORY_BYTES}\n"
        )


async def _until_running(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None  # noqa: S101 - asked for above
    reason = ""
    async for line in process.stderr:
        reason = line.decode("utf-8", "replace").strip()
        if reason.endswith("running"):
            return
    raise _not_started(reason)


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None  # noqa: S101 - asked for above
    async for line in process.stderr:
        _log.info("mosquitto: %s", line.decode("utf-8", "replace").strip())


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(END_LIMIT_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _program() -> str | None:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SBIN))
    return shutil.which("mosquitto", path=path)


def _not_started(reason: str) -> CampusError:
    return CampusError(
        f"The MQTT broker mosquitto did not start ({reason or 'without giving a reason'}).",
        "See the lines above for the reason; end the program that holds its address.",
    )

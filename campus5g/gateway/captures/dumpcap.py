"""Capture points read by Wireshark's dumpcap, on this machine or on another one over SSH.

The program's standard output is a socket, so that its packets are read as those of any other
point. It needs the right to capture where it runs (Debian: the group ``wireshark``); over SSH it
runs as the user of the login, by OpenSSH's own configuration, keys and known hosts.
"""

import asyncio
import logging
import shlex
import socket
from contextlib import suppress
from typing import Self

from campus5g.gateway.captures.packet_source import CapturePointError, PacketSource
from campus5g.inventory import DumpcapPoint
from campus5g.language import t

START_S = 10.0
"""A login over SSH may take this long."""
END_S = 3.0
_CONNECT_S = 5
_MOST_OUTPUT_BYTES = 4096

log = logging.getLogger(__name__)


class Dumpcap(PacketSource):
    """A running dumpcap, live once `start` returns."""

    late_s = 0.3
    # dumpcap waits a quarter of a second for more packets before it passes some on.

    process: asyncio.subprocess.Process
    _ending: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, point: DumpcapPoint) -> Self:
        """Start it and wait for the stream's header: from then on nothing is missed.

        Raises:
            CapturePointError: dumpcap or ssh is missing, or fails; its output is in the message.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            try:
                process = await asyncio.create_subprocess_exec(
                    *command(point),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=theirs.fileno(),
                    stderr=asyncio.subprocess.PIPE,
                )
            except OSError as error:
                ours.close()
                raise CapturePointError(f"{command(point)[0]}: {error.strerror}") from error
        source = cls(ours)
        source.process = process
        try:
            async with asyncio.timeout(START_S):
                await source.started()
        except (TimeoutError, CapturePointError) as error:
            source.close()
            raise CapturePointError(await _output_of(process) or _silent()) from error
        except BaseException:
            source.close()
            raise
        return source

    def close(self) -> None:
        """End the program and disconnect."""
        super().close()
        if self._ending is None:
            self._ending = asyncio.get_running_loop().create_task(_end(self.process))


def command(point: DumpcapPoint) -> list[str]:
    """Return the command that captures at a point."""
    if point.ssh is None:
        return point.program
    ssh = ["ssh", "-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={_CONNECT_S}"]
    if point.ssh_config is not None:
        ssh += ["-F", str(point.ssh_config)]
    # The other machine's shell reads the command: each word is quoted for it.
    return [*ssh, "--", point.ssh, shlex.join(point.program)]


async def _end(process: asyncio.subprocess.Process) -> None:
    """Terminate the program; kill it if it does not end in time."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(END_S):
            await process.wait()
    except TimeoutError:
        log.warning("dumpcap did not end: killing it")
        with suppress(ProcessLookupError):
            process.kill()


async def _output_of(process: asyncio.subprocess.Process) -> str:
    """Return what the program printed before it failed, in one line."""
    with suppress(TimeoutError):
        async with asyncio.timeout(END_S):
            assert process.stderr is not None  # noqa: S101 - a pipe, as asked for
            text = (await process.stderr.read(_MOST_OUTPUT_BYTES)).decode("utf-8", "replace")
            return " ".join(text.split())
    return ""


def _silent() -> str:
    return t(fr="dumpcap n’a rien affiché", en="dumpcap printed nothing")

"""The gateway's side of the stopper process."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable

from campus5g.gateway.robots.driver import RobotError
from campus5g.inventory import Robot

START_S = 15.0
END_S = 2.0
"""How long to wait for the process to end; one that is still stopping the robot goes on alone."""

log = logging.getLogger(__name__)


class Guard:
    """A stopper process that runs beside the gateway, and outlives it while the robot moves.

    Args:
        late: called when the stopper has stopped the robot because the gateway was late.
        gone: called when the stopper has ended unexpectedly.
    """

    def __init__(self, late: Callable[[], None], gone: Callable[[], None]) -> None:
        self._late = late
        self._gone = gone
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._stopped = asyncio.Event()
        self._ended = False
        self._failed = False

    async def start(self, robot: Robot, limit_s: float) -> None:
        """Start it and wait until it is connected to the robot.

        Args:
            robot: the robot.
            limit_s: how long a stop may take before it gives up.

        Raises:
            RobotError: it is not ready in time.
        """
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "campus5g.gateway.robots.stopper"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        self._listening = asyncio.create_task(self._listen(self._process))
        self._order(robot.model_dump_json())
        self._order(str(limit_s))
        try:
            async with asyncio.timeout(START_S):
                await self._ready.wait()
        except TimeoutError as error:
            await self.end()
            raise RobotError("the stopper is not ready") from error

    def hold(self) -> None:
        """Report that the robot moves and the gateway watches it."""
        self._order("hold")

    def rest(self) -> None:
        """Report that the robot stands still."""
        self._order("rest")

    async def stop(self) -> None:
        """Stop the robot and wait until it stands still.

        Raises:
            RobotError: the process has ended, or could not stop the robot.
        """
        self._failed = False
        self._stopped.clear()
        self._order("stop")
        if not self._ended:
            await self._stopped.wait()
        if self._ended or self._failed:
            raise RobotError("the stopper did not stop it")

    async def end(self) -> None:
        """End the process; while the robot moves, it stays until the robot stands still."""
        if self._process is None or self._listening is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._gone = _ignore
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await self._listening
                await self._process.wait()

    def _order(self, line: str) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._process.stdin.write(f"{line}\n".encode())

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            raise ValueError("the stopper has no output")
        while word := await process.stdout.readline():
            match word.strip():
                case b"ready":
                    self._ready.set()
                case b"stopped":
                    self._stopped.set()
                case b"failed":
                    self._failed = True
                    self._stopped.set()
                case b"late":
                    self._late()
        self._ended = True
        self._stopped.set()
        self._gone()


def _ignore() -> None:
    """Ignore the end of a process that was asked to end."""

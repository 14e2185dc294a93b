"""The process that stops a robot when its gateway can't.

`python -m campus5g.gateway.robots.stopper` holds a connection of its own to the robot and reads
lines from the gateway. The first is the robot's part of the inventory as JSON, the second how many
seconds a stop may take; then `hold` (the robot moves and the gateway watches it), `rest` (it
stands) and `stop`. If no line comes within `HOLD_S` after a `hold`, or when the gateway ends,
however it ends, the robot is stopped. It answers `ready`, `late`, and `stopped` or `failed`.
"""

import asyncio
import contextlib
import logging
import signal
import sys

from campus5g.gateway.robots.driver import Driver, RobotError
from campus5g.gateway.robots.drivers import driver_for
from campus5g.gateway.robots.halting import halt_for_sure
from campus5g.inventory import Robot

HOLD_S = 0.15
RECONNECT_S = 0.5
FIRST_STATE_S = 3.0

log = logging.getLogger(__name__)


class Stopper:
    """A standby connection, and the orders that it follows."""

    def __init__(self, robot: Robot, limit_s: float) -> None:
        self._robot = robot
        self._limit_s = limit_s
        self._driver: Driver | None = None

    async def stand_by(self) -> None:
        """Keep a connection ready until cancelled."""
        while True:
            driver = driver_for(self._robot)
            try:
                async with asyncio.timeout(FIRST_STATE_S):
                    await driver.connect(watching=False)
                    await driver.changed()
                self._driver = driver
                _report("ready")
                while True:
                    await driver.changed()
            except (RobotError, TimeoutError) as error:
                if self._driver is driver:
                    log.warning("stopper: %s", error)
            finally:
                await driver.close()
            await asyncio.sleep(RECONNECT_S)

    async def obey(self, orders: asyncio.StreamReader) -> None:
        """Follow the gateway's orders until it ends."""
        held = False
        while True:
            try:
                async with asyncio.timeout(HOLD_S if held else None):
                    order = await orders.readline()
            except TimeoutError:
                _report("late")
                order = b"stop\n"
            match order.strip():
                case b"hold":
                    held = True
                case b"rest":
                    held = False
                case b"stop":
                    held = False
                    _report("stopped" if await self._stop() else "failed")
                case b"":
                    if held:
                        await self._stop()
                    return

    async def _stop(self) -> bool:
        try:
            await halt_for_sure(self._driver, lambda: driver_for(self._robot), self._limit_s)
        except RobotError:
            log.exception("stopper: the robot could not be stopped")
            return False
        return True


async def run() -> None:
    """Serve one gateway."""
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    # A signal that ends the gateway must not end this process: the closing pipe does.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda: None)
    robot = Robot.model_validate_json(await orders.readline())
    stopper = Stopper(robot, float(await orders.readline()))
    standing_by = asyncio.create_task(stopper.stand_by())
    await stopper.obey(orders)
    standing_by.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await standing_by


def _report(word: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # the gateway has ended
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(run())

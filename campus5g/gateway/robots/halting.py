"""Stopping a robot reliably: zeros on fresh connections until it stands still."""

import asyncio
import contextlib
from collections.abc import Callable

from campus5g.gateway.robots.driver import Driver, RobotError

BETWEEN_ATTEMPTS_S = 0.25
ATTEMPT_S = 4.0
REPEAT_S = 0.15


async def halt_for_sure(current: Driver | None, new: Callable[[], Driver], limit_s: float) -> None:
    """Return once the robot has accepted a zero and stands still.

    A fresh connection is tried beside the current one, which may be dead unnoticed, and then
    another one, again and again. The first that succeeds decides.

    Raises:
        RobotError: it does not stand still within the limit.
    """
    attempts: set[asyncio.Task[None]] = set()
    try:
        async with asyncio.timeout(limit_s):
            if current is not None and current.alive:
                attempts.add(asyncio.create_task(_until_at_rest(current)))
            while True:
                attempts.add(asyncio.create_task(_on_a_fresh_connection(new())))
                if await _first_success(attempts, BETWEEN_ATTEMPTS_S):
                    return
    except TimeoutError as error:
        raise RobotError(f"it still moves after {limit_s:g} s") from error
    finally:
        for attempt in attempts:
            attempt.cancel()
        await asyncio.gather(*attempts, return_exceptions=True)


async def _first_success(attempts: set[asyncio.Task[None]], patience_s: float) -> bool:
    """Wait, and return whether an attempt has succeeded; failed ones are dropped."""
    until = asyncio.get_running_loop().time() + patience_s
    while (left_s := until - asyncio.get_running_loop().time()) > 0:
        if not attempts:
            await asyncio.sleep(left_s)
            break
        done, _ = await asyncio.wait(attempts, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        attempts -= done
        if any(attempt.exception() is None for attempt in done):
            return True
    return False


async def _on_a_fresh_connection(driver: Driver) -> None:
    try:
        async with asyncio.timeout(ATTEMPT_S):
            await driver.connect(watching=False)
            await _until_at_rest(driver)
    finally:
        await driver.close()


async def _until_at_rest(driver: Driver) -> None:
    """Send zeros until one is accepted, and again while the robot still moves.

    On a busy machine a state may come between two waits: it counts, too.
    """
    await driver.halt()
    before = driver.state
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REPEAT_S):
                await driver.changed()
        if driver.state is not before and driver.state is not None and driver.state.at_rest:
            return
        await driver.drive(0.0, 0.0)

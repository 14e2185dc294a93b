"""Zeros are sent until the robot stands, whenever its news is read."""

import asyncio

import pytest

from campus5g.gateway.robots.driver import RobotError, RobotState
from campus5g.gateway.robots.halting import halt_for_sure


def state(speed_mps: float) -> RobotState:
    return RobotState(0.0, 0.0, 0.0, 0.0, speed_mps, 0.0)


class SlowNews:
    """A connection whose states come only between two waits, as on a busy machine.

    Args:
        after_zero: the speed that it reports once a zero has reached the robot.
    """

    alive = True

    def __init__(self, after_zero: float) -> None:
        self.state: RobotState | None = state(0.0)
        self._after_zero = after_zero

    async def connect(self, *, watching: bool) -> None:
        """Be connected."""

    async def close(self) -> None:
        """Be closed."""

    async def halt(self) -> None:
        """Take a zero."""

    async def drive(self, speed_mps: float, turn_radps: float) -> None:
        """Take a velocity; the next state comes meanwhile."""
        self.state = state(self._after_zero)

    async def changed(self) -> None:
        """Wait in vain."""
        await asyncio.Event().wait()


async def test_a_state_that_comes_between_two_waits_counts() -> None:
    await halt_for_sure(None, lambda: SlowNews(after_zero=0.0), 5.0)


async def test_a_state_from_before_the_zero_does_not_count() -> None:
    with pytest.raises(RobotError, match="still moves"):
        await halt_for_sure(None, lambda: SlowNews(after_zero=0.3), 1.0)

"""The end of a lease: everything that its holder has running on the kit is stopped."""

import asyncio
from collections.abc import Mapping

from campus5g.gateway.access.leases import Lease
from campus5g.gateway.captures.captures import Captures
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.scenarios.stage import Stage


class Cleaning:
    """Called with each current lease that ends."""

    def __init__(
        self,
        captures: Captures,
        notary: Notary,
        robots: Mapping[str, RobotControl],
        stage: Stage,
    ) -> None:
        self._captures = captures
        self._notary = notary
        self._robots = robots
        self._stage = stage
        self._stopping: set[asyncio.Task[object]] = set()

    def __call__(self, lease: Lease) -> None:
        """End its captures, stop the robots, forget what was measured, restore the scenario."""
        self._captures.end_lease(lease.id)
        self._notary.forget(lease.id)
        self._stage.restore()
        for robot in self._robots.values():
            if robot.driven:
                task: asyncio.Task[object] = asyncio.create_task(robot.stop())
                self._stopping.add(task)
                task.add_done_callback(self._stopping.discard)

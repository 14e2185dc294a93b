"""Switching the running network from one scenario to another.

Changes happen as they would in a plant: radio conditions, load and applications change at once; a
device with another SIM, subscription or request is switched off and on; a cell on another carrier
or frame, or with another identity, restarts, and its UEs lose it and register again; a failed
function answers nothing until it comes back.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from campus5g.virtualkit.playing.devices import Field
from campus5g.virtualkit.scenarios.scenario import Scenario

CELL_RESTART_S = 0.5
"""How long a cell is off the air when its carrier changes.

A design value: a base station takes minutes, from which nobody learns anything.
"""
SETTLED_LIMIT_S = 10.0
"""How long to wait for UEs to register again; slower ones are not waited for."""

_log = logging.getLogger(__name__)


class Switching:
    """The scenario in force.

    Args:
        scenario: the scenario that the network was built for.
        field: the devices and their radio.
        announce_cells: tells the AMF of the cells, whose identities have changed.
        followers: called with each scenario that comes into force.
    """

    def __init__(
        self,
        scenario: Scenario,
        field: Field,
        announce_cells: Callable[[], Awaitable[None]],
        followers: Iterable[Callable[[Scenario], None]],
    ) -> None:
        self.scenario = scenario
        self.since_s = time.time()
        """The Unix time since when it has been in force."""
        self._field = field
        self._announce_cells = announce_cells
        self.followers = list(followers)
        self._one_at_a_time = asyncio.Lock()
        self._timeline: asyncio.Task[None] | None = None
        self._playing: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Start the scenario that the network was built for."""
        self._begin(self.scenario)

    async def play(self, scenario: Scenario) -> None:
        """Switch to another scenario; return when it is in force and every UE has settled.

        If the caller is cancelled, the switch completes all the same.
        """
        playing = asyncio.get_running_loop().create_task(self._play(scenario))
        self._playing.add(playing)
        playing.add_done_callback(self._playing.discard)
        await asyncio.shield(playing)

    async def _play(self, scenario: Scenario) -> None:
        self.end()
        await self._bring_about(scenario)
        self._begin(scenario)

    def end(self) -> None:
        """Cancel the scenario's remaining events."""
        if self._timeline is not None:
            self._timeline.cancel()
            self._timeline = None

    def _begin(self, scenario: Scenario) -> None:
        self.end()
        self.scenario, self.since_s = scenario, time.time()
        if scenario.turns:
            self._timeline = asyncio.get_running_loop().create_task(self._pass_time(scenario))

    async def _pass_time(self, scenario: Scenario) -> None:
        """Apply each event of a scenario at its start, and revert it at its end."""
        began_s = asyncio.get_running_loop().time()
        for second in scenario.turns:
            await asyncio.sleep(began_s + second - asyncio.get_running_loop().time())
            _log.info("scenario %s: second %g", scenario.name, second)
            await self._bring_about(scenario.at(second))

    async def _bring_about(self, target: Scenario) -> None:
        async with self._one_at_a_time:
            field = self._field
            changed, restarts = field.with_other_identity(target), field.restarts_cell(target)
            renamed = field.renames_cells(target)
            switched_on = [name for name in changed if field.devices[name].ue.powered]
            async with asyncio.TaskGroup() as going:
                for name in changed:
                    going.create_task(field.devices[name].ue.power_off())
            if restarts:
                for device in field.devices.values():
                    device.ue.lose_cell()
                await asyncio.sleep(CELL_RESTART_S)
            field.follow(target)
            for follow in self.followers:
                follow(target)
            if renamed:
                with suppress(TimeoutError):
                    async with asyncio.timeout(SETTLED_LIMIT_S):
                        await self._announce_cells()
            for name in switched_on:
                field.devices[name].ue.power_on()
            if restarts:
                for device in field.devices.values():
                    device.ue.find_cell()
            if changed or restarts:
                await self._settled()

    async def _settled(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_LIMIT_S):
                for device in self._field.devices.values():
                    await device.ue.settled.wait()

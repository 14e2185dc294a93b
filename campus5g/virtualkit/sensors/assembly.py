"""The machines of a kit, built from inventory and scenario, and switched on by an order.

The control port's `{"do": "sensors"}` returns their state; with `"on": true` it starts the broker
and has every sensor publish until the kit ends.
"""

import socket
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from campus5g.inventory import Sensors, UserPlane
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.listening import listening
from campus5g.virtualkit.scenarios.scenario import MachinePlan, Scenario
from campus5g.virtualkit.sensors.broker import SiteBroker
from campus5g.virtualkit.sensors.machine import VirtualMachine

if TYPE_CHECKING:
    from campus5g.virtualkit.sensors.publisher import Publisher


class VirtualSensors:
    """Every machine with sensors.

    Args:
        sensors: the machines in the inventory.
        plane: the addresses at which devices' programs reach the site.
        scenario: the machines' condition.
        seed: the same seed gives the same readings.
        own_broker: whether a broker that somebody else runs at the address does not count.
    """

    def __init__(
        self,
        sensors: Sensors,
        plane: UserPlane,
        scenario: Scenario,
        seed: int,
        *,
        own_broker: bool = False,
    ) -> None:
        self._sensors = sensors
        self._plane = plane
        self._started_s = time.monotonic()
        self._broker = SiteBroker(sensors.host, sensors.port, own=own_broker)
        self._machines = {
            name: VirtualMachine(name, part.bearing, _plan(scenario, name), seed)
            for name, part in sensors.machines.items()
        }
        self._plans = {name: _plan(scenario, name) for name in sensors.machines}
        self._publishers: dict[str, Publisher] = {}
        self._publishing: AsyncExitStack | None = None

    def follow(self, scenario: Scenario) -> None:
        """Apply a scenario to the machines."""
        now_s = self._machine_time_s()
        self._plans = {name: _plan(scenario, name) for name in self._machines}
        for name, machine in self._machines.items():
            machine.follow(self._plans[name], now_s)
        for name, publisher in self._publishers.items():
            publisher.follow(self._plans[name].edge)

    async def serve_broker(self) -> None:
        """Start the broker without the sensors, because a vehicle of the kit needs it.

        Raises:
            CampusError: when it is not installed, or doesn't start.
        """
        await self._broker.start()

    def hold_broker_address(self, stack: AsyncExitStack) -> None:
        """Keep the broker's address from other programs, where it can't be started.

        Raises:
            CampusError: when another program has it already.
        """
        address = (self._sensors.host, self._sensors.port)
        with listening("The site's broker", "{}:{}".format(*address)):
            held = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            held.bind(address)

    def join(self, control: Control) -> None:
        """Register the orders with the control port."""
        control.commands["sensors"] = self._order

    async def close(self) -> None:
        """Switch everything off."""
        if self._publishing is not None:
            await self._publishing.aclose()
        await self._broker.close()

    async def _order(self, order: Order) -> Answers:
        """Switch the sensors on if the order asks for it, and answer with their state."""
        if order.get("on") is True:
            await self._broker.start()
            self._switch_on()
        yield {"on": self._publishing is not None, "broker": await self._broker.state()}

    def _switch_on(self) -> None:
        if self._publishing is not None:
            return
        # The MQTT library is loaded only by kits whose sensors are switched on.
        from campus5g.virtualkit.sensors.publisher import Publisher

        self._publishing = AsyncExitStack()
        for name, machine in self._machines.items():
            part = self._sensors.machines[name]
            if part.ue is not None:
                entrance = self._plane.devices[part.ue].reaches_site_at
                self._publishers[name] = publisher = Publisher(
                    machine,
                    part.topic,
                    entrance,
                    self._sensors.port,
                    self._machine_time_s,
                    self._plans[name].edge,
                )
                publisher.start()
                self._publishing.callback(publisher.close)

    def _machine_time_s(self) -> float:
        return time.monotonic() - self._started_s


def _plan(scenario: Scenario, name: str) -> MachinePlan:
    return scenario.sensors.get(name, MachinePlan())

"""The whole campus network: assembled from an inventory and a scenario, then run."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from campus5g.errors import CampusError
from campus5g.inventory import Inventory, PcapOverIpPoint
from campus5g.virtualkit import assembly
from campus5g.virtualkit.control.intervention_orders import InterventionOrders
from campus5g.virtualkit.control.policy_orders import PolicyOrders
from campus5g.virtualkit.control.port import Answers, Control, Order, bound
from campus5g.virtualkit.control.scenario_orders import ScenarioOrders
from campus5g.virtualkit.control.security_orders import SecurityOrders
from campus5g.virtualkit.control.signalling_orders import SignallingOrders
from campus5g.virtualkit.control.user_plane_orders import UserPlaneOrders
from campus5g.virtualkit.control.walking_orders import WalkingOrders
from campus5g.virtualkit.core.upf import FORWARDING_S as UPF_S
from campus5g.virtualkit.playing.devices import Field
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.ran.gnb import FORWARDING_S as GNB_S
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.sensors.assembly import VirtualSensors
from campus5g.virtualkit.userplane.traffic import ANSWERING_S
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.tap import Tap

CAPTURE_POINTS = ("n2", "n3", "n4", "n6")
TRANSIT_S = 0.0003
ROUND_TRIP_WIRES_S = 4 * TRANSIT_S + 2 * UPF_S + GNB_S + ANSWERING_S
"""The time that a packet and its answer spend on N6, N3 and in the hosts on the way."""
SET_UP_LIMIT_S = 20.0
START_LIMIT_S = 5.0

_log = logging.getLogger(__name__)


class VirtualNetwork:
    """A core, gNBs and UEs, with their capture points and modems.

    Args:
        inventory: the kit, moved to the address block that it runs on.
        scenario: the scenario that it starts with.
        seed: the same seed gives the same keys, identities and delays.
        control_key: what orders at the control port must bear, for a network that only its own
            gateway commands; nothing of it is then served by a program of somebody else. Empty
            for a network that every program on this machine may command.

    Raises:
        CampusError: when the inventory names an unknown capture point, or has more
            subscribers than addresses for them.
    """

    def __init__(
        self, inventory: Inventory, scenario: Scenario, seed: int, *, control_key: str = ""
    ) -> None:
        _check(inventory, scenario)
        self.inventory = inventory
        self.taps = {name: Tap(name) for name in CAPTURE_POINTS}
        self._plan = plan = assembly.Plan(inventory, scenario, seed)
        self._links = links = assembly.Links(
            **{name: Link(tap, TRANSIT_S) for name, tap in self.taps.items()}
        )
        core = assembly.build_core(plan, links)
        self._ran = ran = assembly.build_ran(plan, links, core.amf)
        core_switching = assembly.build_core_switching(plan, links, core, ran)
        devices = assembly.build_devices(plan, ran)
        assembly.count_switched_paths(core, devices)
        self._fleet = fleet = assembly.build_fleet(plan, core, ran, devices)
        self._core_metrics = assembly.build_core_metrics(plan, links, core, ran, devices)
        self._gnb_metrics = assembly.build_gnb_metrics(plan, ran, devices)
        self.programs = assembly.build_programs(plan, core, devices)
        self._paired = bool(control_key)
        self.sensors = assembly.build_sensors(plan, own_broker=self._paired)
        self._amf_losses = assembly.build_amf_losses(plan, ran, devices)
        self._amf, self.smf = core.amf, core.smf
        self.gnbs, self.mobility = ran.gnbs, ran.mobility
        self.ues, self.modems = devices.ues, devices.modems
        self.field = Field(inventory, scenario, seed, devices.field, fleet, ran.mobility)
        console = assembly.build_console(plan, core)
        intruder = assembly.build_intruder(plan, ran, devices, console)
        self.field.touched = lambda: console.touched | intruder.touched
        followers: list[Callable[[Scenario], None]] = [
            core_switching.follow,
            self._tell_modems,
            console.follow,
            intruder.follow,
        ]
        if self.sensors is not None:
            followers.append(self.sensors.follow)
        self.switching = Switching(scenario, self.field, self._announce_cells, followers)
        self.control = Control(control_key)
        self.control.commands["modems"] = self._report_modems
        if (programs := self.programs) is not None:
            airs = {name: device.air for name, device in devices.field.items()}
            orders = UserPlaneOrders(
                programs.crossing, programs.site, programs.devices, airs, self._wires_s
            )
            orders.join(self.control)
        if self.sensors is not None:
            self.sensors.join(self.control)
        SignallingOrders(self.ues, core.amf, core.udm, ran.mobility).join(self.control)
        WalkingOrders(devices.field, fleet.robots, ran.mobility).join(self.control)
        SecurityOrders(self.ues, console, intruder).join(self.control)
        ScenarioOrders(self.switching, inventory).join(self.control)
        PolicyOrders(self.switching, inventory, ran.mobility).join(self.control)
        InterventionOrders(self.switching, inventory).join(self.control)

    async def listen(self, stack: AsyncExitStack) -> None:
        """Listen on every socket and the control port; the servers close with the stack.

        Raises:
            CampusError: when an address can't be used.
        """
        await self.serve(stack)
        if (control := self.inventory.control) is not None:
            await self.control.listen(bound(control.host, control.port), stack)

    async def serve(self, stack: AsyncExitStack) -> None:
        """Listen on every socket but the control port; the servers close with the stack.

        Raises:
            CampusError: when an address can't be used.
        """
        for name, point in self.inventory.capture.items():
            assert isinstance(point, PcapOverIpPoint)  # noqa: S101 - a virtual kit's, as checked
            server = await self.taps[name].listen(point.host, point.port)
            stack.callback(server.close)
        for modem in self.modems.values():
            await modem.listen(stack)
        if self.programs is not None:
            await self.programs.crossing.listen(stack)
        await self._core_metrics.listen(stack)
        if (url := self.inventory.gnb.metrics_url) is not None:
            await self._gnb_metrics.listen(url, stack)
        if self.sensors is not None:
            stack.push_async_callback(self.sensors.close)
            await self._serve_vehicles(self.sensors, stack)
        await self._fleet.listen(stack)
        stack.callback(self.switching.end)
        for loss in self._amf_losses:
            stack.callback(loss.end)

    async def _serve_vehicles(self, sensors: VirtualSensors, stack: AsyncExitStack) -> None:
        """Start the site's broker, if a vehicle uses it to reach its master control.

        Raises:
            CampusError: when a network that is paired with its gateway finds the address taken.
        """
        part = self.inventory.sensors
        if part is None or all(
            robot.vda5050 is None or robot.url != part.broker
            for robot in self.inventory.robots.values()
        ):
            return
        try:
            await sensors.serve_broker()
        except CampusError as error:
            if self._paired:
                # Nobody else may answer the gateway in the broker's place.
                sensors.hold_broker_address(stack)
            _log.warning("%s %s The vehicle can't connect until then.", error.problem, error.remedy)

    async def start(self) -> None:
        """Connect the core and the gNB, switch the UEs on and let them register.

        Returns when each UE has its session or its refusal, so that later traffic is only
        what is asked for. A UE that takes longer than `START_LIMIT_S` is not waited for.

        Raises:
            CampusError: when the gNB and the core are not connected within `SET_UP_LIMIT_S`.
        """
        try:
            async with asyncio.timeout(SET_UP_LIMIT_S):
                await self._set_up()
        except TimeoutError as error:
            raise CampusError(
                f"The gNB and the core are not connected after {SET_UP_LIMIT_S:g} s.",
                "See the lines above for the reason; if they give none, the machine is too busy.",
            ) from error
        for ue in self.ues.values():
            ue.power_on()
        with suppress(TimeoutError):
            async with asyncio.timeout(START_LIMIT_S):
                for ue in self.ues.values():
                    await ue.settled.wait()
        self.switching.begin()

    async def _set_up(self) -> None:
        self.smf.serve(self._amf)
        await self.smf.associated.wait()
        for part in self._plan.gnbs:
            await self._ran.paths[part.name].connect()
            assembly.send_ng_setup(self._plan, self._ran, part)
            await self.gnbs[part.name].ready.wait()

    async def _announce_cells(self) -> None:
        """Repeat NG setup for cells with another identity (TS 38.413, 8.7.1)."""
        for part in self._plan.gnbs:
            self.gnbs[part.name].ready.clear()
            assembly.send_ng_setup(self._plan, self._ran, part)
            await self.gnbs[part.name].ready.wait()

    def _tell_modems(self, scenario: Scenario) -> None:
        for name, modem in self.modems.items():
            modem.follow(self.mobility.cell_of(name), scenario.radio.carrier)

    async def _report_modems(self, _: Order) -> Answers:
        """Report where each modem is reached."""
        for name, modem in self.modems.items():
            yield {"ue": name, "url": modem.url, "terminal": modem.terminal_path}

    def _wires_s(self) -> float:
        """Return what a packet and its answer spend outside the air interface."""
        return ROUND_TRIP_WIRES_S + 2 * (self._links.n6.transit_s - TRANSIT_S)


def _check(inventory: Inventory, scenario: Scenario) -> None:
    unknown = set(inventory.capture) - set(CAPTURE_POINTS)
    if unknown:
        raise CampusError(
            f"The virtual kit has no capture point {', '.join(sorted(unknown))}.",
            f"Use {', '.join(CAPTURE_POINTS)} in its inventory.",
        )
    pool = inventory.core.ue_pool
    if pool.num_addresses < len(scenario.subscribers) + 3:
        raise CampusError(
            f"The UE pool {pool} is too small for {len(scenario.subscribers)} subscribers.",
            "Widen core.ue_pool in the inventory.",
        )

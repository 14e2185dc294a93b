"""The whole campus network: assembled from an inventory and a scenario, and run."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from random import Random

from campus5g.air.frame import Frame
from campus5g.air.station import Station
from campus5g.errors import CampusError
from campus5g.inventory import Gnb as GnbPart
from campus5g.inventory import Inventory, PcapOverIpPoint
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.identities import Plmn, Snssai
from campus5g.virtualkit.codecs.ngap import Position
from campus5g.virtualkit.codecs.ngap_handover import Target
from campus5g.virtualkit.control.port import Answers, Control, Order
from campus5g.virtualkit.control.scenario_orders import ScenarioOrders
from campus5g.virtualkit.control.signalling_orders import SignallingOrders
from campus5g.virtualkit.control.user_plane_orders import UserPlaneOrders
from campus5g.virtualkit.core.address_pool import AddressPool
from campus5g.virtualkit.core.amf.amf import Amf
from campus5g.virtualkit.core.amf.context import RanNode, ServedNetwork
from campus5g.virtualkit.core.smf import Smf
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.core.upf import FORWARDING_S as UPF_S
from campus5g.virtualkit.core.upf import Upf
from campus5g.virtualkit.metrics.core_server import CoreMetrics
from campus5g.virtualkit.metrics.gnb_account import UeLink
from campus5g.virtualkit.metrics.gnb_server import GnbMetrics
from campus5g.virtualkit.playing.amf_loss import AmfLoss
from campus5g.virtualkit.playing.core_switching import CoreSwitching
from campus5g.virtualkit.playing.devices import (
    Field,
    FieldDevice,
    memory,
    subscription,
    usim,
    wanted_slice,
)
from campus5g.virtualkit.playing.switching import Switching
from campus5g.virtualkit.ran.gnb import FORWARDING_S as GNB_S
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.ran.mobility import Mobility, Roamer
from campus5g.virtualkit.ran.radio import AirInterface
from campus5g.virtualkit.robot.assembly import Fleet
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.sensors.assembly import VirtualSensors
from campus5g.virtualkit.ue.modem.modem import Modem
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.userplane.host import Host
from campus5g.virtualkit.userplane.plane import Crossing, DeviceHost
from campus5g.virtualkit.userplane.traffic import ANSWERING_S, Application, DataNetworkHost
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.n2 import N2, N2Path
from campus5g.virtualkit.wire.tap import Tap

CAPTURE_POINTS = ("n2", "n3", "n4", "n6")
TRANSIT_S = 0.0003
ROUND_TRIP_WIRES_S = 4 * TRANSIT_S + 2 * UPF_S + GNB_S + ANSWERING_S
"""What a packet and its answer spend on N6 and N3 and in the hosts on the way."""
SET_UP_LIMIT_S = 20.0
START_LIMIT_S = 5.0

_log = logging.getLogger(__name__)


class VirtualNetwork:
    """A core, a gNB and UEs, with their capture points and modems.

    Parameters:
        inventory: the kit, moved to the block that it lives on.
        scenario: what happens in it.
        seed: the same seed gives the same keys, names and delays.

    Raises:
        CampusError: when the inventory names a capture point that there is not, or has more
            subscribers than addresses for them.
    """

    def __init__(self, inventory: Inventory, scenario: Scenario, seed: int) -> None:
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
        self.inventory = inventory
        self._scenario = scenario
        self._seed = seed
        self.control = Control()
        self.control.commands["modems"] = self._tell_modems
        self.taps = {name: Tap(name) for name in CAPTURE_POINTS}
        self._links = {name: Link(tap, TRANSIT_S) for name, tap in self.taps.items()}
        self._plmn = Plmn(inventory.cell.mcc, inventory.cell.mnc)
        self._position = Position(self._plmn, inventory.cell.tac, inventory.cell.cell_id)
        self._build_core()
        self._build_ues()
        self._build_robots()
        self._build_metrics()
        self._build_crossing()
        self._build_sensors()
        SignallingOrders(self.ues, self._amf, self._udm, self.mobility).join(self.control)
        self._build_switching()

    async def listen(self, stack: AsyncExitStack) -> None:
        """Listen on every socket; the servers close with the stack.

        Raises:
            CampusError: when an address can't be used.
        """
        for name, point in self.inventory.capture.items():
            assert isinstance(point, PcapOverIpPoint)  # noqa: S101 - a virtual kit's, as checked
            server = await self.taps[name].listen(point.host, point.port)
            stack.callback(server.close)
        for modem in self.modems.values():
            await modem.listen(stack)
        if self.crossing is not None:
            await self.crossing.listen(stack)
        await self._core_metrics.listen(stack)
        if (url := self.inventory.gnb.metrics_url) is not None:
            await self._gnb_metrics.listen(url, stack)
        if self.sensors is not None:
            stack.push_async_callback(self.sensors.close)
            await self._serve_vehicles(self.sensors)
        await self._fleet.listen(stack)
        stack.callback(self.switching.end)
        for loss in self._amf_losses:
            stack.callback(loss.end)
        if (control := self.inventory.control) is not None:
            await self.control.listen(control.host, control.port, stack)

    async def _serve_vehicles(self, sensors: VirtualSensors) -> None:
        """Start the site's broker, if a vehicle meets its master control there."""
        part = self.inventory.sensors
        if part is None or all(
            robot.vda5050 is None or robot.url != part.broker
            for robot in self.inventory.robots.values()
        ):
            return
        try:
            await sensors.serve_broker()
        except CampusError as error:
            _log.warning("%s %s The vehicle waits for it.", error.problem, error.remedy)

    async def start(self) -> None:
        """Connect the core and the gNB, switch the UEs on and let them register.

        Returns when each UE has its session or its refusal, so that what comes after is
        what somebody asks for; a UE that takes longer than `START_LIMIT_S` is left to it.

        Raises:
            CampusError: when they are not connected within `SET_UP_LIMIT_S`.
        """
        try:
            async with asyncio.timeout(SET_UP_LIMIT_S):
                await self._set_up()
        except TimeoutError as error:
            raise CampusError(
                f"The gNB and the core are not connected after {SET_UP_LIMIT_S:g} s.",
                "The lines above say why; if they do not, the machine is too busy.",
            ) from error
        for ue in self.ues.values():
            ue.power_on()
        waits = [asyncio.ensure_future(ue.settled.wait()) for ue in self.ues.values()]
        _, late = await asyncio.wait(waits, timeout=START_LIMIT_S)
        for wait in late:
            wait.cancel()
        self.switching.begin()

    async def _set_up(self) -> None:
        self.smf.serve(self._amf)
        await self.smf.associated.wait()
        for part in (self.inventory.gnb, *self.inventory.neighbours):
            await self._paths[part.name].connect()
            self._send_ng_setup(part)
            await self.gnbs[part.name].ready.wait()

    def _send_ng_setup(self, part: GnbPart) -> None:
        slices = [Snssai.of(each) for each in self.inventory.slices]
        position = self.gnbs[part.name].position
        request = ngap.ng_setup_request(part.name, part.gnb_id, position, slices)
        self._paths[part.name].to_amf(ngap.COMMON_STREAM, request)

    def _build_core(self) -> None:
        inventory, core = self.inventory, self.inventory.core
        n2, n3, n4, n6 = (self._links[name] for name in CAPTURE_POINTS)
        answered = self._scenario.answered_ports
        self._data_network = DataNetworkHost(core.data_network, core.upf, n6, answered)
        addresses = AddressPool(core.ue_pool)
        upf = Upf(core.upf, core.data_network, n3, n4, n6)
        self.smf = Smf(
            core.smf,
            core.upf,
            n4,
            addresses,
            core.data_network,
            self._scenario.guaranteed_flows,
        )
        network = keys.serving_network_name(self._plmn.mcc, self._plmn.mnc)
        scenario = self._scenario
        self._served = ServedNetwork(
            self._plmn,
            inventory.cell.tac,
            inventory.slices,
            scenario.algorithms,
            scenario.mobility.periodic_update_s,
        )
        home_keys = scenario.home_network_keys
        self._udm = Udm(scenario.subscribers, network, self._chance("udm"), home_keys)
        self._amf = Amf(self._served, self._udm, self.smf, self._chance("amf"))
        self._build_gnbs(N2(core.amf, n2), n3)
        self._core = CoreSwitching(
            self._amf,
            [path.amf_end for path in self._paths.values()],
            self.smf,
            upf,
            self._udm,
            addresses,
            self._data_network,
            n6,
        )
        self._core.follow(self._scenario)

    def _build_gnbs(self, n2: N2, n3: Link) -> None:
        """Build every gNB, and join it to the AMF."""
        inventory = self.inventory
        self.gnbs: dict[str, Gnb] = {}
        self._paths: dict[str, N2Path] = {}
        self._build_gnb(inventory.gnb, self._position, "", n2, n3)
        for part in inventory.neighbours:
            position = Position(self._plmn, inventory.cell.tac, part.cell_id)
            self._build_gnb(part, position, f" of {part.name}", n2, n3)
        self._gnb = self.gnbs[inventory.gnb.name]
        targets = {
            part.name: (self.gnbs[part.name], Target(part.gnb_id, self.gnbs[part.name].position))
            for part in (inventory.gnb, *inventory.neighbours)
        }
        self.mobility = Mobility(inventory, self._scenario, self._seed, targets)

    def _build_gnb(self, part: GnbPart, position: Position, purpose: str, n2: N2, n3: Link) -> None:
        gnb = Gnb(part.address, position, n3, self._scenario.mobility.inactivity_s)
        node = RanNode()
        path = n2.join(
            part.address,
            (gnb.receive, partial(self._amf.receive, node)),
            (self._chance(f"gnb{purpose}"), self._chance(f"amf association{purpose}")),
        )
        gnb.send, node.send = path.to_amf, path.to_gnb
        gnb.arrived = lambda name: self.ues[name].note_arrival()
        self.gnbs[part.name], self._paths[part.name] = gnb, path

    def _build_ues(self) -> None:
        inventory = self.inventory
        self.ues: dict[str, Ue] = {}
        self.modems: dict[str, Modem] = {}
        self._air: dict[str, AirInterface] = {}
        self._stations: dict[str, Station] = {}
        self._field_devices: dict[str, FieldDevice] = {}
        for number, (name, part) in enumerate(inventory.ues.items(), start=1):
            device = self._scenario.devices[name]
            wanted = wanted_slice(inventory, self._scenario, name)
            asked = subscription(inventory, self._scenario, name)
            card = usim(inventory, self._scenario, name, self._seed)
            remembered = memory(inventory, self._scenario, name)
            ue = Ue(name, card, device.imeisv, asked, remembered)
            coverage = self.mobility.coverage(name)
            station = coverage.station(device, number)
            access = coverage.access(station, wanted.name, number)
            air = AirInterface(access, partial(self._gnb.hear, name), ue.hear)
            ue.tune_to(air)
            self._air[name] = air
            self._stations[name] = station
            self.mobility.admit(name, Roamer(number, station, air))
            ue.retune = partial(self._retune, name)
            application = Application(ue, inventory.core.data_network, device.application, number)
            self._field_devices[name] = FieldDevice(number, ue, station, air, application)
            self.ues[name] = ue
            self.modems[name] = Modem(ue, station, part.modem, inventory.cell)

    def _build_robots(self) -> None:
        self._fleet = Fleet(
            self.inventory.robots,
            self._scenario,
            self.ues,
            self._stations,
            self._data_network,
            self._seed,
        )
        for ue, robot in self._fleet.robots.items():
            robot.moved = partial(self.mobility.moved, ue)

    def _build_metrics(self) -> None:
        """Watch the core and the gNB from the start, for whoever asks how they are."""
        inventory = self.inventory
        self._core_metrics = CoreMetrics(
            inventory.core,
            self._plmn,
            {
                part.gnb_id: (part.address, self.gnbs[part.name].position)
                for part in (inventory.gnb, *inventory.neighbours)
            },
            self._serving,
            self._udm.subscriber,
            self._amf,
            self._links["n3"],
            self._links["n4"],
        )
        frame = Frame(inventory.cell.tdd_pattern, inventory.cell.scs_khz)
        links = {
            name: UeLink(number, self._air[name], self._stations[name], 1000 * frame.slot_s)
            for number, name in enumerate(self.ues, start=1)
        }
        pci = inventory.cell.physical_cell_id
        self._gnb_metrics = GnbMetrics(self._gnb, pci, frame.slot_s, links)

    def _serving(self) -> dict[str, int]:
        """Return the number of the gNB that each connected UE is served by, by its SUPI."""
        return {
            self.ues[name].usim.imsi: part.gnb_id
            for part in (self.inventory.gnb, *self.inventory.neighbours)
            for name in self.gnbs[part.name].connected
        }

    def _build_crossing(self) -> None:
        """Let real programs' traffic in and out, where the inventory says so."""
        self.crossing: Crossing | None = None
        self.site: Host | None = None
        if self.inventory.user_plane is None:
            return
        self.site = site = Host(self._data_network.send_packet, self._chance("site"))
        site.address = self._data_network.address
        self._data_network.programs = site.receive
        self.devices: dict[str, Host] = {
            name: DeviceHost(ue, Host(ue.send_packet, self._chance(f"programs of {name}"))).host
            for name, ue in self.ues.items()
        }
        self.crossing = Crossing(self.inventory.user_plane, site, self.devices)
        orders = UserPlaneOrders(self.crossing, site, self.devices, self._air, self._wires_s)
        orders.join(self.control)

    def _build_sensors(self) -> None:
        sensors, plane = self.inventory.sensors, self.inventory.user_plane
        self.sensors: VirtualSensors | None = None
        if sensors is not None and plane is not None:
            self.sensors = VirtualSensors(sensors, plane, self._scenario, self._seed)
            self.sensors.join(self.control)

    def _retune(self, ue: str, cell_id: int) -> None:
        """Move a UE's radio into another cell, which its modem tells from then on."""
        self.mobility.tune(ue, cell_id)
        self.modems[ue].camp(cell_id)

    async def _tell_modems(self, _: Order) -> Answers:
        """Tell where each modem is reached."""
        for name, modem in self.modems.items():
            yield {"ue": name, "url": modem.url, "terminal": modem.terminal_path}

    def _build_switching(self) -> None:
        self.field = Field(
            self.inventory,
            self._scenario,
            self._seed,
            self._field_devices,
            self._fleet,
            self.mobility,
        )
        followers: list[Callable[[Scenario], None]] = [
            self._core.follow,
            *(modem.follow for modem in self.modems.values()),
        ]
        if self.sensors is not None:
            followers.append(self.sensors.follow)
        self.switching = Switching(self._scenario, self.field, followers)
        self._amf_losses = [
            AmfLoss(
                self._paths[part.name].gnb_end,
                self.gnbs[part.name],
                partial(self._ues_of, part.name),
                partial(self._send_ng_setup, part),
            )
            for part in (self.inventory.gnb, *self.inventory.neighbours)
        ]
        ScenarioOrders(self.switching, self.inventory).join(self.control)

    def _ues_of(self, gnb: str) -> list[Ue]:
        """Return the UEs in a gNB's cell."""
        return [ue for name, ue in self.ues.items() if self.mobility.serving(name) == gnb]

    def _wires_s(self) -> float:
        """Return what a packet and its answer spend beside the air."""
        return ROUND_TRIP_WIRES_S + 2 * (self._links["n6"].transit_s - TRANSIT_S)

    def _chance(self, purpose: str) -> Random:
        """Return a source of chance for one purpose: others do not disturb its course."""
        return Random(f"{self._seed}/{purpose}")  # noqa: S311 - an emulation that repeats

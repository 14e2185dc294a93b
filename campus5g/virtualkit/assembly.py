"""The parts of a virtual network, each built from the inventory, the scenario and earlier parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address
from random import Random

from campus5g.air.frame import Frame
from campus5g.inventory import Gnb as GnbPart
from campus5g.inventory import Inventory, NeighbourGnb
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.identities import Plmn, Snssai
from campus5g.virtualkit.codecs.ngap import Position
from campus5g.virtualkit.codecs.ngap_handover import Target
from campus5g.virtualkit.core.address_pool import AddressPool
from campus5g.virtualkit.core.amf.amf import Amf
from campus5g.virtualkit.core.amf.context import RanNode, ServedNetwork
from campus5g.virtualkit.core.console import Console
from campus5g.virtualkit.core.smf import Smf
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.core.upf import Upf
from campus5g.virtualkit.metrics.core_server import CoreMetrics
from campus5g.virtualkit.metrics.gnb_account import UeLink
from campus5g.virtualkit.metrics.gnb_server import GnbMetrics
from campus5g.virtualkit.playing.amf_loss import AmfLoss
from campus5g.virtualkit.playing.core_switching import CoreSwitching
from campus5g.virtualkit.playing.devices import (
    FieldDevice,
    memory,
    subscription,
    usim,
    wanted_slice,
)
from campus5g.virtualkit.playing.intruder import Intruder
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.ran.mobility import Mobility, Roamer
from campus5g.virtualkit.ran.radio import AirInterface, NasTransfer
from campus5g.virtualkit.robot.assembly import Fleet
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.security import keys
from campus5g.virtualkit.sensors.assembly import VirtualSensors
from campus5g.virtualkit.ue.modem.modem import Modem
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.userplane.host import Host
from campus5g.virtualkit.userplane.plane import Crossing, DeviceHost
from campus5g.virtualkit.userplane.traffic import Application, DataNetworkHost
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.n2 import N2, N2Path


@dataclass(frozen=True)
class Plan:
    """What a network is built from.

    Attributes:
        inventory: the kit, moved to the address block that it runs on.
        scenario: the scenario that it starts with.
        seed: the same seed gives the same keys, identities and delays.
    """

    inventory: Inventory
    scenario: Scenario
    seed: int

    @property
    def kit(self) -> Inventory:
        """The kit with the identities that it starts with."""
        return self.scenario.kit(self.inventory)

    @property
    def plmn(self) -> Plmn:
        """The network's PLMN."""
        return Plmn(self.inventory.cell.mcc, self.inventory.cell.mnc)

    @property
    def gnbs(self) -> tuple[GnbPart, ...]:
        """The gNBs of the inventory, the kit's own first."""
        return (self.inventory.gnb, *self.kit.neighbours)

    def random(self, purpose: str) -> Random:
        """Return a random generator for one purpose; other purposes don't affect its sequence."""
        return Random(f"{self.seed}/{purpose}")  # noqa: S311 - an emulation that repeats


@dataclass(frozen=True)
class Links:
    """The wires at the network's reference points."""

    n2: Link
    n3: Link
    n4: Link
    n6: Link


@dataclass(frozen=True)
class Core:
    """The core network, and the host in the data network behind it."""

    amf: Amf
    smf: Smf
    upf: Upf
    udm: Udm
    addresses: AddressPool
    data_network: DataNetworkHost


@dataclass(frozen=True)
class Ran:
    """The gNBs and their N2 associations by name, and the mobility of UEs between their cells."""

    gnbs: dict[str, Gnb]
    paths: dict[str, N2Path]
    mobility: Mobility


@dataclass(frozen=True)
class Devices:
    """The devices and their modems, by name."""

    field: dict[str, FieldDevice]
    modems: dict[str, Modem]

    @property
    def ues(self) -> dict[str, Ue]:
        """The UEs."""
        return {name: device.ue for name, device in self.field.items()}


@dataclass(frozen=True)
class Programs:
    """The hosts that real programs use: one at the site, one at each UE, and their ports."""

    site: Host
    devices: dict[str, Host]
    crossing: Crossing


def build_core(plan: Plan, links: Links) -> Core:
    """Build the core network's functions."""
    inventory, scenario, core = plan.inventory, plan.scenario, plan.inventory.core
    data_network = DataNetworkHost(core.data_network, core.upf, links.n6, scenario.answered_ports)
    addresses = AddressPool(core.ue_pool)
    upf = Upf(core.upf, core.data_network, links.n3, links.n4, links.n6)
    smf = Smf(core.smf, core.upf, links.n4, addresses, core.data_network, scenario.guaranteed_flows)
    served = ServedNetwork(
        plan.plmn,
        plan.kit.cell.tac,
        inventory.slices,
        scenario.algorithms,
        scenario.mobility.periodic_update_s,
        core.network_name,
    )
    serving_network = keys.serving_network_name(plan.plmn.mcc, plan.plmn.mnc)
    udm = Udm(scenario.subscribers, serving_network, plan.random("udm"), scenario.home_network_keys)
    amf = Amf(served, udm, smf, plan.random("amf"))
    return Core(amf, smf, upf, udm, addresses, data_network)


def build_console(plan: Plan, core: Core) -> Console:
    """Build the core's console."""
    return Console(plan.inventory, plan.scenario, core.amf, core.udm, core.upf, core.addresses)


def build_intruder(plan: Plan, ran: Ran, devices: Devices, console: Console) -> Intruder:
    """Build who plays a scenario's intruder."""

    def to_gnb(ue: str, transmission: NasTransfer) -> None:
        ran.gnbs[ran.mobility.serving(ue)].on_transmission(ue, transmission)

    return Intruder(plan.scenario, devices.ues, console, to_gnb)


def build_ran(plan: Plan, links: Links, amf: Amf) -> Ran:
    """Build every gNB and its association with the AMF."""
    n2, targets = N2(plan.inventory.core.amf, links.n2), build_gnbs(plan, links.n3)
    paths: dict[str, N2Path] = {}
    for part in plan.gnbs:
        suffix = f" of {part.name}" if isinstance(part, NeighbourGnb) else ""
        gnb, _ = targets[part.name]
        node = RanNode()
        path = n2.join(
            part.address,
            (gnb.receive, partial(amf.receive, node)),
            (plan.random(f"gnb{suffix}"), plan.random(f"amf association{suffix}")),
        )
        gnb.send, node.send = path.to_amf, path.to_gnb
        paths[part.name] = path
    return join_cells(plan, targets, paths)


def build_gnbs(plan: Plan, n3: Link) -> dict[str, tuple[Gnb, Target]]:
    """Build every gNB, not yet connected to an AMF, with its identity as a handover's target."""
    cell = plan.kit.cell
    targets: dict[str, tuple[Gnb, Target]] = {}
    for part in plan.gnbs:
        cell_id = part.cell_id if isinstance(part, NeighbourGnb) else cell.cell_id
        position = Position(plan.plmn, cell.tac, cell_id)
        gnb = Gnb(part.address, position, n3, plan.scenario.mobility.inactivity_s)
        targets[part.name] = gnb, Target(part.gnb_id, position)
    return targets


def join_cells(
    plan: Plan, targets: Mapping[str, tuple[Gnb, Target]], paths: dict[str, N2Path]
) -> Ran:
    """Return the gNBs, with the mobility of UEs between their cells."""
    gnbs = {name: gnb for name, (gnb, _) in targets.items()}
    return Ran(gnbs, paths, Mobility(plan.inventory, plan.scenario, plan.seed, targets))


def build_core_switching(plan: Plan, links: Links, core: Core, ran: Ran) -> CoreSwitching:
    """Build what applies scenarios to the core, and apply the first one."""
    switching = CoreSwitching(
        plan.inventory,
        core.amf,
        [path.amf_end for path in ran.paths.values()],
        core.smf,
        core.upf,
        core.udm,
        core.addresses,
        core.data_network,
        links.n6,
    )
    switching.follow(plan.scenario)
    return switching


def build_devices(plan: Plan, ran: Ran) -> Devices:
    """Build every UE with its radio, its application and its modem, in the first gNB's cell."""
    inventory, scenario, mobility = plan.inventory, plan.scenario, ran.mobility
    field: dict[str, FieldDevice] = {}
    modems: dict[str, Modem] = {}
    for number, (name, part) in enumerate(inventory.ues.items(), start=1):
        device = scenario.devices[name]
        card = usim(inventory, scenario, name, plan.seed)
        asked = subscription(inventory, scenario, name)
        ue = Ue(name, card, device.imeisv, asked, memory(inventory, scenario, name))
        ue.finds_cell = device.finds_cell
        coverage = mobility.coverage(name)
        station = coverage.station(device, number)
        access = coverage.access(station, wanted_slice(inventory, scenario, name).name, number)
        to_gnb = partial(ran.gnbs[inventory.gnb.name].on_transmission, name)
        air = AirInterface(access, to_gnb, ue.on_transmission)
        ue.tune_to(air)
        mobility.admit(name, Roamer(number, station, air))
        application = Application(ue, inventory.core.data_network, device.application, number)
        modem = Modem(ue, station, part.modem, plan.kit.cell)
        ue.retune = partial(_retune, mobility, modem, name)
        field[name] = FieldDevice(number, ue, station, air, application)
        modems[name] = modem
    return Devices(field, modems)


def count_arrivals(ran: Ran, devices: Devices) -> None:
    """Count a handover when the UE has arrived at a gNB: all that is known beside another core."""
    for gnb in ran.gnbs.values():
        gnb.arrived = lambda name: devices.field[name].ue.note_handover()


def count_switched_paths(core: Core, devices: Devices) -> None:
    """Count a handover once the core has switched the path.

    Until then the downlink of a UE that has arrived still goes to the gNB that it has left.
    """

    def switched(address: IPv4Address) -> None:
        for device in devices.field.values():
            if device.ue.address == address:
                device.ue.note_handover()

    core.smf.path_switched = switched


def _retune(mobility: Mobility, modem: Modem, ue: str, cell_id: int) -> None:
    """Move a UE's radio to another cell, which its modem reports from then on."""
    mobility.tune(ue, cell_id)
    modem.camp(cell_id)


def build_fleet(plan: Plan, core: Core, ran: Ran, devices: Devices) -> Fleet:
    """Build the robots; their UEs' signal is measured again wherever they go."""
    fleet = Fleet(
        plan.inventory.robots,
        plan.scenario,
        devices.ues,
        {name: device.station for name, device in devices.field.items()},
        core.data_network,
        plan.seed,
    )
    for ue, robot in fleet.robots.items():
        robot.moved = partial(ran.mobility.moved, ue)
    return fleet


def build_core_metrics(
    plan: Plan, links: Links, core: Core, ran: Ran, devices: Devices
) -> CoreMetrics:
    """Build the core's metrics, which count from now on."""

    def serving() -> dict[str, int]:
        """Return the number of the gNB that serves each connected UE, by SUPI."""
        return {
            devices.ues[name].usim.imsi: part.gnb_id
            for part in plan.gnbs
            for name in ran.gnbs[part.name].connected
        }

    cells = {part.gnb_id: (part.address, ran.gnbs[part.name]) for part in plan.gnbs}
    return CoreMetrics(
        plan.inventory.core,
        plan.plmn,
        cells,
        serving,
        core.udm.subscriber,
        core.amf,
        links.n3,
        links.n4,
    )


def build_gnb_metrics(plan: Plan, ran: Ran, devices: Devices) -> GnbMetrics:
    """Build the metrics of the kit's own gNB."""
    cell = plan.inventory.cell
    slot_s = Frame(cell.tdd_pattern, cell.scs_khz).slot_s
    ue_links = {
        name: UeLink(device.number, device.air, device.station, 1000 * slot_s)
        for name, device in devices.field.items()
    }
    gnb = ran.gnbs[plan.inventory.gnb.name]
    return GnbMetrics(gnb, cell.physical_cell_id, slot_s, ue_links)


def build_programs(plan: Plan, core: Core, devices: Devices) -> Programs | None:
    """Build the hosts for real programs' traffic, if the inventory has a user plane."""
    if plan.inventory.user_plane is None:
        return None
    site = Host(core.data_network.send_packet, plan.random("site"))
    site.address = core.data_network.address
    core.data_network.programs = site.receive
    hosts = {
        name: DeviceHost(ue, Host(ue.send_packet, plan.random(f"programs of {name}"))).host
        for name, ue in devices.ues.items()
    }
    return Programs(site, hosts, Crossing(plan.inventory.user_plane, site, hosts))


def build_sensors(plan: Plan, *, own_broker: bool = False) -> VirtualSensors | None:
    """Build the machines with sensors, if the inventory has any that can be reached.

    Args:
        plan: the kit.
        own_broker: whether a broker that somebody else runs at the address does not count.
    """
    sensors, user_plane = plan.inventory.sensors, plan.inventory.user_plane
    if sensors is None or user_plane is None:
        return None
    return VirtualSensors(sensors, user_plane, plan.scenario, plan.seed, own_broker=own_broker)


def build_amf_losses(plan: Plan, ran: Ran, devices: Devices) -> list[AmfLoss]:
    """Build how each gNB and the UEs in its cell react to the loss of the AMF."""

    def ues_of(gnb: str) -> list[Ue]:
        """Return the UEs in a gNB's cell."""
        return [ue for name, ue in devices.ues.items() if ran.mobility.serving(name) == gnb]

    return [
        AmfLoss(
            ran.paths[part.name].gnb_end,
            ran.gnbs[part.name],
            partial(ues_of, part.name),
            partial(send_ng_setup, plan, ran, part),
        )
        for part in plan.gnbs
    ]


def send_ng_setup(plan: Plan, ran: Ran, part: GnbPart) -> None:
    """Send a gNB's NG SETUP REQUEST (TS 38.413, 8.7.1)."""
    slices = [Snssai.of(each) for each in plan.inventory.slices]
    position = ran.gnbs[part.name].position
    request = ngap.ng_setup_request(part.name, part.gnb_id, position, slices)
    ran.gnbs[part.name].send(ngap.COMMON_STREAM, request)

"""The field: the devices, their places, and their air interfaces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from campus5g.air.station import Station
from campus5g.inventory import Inventory, Slice
from campus5g.virtualkit.codecs.identities import Plmn, Snssai
from campus5g.virtualkit.core.amf.context import guti
from campus5g.virtualkit.ran.mobility import Mobility
from campus5g.virtualkit.ran.radio import AirInterface
from campus5g.virtualkit.robot.assembly import Fleet
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.ue.ue import Memory, Subscription, Ue
from campus5g.virtualkit.ue.usim import ConcealmentKey, Usim
from campus5g.virtualkit.userplane.traffic import Application


@dataclass(frozen=True)
class FieldDevice:
    """A device: its UE, its radio, its air interface, and its application.

    Args:
        number: its place in the inventory, from 1.
    """

    number: int
    ue: Ue
    station: Station
    air: AirInterface
    application: Application


class Field:
    """What a scenario changes outside the core.

    Args:
        inventory: the kit.
        scenario: the scenario that the devices were built for.
        seed: the same seed gives the same shadowing, bursts and errors.
        devices: the UEs, by name.
        fleet: the kit's robots.
        mobility: the cells.
    """

    def __init__(
        self,
        inventory: Inventory,
        scenario: Scenario,
        seed: int,
        devices: Mapping[str, FieldDevice],
        fleet: Fleet,
        mobility: Mobility,
    ) -> None:
        self._mobility = mobility
        self.devices = devices
        self._inventory = inventory
        self._scenario = scenario
        self._seed = seed
        self._fleet = fleet
        self.touched: Callable[[], set[str]] = set
        """Returns the devices that orders have changed since the scenario came into force."""

    def with_other_identity(self, scenario: Scenario) -> list[str]:
        """Return the powered devices whose registration or session the scenario changes.

        Those that orders have changed are among them.
        """
        touched = self.touched()
        return [
            name
            for name, device in self.devices.items()
            if device.ue.powered
            and (name in touched or self._identity(name, scenario) != self._identity(name))
        ]

    def restarts_cell(self, scenario: Scenario) -> bool:
        """Return whether the cell has to go off the air for a scenario."""
        before, after = self._scenario.radio, scenario.radio
        return self.renames_cells(scenario) or (before.carrier, before.wifi is None) != (
            after.carrier,
            after.wifi is None,
        )

    def renames_cells(self, scenario: Scenario) -> bool:
        """Return whether cells or tracking area have another identity in a scenario."""
        return self._mobility.renames_cells(scenario)

    def follow(self, scenario: Scenario) -> None:
        """Apply a scenario to the radio, the devices and their applications."""
        before, self._scenario = self._scenario, scenario
        self._mobility.follow(scenario)
        for name, device in self.devices.items():
            plan, ue = scenario.devices[name], device.ue
            coverage = self._mobility.coverage(name)
            ue.subscription = subscription(self._inventory, scenario, name)
            ue.imeisv = plan.imeisv
            ue.finds_cell = plan.finds_cell
            ue.memory = memory(self._inventory, scenario, name)
            card = usim(self._inventory, scenario, name, self._seed)
            if plan.sim != before.devices[name].sim or card.imsi != ue.usim.imsi:
                ue.insert(card)
            asks = plan.asks_for != before.devices[name].asks_for
            if asks or scenario.radio != before.radio:
                wanted = wanted_slice(self._inventory, scenario, name)
                device.air.access = coverage.access(device.station, wanted.name, device.number)
            coverage.retune(device.station, plan)
            if name not in self._fleet.robots:
                device.station.place, device.station.facing_rad = plan.place, None
            device.application.follow(plan.application)
        self._fleet.follow(scenario)

    def _identity(self, name: str, scenario: Scenario | None = None) -> tuple[object, ...]:
        """Return everything in a scenario that a device's registration and session depend on."""
        scenario = scenario or self._scenario
        plan, kit = scenario.devices[name], scenario.kit(self._inventory)
        imsi = kit.ues[name].imsi
        return (
            imsi,
            kit.cell,
            plan.imeisv,
            plan.sim,
            plan.former_tmsi,
            plan.finds_cell,
            plan.asks_for,
            scenario.subscribers.get(imsi),
            scenario.algorithms,
            scenario.home_network_keys,
            self._flows(name, scenario),
        )

    def _flows(self, name: str, scenario: Scenario) -> object:
        """Return what a device's flows and their admission depend on."""
        if scenario.policy is None:
            wanted = wanted_slice(self._inventory, scenario, name)
            return scenario.guaranteed_flows.get(wanted.name)
        rules = scenario.policy.rules_of(name)
        guaranteed = any(rule.gbr_kbps is not None for rule in rules)
        return rules, scenario.guaranteed_room if guaranteed else None


def wanted_slice(inventory: Inventory, scenario: Scenario, name: str) -> Slice:
    """Return the slice that a device requests."""
    asked = scenario.devices[name].asks_for.slice
    if asked is None:
        return inventory.slice_of(name)
    return next(part for part in inventory.slices if part.name == asked)


def subscription(inventory: Inventory, scenario: Scenario, name: str) -> Subscription:
    """Return the network and the service that a device requests."""
    wanted = wanted_slice(inventory, scenario, name)
    home = Plmn(inventory.cell.mcc, inventory.cell.mnc)
    dnn = scenario.devices[name].asks_for.dnn or wanted.dnn
    return Subscription(home, Snssai.of(wanted), dnn)


def usim(inventory: Inventory, scenario: Scenario, name: str, seed: int) -> Usim:
    """Return a device's SIM in its initial state."""
    sim = scenario.devices[name].sim
    key = sim.home_network_key
    return Usim(
        scenario.kit(inventory).ues[name].imsi,
        sim.k,
        sim.opc,
        sequence=sim.sequence,
        home_key=None if key is None else ConcealmentKey(**key.model_dump()),
        random=Random(f"{seed}/one-time keys of {name}"),  # noqa: S311 - an emulation that repeats
    )


def memory(inventory: Inventory, scenario: Scenario, name: str) -> Memory:
    """Return the non-volatile memory of a device's modem."""
    device = scenario.devices[name]
    if device.former_tmsi is None:
        return Memory(device.keeps_identity)
    home = Plmn(inventory.cell.mcc, inventory.cell.mnc)
    return Memory(device.keeps_identity, guti(home, device.former_tmsi))

"""The core's console: who is on the network, and the measures against one of them."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address

from campus5g.inventory import Inventory
from campus5g.virtualkit.codecs.ip import TCP, UDP
from campus5g.virtualkit.core.address_pool import AddressPool
from campus5g.virtualkit.core.amf.amf import Amf
from campus5g.virtualkit.core.firewall import Firewall, Permission
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.core.upf import Upf
from campus5g.virtualkit.scenarios.plant import PlantPlan
from campus5g.virtualkit.scenarios.scenario import Scenario

_PROTOCOLS = {"tcp": TCP, "udp": UDP}


class Console:
    """Measures at the core; a scenario that comes into force lifts them all.

    Args:
        inventory: the kit.
        scenario: the scenario that the network was built for.
        amf, udm, upf, addresses: the core's functions and data.
    """

    def __init__(
        self,
        inventory: Inventory,
        scenario: Scenario,
        amf: Amf,
        udm: Udm,
        upf: Upf,
        addresses: AddressPool,
    ) -> None:
        self._inventory = inventory
        self._amf, self._udm, self._upf = amf, udm, upf
        self._addresses = addresses
        self.needing_pin: set[str] = set()
        """Devices whose SIM asks for its PIN in other equipment."""
        self.follow(scenario)

    def follow(self, scenario: Scenario) -> None:
        """Lift every measure, and use a scenario's subscribers and matrix."""
        self._scenario = scenario
        self._imsis = {name: ue.imsi for name, ue in scenario.kit(self._inventory).ues.items()}
        self._udm.barred.clear()
        self._udm.equipment.clear()
        self._upf.firewall = None
        self.needing_pin.clear()

    @property
    def plant(self) -> PlantPlan:
        """The groups and services of the firewall matrix."""
        return self._scenario.plant

    @property
    def touched(self) -> set[str]:
        """The devices that a measure may have kept off the network."""
        return {
            name
            for name, imsi in self._imsis.items()
            if imsi in self._udm.barred or imsi in self._udm.equipment or name in self.needing_pin
        }

    def subscribers(self) -> list[dict[str, object]]:
        """Return each subscriber as the core knows it: IMSI, equipment, address, measures."""
        return [
            {
                "ue": name,
                "imsi": imsi,
                "imeisv": self._amf.equipment(imsi),
                "registered": self._amf.serves(imsi),
                "address": self._address(imsi),
                "barred": imsi in self._udm.barred,
                "locked_to": self._udm.equipment.get(imsi),
                "needs_pin": name in self.needing_pin,
            }
            for name, imsi in self._imsis.items()
        ]

    def bar(self, ue: str, *, barred: bool) -> None:
        """Bar a subscription, or admit it again; a registration that stands is not touched."""
        if barred:
            self._udm.barred.add(self._imsis[ue])
        else:
            self._udm.barred.discard(self._imsis[ue])

    def lock(self, ue: str) -> None:
        """Admit a subscription only with its device's own equipment, as an EIR can have it."""
        self._udm.equipment[self._imsis[ue]] = self._scenario.devices[ue].imeisv

    def need_pin(self, ue: str) -> None:
        """Have a device's SIM ask for its PIN when it is put into other equipment."""
        self.needing_pin.add(ue)

    def enforce(self, allowed: Mapping[str, Iterable[str]]) -> None:
        """Let the UPF pass these services of the matrix for these groups, and nothing else."""
        self._upf.firewall = Firewall(
            self._permission(group, service)
            for group, services in allowed.items()
            for service in services
        )

    def lift(self) -> None:
        """Let the UPF pass everything again."""
        self._upf.firewall = None

    def _permission(self, group: str, name: str) -> Permission:
        service = self.plant.services[name]
        devices = [ue for ue in self.plant.groups[group] if ue in self._imsis]
        return Permission(
            frozenset(self._addresses.of(self._imsis[ue]) for ue in devices),
            service.destination,
            _PROTOCOLS[service.protocol],
            service.port,
        )

    def _address(self, imsi: str) -> str | None:
        address: IPv4Address | None = self._upf.address_in_use(self._addresses.of(imsi))
        return None if address is None else str(address)

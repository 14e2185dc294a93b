"""What a scenario changes in the core: subscribers, guaranteed flows, delay, failures."""

from collections.abc import Sequence

from campus5g.inventory import FlowRule, Inventory, chance
from campus5g.virtualkit.core.address_pool import AddressPool
from campus5g.virtualkit.core.amf.amf import Amf
from campus5g.virtualkit.core.smf import Smf
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.core.upf import Upf
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.userplane.traffic import DataNetworkHost
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.sctp import Association

_SKIPPED_ADDRESSES = 200
"""At most this many UE addresses are left out under a variation; a design value."""


class CoreSwitching:
    """Applies scenarios to the core.

    Args:
        inventory: the kit.
        amf, smf, upf, udm, addresses: the core's functions and data.
        amf_ends: the AMF's ends of the N2 associations, one for each gNB.
        data_network: the host behind N6.
        n6: the link to it, with the delay within a plant.
    """

    def __init__(
        self,
        inventory: Inventory,
        amf: Amf,
        amf_ends: Sequence[Association],
        smf: Smf,
        upf: Upf,
        udm: Udm,
        addresses: AddressPool,
        data_network: DataNetworkHost,
        n6: Link,
    ) -> None:
        self._inventory = inventory
        self._identities: str | None = None
        self._amf, self._smf, self._upf, self._udm = amf, smf, upf, udm
        self._amf_ends = amf_ends
        self._addresses = addresses
        self._data_network = data_network
        self._n6 = n6
        self._plant_transit_s = n6.transit_s

    def follow(self, scenario: Scenario) -> None:
        """Apply a scenario; existing sessions and registrations stay as they are."""
        core = scenario.core
        self._renew_identities(scenario)
        self._addresses.provide(scenario.subscribers)
        self._udm.provision(scenario.subscribers)
        self._udm.home_keys = scenario.home_network_keys
        self._amf.network.algorithms = scenario.algorithms
        self._amf.network.periodic_update_s = scenario.mobility.periodic_update_s
        self._smf.guaranteed = scenario.guaranteed_flows
        self._smf.rules = _rules(scenario, self._inventory)
        self._smf.usage = core.usage
        self._smf.set_heartbeat_period(core.heartbeat_s)
        self._upf.heartbeat_s = core.heartbeat_s
        self._data_network.answered_ports = scenario.answered_ports
        self._data_network.plant.open_ports = scenario.plant.hosts
        self._n6.transit_s = self._plant_transit_s + core.transport_ms / 1000
        self._upf.switch(on="upf" not in core.down)
        self._switch_amf(on="amf" not in core.down)

    def _renew_identities(self, scenario: Scenario) -> None:
        """Use the variation's tracking area, temporary identities and UE addresses.

        No effect while the variation stays; when it changes, no UE is registered.
        """
        variation, before = scenario.varied_identities, self._identities
        if variation == before:
            return
        self._identities = variation
        self._amf.network.tac = scenario.kit(self._inventory).cell.tac
        if variation is None:
            self._addresses.restart()
            return
        spare = self._addresses.spare(len(scenario.subscribers))
        skipped = chance(variation, "UE addresses").randint(0, min(_SKIPPED_ADDRESSES, spare))
        self._addresses.restart(skipped)
        self._amf.draw_names_from(chance(variation, "temporary identities"))

    def _switch_amf(self, *, on: bool) -> None:
        """Have the AMF fail, or serve again; no effect if already so."""
        for end in self._amf_ends:
            if end.serves and not on:
                end.abort()
                self._amf.lose_memory()
            end.serves = on


def _rules(scenario: Scenario, inventory: Inventory) -> dict[str, tuple[FlowRule, ...]] | None:
    """Return the flows of the policy by SUPI; None without a policy."""
    policy = scenario.policy
    if policy is None:
        return None
    ues = scenario.kit(inventory).ues
    return {ue.imsi: policy.rules_of(name) for name, ue in ues.items() if ue.imsi is not None}

"""The checks of a whole inventory: whether its parts fit together.

Each check takes the inventory and raises the refusal (`PydanticCustomError`) of the first part that
does not fit, with its place in the file. A new check is a function in one of these files, its place
in `CHECKS` and its texts in ``words.yaml``.
"""

from collections.abc import Callable

from campus5g.inventory.checks.devices import (
    check_brokers,
    check_fences,
    check_machines,
    check_named_ues,
    check_robot_addresses,
    check_robots,
    check_stopping_distances,
)
from campus5g.inventory.checks.machines import (
    check_edge,
    check_filters,
    check_functions_apart,
    check_host_addresses,
    check_lan,
    check_modem_addresses,
    check_outlets,
    check_plugged_modems,
)
from campus5g.inventory.checks.network import (
    check_borrowed_network,
    check_gnbs,
    check_identities,
    check_own_network,
    check_plain_texts,
    check_pool,
    check_provisioned_core,
    check_sims,
    check_slice_identities,
    check_slices,
)
from campus5g.inventory.checks.virtual import (
    check_block,
    check_joining,
    check_user_plane,
    check_virtual_capture,
    check_virtual_robots,
    check_virtual_sensors,
)
from campus5g.inventory.kit_parts import KitParts

CHECKS: tuple[Callable[[KitParts], None], ...] = (
    check_plain_texts,
    check_slice_identities,
    check_slices,
    check_sims,
    check_identities,
    check_pool,
    check_own_network,
    check_provisioned_core,
    check_borrowed_network,
    check_gnbs,
    check_lan,
    check_host_addresses,
    check_plugged_modems,
    check_edge,
    check_modem_addresses,
    check_functions_apart,
    check_outlets,
    check_filters,
    check_robots,
    check_machines,
    check_named_ues,
    check_stopping_distances,
    check_fences,
    check_robot_addresses,
    check_brokers,
    check_virtual_robots,
    check_virtual_sensors,
    check_user_plane,
    check_virtual_capture,
    check_block,
    check_joining,
)
"""All checks, in the order in which they are made: the first refusal is the one reported."""

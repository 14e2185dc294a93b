"""A whole kit, as its inventory file describes it."""

from ipaddress import IPv4Network
from typing import Any, Self

from pydantic import model_validator

from campus5g.inventory.checks import CHECKS
from campus5g.inventory.kit_parts import KitParts


class Inventory(KitParts):
    """A whole kit, whose parts fit together."""

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        for check in CHECKS:
            check(self)
        return self

    def moved_to(self, block: IPv4Network) -> "Inventory":
        """Return the same kit with its loopback addresses moved to another block.

        Addresses inside packets (core, gNB, UE pool) stay: they belong to the emulated network and
        never reach this host.
        """
        if self.block is None or block == self.block:
            return self
        moved = _moved(self.model_dump(mode="json"), self.block, block)
        return Inventory.model_validate(moved)


def _moved(value: Any, old: IPv4Network, new: IPv4Network) -> Any:
    if isinstance(value, dict):
        return {key: _moved(part, old, new) for key, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, old, new) for part in value]
    if isinstance(value, str):
        old_prefix = str(old.network_address).rsplit(".", 1)[0] + "."
        new_prefix = str(new.network_address).rsplit(".", 1)[0] + "."
        return value.replace(old_prefix, new_prefix)
    return value

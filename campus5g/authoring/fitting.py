"""Which labs a kit can carry, and what it lacks for the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from campus5g.authoring.catalogue import Module
from campus5g.inventory import Inventory


@dataclass(frozen=True)
class Fit:
    """One lab on one kit: the capture points and UEs that it needs and the kit lacks."""

    lab: Module
    lacking_points: tuple[str, ...]
    lacking_ues: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the kit has all that the lab asks for."""
        return not (self.lacking_points or self.lacking_ues)


def fitting(inventory: Inventory, modules: Iterable[Module]) -> list[Fit]:
    """Return how each module that needs a kit fits this one."""
    return [
        Fit(
            module,
            tuple(name for name in needs.capture if name not in inventory.capture),
            tuple(name for name in needs.ues if name not in inventory.ues),
        )
        for module in modules
        if (needs := module.manifest.kit) is not None
    ]

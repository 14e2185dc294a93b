"""Which labs a kit can carry, and what it lacks for the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from campus5g.authoring.catalogue import Module
from campus5g.inventory import Inventory


@dataclass(frozen=True)
class Fit:
    """One lab on one kit: the capture points, UEs, robot and sensors that the kit lacks for it.

    `lacks_intruder` where the lab plays an intrusion, which a real kit refuses.
    """

    lab: Module
    lacking_points: tuple[str, ...]
    lacking_ues: tuple[str, ...]
    lacks_robot: bool
    lacks_intruder: bool
    lacks_sensors: bool

    @property
    def fits(self) -> bool:
        """Whether the kit has all that the lab asks for."""
        lacks_part = self.lacks_robot or self.lacks_sensors or self.lacks_intruder
        return not (self.lacking_points or self.lacking_ues or lacks_part)


def fitting(inventory: Inventory, modules: Iterable[Module]) -> list[Fit]:
    """Return how each module that needs a kit fits this one."""
    return [
        Fit(
            module,
            tuple(name for name in needs.capture if name not in inventory.capture),
            tuple(name for name in needs.ues if name not in inventory.ues),
            needs.robot
            and all(robot.protocol != "rosbridge" for robot in inventory.robots.values()),
            needs.intruder and inventory.kind != "virtual",
            needs.sensors and inventory.sensors is None,
        )
        for module in modules
        if (needs := module.manifest.kit) is not None
    ]

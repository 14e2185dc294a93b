"""A whole kit, as its inventory file describes it."""

from ipaddress import IPv4Network
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from campus5g.inventory.acceptance import Acceptance
from campus5g.inventory.checks import CHECKS
from campus5g.inventory.hosts import Host
from campus5g.inventory.models import (
    CapturePoint,
    Cell,
    ControlAddress,
    Core,
    GatewayAddress,
    Gnb,
    Name,
    NeighbourGnb,
    Outlet,
    Robot,
    Sensors,
    Slice,
    Ue,
    UserPlane,
)
from campus5g.manifest import Part


class Inventory(Part):
    """A whole kit.

    `network` says whose it is. Core and gNB of a ``borrowed`` one (an existing campus or public
    network) can't be reached from here, so the kit has neither their capture points nor their
    metrics.

    The first of the `robots` is the default. The ``robot`` of an older inventory is read as a robot
    named after its UE.

    `clock` is how the machines follow the edge's clock: by NTP (chrony), or by PTP (linuxptp) where
    one-way delays must be exact to 0.1 ms.
    """

    name: Name
    kind: Literal["real", "virtual"]
    site: str
    network: Literal["own", "borrowed"] = "own"
    cell: Cell
    slices: Annotated[list[Slice], Field(min_length=1)]
    gateway: GatewayAddress
    capture: dict[Name, CapturePoint]
    core: Core
    gnb: Gnb
    neighbours: list[NeighbourGnb] = Field(default_factory=list)
    ues: dict[Name, Ue]
    robots: dict[Name, Robot] = Field(default_factory=dict)
    sensors: Sensors | None = None
    power: dict[Name, Outlet] = Field(default_factory=dict)
    lan: IPv4Network | None = None
    hosts: dict[Name, Host] = Field(default_factory=dict)
    clock: Literal["chrony", "linuxptp"] = "chrony"
    acceptance: Acceptance = Acceptance()
    user_plane: UserPlane | None = None
    control: ControlAddress | None = None
    block: IPv4Network | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_robot(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "robot" not in value or "robots" in value:
            return value
        robot = value["robot"]
        rest = {key: part for key, part in value.items() if key != "robot"}
        if robot is None:
            return rest
        ue = robot.get("ue") if isinstance(robot, dict) else None
        return rest | {"robots": {ue if isinstance(ue, str) else "robot": robot}}

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        for check in CHECKS:
            check(self)
        return self

    def slice_of(self, ue: str) -> Slice:
        """Return the slice that a UE asks for."""
        wanted = self.ues[ue].slice
        return next(part for part in self.slices if part.name == wanted)

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

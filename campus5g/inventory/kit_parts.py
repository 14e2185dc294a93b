"""The parts of a kit, as its inventory file lists them: each is valid, they may not fit."""

from ipaddress import IPv4Network
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from campus5g.inventory.acceptance import Acceptance
from campus5g.inventory.hosts import Host
from campus5g.inventory.joining import Joining
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
from campus5g.manifest import BilingualName, Part


class KitParts(Part):
    """The parts of a kit, before `Inventory` checks that they fit together.

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
    site: BilingualName
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
    joining: Joining | None = None
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

    def slice_of(self, ue: str) -> Slice:
        """Return the slice that a UE asks for."""
        wanted = self.ues[ue].slice
        return next(part for part in self.slices if part.name == wanted)

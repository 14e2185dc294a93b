"""The public description of a kit: everything that a lab needs, and no secrets."""

from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, Field

from campus5g import __version__
from campus5g.evidence import KitKey
from campus5g.inventory import Bearing, Cell, Inventory, Limits, Robot, Slice, UserPlane
from campus5g.language import t


class PointDescription(BaseModel):
    """A capture point."""

    name: str
    shows: str


class UeDescription(BaseModel):
    """A device with a SIM; its identity comes from its modem, not from the gateway."""

    name: str
    description: str
    slice: str


class CellDescription(Cell):
    """The cell, with the frequency of its channel number."""

    centre_mhz: float


class NeighbourDescription(BaseModel):
    """A neighbouring gNB, and the identity of its cell."""

    gnb: str
    cell_id: int


class RobotDescription(BaseModel):
    """A robot and its limits."""

    name: str
    description: str
    protocol: str
    ue: str | None
    radius_m: float
    limits: Limits
    command_timeout_ms: float | None = Field(
        description="Without a command for that long its base stops by itself; null if it may not."
    )


class MachineDescription(BaseModel):
    """A machine with sensors."""

    name: str
    description: str
    topic: str
    ue: str | None
    bearing: Bearing | None


class GatewayDescription(BaseModel):
    """The gateway itself."""

    version: str
    time: AwareDatetime = Field(description="Its clock.")
    key_id: str = Field(description="The name of its key in attestations.")
    public_key: str = Field(description="Ed25519, as `gateway.public_key` in an inventory.")


class KitDescription(BaseModel):
    """A kit."""

    name: str
    kind: str = Field(description="`real` or `virtual`.")
    site: str
    network: str = Field(description="`own`, or `borrowed`: without access to core and gNB.")
    core: str
    gnb: str
    cell: CellDescription
    neighbours: list[NeighbourDescription] = Field(description="Further gNBs of the network.")
    slices: list[Slice]
    points: list[PointDescription]
    ues: list[UeDescription]
    robots: list[RobotDescription] = Field(description="The first is the default.")
    machines: list[MachineDescription] = Field(description="Those with sensors.")
    user_plane: UserPlane | None = Field(
        description="Where real programs reach a virtual kit's network."
    )
    gateway: GatewayDescription


def describe(inventory: Inventory, key: KitKey) -> KitDescription:
    """Return the description of the kit that an inventory lists, and of the gateway's key."""
    cell = inventory.cell
    return KitDescription(
        name=inventory.name,
        kind=inventory.kind,
        site=str(inventory.site),
        network=inventory.network,
        core=inventory.core.name,
        gnb=inventory.gnb.name,
        cell=CellDescription(**cell.model_dump(), centre_mhz=cell.frequency_mhz),
        neighbours=[
            NeighbourDescription(gnb=each.name, cell_id=each.cell_id)
            for each in inventory.neighbours
        ],
        slices=inventory.slices,
        points=[
            PointDescription(name=name, shows=t(fr=point.shows.fr, en=point.shows.en))
            for name, point in inventory.capture.items()
        ],
        ues=[
            UeDescription(
                name=name,
                description=t(fr=ue.description.fr, en=ue.description.en),
                slice=ue.slice,
            )
            for name, ue in inventory.ues.items()
        ],
        robots=[_describe_robot(name, robot) for name, robot in inventory.robots.items()],
        machines=[
            MachineDescription(
                name=name,
                description=t(fr=part.description.fr, en=part.description.en),
                topic=part.topic,
                ue=part.ue,
                bearing=part.bearing,
            )
            for name, part in (inventory.sensors.machines if inventory.sensors else {}).items()
        ],
        user_plane=inventory.user_plane,
        gateway=GatewayDescription(
            version=__version__,
            time=datetime.now(UTC),
            key_id=key.id,
            public_key=key.encoded(),
        ),
    )


def _describe_robot(name: str, robot: Robot) -> RobotDescription:
    return RobotDescription(
        name=name,
        description=t(fr=robot.description.fr, en=robot.description.en),
        protocol=robot.protocol,
        ue=robot.ue,
        radius_m=robot.radius_m,
        limits=robot.limits,
        command_timeout_ms=robot.command_timeout_ms,
    )

"""The plant behind N6 and an intruder in it: the parts of a scenario for lessons on security."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from campus5g.manifest import Part, Slug

Port = Annotated[int, Field(ge=1, le=65535)]


class Service(Part):
    """A service of the plant, as a column of the firewall matrix: who offers it, and where."""

    destination: IPv4Network
    protocol: Literal["tcp", "udp"]
    port: Port


class PlantPlan(Part):
    """The plant's network behind N6, beside the host that answers the devices.

    `hosts` are the open TCP ports of further hosts, such as PLCs: they accept connections and
    exchange no data. `groups` of devices are the rows of the firewall matrix, `services` its
    columns.
    """

    hosts: dict[IPv4Address, list[Port]] = Field(default_factory=dict)
    groups: dict[Slug, list[str]] = Field(default_factory=dict)
    services: dict[Slug, Service] = Field(default_factory=dict)


class SweepPlan(Part):
    """One TCP connection attempt to each port of each address, in order."""

    network: IPv4Network
    ports: Annotated[list[Port], Field(min_length=1, max_length=8)]
    period_ms: Annotated[float, Field(ge=10, le=1000)] = 40.0


class FalseCellPlan(Part):
    """A false cell: whom it sends away, with which 5GMM cause, and the identity it shows."""

    ue: str
    cause: Annotated[int, Field(ge=3, le=111)]
    cell_id: Annotated[int, Field(ge=1, lt=1 << 36)]


class IntruderPlan(Part):
    """An intruder, who acts only on orders.

    `stolen` is the device whose SIM goes into the equipment with this IMEISV, `replays` the one
    whose last protected NAS message somebody sends again.
    """

    stolen: str
    imeisv: Annotated[str, Field(pattern=r"^\d{16}$")]
    sweep: SweepPlan
    replays: str
    false_cell: FalseCellPlan

    @property
    def devices(self) -> set[str]:
        """The devices of the kit that it concerns."""
        return {self.stolen, self.replays, self.false_cell.ue}

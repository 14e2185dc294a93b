"""The machines of a kit."""

from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import Field

from campus5g.manifest import Part, Text

Role = Literal["edge", "core", "gnb", "modem", "robot"]


class Host(Part):
    """A machine: its roles and its connection to the kit's network.

    Args:
        makes: the parts that it carries; provisioning gives it a role for each. A robot is the one
            whose UE it carries.
        address: on the kit's network.
        interface: its network interface there.
        hardware_clock: whether that interface has a clock that stamps packets (``ethtool -T``),
            which linuxptp uses.
        managed: False for an appliance that has its own set-up.
        user: the user that provisioning signs in as, a member of sudo.
        carries: the UEs whose modems are plugged into it, each with the path of its USB socket
            (``udevadm info``, ``ID_PATH``).
    """

    description: Text
    makes: Annotated[list[Role], Field(min_length=1)]
    address: IPv4Address
    interface: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.:-]{0,14}$")] = "eth0"
    hardware_clock: bool = False
    managed: bool = True
    user: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_-]{0,31}$")] = "operator"
    carries: dict[str, Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]] = Field(
        default_factory=dict
    )

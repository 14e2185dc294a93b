"""The machines that a kit is made of, and the network that joins them."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from campus5g.language import t
from campus5g.manifest import Part, Text, impossible

Role = Literal["edge", "core", "gnb", "modem", "robot"]


class Host(Part):
    """A machine: what is made of it, and how it hangs on the kit's switch.

    Parameters:
        makes: the parts that it carries; provisioning gives it a role for each. The robot is the
            one whose UE it carries.
        address: on the kit's network.
        interface: its network interface there.
        hardware_clock: whether that interface stamps packets by a clock of its own
            (``ethtool -T``), which linuxptp uses.
        managed: False for an appliance, which is set up by its own means.
        user: who provisioning signs in as; a member of sudo.
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


def check_hosts(
    hosts: Mapping[str, Host],
    lan: IPv4Network | None,
    ue_pool: IPv4Network,
    ues: Mapping[str, object],
) -> None:
    """Refuse machines whose addresses clash.

    Raises:
        PydanticCustomError: two have one address, one lies outside the network, the network lies
            in the devices' pool, or a modem is plugged in that the kit does not have.
    """
    if hosts and lan is None:
        raise impossible(
            "The kit's machines need a network.", "Add lan: with its addresses, 192.168.50.0/24."
        )
    if lan is not None and lan.overlaps(ue_pool):
        raise impossible(
            t(
                fr=f"Le réseau du kit {lan} et les adresses des appareils {ue_pool} se recouvrent.",
                en=f"The kit's network {lan} and the devices' addresses {ue_pool} overlap.",
            ),
            t(
                fr="Déplacez l’un des deux : lan ou core.ue_pool.",
                en="Move one of them: set lan or core.ue_pool.",
            ),
        )
    taken: dict[IPv4Address, str] = {}
    carried: dict[str, str] = {}
    for name, host in hosts.items():
        if lan is not None and host.address not in set(lan.hosts()):
            raise impossible(
                f"Host {name} has the address {host.address}, which {lan} does not offer.",
                f"Use an address between {lan[1]} and {lan[-2]}.",
            )
        if host.address in taken:
            raise impossible(
                f"Hosts {taken[host.address]} and {name} have the same address {host.address}.",
                "Give each host an address of its own.",
            )
        taken[host.address] = name
        for ue in host.carries:
            if ue not in ues:
                raise impossible(
                    f"Host {name} carries the modem of UE {ue}, which the kit does not have.",
                    f"Use one of: {', '.join(ues)}.",
                )
            if ue in carried:
                raise impossible(
                    f"The modem of UE {ue} is plugged into {carried[ue]} and {name}.",
                    "Leave it in one.",
                )
            carried[ue] = name

"""Whether a virtual kit is one: its block of addresses, its packets, its programs."""

from ipaddress import IPv4Network

from campus5g.inventory.kit_parts import KitParts
from campus5g.inventory.models import DumpcapPoint
from campus5g.inventory.refusal import refusal

_LOOPBACK = IPv4Network("127.0.0.0/8")


def check_virtual_robots(kit: KitParts) -> None:
    """Check that each virtual robot has a UE and is reached without TLS."""
    if kit.kind != "virtual":
        return
    for name, robot in kit.robots.items():
        if robot.ue is None:
            raise refusal(
                "virtual-robot-ue", at=("robots", name), robot=name, ues=", ".join(kit.ues)
            )
        if robot.url.startswith(("wss:", "mqtts:")):
            url = robot.url.replace("s://", "://", 1)
            raise refusal("virtual-robot-tls", at=("robots", name, "url"), robot=name, url=url)


def check_virtual_sensors(kit: KitParts) -> None:
    """Check that virtual machines publish through a UE to a broker of the site."""
    sensors, plane = kit.sensors, kit.user_plane
    if kit.kind != "virtual" or sensors is None:
        return
    ports = {part.port for part in plane.services if part.protocol == "tcp"} if plane else set()
    if (
        plane is None
        or sensors.broker.startswith("mqtts:")
        or sensors.host != str(plane.site)
        or sensors.port not in ports
        or any(machine.ue is None for machine in sensors.machines.values())
    ):
        raise refusal("virtual-sensors", at=("sensors",))


def check_user_plane(kit: KitParts) -> None:
    """Check that the user plane gives addresses to the programs of all UEs, and to no others."""
    if kit.user_plane is not None and kit.user_plane.devices.keys() != kit.ues.keys():
        raise refusal("user-plane", at=("user_plane", "devices"), ues=", ".join(kit.ues))


def check_virtual_capture(kit: KitParts) -> None:
    """Check that a virtual kit serves its packets itself: they cross no interface."""
    points = [name for name, point in kit.capture.items() if isinstance(point, DumpcapPoint)]
    if kit.kind == "virtual" and points:
        raise refusal("virtual-capture", at=("capture",), points=", ".join(points))


def check_block(kit: KitParts) -> None:
    """Check that a virtual kit has a block of loopback addresses."""
    if kit.kind == "virtual" and kit.block is None:
        raise refusal("block-missing", at=("kind",))
    if kit.block is not None and not kit.block.subnet_of(_LOOPBACK):
        raise refusal("block", at=("block",), block=kit.block)


def check_joining(kit: KitParts) -> None:
    """Check that a virtual kit joins with gNBs and devices that it has, each gNB on its own."""
    joining = kit.joining
    if joining is None or kit.kind != "virtual":
        return
    gnbs = [gnb.name for gnb in (kit.gnb, *kit.neighbours)]
    for name in joining.gnbs:
        if name not in gnbs:
            raise refusal(
                "joining-gnb", at=("joining", "gnbs", name), gnb=name, gnbs=", ".join(gnbs)
            )
    if kit.gnb.name not in joining.gnbs:
        raise refusal("joining-first", at=("joining", "gnbs"), gnb=kit.gnb.name)
    owners = {joining.amf: "amf", joining.upf: "upf"}
    for name, address in joining.gnbs.items():
        if (other := owners.setdefault(address, name)) != name:
            raise refusal(
                "joining-twice",
                at=("joining", "gnbs", name),
                gnb=name,
                other=other,
                address=address,
            )
    for number, ue in enumerate(joining.ues or ()):
        if ue not in kit.ues:
            raise refusal(
                "joining-ue", at=("joining", "ues", number), ue=ue, ues=", ".join(kit.ues)
            )

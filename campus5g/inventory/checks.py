"""The checks of a whole inventory: whether its parts fit together.

Each check takes the inventory and raises the refusal (`PydanticCustomError`) of the first part that
does not fit. A new check is a function here, its place in `CHECKS` and its texts in ``words.yaml``.
"""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network

from campus5g.inventory.kit_parts import KitParts
from campus5g.inventory.models import UNKNOWN, DumpcapPoint
from campus5g.inventory.refusal import refusal

_LOOPBACK = IPv4Network("127.0.0.0/8")
_INNER_POINTS = ("n2", "n3", "n4")


def check_slices(kit: KitParts) -> None:
    """Check that the kit offers the slice that each UE asks for."""
    offered = [each.name for each in kit.slices]
    for name, ue in kit.ues.items():
        if ue.slice not in offered:
            raise refusal("slice", ue=name, slice=ue.slice, offered=", ".join(offered))


def check_sims(kit: KitParts) -> None:
    """Check that each SIM belongs to the cell's network."""
    for name, ue in kit.ues.items():
        if not ue.imsi.startswith(kit.cell.plmn):
            raise refusal("sim", ue=name, imsi=ue.imsi, plmn=kit.cell.plmn)


def check_own_network(kit: KitParts) -> None:
    """Check that the addresses of the kit's own network are known."""
    if kit.network != "own":
        return
    addresses = {
        "core.amf": kit.core.amf,
        "core.smf": kit.core.smf,
        "core.upf": kit.core.upf,
        "core.data_network": kit.core.data_network,
        **{f"gnb.address ({gnb.name})": gnb.address for gnb in (kit.gnb, *kit.neighbours)},
    }
    missing = [key for key, address in addresses.items() if address == UNKNOWN]
    if missing:
        raise refusal("own-network", missing=", ".join(missing))


def check_borrowed_network(kit: KitParts) -> None:
    """Check that nothing reads core and gNB of a borrowed network, and that a real kit borrows."""
    if kit.network != "borrowed":
        return
    metrics = (kit.core.metrics_url, kit.core.info_url, kit.gnb.metrics_url)
    if any(metrics) or any(name in kit.capture for name in _INNER_POINTS):
        raise refusal("borrowed-network")
    if kit.kind == "virtual":
        raise refusal("borrowed-virtual")


def check_lan(kit: KitParts) -> None:
    """Check that the machines have a network, apart from the devices' addresses."""
    if kit.hosts and kit.lan is None:
        raise refusal("lan-missing")
    if kit.lan is not None and kit.lan.overlaps(kit.core.ue_pool):
        raise refusal("lan-overlap", lan=kit.lan, pool=kit.core.ue_pool)


def check_host_addresses(kit: KitParts) -> None:
    """Check that each machine has an address of its own on the kit's network."""
    offered = set() if kit.lan is None else set(kit.lan.hosts())
    owners: dict[IPv4Address, str] = {}
    for name, host in kit.hosts.items():
        if kit.lan is not None and host.address not in offered:
            first, last = kit.lan[1], kit.lan[-2]
            raise refusal(
                "host-outside", host=name, address=host.address, lan=kit.lan, first=first, last=last
            )
        if (other := owners.setdefault(host.address, name)) != name:
            raise refusal("host-twice", host=name, other=other, address=host.address)


def check_plugged_modems(kit: KitParts) -> None:
    """Check that each modem is plugged into one machine at most, and belongs to a UE."""
    carriers: dict[str, str] = {}
    for name, host in kit.hosts.items():
        for ue in host.carries:
            if ue not in kit.ues:
                raise refusal("modem-unknown", host=name, ue=ue, ues=", ".join(kit.ues))
            if (other := carriers.setdefault(ue, name)) != name:
                raise refusal("modem-twice", ue=ue, host=name, other=other)


def check_gnbs(kit: KitParts) -> None:
    """Check that no two gNBs share a name, an address, an id or a cell."""
    gnbs = (kit.gnb, *kit.neighbours)
    columns: dict[str, Iterable[object]] = {
        "name": [gnb.name for gnb in gnbs],
        "address": [gnb.address for gnb in gnbs],
        "gnb_id": [gnb.gnb_id for gnb in gnbs],
        "cell_id": [kit.cell.cell_id, *(gnb.cell_id for gnb in kit.neighbours)],
    }
    for field, column in columns.items():
        values = list(map(str, column))
        if len(set(values)) < len(values):
            raise refusal("gnb-twice", field=field, values=", ".join(values))


def check_robots(kit: KitParts) -> None:
    """Check that each robot talks through a UE of its own, and that no two are the same."""
    carriers: dict[str, str] = {}
    identities: dict[tuple[str, str], str] = {}
    for name, robot in kit.robots.items():
        if robot.ue is not None:
            if robot.ue not in kit.ues:
                raise refusal("robot-ue", robot=name, ue=robot.ue, ues=", ".join(kit.ues))
            if (other := carriers.setdefault(robot.ue, name)) != name:
                raise refusal("robot-ue-twice", robot=name, other=other, ue=robot.ue)
        if (other := identities.setdefault(robot.identity, name)) != name:
            raise refusal("robot-twice", robot=name, other=other)


def check_virtual_robots(kit: KitParts) -> None:
    """Check that each virtual robot has a UE and is reached without TLS."""
    if kit.kind != "virtual":
        return
    for name, robot in kit.robots.items():
        if robot.ue is None:
            raise refusal("virtual-robot-ue", robot=name, ues=", ".join(kit.ues))
        if robot.url.startswith(("wss:", "mqtts:")):
            url = robot.url.replace("s://", "://", 1)
            raise refusal("virtual-robot-tls", robot=name, url=url)


def check_named_ues(kit: KitParts) -> None:
    """Check that acceptance and outlets name UEs of the kit."""
    named = {"acceptance.device": kit.acceptance.device}
    named |= {f"power.{name}.ue": outlet.ue for name, outlet in kit.power.items()}
    for field, ue in named.items():
        if ue is not None and ue not in kit.ues:
            raise refusal("ue-unknown", field=field, ue=ue, ues=", ".join(kit.ues))


def check_machines(kit: KitParts) -> None:
    """Check that the machines with sensors talk through UEs of the kit."""
    machines = kit.sensors.machines if kit.sensors else {}
    for name, machine in machines.items():
        if machine.ue is not None and machine.ue not in kit.ues:
            raise refusal("machine-ue", machine=name, ue=machine.ue, ues=", ".join(kit.ues))


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
        raise refusal("virtual-sensors")


def check_user_plane(kit: KitParts) -> None:
    """Check that the user plane gives addresses to the programs of all UEs, and to no others."""
    if kit.user_plane is not None and kit.user_plane.devices.keys() != kit.ues.keys():
        raise refusal("user-plane", ues=", ".join(kit.ues))


def check_virtual_capture(kit: KitParts) -> None:
    """Check that a virtual kit serves its packets itself: they cross no interface."""
    points = [name for name, point in kit.capture.items() if isinstance(point, DumpcapPoint)]
    if kit.kind == "virtual" and points:
        raise refusal("virtual-capture", points=", ".join(points))


def check_block(kit: KitParts) -> None:
    """Check that a virtual kit has a block of loopback addresses."""
    if kit.kind == "virtual" and kit.block is None:
        raise refusal("block-missing")
    if kit.block is not None and not kit.block.subnet_of(_LOOPBACK):
        raise refusal("block", block=kit.block)


CHECKS: tuple[Callable[[KitParts], None], ...] = (
    check_slices,
    check_sims,
    check_own_network,
    check_borrowed_network,
    check_lan,
    check_host_addresses,
    check_plugged_modems,
    check_gnbs,
    check_robots,
    check_virtual_robots,
    check_named_ues,
    check_machines,
    check_virtual_sensors,
    check_user_plane,
    check_virtual_capture,
    check_block,
)
"""All checks, in the order in which they are made: the first refusal is the one reported."""

"""Whether the machines of a kit fit together: addresses, modems, gateway, outlets."""

import re
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from campus5g.inventory.kit_parts import KitParts
from campus5g.inventory.models import DumpcapPoint
from campus5g.inventory.refusal import refusal

_LONGEST_PLUGGED_NAME = 12
"""Linux allows 15 letters in an interface's name (IFNAMSIZ), and ``ue-`` stands before this one."""

_UNFINISHED = re.compile(
    r"(^|\s|\()(and|or|not|host|net|port|portrange|src|dst|proto|ether|vlan|less|greater)\s*(\)|$)"
)


def check_lan(kit: KitParts) -> None:
    """Check that the machines have a network, apart from the devices' addresses."""
    if kit.hosts and kit.lan is None:
        raise refusal("lan-missing", at=("hosts",))
    if kit.lan is not None and kit.lan.overlaps(kit.core.ue_pool):
        raise refusal("lan-overlap", at=("lan",), lan=kit.lan, pool=kit.core.ue_pool)


def check_host_addresses(kit: KitParts) -> None:
    """Check that each machine has an address of its own on the kit's network."""
    offered = set() if kit.lan is None else set(kit.lan.hosts())
    owners: dict[IPv4Address, str] = {}
    for name, host in kit.hosts.items():
        if kit.lan is not None and host.address not in offered:
            first, last = kit.lan[1], kit.lan[-2]
            raise refusal(
                "host-outside",
                at=("hosts", name, "address"),
                host=name,
                address=host.address,
                lan=kit.lan,
                first=first,
                last=last,
            )
        if (other := owners.setdefault(host.address, name)) != name:
            raise refusal(
                "host-twice",
                at=("hosts", name, "address"),
                host=name,
                other=other,
                address=host.address,
            )


def check_plugged_modems(kit: KitParts) -> None:
    """Check that each modem is plugged into one machine at most, and belongs to a UE."""
    carriers: dict[str, str] = {}
    for name, host in kit.hosts.items():
        for ue in host.carries:
            if ue not in kit.ues:
                raise refusal(
                    "modem-unknown",
                    at=("hosts", name, "carries"),
                    host=name,
                    ue=ue,
                    ues=", ".join(kit.ues),
                )
            if (other := carriers.setdefault(ue, name)) != name:
                raise refusal(
                    "modem-twice", at=("hosts", name, "carries"), ue=ue, host=name, other=other
                )


def check_edge(kit: KitParts) -> None:
    """Check that the gateway is on the one machine that makes the edge."""
    if not kit.hosts:
        return
    edges = [name for name, host in kit.hosts.items() if "edge" in host.makes]
    if len(edges) != 1:
        listed = ", ".join(edges) or "-"
        raise refusal("edge-count", at=("hosts",), count=len(edges), edges=listed)
    [edge] = edges
    address = str(kit.hosts[edge].address)
    if _is_address(kit.gateway.host) and kit.gateway.host != address:
        raise refusal(
            "gateway-elsewhere",
            at=("gateway", "host"),
            gateway=kit.gateway.host,
            edge=edge,
            address=address,
        )


def check_modem_addresses(kit: KitParts) -> None:
    """Check that each modem is asked at the machine into which it is plugged."""
    carriers = {ue: name for name, host in kit.hosts.items() for ue in host.carries}
    for name, ue in kit.ues.items():
        if name not in carriers:
            continue
        host = kit.hosts[carriers[name]]
        if len(name) > _LONGEST_PLUGGED_NAME:
            raise refusal("ue-name-long", at=("ues", name), ue=name, most=_LONGEST_PLUGGED_NAME)
        own = f"/dev/campus5g/{name}"
        place = urlsplit(ue.modem).hostname or ""
        fits = (
            ue.modem == own and "edge" in host.makes
            if ue.modem.startswith("/")
            else not _is_address(place) or place == str(host.address)
        )
        if not fits:
            raise refusal(
                "modem-elsewhere",
                at=("ues", name, "modem"),
                ue=name,
                modem=ue.modem,
                host=carriers[name],
                right=own if "edge" in host.makes else f"rfc2217://{host.address}:2217",
            )


def check_functions_apart(kit: KitParts) -> None:
    """Check that core and gNB don't have the address of a machine that makes neither."""
    addresses = {
        ("core", "amf"): kit.core.amf,
        ("core", "smf"): kit.core.smf,
        ("core", "upf"): kit.core.upf,
        ("gnb", "address"): kit.gnb.address,
    }
    others = {
        host.address: name
        for name, host in kit.hosts.items()
        if not {"core", "gnb"} & set(host.makes)
    }
    for where, address in addresses.items():
        if host := others.get(address):
            raise refusal(
                "function-elsewhere",
                at=where,
                function=".".join(where),
                address=address,
                host=host,
            )


def check_outlets(kit: KitParts) -> None:
    """Check that an outlet can be switched both ways, and is not one of the machines."""
    machines = {str(host.address): name for name, host in kit.hosts.items()}
    for name, outlet in kit.power.items():
        if outlet.switch_on == outlet.switch_off:
            raise refusal("outlet-one-way", at=("power", name, "switch_on"), outlet=name)
        if host := machines.get(urlsplit(outlet.switch_on).hostname or ""):
            raise refusal("outlet-is-host", at=("power", name, "switch_on"), outlet=name, host=host)


def check_filters(kit: KitParts) -> None:
    """Check that no capture filter ends in the middle, such as ``sctp port``."""
    for name, point in kit.capture.items():
        if isinstance(point, DumpcapPoint) and _UNFINISHED.search(point.filter):
            raise refusal(
                "filter-unfinished",
                at=("capture", name, "filter"),
                point=name,
                filter=point.filter,
            )


def _is_address(host: str) -> bool:
    """Return whether a host is named by its address: names are for DNS to resolve."""
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True

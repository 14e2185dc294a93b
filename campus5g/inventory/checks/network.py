"""Whether the parts of a kit's network fit together: slices, SIMs, addresses, gNBs."""

from collections.abc import Iterable, Iterator
from typing import Any

from campus5g.inventory.kit_parts import KitParts
from campus5g.inventory.models import UNKNOWN
from campus5g.inventory.refusal import refusal

_INNER_POINTS = ("n2", "n3", "n4")


def check_plain_texts(kit: KitParts) -> None:
    """Check that no text is a template, which provisioning would run (Ansible reads Jinja)."""
    for where, text in _texts(kit.model_dump(mode="json"), ()):
        if "{{" in text or "{%" in text:
            raise refusal("template", at=where, text=text)


def check_slices(kit: KitParts) -> None:
    """Check that the kit offers the slice that each UE asks for."""
    offered = [each.name for each in kit.slices]
    for name, ue in kit.ues.items():
        if ue.slice not in offered:
            raise refusal(
                "slice",
                at=("ues", name, "slice"),
                ue=name,
                slice=ue.slice,
                offered=", ".join(offered),
            )


def check_slice_identities(kit: KitParts) -> None:
    """Check that no two slices share a name, or S-NSSAI and data network (TS 23.501, 5.15.2)."""
    names: set[str] = set()
    identities: dict[tuple[int, str, str], str] = {}
    for number, part in enumerate(kit.slices):
        if part.name in names:
            raise refusal("slice-name-twice", at=("slices", number, "name"), slice=part.name)
        names.add(part.name)
        identity = (part.sst, (part.sd or "").lower(), part.dnn)
        if (other := identities.setdefault(identity, part.name)) != part.name:
            raise refusal("slice-twice", at=("slices", number), slice=part.name, other=other)


def check_sims(kit: KitParts) -> None:
    """Check that each SIM belongs to the cell's network."""
    for name, ue in kit.ues.items():
        if not ue.imsi.startswith(kit.cell.plmn):
            raise refusal(
                "sim", at=("ues", name, "imsi"), ue=name, imsi=ue.imsi, plmn=kit.cell.plmn
            )


def check_identities(kit: KitParts) -> None:
    """Check that no two devices share an IMSI, an address or a modem."""
    owners: dict[tuple[str, str], str] = {}
    for name, ue in kit.ues.items():
        shared = {"imsi": ue.imsi, "reflector": ue.reflector, "modem": ue.modem}
        for field, value in shared.items():
            if value is None:
                continue
            if (other := owners.setdefault((field, str(value)), name)) != name:
                raise refusal(
                    "ue-twice", at=("ues", name, field), ue=name, other=other, value=value
                )


def check_pool(kit: KitParts) -> None:
    """Check that the core has an address for each device, and each device one of the core's."""
    if kit.kind != "real":
        return
    pool = kit.core.ue_pool
    # Network, broadcast, and the core's own.
    if pool.num_addresses - 3 < len(kit.ues):
        raise refusal("pool-small", at=("core", "ue_pool"), pool=pool, count=len(kit.ues))
    taken = {pool.network_address, pool.broadcast_address, pool[1]}
    taken |= {kit.core.upf, kit.core.data_network}
    for name, ue in kit.ues.items():
        where = ("ues", name, "reflector")
        if ue.reflector is None or ue.reflector.is_loopback:
            continue
        if ue.reflector not in pool:
            raise refusal("reflector-outside", at=where, ue=name, address=ue.reflector, pool=pool)
        if ue.reflector in taken:
            raise refusal("reflector-taken", at=where, ue=name, address=ue.reflector)


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
        raise refusal("own-network", at=("core",), missing=", ".join(missing))


def check_provisioned_core(kit: KitParts) -> None:
    """Check the addresses of a core that provisioning makes.

    AMF and SMF both answer at port 7777 (SBI), SMF and UPF at port 8805 (PFCP). The UPF meets the
    data network at an address of the devices' pool.
    """
    if not any("core" in host.makes and host.managed for host in kit.hosts.values()):
        return
    for other, address in (("amf", kit.core.amf), ("upf", kit.core.upf)):
        if address == kit.core.smf:
            raise refusal("function-twice", at=("core", "smf"), other=other, address=address)
    pool = kit.core.ue_pool
    if kit.core.data_network not in pool:
        raise refusal(
            "data-network",
            at=("core", "data_network"),
            address=kit.core.data_network,
            pool=pool,
            first=pool[1],
        )


def check_borrowed_network(kit: KitParts) -> None:
    """Check that nothing reads core and gNB of a borrowed network, and that a real kit borrows."""
    if kit.network != "borrowed":
        return
    metrics = (kit.core.metrics_url, kit.core.info_url, kit.gnb.metrics_url)
    if any(metrics) or any(name in kit.capture for name in _INNER_POINTS):
        raise refusal("borrowed-network", at=("network",))
    if kit.kind == "virtual":
        raise refusal("borrowed-virtual", at=("network",))


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
            raise refusal("gnb-twice", at=("neighbours",), field=field, values=", ".join(values))


def _texts(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each text of nested values, with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*where, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _texts(part, (*where, number))

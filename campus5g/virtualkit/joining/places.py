"""The inventory of a kit that joins: with the real addresses in place of the emulated ones."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from campus5g.errors import CampusError
from campus5g.inventory import Inventory, Joining, PcapOverIpPoint
from campus5g.virtualkit.wire.tap import Tap
from campus5g.wording import Wording

_WORDS = Wording(__file__)


def joining_of(inventory: Inventory) -> Joining:
    """Return how a kit joins.

    Raises:
        CampusError: its inventory does not say.
    """
    if inventory.joining is None:
        raise CampusError(
            _WORDS.text("errors", "no-section", kit=inventory.name),
            _WORDS.text("errors", "no-section-remedy"),
        )
    return inventory.joining


def at_real_addresses(inventory: Inventory) -> Inventory:
    """Return a kit whose AMF, UPF and gNBs have their real addresses; others stay out.

    Raises:
        CampusError: its inventory does not say how it joins.
    """
    joining = joining_of(inventory)
    kit = inventory.model_dump(mode="json")
    kit["core"] |= {"amf": str(joining.amf), "upf": str(joining.upf)}
    if joining.ping is not None:
        kit["core"]["data_network"] = str(joining.ping)
    kit["neighbours"] = [each for each in kit["neighbours"] if each["name"] in joining.gnbs]
    for gnb in (kit["gnb"], *kit["neighbours"]):
        gnb["address"] = str(joining.gnbs[gnb["name"]])
    return Inventory.model_validate(kit)


async def serve_taps(kit: Inventory, taps: Mapping[str, Tap], stack: AsyncExitStack) -> None:
    """Serve the kit's capture points for links that are here; they close with the stack.

    Raises:
        CampusError: an address can't be used.
    """
    for name, point in kit.capture.items():
        if name in taps and isinstance(point, PcapOverIpPoint):
            server = await taps[name].listen(point.host, point.port)
            stack.callback(server.close)

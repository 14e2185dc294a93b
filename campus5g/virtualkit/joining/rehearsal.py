"""A real kit's gNB and devices in software, to try its core before the radio comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from campus5g.errors import CampusError
from campus5g.inventory import GUARANTEED_5QIS, Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario
from campus5g.wording import Wording

MOST_DEVICES = 20
"""As many loopback addresses as a virtual kit's block has for modems."""

_WORDS = Wording(__file__)
_VIRTUAL = "virtual.yaml"
_MODEL = "camera"


@dataclass(frozen=True, repr=False)
class CardKeys:
    """What a device's SIM and the core share (TS 33.501, 6.1.3.2); never shown.

    Args:
        k: the subscriber's key, 32 hexadecimal digits.
        opc: the operator's, derived for this card.
    """

    k: str
    opc: str


def rehearsal(
    kit: Inventory,
    keys: Mapping[str, CardKeys],
    *,
    address: IPv4Address | None = None,
    carrier: str = "udp",
    udp_port: int | None = None,
) -> tuple[Inventory, Scenario]:
    """Return a virtual kit that joins a real kit's core, and the scenario that it plays.

    It has the real kit's cell, slices, core, gNB and devices, with the keys of their cards.

    Args:
        kit: the real kit.
        keys: the cards' keys by IMSI.
        address: the gNB's address, of this machine; that of the inventory by default.
        carrier: what carries SCTP, as in the inventory's section `joining`.
        udp_port: the port of SCTP in UDP.

    Raises:
        CampusError: its core is not reached from here, a device has no card, or there are too many.
    """
    core, gnb = kit.core, kit.gnb
    if kit.network == "borrowed":
        raise _refusal("no-core", kit=kit.name)
    lacking = [name for name, ue in kit.ues.items() if ue.imsi not in keys]
    if lacking:
        raise _refusal("no-card", names=", ".join(lacking))
    if len(kit.ues) > MOST_DEVICES:
        raise _refusal("too-many", kit=kit.name, most=MOST_DEVICES)
    model = load_inventory(KITS / _VIRTUAL)
    joining = {
        "carrier": carrier,
        "amf": str(core.amf),
        "upf": str(core.upf),
        "gnbs": {gnb.name: str(address or gnb.address)},
    }
    values = model.model_dump(mode="json")
    values |= kit.model_dump(mode="json", include={"name", "site", "cell", "slices", "gnb"})
    values["core"] |= kit.core.model_dump(
        mode="json", include={"name", "amf", "upf", "ue_pool", "data_network"}
    )
    values["gnb"]["metrics_url"] = None
    values |= {
        "neighbours": [],
        "robots": {},
        "sensors": None,
        "user_plane": None,
        "acceptance": {},
        "joining": joining | ({} if udp_port is None else {"udp_port": udp_port}),
        "ues": {
            name: {
                "description": ue.description,
                "modem": f"socket://127.0.5.{21 + number}:7001",
                "reflector": f"127.0.5.{61 + number}",
                "imsi": ue.imsi,
                "slice": ue.slice,
            }
            for number, (name, ue) in enumerate(kit.ues.items())
        },
    }
    virtual = Inventory.model_validate(values)
    return virtual, _scenario(model, virtual, keys)


def _scenario(model: Inventory, kit: Inventory, keys: Mapping[str, CardKeys]) -> Scenario:
    """Return the nominal scenario with a kit's devices, all near the antenna."""
    values = load_scenario("nominal", model).model_dump()
    device = values["devices"][_MODEL]
    cards = {
        name: {"k": keys[str(ue.imsi)].k, "opc": keys[str(ue.imsi)].opc}
        for name, ue in kit.ues.items()
    }
    values["radio"]["neighbours"] = {}
    values |= {
        "varies": None,
        "devices": {name: device | {"sim": card} for name, card in cards.items()},
        "subscribers": {
            str(ue.imsi): cards[name]
            | {"slices": [ue.slice], "ambr_mbps": {"downlink": 100, "uplink": 100}}
            for name, ue in kit.ues.items()
        },
        "guaranteed_flows": {
            part.name: {"port": 5006, "kbps": 2000}
            for part in kit.slices
            if part.five_qi in GUARANTEED_5QIS
        },
    }
    return Scenario.model_validate(values)


def _refusal(key: str, **values: object) -> CampusError:
    return CampusError(
        _WORDS.text("errors", key, **values), _WORDS.text("errors", f"{key}-remedy", **values)
    )

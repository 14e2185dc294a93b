"""The kit's own core in Open5GS' place: it serves what provisioning has written for Open5GS.

PLMN, tracking area, slices, addresses and subscribers are those of the files; N2 and N3 are real
sockets, N6 is the interface ``ogstun``. N4 stays within, and is shown on ``lo``.
"""

import asyncio
import re
import socket
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import yaml
from tunnel_device import TunnelDevice

from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.identities import Plmn
from campus5g.virtualkit.codecs.ip import Ipv4Packet
from campus5g.virtualkit.joining.core_side import JoinedCore
from campus5g.virtualkit.joining.rehearsal import CardKeys, _scenario
from campus5g.virtualkit.joining.steps import Report
from campus5g.virtualkit.metrics.core_server import CoreMetrics
from campus5g.virtualkit.timing.exact_loop import exact_loop
from campus5g.virtualkit.wire.tap import Tap

SETTINGS = Path("/etc/open5gs")
DATABASE = Path("/var/lib/open5gs/subscribers.js")
"""Where what stands in for mongosh leaves what it was given."""
_SUBSCRIBER = {
    "imsi": r'imsi: "(\d+)"',
    "k": r'"security\.k": "(\w+)"',
    "opc": r'"security\.opc": "(\w+)"',
    "sd": r'slice: \[\{sst: \d+, sd: "(\w+)"',
    "five_qi": r"qos: \{index: (\d+)",
    "address": r'ue: \{ipv4: "([\d.]+)"',
}


class OnLoopback(Tap):
    """Shows each frame on ``lo`` as well, where provisioning captures N4."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._wire.bind(("lo", 0))

    def see(self, frame: bytes) -> None:
        super().see(frame)
        self._wire.send(frame)


def settings(function: str) -> dict[str, Any]:
    """Return what provisioning has told a function of the core."""
    found: dict[str, Any] = yaml.safe_load((SETTINGS / f"{function}.yaml").read_text())[function]
    return found


def subscribers() -> list[dict[str, str]]:
    """Return what the database was told of each subscriber."""
    orders = DATABASE.read_text().split("updateOne(")[1:] if DATABASE.exists() else []
    found = []
    for order in orders:
        values = {name: re.search(pattern, order) for name, pattern in _SUBSCRIBER.items()}
        found.append({name: value[1] for name, value in values.items() if value})
    return found


def inventory(known: list[dict[str, str]]) -> Inventory:
    """Return a virtual kit with the core that the files describe."""
    amf, smf, upf = map(settings, ("amf", "smf", "upf"))
    [area], [n2], [n3], [pool] = (
        *(amf["tai"], amf["ngap"]["server"], upf["gtpu"]["server"], upf["session"]),
    )
    at = {
        name: "http://{address}:{port}".format(**each["metrics"]["server"][0])
        for name, each in (("amf", amf), ("smf", smf), ("upf", upf))
    }
    five_qis = {each["sd"]: int(each["five_qi"]) for each in known}
    values = load_inventory(KITS / "virtual.yaml").model_dump(mode="json")
    values["cell"] |= {"plmn": area["plmn_id"]["mcc"] + area["plmn_id"]["mnc"], "tac": area["tac"]}
    values["slices"] = [
        {
            "name": f"slice-{each['sd']}",
            "sst": each["sst"],
            "sd": each["sd"],
            "five_qi": five_qis.get(each["sd"], 9),
            "dnn": each["dnn"][0],
        }
        for part in smf["info"]
        for each in part["s_nssai"]
    ]
    values["core"] |= {
        "amf": n2["address"],
        "upf": n3["address"],
        "data_network": pool["gateway"],
        "ue_pool": pool["subnet"],
        "metrics_url": {name: f"{url}/metrics" for name, url in at.items()},
        "info_url": {"amf": at["amf"], "smf": at["smf"]},
    }
    gnb = values["gnb"]["name"]
    joining = {"carrier": "ip", "amf": n2["address"], "upf": n3["address"]}
    values |= {"neighbours": [], "robots": {}, "sensors": None, "user_plane": None}
    values |= {"acceptance": {}, "joining": joining | {"gnbs": {gnb: "192.0.2.1"}}}
    values["ues"] = {
        f"device-{number}": {
            "description": {"fr": each["imsi"], "en": each["imsi"]},
            "modem": f"socket://127.0.5.{20 + number}:7001",
            "reflector": f"127.0.5.{60 + number}",
            "imsi": each["imsi"],
            "slice": f"slice-{each['sd']}",
        }
        for number, each in enumerate(known, 1)
    }
    return Inventory.model_validate(values)


async def serve() -> None:
    known = subscribers()
    kit = inventory(known)
    cards = {each["imsi"]: CardKeys(each["k"], each["opc"]) for each in known}
    scenario = _scenario(load_inventory(KITS / "virtual.yaml"), kit, cards)
    joined = JoinedCore(kit, scenario, 1, Report(lambda step: print(step.text, flush=True), "core"))
    core = joined._core
    # The kit's own core gives addresses in order; Open5GS gives each subscriber's own.
    core.addresses._given |= {each["imsi"]: IPv4Address(each["address"]) for each in known}
    n3, n4, n6 = core.upf._n3, core.upf._n4, core.upf._n6
    n4._tap = OnLoopback("n4")
    tunnel = TunnelDevice("ogstun")
    gateway, upf = kit.core.data_network, kit.core.upf
    n6.attach(gateway, tunnel.deliver)

    def inwards(packet: Ipv4Packet) -> None:
        n6.send(packet, gateway, upf)

    tunnel.carry(inwards)
    plmn = Plmn(kit.cell.mcc, kit.cell.mnc)
    metrics = CoreMetrics(kit.core, plmn, {}, dict, core.udm.subscriber, core.amf, n3, n4)
    async with AsyncExitStack() as stack:
        await metrics.listen(stack)
        await joined.run()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=exact_loop) as runner:
        runner.run(serve())

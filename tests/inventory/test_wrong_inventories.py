"""Kits that can't be: each wrong inventory is refused at its place, with what to do."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from campus5g import set_language
from campus5g.inventory import InventoryError, load_inventory
from campus5g.language import Language
from campus5g.manifest import load_yaml, manifest_text
from campus5g.places import KITS

Kit = dict[str, Any]
REMOVED = object()


def put(**changes: object) -> Callable[[Kit], None]:
    """Set values by their place: ``ues__badge__imsi="…"``; ``REMOVED`` takes a key away."""

    def change(kit: Kit) -> None:
        for place, value in changes.items():
            *path, last = (int(step) if step.isdigit() else step for step in place.split("__"))
            part: Any = kit
            for step in path:
                part = part[step]
            if value is REMOVED:
                del part[last]
            else:
                part[last] = value

    return change


def several(*changes: Callable[[Kit], None]) -> Callable[[Kit], None]:
    def change(kit: Kit) -> None:
        for each in changes:
            each(kit)

    return change


AGV_FENCE = [[8, 0], [18, 0], [18, 6], [8, 6]]
OUTLET = "http://192.168.60.41/rpc/Switch.Set?id=0&on=false"

WRONG: dict[str, tuple[str, Callable[[Kit], None], str, str]] = {
    # The cell.
    "a band that sites can't have": ("bench", put(cell__band="n1"), "cell.band", "Use 'n38'"),
    "an ARFCN outside the band": ("bench", put(cell__arfcn=700000), "cell", "outside band n77"),
    "an ARFCN that does not exist": ("bench", put(cell__arfcn=9999999), "cell", "not an NR-ARFCN"),
    "an ARFCN that is text": ("bench", put(cell__arfcn="here"), "cell.arfcn", "integer"),
    "an ARFCN off the raster of n77": ("bench", put(cell__arfcn=656667), "cell.arfcn", "raster"),
    "an ARFCN off the raster of n38": ("borrowed", put(cell__arfcn=519001), "cell.arfcn", "519000"),
    "a channel wider than the spacing allows": (
        *("bench", put(cell__bandwidth_mhz=100, cell__scs_khz=15), "cell", "can't be 100 MHz wide"),
    ),
    "a channel of a width that does not exist": (
        *("bench", put(cell__bandwidth_mhz=22), "cell", "can't be 22 MHz wide"),
    ),
    "a negative channel width": ("bench", put(cell__bandwidth_mhz=-20), "bandwidth_mhz", "5 or mo"),
    "a spacing that FR1 does not have": ("bench", put(cell__scs_khz=120), "cell", "120 kHz"),
    "a frame of one direction": ("bench", put(cell__tdd_pattern="DDDDD"), "cell", "one direction"),
    "a frame without a switch": ("bench", put(cell__tdd_pattern="DDDUU"), "cell", "special slot"),
    "a frame that does not divide 20 ms": ("bench", put(cell__tdd_pattern="DDDDSUU"), "cell", "20"),
    "a frame of other letters": ("bench", put(cell__tdd_pattern="DDXSU"), "tdd_pattern", "form"),
    "a PLMN of four digits": ("bench", put(cell__plmn="9997"), "cell.plmn", "form"),
    "a TAC of zero": ("bench", put(cell__tac=0), "cell.tac", "1 or more"),
    "the reserved TAC": ("bench", put(cell__tac=0xFFFFFE), "cell.tac", "reserved"),
    "a TAC of more than three bytes": ("bench", put(cell__tac=0x1000000), "cell.tac", "or less"),
    "a cell identity of 37 bits": ("bench", put(cell__cell_id=1 << 36), "cell.cell_id", "below"),
    # Slices.
    "no slice": ("bench", put(slices=[]), "slices", "at least 1"),
    "an SST of zero": ("bench", put(slices__0__sst=0), "slices.0.sst", "1 or more"),
    "an SD of five digits": ("bench", put(slices__0__sd="00001"), "slices.0.sd", "form"),
    "a 5QI that is not standardised": (
        *("bench", put(slices__0__five_qi=200), "slices.0.five_qi", "not standardised"),
    ),
    "two slices of one identity": (
        "classroom",
        put(slices__1__sst=1, slices__1__sd="000001", slices__1__dnn="internet"),
        *("slices.1", "one and the same"),
    ),
    "two slices of one name": (
        *("classroom", put(slices__1__name="office"), "slices.1.name", "called office"),
    ),
    # Devices.
    "a slice that the kit lacks": ("bench", put(ues__camera__slice="x"), "camera.slice", "Use one"),
    "an IMSI of 14 digits": (
        *("bench", put(ues__camera__imsi="99970000000001"), "ues.camera.imsi", "form"),
    ),
    "an IMSI with letters": ("bench", put(ues__camera__imsi="99970A"), "ues.camera.imsi", "form"),
    "an IMSI of another network": (
        *("bench", put(ues__camera__imsi="208010000000001"), "ues.camera.imsi", "starts with"),
    ),
    "an IMSI given twice": (
        "classroom",
        *(put(ues__badge__imsi="999700000000001"), "ues.badge.imsi", "camera and badge both"),
    ),
    "an address given twice": (
        "classroom",
        *(put(ues__badge__reflector="10.46.0.11"), "ues.badge.reflector", "camera and badge both"),
    ),
    "an address outside the pool": (
        "classroom",
        *(put(ues__badge__reflector="10.99.0.12"), "ues.badge.reflector", "does not offer"),
    ),
    "the core's own address for a device": (
        "bench",
        *(put(ues__camera__reflector="10.45.0.1"), "ues.camera.reflector", "is the core"),
    ),
    "the network's own address for a device": (
        "bench",
        *(put(ues__camera__reflector="10.45.0.0"), "ues.camera.reflector", "network’s own"),
    ),
    "an address that is text": ("bench", put(ues__camera__reflector="x"), "reflector", "IPv4"),
    "one modem for two devices": (
        "classroom",
        put(ues__badge__modem="rfc2217://192.168.60.31:2217"),
        *("ues.badge.modem", "camera and badge both"),
    ),
    "a modem on a machine that is not there": (
        "classroom",
        put(ues__badge__modem="rfc2217://192.168.60.99:2217"),
        *("ues.badge.modem", "plugged into the machine modem-2"),
    ),
    "modems on each other's machines": (
        "classroom",
        put(
            ues__camera__modem="rfc2217://192.168.60.32:2217",
            ues__badge__modem="rfc2217://192.168.60.31:2217",
        ),
        *("ues.camera.modem", "plugged into the machine modem-1"),
    ),
    "a modem's path that provisioning does not make": (
        *("bench", put(ues__camera__modem="/dev/ttyUSB2"), "camera.modem", "/dev/campus5g/camera"),
    ),
    "a modem by a protocol that is not spoken": (
        *("bench", put(ues__camera__modem="telnet://x:23"), "ues.camera.modem", "form"),
    ),
    "a name too long for an interface": (
        "bench",
        several(
            lambda kit: kit["ues"].update({"maintenance-tablet": kit["ues"].pop("camera")}),
            put(**{"hosts__bench-pc__carries": {"maintenance-tablet": "usb-1"}}),
            put(acceptance__device="maintenance-tablet"),
        ),
        *("ues.maintenance-tablet", "12 letters"),
    ),
    "an acceptance of a device that is not there": (
        *("bench", put(acceptance__device="crane"), "acceptance.device", "Use one of: camera"),
    ),
    # Core and gNB.
    "a core without an SMF": ("bench", put(core__smf=REMOVED), "core", "no address for core.smf"),
    "SMF and UPF at one address": ("bench", put(core__upf="127.0.0.4"), "core.smf", "of the upf"),
    "AMF and SMF at one address": ("bench", put(core__smf="127.0.0.5"), "core.smf", "of the amf"),
    "a data network outside the pool": (
        *("bench", put(core__data_network="192.168.50.10"), "core.data_network", "Use 10.45.0.1"),
    ),
    "a pool too small for the devices": (
        "classroom",
        put(core__ue_pool="10.46.0.8/30"),
        *("core.ue_pool", "not enough for 5"),
    ),
    "a pool that is not a network": ("bench", put(core__ue_pool="10.45.0.1/16"), "ue_pool", "IPv4"),
    "a pool over the kit's network": ("bench", put(lan="10.45.7.0/24"), "lan", "overlap"),
    "an UPF at a modem's machine": (
        "classroom",
        put(core__upf="192.168.60.31"),
        *("core.upf", "the address of the machine modem-1"),
    ),
    "a gNB at a modem's machine": (
        "classroom",
        put(gnb__address="192.168.60.31"),
        *("gnb.address", "the address of the machine modem-1"),
    ),
    "metrics at something that is not an address": (
        *("bench", put(core__metrics_url="metrics"), "metrics_url", "form"),
    ),
    "a gNB's metrics over HTTP": ("bench", put(gnb__metrics_url="http://x"), "gnb.metrics", "form"),
    # Machines.
    "no network for the machines": ("bench", put(lan=REMOVED), "hosts", "need a network"),
    "a machine outside the network": (
        "classroom",
        put(hosts__edge__address="192.168.61.10"),
        *("hosts.edge.address", "does not offer"),
    ),
    "two machines of one address": (
        "classroom",
        put(**{"hosts__modem-2__address": "192.168.60.31"}),
        *("hosts.modem-2.address", "have the same address"),
    ),
    "a machine that makes nothing": ("classroom", put(hosts__edge__makes=[]), "makes", "at least"),
    "a machine that makes coffee": ("classroom", put(hosts__edge__makes=["tea"]), "makes", "Use"),
    "no edge": ("classroom", put(hosts__edge__makes=["modem"]), "hosts", "here: 0"),
    "two edges": ("classroom", put(hosts__cell__makes=["core", "edge"]), "hosts", "edge, cell"),
    "a gateway on another machine": (
        "classroom",
        put(gateway__host="192.168.60.20"),
        *("gateway.host", "which carries it, at 192.168.60.10"),
    ),
    "a gateway's port of six digits": ("bench", put(gateway__port=876500), "gateway.port", "65535"),
    "a modem plugged in twice": (
        "classroom",
        put(**{"hosts__modem-2__carries": {"camera": "usb-1"}}),
        *("hosts.modem-2.carries", "plugged into modem-1 and modem-2"),
    ),
    "a plugged modem of nobody": (
        "bench",
        put(**{"hosts__bench-pc__carries": {"crane": "usb-1"}}),
        *("hosts.bench-pc.carries", "carries the modem of UE crane"),
    ),
    "an outlet that only switches off": (
        *("classroom", put(power__cell__switch_on=OUTLET), "power.cell.switch_on", "one each"),
    ),
    "an outlet that is a machine": (
        "classroom",
        put(power__cell__switch_on="http://192.168.60.20/on"),
        *("power.cell.switch_on", "the address of the machine cell"),
    ),
    "an outlet that brings nobody back": (
        *("classroom", put(power__cell__ue="crane"), "power.cell.ue", "Use one of"),
    ),
    # Captures.
    "a filter that ends in the middle": (
        *("bench", put(capture__n2__filter="sctp port"), "capture.n2.filter", "in the middle"),
    ),
    "an interface with a space": (
        *("bench", put(capture__n2__interface="eth 0"), "capture.n2", "form"),
    ),
    "a login that is an option": (
        *("bench", put(capture__n2__ssh="-oProxyCommand=id"), "capture.n2", "form"),
    ),
    # Robots.
    "a robot without limits": (
        *("classroom", put(robots__turtlebot__limits=REMOVED), "robots.turtlebot.limits", "Add"),
    ),
    "a speed without end": (
        "classroom",
        put(robots__turtlebot__limits__speed_mps=float("inf")),
        *("robots.turtlebot.limits.speed_mps", "or less"),
    ),
    "3 m/s in a room of 4 m": (
        "classroom",
        put(robots__turtlebot__limits__speed_mps=3),
        *("robots.turtlebot.limits.speed_mps", "stops within 6.5 m"),
    ),
    "2 m/s with weak brakes": (
        "classroom",
        put(
            robots__turtlebot__limits__speed_mps=2,
            robots__turtlebot__limits__deceleration_mps2=0.5,
            robots__turtlebot__limits__clearance_m=0.05,
        ),
        *("robots.turtlebot.limits.speed_mps", "stops within 5 m"),
    ),
    "brakes that hardly brake": (
        "classroom",
        put(robots__turtlebot__limits__deceleration_mps2=0.01),
        *("robots.turtlebot.limits.speed_mps", "stops within 4.65 m"),
    ),
    "a fence around nothing": (
        "classroom",
        put(robots__turtlebot__limits__fence_m=[[0, 0], [6, 0], [0, 0]]),
        *("robots.turtlebot.limits", "encloses no room"),
    ),
    "two robots in one fence": (
        "classroom",
        put(robots__turtlebot__limits__fence_m=AGV_FENCE),
        *("robots.agv.limits.fence_m", "within the same fence"),
    ),
    "a robot at another device's address": (
        "classroom",
        put(robots__turtlebot__url="ws://10.46.0.15:9090"),
        *("robots.turtlebot.url", "is the address of UE agv"),
    ),
    "a robot through a device that is not there": (
        *("classroom", put(robots__turtlebot__ue="crane"), "robots.turtlebot.ue", "Use one of"),
    ),
    "two robots through one device": (
        *("classroom", put(robots__agv__ue="turtlebot"), "robots.agv.ue", "the same UE"),
    ),
    "a rosbridge robot over MQTT": (
        "classroom",
        put(robots__turtlebot__url="mqtts://192.168.60.10:8883"),
        *("robots.turtlebot", "can't be reached at"),
    ),
    "a vehicle's broker without TLS": (
        "classroom",
        put(robots__agv__url="mqtt://192.168.60.10:1883"),
        *("robots.agv.url", "without TLS"),
    ),
    "a vehicle without an identity": (
        *("classroom", put(robots__agv__vda5050=REMOVED), "robots.agv", "needs its identity"),
    ),
    # How a virtual kit joins another network.
    "a gNB that joins and is not there": (
        "virtual",
        put(joining__gnbs={"gnb-halle-1": "127.0.0.3", "gnb-halle-3": "127.0.0.4"}),
        *("joining.gnbs.gnb-halle-3", "gnb-halle-1, gnb-halle-2"),
    ),
    "the first gNB without a real address": (
        "virtual",
        put(joining__gnbs={"gnb-halle-2": "127.0.0.4"}),
        *("joining.gnbs", "has no real address"),
    ),
    "two gNBs that join at one address": (
        "virtual",
        put(joining__gnbs={"gnb-halle-1": "127.0.0.3", "gnb-halle-2": "127.0.0.3"}),
        *("joining.gnbs.gnb-halle-2", "same address 127.0.0.3"),
    ),
    "a gNB that joins at the UPF's address": (
        "virtual",
        put(joining__gnbs={"gnb-halle-1": "127.0.0.7"}),
        *("joining.gnbs.gnb-halle-1", "same address 127.0.0.7"),
    ),
    "a device that joins and is not there": (
        *("virtual", put(joining__ues=["camera", "drone"]), "joining.ues.1", "camera, agv, badge"),
    ),
    "SCTP in something else": (
        *("virtual", put(joining__carrier="tcp"), "joining.carrier", "Use 'udp' or 'ip'"),
    ),
    # The file.
    "a key that is not one": ("bench", put(frequency=3.8), "frequency", "check its spelling"),
    "a part that is missing": ("bench", put(cell=REMOVED), "cell", "Add it"),
    "a template that provisioning would run": (
        *("bench", put(site="{{ lookup('pipe', 'id') }}"), "site", "is a template"),
    ),
}


def written(kit: str, change: Callable[[Kit], None], folder: Path) -> Path:
    described = load_yaml((KITS / f"{kit}.yaml").read_text(encoding="utf-8"))
    change(described)
    file = folder / "kit.yaml"
    file.write_text(manifest_text(described), encoding="utf-8")
    return file


@pytest.mark.parametrize(("kit", "change", "place", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_inventory_is_refused_at_its_place(
    tmp_path: Path, kit: str, change: Callable[[Kit], None], place: str, words: str
) -> None:
    file = written(kit, change, tmp_path)

    with pytest.raises(InventoryError) as refused:
        load_inventory(file)

    said = str(refused.value)
    assert re.search(rf"kit\.yaml:\d+: [\w.-]*{re.escape(place)}", said), said
    assert words in said


@pytest.mark.parametrize(("kit", "change"), [(kit, change) for kit, change, *_ in WRONG.values()])
def test_each_is_told_in_both_languages(
    tmp_path: Path, kit: str, change: Callable[[Kit], None]
) -> None:
    file = written(kit, change, tmp_path)

    def said(language: Language) -> tuple[str, str]:
        set_language(language)
        with pytest.raises(InventoryError) as refused:
            load_inventory(file)
        return refused.value.problem, refused.value.remedy

    (french, remède), (english, remedy) = said("fr"), said("en")
    assert french != english
    assert remède != remedy


def test_a_key_given_twice_is_refused_where_it_stands_again(tmp_path: Path) -> None:
    text = (KITS / "bench.yaml").read_text(encoding="utf-8")
    file = tmp_path / "kit.yaml"
    file.write_text(text + "site: another\n", encoding="utf-8")

    with pytest.raises(InventoryError, match=rf"kit.yaml:{text.count(chr(10)) + 1}: .*site.*twice"):
        load_inventory(file)

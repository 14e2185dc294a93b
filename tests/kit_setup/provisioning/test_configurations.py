"""What provisioning writes on the machines of the reference kits."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from rendering import GOLDEN, REFERENCE_KITS, configurations, rendered

from campus5g.errors import CampusError
from campus5g.inventory import Inventory, load_inventory
from campus5g.kit_setup.provisioning import hosts_file, openings, tdd_patterns
from campus5g.places import KITS


@pytest.mark.parametrize("kit", REFERENCE_KITS)
def test_each_configuration_matches_the_reviewed_one(kit: str) -> None:
    golden = {
        str(file.relative_to(GOLDEN / kit)): file.read_text()
        for file in (GOLDEN / kit).rglob("*")
        if file.is_file()
    }

    assert rendered(kit) == golden


@pytest.mark.parametrize("kit", REFERENCE_KITS)
def test_every_written_yaml_file_is_valid(kit: str) -> None:
    for name, text in rendered(kit).items():
        if name.endswith((".yaml", ".yml")):
            yaml.safe_load(text)


def test_the_gnb_sends_to_the_inventorys_address() -> None:
    gnb = yaml.safe_load(rendered("bench")["bench-pc/gnb/gnb.yml"])

    cell = load_inventory(KITS / "bench.yaml").cell
    assert gnb["cell_cfg"]["dl_arfcn"] == cell.arfcn
    assert gnb["cell_cfg"]["band"] == 77
    assert gnb["cell_cfg"]["plmn"] == "99970"
    assert gnb["cell_cfg"]["tdd_ul_dl_cfg"]["dl_ul_tx_period"] == 5


def test_an_appliance_is_left_alone() -> None:
    described = hosts_file(load_inventory(KITS / "classroom.yaml"))["all"]

    assert "cell" not in described["hosts"]
    assert described["children"]["core_hosts"]["hosts"] == {}


def test_no_key_reaches_the_ansible_inventory() -> None:
    files = str(hosts_file(load_inventory(KITS / "bench.yaml")))

    assert not re.search(r"\b[0-9a-f]{32}\b", files)


@pytest.mark.parametrize(
    ("frame", "patterns"),
    [
        ("DDDSU", [(5, 3, 6, 1, 4)]),
        ("DDDDDDDSUU", [(10, 7, 6, 2, 4)]),
        ("DDDSUUDDDD", [(6, 3, 6, 2, 4), (4, 4, 0, 0, 0)]),
    ],
)
def test_a_frame_becomes_one_or_two_patterns(
    frame: str, patterns: list[tuple[int, int, int, int, int]]
) -> None:
    found = [tuple(each.values()) for each in tdd_patterns(frame)]

    assert found == patterns


def test_a_frame_of_three_patterns_is_refused() -> None:
    with pytest.raises(CampusError, match="takes 3 patterns"):
        tdd_patterns("DSUDSUDSUD"[:9])


def test_a_modem_port_is_open_to_the_edge_alone() -> None:
    inventory = load_inventory(KITS / "classroom.yaml")

    found = openings(inventory, "modem-1")

    assert {each["from"] for each in found} == {"192.168.60.10"}
    assert {each["port"] for each in found} == {22, 2217}


def two_turtlebots() -> dict[str, Any]:
    """The classroom with a second, faster rosbridge robot in the vehicle's place."""
    kit: dict[str, Any] = yaml.safe_load((KITS / "classroom.yaml").read_text())
    limits = kit["robots"]["turtlebot"]["limits"] | {"speed_mps": 0.5}
    second = {"protocol": "rosbridge", "url": "ws://10.46.0.15:9090", "ue": "agv", "limits": limits}
    kit["robots"]["agv"] = second
    kit["hosts"]["modem-4"]["makes"] = ["robot", "modem"]
    return kit


def test_each_robot_gets_its_own_limits_and_ports() -> None:
    kit = Inventory.model_validate(two_turtlebots())

    found = configurations(kit)

    assert "max_velocity: [0.3," in found["turtlebot/robot/limits.yaml"]
    assert "max_velocity: [0.5," in found["modem-4/robot/limits.yaml"]
    for host in ("turtlebot", "modem-4"):
        assert {each["port"] for each in openings(kit, host)} == {22, 2217, 9090}
    groups = hosts_file(kit)["all"]["children"]
    assert set(groups["robot_hosts"]["hosts"]) == {"turtlebot", "modem-4"}


def test_a_vehicle_gets_only_its_broker_permissions() -> None:
    kit = load_inventory(KITS / "classroom.yaml")

    assert set(hosts_file(kit)["all"]["children"]["robot_hosts"]["hosts"]) == {"turtlebot"}
    assert {each["port"] for each in openings(kit, "modem-4")} == {22, 2217}
    assert (
        "user agv\ntopic readwrite uagv/v2/maker/agv-1/#\n"
        in configurations(kit)["edge/broker/acl"]
    )


def test_a_machine_that_may_be_either_robot_is_refused() -> None:
    values = two_turtlebots()
    values["hosts"]["modem-1"]["makes"] = ["robot", "modem"]

    with pytest.raises(CampusError, match="nothing says which one"):
        hosts_file(Inventory.model_validate(values))


def test_a_network_cards_clock_follows_the_direction_of_time() -> None:
    kit = load_inventory(KITS / "classroom.yaml")
    hosts = {
        name: host.model_copy(update={"hardware_clock": name in ("edge", "modem-1")})
        for name, host in kit.hosts.items()
    }

    found = configurations(kit.model_copy(update={"clock": "linuxptp", "hosts": hosts}))

    led = found["edge/clock/campus5g-phc2sys.service"]
    following = found["modem-1/clock/campus5g-phc2sys.service"]
    assert "phc2sys -w -s CLOCK_REALTIME -c enp1s0" in led
    assert "phc2sys -w -s eth0 -c CLOCK_REALTIME" in following
    assert "time_stamping hardware" in found["modem-1/clock/ptp4l.conf"]
    assert "time_stamping software" in found["modem-2/clock/ptp4l.conf"]
    assert "modem-2/clock/campus5g-phc2sys.service" not in found
    assert "modem-2/clock/chrony.conf" not in found


def test_the_gateways_key_allows_the_captures_of_each_machine() -> None:
    kit = load_inventory(KITS / "classroom.yaml")
    point = {"interface": "eth1", "filter": "udp port 8805", "shows": {"fr": "a", "en": "a"}}
    at = {"n4": "capture@192.168.60.31", "n5": "operator@192.168.60.31", "n7": "tap@192.168.60.32"}
    values = kit.model_dump(mode="json")
    values["capture"] = {name: {**point, "ssh": ssh} for name, ssh in at.items()}

    described = hosts_file(Inventory.model_validate(values))["all"]

    files = {name: host["me"]["captures"] for name, host in described["hosts"].items()}
    command = "dumpcap -q -i eth1 -w - -a duration:900 -f 'udp port 8805'"
    assert files["modem-1"] == {"capture": [command]}
    assert files["modem-2"] == {"tap": [command]}
    assert described["children"]["capture_hosts"]["hosts"].keys() == {"modem-1", "modem-2"}


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("192.168.60.10", ["IP:192.168.60.10", "DNS:edge"]),
        ("kit.campus.example", ["DNS:kit.campus.example", "IP:192.168.60.10", "DNS:edge"]),
    ],
)
def test_the_edges_certificate_names_its_addresses(host: str, names: list[str]) -> None:
    kit = load_inventory(KITS / "classroom.yaml")
    gateway = kit.gateway.model_copy(update={"host": host})

    found = hosts_file(kit.model_copy(update={"gateway": gateway}))["all"]["vars"]

    assert found["certified_names"] == names


def test_a_local_kit_has_no_certificate() -> None:
    kit = load_inventory(KITS / "classroom.yaml")
    gateway = kit.gateway.model_copy(update={"tls": False})

    unit = configurations(kit.model_copy(update={"gateway": gateway}))[
        "edge/gateway/campus5g-gateway.service"
    ]

    assert "/etc/campus5g/gateway/classroom.yaml\nRestart=" in unit
    assert "--certificate" not in unit


@pytest.mark.everything
def test_the_gateways_service_is_restricted(tmp_path: Path) -> None:
    unit = tmp_path / "campus5g-gateway.service"
    unit.write_text(rendered("classroom")["edge/gateway/campus5g-gateway.service"])

    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=40", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout[-300:] + judged.stderr

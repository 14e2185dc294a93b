"""What provisioning writes on the machines of the reference kits."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from rendering import GOLDEN, REFERENCE_KITS, configurations, rendered

from campus5g.errors import CampusError
from campus5g.inventory import Inventory, load_inventory
from campus5g.inventory.velocity_topics import ASKED_VELOCITY, BASE_VELOCITY
from campus5g.kit_setup.draft import Draft
from campus5g.kit_setup.draft import rendered as draft_of
from campus5g.kit_setup.provisioning import hosts_file, openings, provision, tdd_patterns
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


@pytest.mark.parametrize(
    ("program", "names"),
    [("ocudu", {"addrs", "bind_addrs"}), ("srsran", {"addr", "bind_addr"})],
)
def test_the_gnb_is_told_of_the_core_in_its_programs_words(program: str, names: set[str]) -> None:
    kit = yaml.safe_load((KITS / "bench.yaml").read_text())
    kit["gnb"]["program"] = program

    gnb = yaml.safe_load(configurations(Inventory.model_validate(kit))["bench-pc/gnb/gnb.yml"])

    assert names == set(gnb["cu_cp"]["amf"]) - {"port", "supported_tracking_areas"}


@pytest.mark.parametrize("width_mhz", [5, 10, 15, 25, 30, 40, 60, 100])
def test_every_channel_of_the_inventory_has_a_sample_rate(width_mhz: int) -> None:
    kit = yaml.safe_load((KITS / "bench.yaml").read_text())
    kit["cell"]["bandwidth_mhz"] = width_mhz

    gnb = yaml.safe_load(configurations(Inventory.model_validate(kit))["bench-pc/gnb/gnb.yml"])

    samples_hz = round(1e6 * gnb["ru_sdr"]["srate"])
    assert samples_hz >= width_mhz * 1e6
    assert samples_hz % 30_000 == 0


def test_no_two_operators_of_the_subscribers_update_meet_at_one_path() -> None:
    """MongoDB refuses such an update as a whole (error 40, ConflictingUpdateOperators)."""
    written = rendered("bench")["bench-pc/subscribers/subscribers.js"]
    [values, inserted] = (
        set(re.findall(r"(?:^|[{,]\s*)\"?([a-z_][\w.]*)\"?:", _top_level(written, operator)))
        for operator in ("$set", "$setOnInsert")
    )

    assert {"security.k", "security.opc", "imsi", "slice"} <= values
    assert inserted == {"security.sqn"}
    for one in values:
        for other in inserted:
            assert not f"{one}.".startswith(f"{other}.")
            assert not f"{other}.".startswith(f"{one}.")


def _top_level(script: str, operator: str) -> str:
    """Return the keys and values of one operator, without what is nested in the values."""
    start = script.index(f"{operator}: {{") + len(operator) + 2
    depth, kept = 0, ""
    for letter in script[start:]:
        depth += letter in "{["
        kept += letter if depth == 1 else ""
        depth -= letter in "}]"
        if depth == 0:
            return kept
    raise AssertionError(script)


def test_a_kit_of_three_machines_serves_each_functions_metrics_at_its_own_port() -> None:
    kit = Inventory.model_validate(yaml.safe_load(draft_of(Draft())))

    found = configurations(kit)
    metrics = {
        name: yaml.safe_load(found[f"core/open5gs/{name}.yaml"])[name]["metrics"]["server"][0]
        for name in ("amf", "smf", "upf")
    }

    assert [each["port"] for each in metrics.values()] == [9090, 9091, 9092]
    assert {each["address"] for each in metrics.values()} == {"192.168.80.20"}
    opened = {each["port"] for each in openings(kit, "core") if each["why"] == "metrics"}
    assert opened == {9090, 9091, 9092}
    for each in metrics.values():
        target = f"{each['address']}:{each['port']}"
        assert target in found["edge/prometheus/prometheus.yml"]


def test_the_functions_of_a_new_kits_core_do_not_meet_at_one_port() -> None:
    found = configurations(Inventory.model_validate(yaml.safe_load(draft_of(Draft()))))

    smf = yaml.safe_load(found["core/open5gs/smf.yaml"])["smf"]
    upf = yaml.safe_load(found["core/open5gs/upf.yaml"])["upf"]
    assert smf["pfcp"]["server"] != upf["pfcp"]["server"]
    assert smf["pfcp"]["client"]["upf"] == upf["pfcp"]["server"]


def test_the_gnb_s_processor_is_kept_fast_before_it_sends() -> None:
    service = rendered("bench")["bench-pc/gnb/campus5g-gnb.service"]

    before, _, after = service.partition("\nExecStart=")
    assert "echo performance >" in before
    assert "drm_kms_helper/parameters/poll" in before
    assert "CPUSchedulingPolicy=rr" in after


def test_rosbridge_listens_at_the_modem_of_a_robot_that_carries_one() -> None:
    kit = Inventory.model_validate(yaml.safe_load(draft_of(Draft(devices="agv", robots="agv"))))
    elsewhere = kit.model_dump(mode="json")
    elsewhere["hosts"]["robot"] = {**elsewhere["hosts"]["host-agv"], "makes": ["robot"]}
    elsewhere["hosts"]["robot"] |= {"address": "192.168.80.32", "carries": {}}
    elsewhere["hosts"]["host-agv"]["makes"] = ["modem"]

    found = configurations(kit)
    far = configurations(Inventory.model_validate(elsewhere))

    socket = found["host-agv/robot/campus5g-rosbridge-modem.socket"]
    assert "NetworkNamespacePath=/run/netns/ue-agv\n" in socket
    assert "{ 192.168.80.10, 10.45.0.1 } drop" in found["host-agv/robot/modem.nft"]
    assert "robot/robot/rosbridge.yaml" in far
    assert "robot/robot/campus5g-rosbridge-modem.socket" not in far


def test_provisioning_refuses_a_role_that_it_does_not_have() -> None:
    kit = load_inventory(KITS / "bench.yaml")

    with pytest.raises(CampusError, match="No role is called gatewya") as refused:
        provision(kit, only=["gatewya"])

    assert "gateway" in refused.value.remedy


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
    fence = kit["robots"]["agv"]["limits"]["fence_m"]
    limits = kit["robots"]["turtlebot"]["limits"] | {"speed_mps": 0.5, "fence_m": fence}
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


def test_the_core_s_directory_and_slice_selection_know_the_kit_s_plmn_and_slices() -> None:
    kit = load_inventory(KITS / "bench.yaml")
    cell = kit.cell.model_copy(update={"plmn": "20801"})
    found = configurations(kit.model_copy(update={"cell": cell}))
    machine = next(name.split("/")[0] for name in found if name.endswith("open5gs/amf.yaml"))

    nrf = yaml.safe_load(found[f"{machine}/open5gs/nrf.yaml"])["nrf"]
    nssf = yaml.safe_load(found[f"{machine}/open5gs/nssf.yaml"])["nssf"]

    assert nrf["serving"] == [{"plmn_id": {"mcc": "208", "mnc": "01"}}]
    chosen = [entry["s_nssai"] for entry in nssf["sbi"]["client"]["nsi"]]
    assert [(each["sst"], each.get("sd")) for each in chosen] == [
        (part.sst, part.sd) for part in kit.slices
    ]


def test_a_client_of_rosbridge_reaches_the_limiter_and_not_the_base() -> None:
    """rosbridge reads its lists as text, and matches a topic as the client writes it."""
    found = rendered("classroom")
    bridge = yaml.safe_load(found["turtlebot/robot/rosbridge.yaml"])
    open_topics = bridge["rosbridge_websocket"]["ros__parameters"]["topics_glob"]
    limits = found["turtlebot/robot/limits.launch.py"]

    assert ASKED_VELOCITY in yaml.safe_load(open_topics)
    assert not any(fnmatch(BASE_VELOCITY, topic) for topic in yaml.safe_load(open_topics))
    assert f'("cmd_vel", "{ASKED_VELOCITY[1:]}")' in limits
    assert f'("cmd_vel_smoothed", "{BASE_VELOCITY[1:]}")' in limits


def test_the_limiter_is_activated_with_its_robot_s_messages_and_timeout() -> None:
    kit = load_inventory(KITS / "classroom.yaml")
    slow = kit.robots["turtlebot"]

    def parameters(ros: str, timeout_ms: float | None) -> dict[str, Any]:
        robot = slow.model_copy(update={"ros": ros, "command_timeout_ms": timeout_ms})
        changed = kit.model_copy(update={"robots": kit.robots | {"turtlebot": robot}})
        found: dict[str, Any] = yaml.safe_load(
            configurations(changed)["turtlebot/robot/limits.yaml"]
        )
        return found

    jazzy, humble = parameters("jazzy", 200), parameters("humble", None)

    assert jazzy["velocity_smoother"]["ros__parameters"]["enable_stamped_cmd_vel"] is True
    assert jazzy["velocity_smoother"]["ros__parameters"]["velocity_timeout"] == 0.2
    assert humble["velocity_smoother"]["ros__parameters"]["enable_stamped_cmd_vel"] is False
    assert humble["velocity_smoother"]["ros__parameters"]["velocity_timeout"] == 0.3
    manager = humble["lifecycle_manager_limits"]["ros__parameters"]
    assert (manager["autostart"], manager["node_names"]) == (True, ["velocity_smoother"])


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


@pytest.mark.proof
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

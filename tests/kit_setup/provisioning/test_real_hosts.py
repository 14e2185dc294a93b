"""Roles on real hosts: machines that systemd boots, provisioned by Ansible over OpenSSH, twice.

What runs is what Debian packs (systemd, chrony, linuxptp, nftables, mosquitto, dumpcap, irtt,
iperf3, ser2net, OpenSSH), the STAMP reflector, and the gateway, each as its unit says. The modem is
a virtual Ethernet link, without its qmicli; the robot has no ROS.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import pytest
import yaml
from switched_hosts import hosts, plug_in_modem
from systemd_machine import INSTALLED, PYTHON, Machine, network_name, possible, until

from campus5g.inventory import DumpcapPoint, Inventory
from campus5g.kit_setup.provisioning import openings
from campus5g.places import KITS

WHY_NOT = possible()
pytestmark = [
    pytest.mark.everything,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.timeout(2000),
]
ROLES = "clock,firewall,device_route,capture_rights,certificates,broker,gateway,remote_capture"
ROLES += ",modem,reflectors,robot"
SERVICES = {
    "edge": ("chrony", "nftables", "mosquitto", "campus5g-device-route", "campus5g-gateway"),
    "modem-1": (
        *("chrony", "nftables", "ser2net", "campus5g-ue@camera"),
        *(f"campus5g-{reflector}@camera" for reflector in ("stamp", "irtt", "iperf3")),
    ),
    "turtlebot": ("chrony", "nftables", "campus5g-limits", "campus5g-rosbridge"),
}
"""What the roles make of each machine."""
PORTS = (22, 1883, 2217, 8001, 8765, 8883, 9090)
FORBIDDEN = Path(__file__).with_name("forbidden.py")
ALLOWED = {"write its state", "capture"}
LEARNER = """
import json, subprocess, sys
from pathlib import Path
from campus5g.kit import KitError, connect
url, token, ca_file, beside = sys.argv[1:]
try:
    connect(url=url, token=token)
except KitError as error:
    refused = error.problem
with connect(url=url, token=token, ca_file=Path(ca_file)) as kit:
    found = {"name": kit.name, "health": {each.name: each.ok for each in kit.health()}}
    with kit.capture("n3", "n6") as capture:
        ping = ["ping", "-q", "-c", "3", "-i", "0.2", beside]
        subprocess.run(ping, stdout=sys.stderr, check=True)
        ways = {way: kit.latency("camera", count=20, via=way) for way in ("stamp", "irtt")}
    found["came_back"] = {way: len(result.rtts_ms) for way, result in ways.items()}
    found["refused"] = refused
    found["captured"] = capture.table()["point"].value_counts().to_dict()
print(json.dumps(found))
"""
"""What a learner does on the kit, from another machine of its network, by HTTPS."""
OPERATOR = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--groups=campus5g")
FINDS = """
from campus5g.kit import connect
from campus5g.kit.starting.served import find_served
found = find_served("classroom")
with connect(url=found.url, token=found.token, ca_file=found.ca_file) as kit:
    print(kit.url)
"""
"""How `campus5g kit doctor` and `accept` find a gateway that is a service of their machine."""


def three_hosts() -> Inventory:
    """The classroom with an edge, one modem host and the robot."""
    kit = yaml.safe_load((KITS / "classroom.yaml").read_text())
    kit["hosts"] = {name: kit["hosts"][name] for name in ("edge", "cell", "modem-1", "turtlebot")}
    kit["hosts"]["turtlebot"]["makes"] = ["robot"]
    for host in kit["hosts"].values():
        host["interface"] = "eth0"
    shows = {"fr": "essai", "en": "test"}
    kit["capture"] = {
        "n3": {
            "interface": "eth0",
            "filter": "icmp",
            "ssh": f"capture@{kit['hosts']['modem-1']['address']}",
            "shows": shows,
        },
        "n6": {"interface": "eth0", "filter": f"net {kit['core']['ue_pool']}", "shows": shows},
    }
    return Inventory.model_validate(kit)


@pytest.fixture(scope="module")
def kit() -> Inventory:
    return three_hosts()


@pytest.fixture(scope="module")
def machines(
    kit: Inventory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Machine]]:
    folder = tmp_path_factory.mktemp("hosts")
    addresses = {name: str(host.address) for name, host in kit.hosts.items() if host.managed}
    with hosts(addresses, folder) as made:
        plug_in_camera(kit)
        first = provisioned(kit, folder)
        assert first.returncode == 0, first.stdout[-4000:] + first.stderr[-2000:]
        yield made


def plug_in_camera(kit: Inventory) -> None:
    plug_in_modem("modem-1", "camera", str(kit.ues["camera"].reflector), str(kit.core.upf))


def provisioned(
    kit: Inventory, folder: Path, roles: str = ROLES
) -> subprocess.CompletedProcess[str]:
    """Run the playbook as on the edge: from its network, since SSH admits no other."""
    file = folder / "kit.yaml"
    file.write_text(json.dumps(kit.model_dump(mode="json")))
    ssh = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    extra = {
        "ansible_user": "root",
        "ansible_become": False,
        "ansible_python_interpreter": "/usr/bin/python3",
        "ansible_ssh_private_key_file": str(folder / "key"),
        "ansible_ssh_common_args": ssh,
        "broker_passwords": {"gateway": "over-the-quay", "machines": "in-the-mill"},
        "gateway_home": str(INSTALLED),
    }
    program = (
        "import json, sys; from pathlib import Path;"
        "from campus5g.inventory import load_inventory;"
        "from campus5g.kit_setup.provisioning import provision;"
        "sys.exit(provision(load_inventory(Path(sys.argv[1])), only=sys.argv[2].split(','),"
        " extra=json.loads(sys.argv[3])))"
    )
    return subprocess.run(
        [
            *("ip", "netns", "exec", network_name("edge"), sys.executable, "-c", program),
            *(str(file), roles, json.dumps(extra)),
        ],
        # Ansible keeps connections open: those of an earlier run lead to hosts that are gone.
        env={**os.environ, "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "ssh")},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def address(kit: Inventory, host: str) -> str:
    return str(kit.hosts[host].address)


def not_active(machine: Machine) -> set[str]:
    """Return the services of a machine that don't run, or don't start with it."""

    def lacks(service: str) -> bool:
        found = machine.shows(service, "ActiveState", "UnitFileState")
        return found != {"ActiveState": "active", "UnitFileState": "enabled"}

    return {service for service in SERVICES[machine.name] if lacks(service)}


def reaches(source: Machine, address: str, port: int) -> bool:
    """Say whether a TCP connection from there is let through: answered, or refused at once."""
    tried = source.run(
        *("timeout", "5", "bash", "-c", f"exec 3<>/dev/tcp/{address}/{port}"), check=False
    )
    return tried.returncode == 0 or "refused" in tried.stderr


def let_in(kit: Inventory, machines: dict[str, Machine]) -> set[tuple[str, str, int]]:
    """Return which machine reaches which port of which other."""
    ways = [(*pair, port) for pair in permutations(machines, 2) for port in PORTS]
    # What is dropped takes its time to be given up.
    with ThreadPoolExecutor(len(ways)) as at_once:
        open_ways = at_once.map(
            lambda way: reaches(machines[way[0]], address(kit, way[1]), way[2]), ways
        )
        return {way for way, is_open in zip(ways, open_ways, strict=True) if is_open}


def planned(kit: Inventory, machines: dict[str, Machine]) -> set[tuple[str, str, int]]:
    """Return the same as the kit's plan says."""
    return {
        (source, target, each["port"])
        for target in machines
        for each in openings(kit, target)
        for source in machines
        if source != target and each["protocol"] == "tcp" and each["port"] in PORTS
        if each["from"] in (address(kit, source), str(kit.lan))
    }


def answers(kit: Inventory, machine: Machine) -> bool:
    """Say whether the gateway takes connections."""
    at = f"/dev/tcp/{kit.gateway.host}/{kit.gateway.port}"
    return machine.run("bash", "-c", f"exec 3<>{at}", check=False).returncode == 0


def ptp_status(host: Machine) -> dict[str, str]:
    """Ask a host's ptp4l whom it follows and how far off it is, in ns."""
    output = host.run("pmc", "-u", "-b", "0", "GET TIME_STATUS_NP", check=False).stdout
    pairs = (line.split() for line in output.splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def assert_nothing_changed(run: subprocess.CompletedProcess[str], *, hosts: int) -> None:
    assert run.returncode == 0, run.stdout[-3000:]
    recap = [line for line in run.stdout.splitlines() if "changed=" in line]
    assert len(recap) == hosts
    assert all("changed=0 " in line for line in recap), run.stdout[-6000:]


def test_provisioning_starts_what_it_makes(machines: dict[str, Machine]) -> None:
    lacking = {name: not_active(machine) for name, machine in machines.items()}

    # It loads the rules itself, holding its own connection; their unit does at the next start.
    assert lacking == {name: {"nftables"} for name in machines}


def test_the_firewall_admits_only_the_planned_ports(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    assert let_in(kit, machines) == planned(kit, machines)


def test_the_modem_host_follows_the_edges_clock(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    modem = machines["modem-1"]

    def follows() -> bool:
        output = modem.run("chronyc", "-c", "tracking", check=False).stdout.split(",")
        return len(output) > 4 and output[1] == address(kit, "edge")

    assert until(40, follows)
    offset_s = float(modem.run("chronyc", "-c", "tracking").stdout.split(",")[4])
    assert abs(offset_s) < 0.1


def test_the_broker_requires_tls_and_a_password(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    edge, modem = machines["edge"], machines["modem-1"]
    modem.write("/tmp/ca.crt", edge.run("cat", "/etc/campus5g/tls/ca.crt").stdout)  # noqa: S108

    def publishes(*further: str) -> bool:
        to = ("-h", address(kit, "edge"), "-t", "campus5g/agv", "-m", "1")
        sent = modem.run("timeout", "5", "mosquitto_pub", *to, *further, check=False)
        return sent.returncode == 0

    tls = ("-p", "8883", "--cafile", "/tmp/ca.crt")  # noqa: S108  the host's own
    known = ("-u", "machines", "-P", "in-the-mill")
    assert publishes(*tls, *known)
    assert not publishes(*tls)
    assert not publishes(*tls, "-u", "machines", "-P", "guessed")
    assert not publishes("-p", "8883", *known)


def test_no_password_or_key_is_readable_by_others(machines: dict[str, Machine]) -> None:
    edge = machines["edge"]

    hashed = edge.run("cat", "/etc/mosquitto/passwords").stdout
    modes = edge.run(
        *("stat", "-c", "%a:%U", "/etc/mosquitto/passwords", "/etc/campus5g/tls/ca.key"),
        *(
            "/etc/campus5g/tls/edge.key",
            "/etc/campus5g/tls/gateway.key",
            "/var/lib/campus5g/.ssh/id_ed25519",
            "/etc/campus5g/gateway",
            "/etc/campus5g/gateway/token",
        ),
    ).stdout.split()

    assert "in-the-mill" not in hashed
    assert hashed.startswith("gateway:$")
    # The last two are their group's, which operators belong to.
    assert modes == [
        *("600:mosquitto", "600:root", "400:mosquitto", "400:campus5g"),
        *("600:campus5g", "750:root", "640:root"),
    ]


def test_the_gateway_measures_and_captures_under_its_units_restrictions(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    edge, robot = machines["edge"], machines["turtlebot"]
    assert until(20, lambda: answers(kit, edge))
    token = edge.run(*OPERATOR, "cat", "/etc/campus5g/gateway/token").stdout.strip()
    authority = edge.run(*OPERATOR, "cat", "/etc/campus5g/tls/ca.crt").stdout
    robot.write("/tmp/ca.crt", authority)  # noqa: S108  the host's own

    found_here = edge.run(PYTHON, "-I", "-c", FINDS).stdout.strip()
    asks = (kit.gateway.url, token, "/tmp/ca.crt", address(kit, "modem-1"))  # noqa: S108
    output = robot.run(PYTHON, "-I", "-c", LEARNER, *asks)

    assert kit.gateway.url.startswith("https://")
    assert found_here == kit.gateway.url
    found = json.loads(output.stdout)
    assert "n’est pas signé par l’autorité attendue" in found["refused"]
    assert found["name"] == "classroom"
    assert {name: found["health"][name] for name in kit.capture} == {"n3": True, "n6": True}
    assert found["came_back"] == {"stamp": 20, "irtt": 20}
    assert found["captured"]["n3"] > 0
    assert found["captured"]["n6"] > 40


def test_the_gateway_has_only_the_rights_it_needs(machines: dict[str, Machine]) -> None:
    edge = machines["edge"]
    edge.run("install", "-d", "/dev/net")
    edge.run("mknod", "-m", "0666", "/dev/net/tun", "c", "10", "200")

    found = json.loads(in_the_gateways_place(edge, FORBIDDEN.read_text()))

    assert {trial for trial, came_of_it in found.items() if came_of_it == "done"} == ALLOWED
    assert found["make a namespace"] == found["open another device"] == "PermissionError"
    assert found["become root"] == found["set the clock"] == found["mount"] == "SIGSYS"


def test_a_gateway_over_its_memory_limit_is_ended(machines: dict[str, Machine]) -> None:
    fits = in_the_gateways_place(machines["edge"], "print(len(b'5' * (100 << 20)))")
    too_much = in_the_gateways_place(machines["edge"], "print(len(b'5' * (1100 << 20)))")

    assert fits.strip() == str(100 << 20)
    assert too_much == ""


def in_the_gateways_place(edge: Machine, program: str) -> str:
    """Run a program of Python under the gateway's unit; return what it prints."""
    edge.write("/usr/local/bin/trial.py", program)
    unit = edge.run("cat", "/etc/systemd/system/campus5g-gateway.service").stdout
    unit = re.sub(r"(?m)^Restart.*\n", "", unit)
    ours = (
        r"Type=oneshot\nStandardOutput=truncate:/run/trial\nExecStart=\1 -P /usr/local/bin/trial.py"
    )
    unit = re.sub(r"(?m)^ExecStart=(\S+) .*$", ours, unit)
    edge.write("/run/systemd/system/trial.service", unit)
    edge.run("systemctl", "daemon-reload")
    edge.run("systemctl", "start", "trial", check=False)
    return edge.run("cat", "/run/trial").stdout


def test_a_crashed_gateway_is_restarted(kit: Inventory, machines: dict[str, Machine]) -> None:
    edge = machines["edge"]
    before = edge.shows("campus5g-gateway", "MainPID", "NRestarts")

    edge.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "campus5g-gateway")

    def is_back() -> bool:
        now = edge.shows("campus5g-gateway", "NRestarts", "ActiveState")
        return now["ActiveState"] == "active" and now["NRestarts"] != before["NRestarts"]

    assert until(30, lambda: is_back() and answers(kit, edge))


def test_the_reflectors_run_in_the_modems_namespace_as_separate_users(
    machines: dict[str, Machine],
) -> None:
    modem = machines["modem-1"]

    namespace = modem.run("stat", "-L", "-c", "%i", "/run/netns/ue-camera").stdout
    processes = [
        modem.shows(f"campus5g-{name}@camera", "MainPID")["MainPID"]
        for name in ("stamp", "irtt", "iperf3")
    ]
    where = {
        modem.run("stat", "-L", "-c", "%i", f"/proc/{each}/ns/net").stdout for each in processes
    }
    users = {modem.run("stat", "-c", "%u", f"/proc/{each}").stdout.strip() for each in processes}

    assert where == {namespace}
    assert len(users) == len(processes)
    assert "0" not in users


def test_no_reflector_answers_over_the_cable(machines: dict[str, Machine]) -> None:
    modem = machines["modem-1"]

    listening = [modem.run("ss", "-Hln", f"sport = :{port}").stdout for port in (862, 2112, 5201)]

    assert listening == ["", "", ""]


def test_a_data_session_can_be_restarted_with_its_reflectors(
    machines: dict[str, Machine],
) -> None:
    modem = machines["modem-1"]

    modem.run("systemctl", "restart", "campus5g-ue@camera")

    assert until(20, lambda: not_active(modem) <= {"nftables"})
    assert "10.46.0.11/32" in modem.run("ip", "-n", "ue-camera", "-4", "address").stdout


@pytest.mark.parametrize(
    "asked",
    ["id", "dumpcap -q -i eth0 -w -", "id\n{capture}", "{capture}; id", "{capture} -w /tmp/taken"],
)
def test_the_gateways_key_allows_only_the_inventorys_captures(
    kit: Inventory, machines: dict[str, Machine], asked: str
) -> None:
    point = kit.capture["n3"]
    assert isinstance(point, DumpcapPoint)
    assert point.ssh is not None
    known = shlex.join(point.program)
    ssh = ("ssh", "-T", "-o", "BatchMode=yes", point.ssh, asked.format(capture=known))
    gateway = ("setpriv", "--reuid=campus5g", "--regid=campus5g", "--init-groups")

    answer = machines["edge"].run(*gateway, *ssh, check=False)

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == "campus5g-capture: the kit's inventory names no such capture\n"


def test_a_power_cycled_kit_works_as_before(kit: Inventory, machines: dict[str, Machine]) -> None:
    for machine in machines.values():
        machine.reboot()

    assert until(30, lambda: not any(not_active(machine) for machine in machines.values()))
    assert until(20, lambda: answers(kit, machines["edge"]))
    assert let_in(kit, machines) == planned(kit, machines)
    route = machines["edge"].run("ip", "route", "show", str(kit.core.ue_pool)).stdout
    assert f"via {kit.core.upf}" in route


def test_a_second_run_changes_nothing(
    kit: Inventory, machines: dict[str, Machine], tmp_path: Path
) -> None:
    again = provisioned(kit, machines["edge"].folder.parent)

    assert_nothing_changed(again, hosts=len(machines))


def test_the_modem_host_follows_the_edge_by_ptp_where_the_inventory_says_so(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    edge, modem = machines["edge"], machines["modem-1"]
    # The last test here: it takes chrony away from who follows.
    two = {name: host for name, host in kit.hosts.items() if name in ("edge", "modem-1")}
    by_ptp = kit.model_copy(update={"clock": "linuxptp", "hosts": two})
    # The clock is shared with the host, so it is never set.
    program = "/usr/sbin/ptp4l -f /etc/linuxptp/campus5g.conf --free_running 1"
    modem.write(
        "/etc/systemd/system/campus5g-ptp4l.service.d/test.conf",
        f"[Service]\nExecStart=\nExecStart={program}\n",
    )
    folder = edge.folder.parent

    first = provisioned(by_ptp, folder, "clock,firewall")

    assert first.returncode == 0, first.stdout[-4000:]
    assert_nothing_changed(provisioned(by_ptp, folder, "clock,firewall"), hosts=len(two))
    assert until(60, lambda: ptp_status(modem).get("gmPresent") == "true")
    status, leader = ptp_status(modem), ptp_status(edge)
    assert status["gmIdentity"] == leader["gmIdentity"]
    assert abs(int(status["master_offset"])) < 100_000_000  # ns

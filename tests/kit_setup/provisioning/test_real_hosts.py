"""A kit of `kit new` on real hosts: machines that systemd boots, provisioned over SSH, accepted.

What runs is what Debian packs (systemd, chrony, linuxptp, nftables, mosquitto, dumpcap, irtt,
iperf3, ser2net, OpenSSH), the STAMP reflector, and the gateway, each as its unit says. What can't
be had is stood in for (``stand_ins.py``): in Open5GS' place the kit's own core serves the files
that were written for Open5GS, and gNB, radio and modem are played at its real N2 and N3.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from bare_debian import strip
from provisioned_kit import DEVICE, card_keys, changed_tasks, new_kit, provisioned
from running_program import running
from stand_ins import (
    stand_in_for_a_modem,
    stand_in_for_open5gs,
    stand_in_for_prometheus,
    stand_in_for_ros,
)
from switched_hosts import hosts
from systemd_machine import INSTALLED, PYTHON, Machine, network_name, possible, until

from campus5g.inventory import DumpcapPoint, Inventory, load_inventory
from campus5g.kit_setup.provisioning import MODEM_PORT, ROLES, openings

WHY_NOT = possible()
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.timeout(2000),
]
ANSWERS = ("--devices", DEVICE)
HOST = f"host-{DEVICE}"
SERVICES = {
    "edge": (
        *("chrony", "nftables", "mosquitto", "campus5g-device-route", "campus5g-dns"),
        *("prometheus", "campus5g-gateway"),
    ),
    "core": ("chrony", "nftables", "open5gs-amfd", "open5gs-smfd", "open5gs-upfd"),
    "gnb": ("chrony", "nftables"),
    HOST: (
        *("chrony", "nftables", "ser2net", f"campus5g-ue@{DEVICE}"),
        *(f"campus5g-{reflector}@{DEVICE}" for reflector in ("stamp", "irtt", "iperf3")),
    ),
}
"""What the roles make of each machine."""
ROBOTS_SERVICES = ("campus5g-limits", "campus5g-rosbridge", "campus5g-rosbridge-modem.socket")
"""What they add to the device's machine when the device is a robot."""
PORTS = (22, 53, 1883, 2217, 8001, 8765, 8883, 9090, 9091, 9092)
FORBIDDEN = Path(__file__).with_name("forbidden.py")
ALLOWED = {"write its state", "capture"}
LEARNER = """
import json, sys
from pathlib import Path
from campus5g.kit import KitError, connect
url, token, ca_file, device = sys.argv[1:]
try:
    connect(url=url, token=token)
except KitError as error:
    refused = error.problem
with connect(url=url, token=token, ca_file=Path(ca_file)) as kit:
    found = {"name": kit.name, "health": {each.name: each.ok for each in kit.health()}}
    with kit.capture("n3", "n6") as capture:
        ways = {way: kit.latency(device, count=20, via=way) for way in ("stamp", "irtt")}
    found["came_back"] = {way: len(result.rtts_ms) for way, result in ways.items()}
    found["refused"] = refused
    found["captured"] = capture.table()["point"].value_counts().to_dict()
print(json.dumps(found))
"""
"""What a learner does on the kit, from another machine of its network, by HTTPS."""
ASKS = """
import sys
from scapy.layers.dns import DNS, DNSQR
import socket
server, name = sys.argv[1:]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
    asking.settimeout(5)
    asking.sendto(bytes(DNS(rd=1, qd=DNSQR(qname=name))), (server, 53))
    answer = DNS(asking.recv(512))
print(answer.an[0].rdata if answer.an else {3: "NXDOMAIN", 5: "REFUSED"}[answer.rcode])
"""
"""How a device asks its name server (RFC 1035)."""
OPERATOR = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--groups=campus5g")
FINDS = """
from campus5g.kit import connect
from campus5g.kit.starting.served import find_served
found = find_served("quay")
with connect(url=found.url, token=found.token, ca_file=found.ca_file) as kit:
    print(kit.url)
"""
"""How `campus5g kit doctor` and `accept` find a gateway that is a service of their machine."""


RADIO = Path(__file__).with_name("played_radio.py")
REACH = INSTALLED / "tests/kit_setup/provisioning/reach.py"
ACCEPTED_WITHIN_S = 900


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="module")
def kit(folder: Path) -> Inventory:
    return new_kit(folder / "quay.yaml", *ANSWERS)


@pytest.fixture(scope="module")
def booted(kit: Inventory, folder: Path) -> Iterator[dict[str, Machine]]:
    def furnish(machine: Machine) -> None:
        match machine.name:
            case "edge":
                stand_in_for_prometheus(machine)
            case "core":
                stand_in_for_open5gs(machine)
            case name if name == HOST:
                stand_in_for_a_modem(machine)
                stand_in_for_ros(machine)

    addresses = {name: str(host.address) for name, host in kit.hosts.items()}
    with hosts(addresses, folder, furnish) as made:
        yield made


@pytest.fixture(scope="module")
def radio(
    kit: Inventory, booted: dict[str, Machine], folder: Path
) -> Iterator["subprocess.Popen[str]"]:
    """Plug the device's modem into its host; it and the gNB are not yet switched on."""
    host = booted[HOST]
    command = ["ip", "netns", "exec", network_name("gnb"), sys.executable, str(RADIO)]
    command += [str(folder / "quay.yaml"), str(card_keys(kit, folder / "keys.csv")), DEVICE]
    command += [f"/run/netns/{network_name(HOST)}", f"/proc/{host.pid}/root/dev/pts"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with running(command, **pipes, text=True, bufsize=1) as process:
        serial_port = process.stdout.readline().strip()
        host.run("install", "-d", "/dev/campus5g")
        host.run("ln", "-s", serial_port, f"/dev/campus5g/{DEVICE}")
        yield process


@pytest.fixture(scope="module")
def machines(
    booted: dict[str, Machine], radio: "subprocess.Popen[str]", folder: Path
) -> dict[str, Machine]:
    """Provision them: with the inventory as it was written, and all roles."""
    first = provisioned(folder / "quay.yaml", folder)
    assert first.returncode == 0, first.stdout[-4000:] + first.stderr[-2000:]
    return booted


@pytest.fixture(scope="module")
def on_air(machines: dict[str, Machine], radio: "subprocess.Popen[str]") -> list[str]:
    """Switch gNB and device on; return what they tell until the device is on the network."""
    assert until(120, lambda: core_serves(machines["core"]))
    assert radio.stdin is not None
    assert radio.stdout is not None
    radio.stdin.write("\n")
    told = []
    for line in radio.stdout:
        told.append(line.strip())
        if "Ctrl-C" in line:
            return told
    pytest.fail(f"gNB and device have ended: {told}")


def core_serves(core: Machine) -> bool:
    """Say whether what was started last in Open5GS' place tells that it serves."""
    started = core.shows("open5gs-amfd", "InvocationID")["InvocationID"]
    told = core.run("journalctl", "--output=cat", f"_SYSTEMD_INVOCATION_ID={started}").stdout
    return "Ctrl-C" in told


def address(kit: Inventory, host: str) -> str:
    return str(kit.hosts[host].address)


def not_active(machine: Machine, *further: str) -> set[str]:
    """Return the services of a machine that don't run, or don't start with it."""

    def lacks(service: str) -> bool:
        found = machine.shows(service, "ActiveState", "UnitFileState")
        return found != {"ActiveState": "active", "UnitFileState": "enabled"}

    return {service for service in (*SERVICES[machine.name], *further) if lacks(service)}


def let_in(kit: Inventory, machines: dict[str, Machine]) -> set[tuple[str, str, int]]:
    """Return which machine reaches which port of which other."""
    names = {address(kit, name): name for name in machines}

    def reached(source: Machine) -> set[tuple[str, str, int]]:
        others = ",".join(at for at, name in names.items() if name != source.name)
        ports = ",".join(map(str, PORTS))
        found = json.loads(source.run(PYTHON, "-I", str(REACH), others, ports).stdout)
        return {(source.name, names[at], port) for at, port in found}

    with ThreadPoolExecutor(len(machines)) as at_once:
        return set().union(*at_once.map(reached, machines.values()))


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


def test_a_check_of_bare_machines_tells_what_every_role_would_do_and_does_nothing(
    tmp_path: Path,
) -> None:
    """It comes first: its machines are on the same switch as those of the others."""
    kit = on_two_machines(new_kit(tmp_path / "new.yaml", *ANSWERS, "--robots", DEVICE))
    file = tmp_path / "quay.yaml"
    file.write_text(json.dumps(kit | {"clock": "linuxptp"}))
    addresses = {name: host["address"] for name, host in kit["hosts"].items()}

    with hosts(addresses, tmp_path, strip) as bare:
        before = {name: contents(machine) for name, machine in bare.items()}
        check = provisioned(file, tmp_path, check=True)
        after = {name: contents(machine) for name, machine in bare.items()}

    assert check.returncode == 0, check.stdout[-4000:] + check.stderr[-2000:]
    assert {task.partition(" : ")[0] for task in changed_tasks(check)} == set(ROLES)
    assert after == before


def on_two_machines(kit: Inventory) -> dict[str, Any]:
    """Return a kit whose core makes what four machines make, but for the edge."""
    values = kit.model_dump(mode="json")
    edge, core = values["hosts"]["edge"], values["hosts"]["core"]
    core |= {
        "makes": ["core", "gnb", "modem", "robot"],
        "carries": values["hosts"][HOST]["carries"],
    }
    values["ues"][DEVICE]["modem"] = f"rfc2217://{core['address']}:{MODEM_PORT}"
    return values | {"hosts": {"edge": edge, "core": core}}


def contents(machine: Machine) -> str:
    """Return the names of a machine's packages, users, and settings."""
    listed = "dpkg-query --show; cat /etc/passwd /etc/group; find /etc /usr/local"
    return machine.run("sh", "-c", listed).stdout


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
    modem = machines[HOST]

    def follows() -> bool:
        output = modem.run("chronyc", "-c", "tracking", check=False).stdout.split(",")
        return len(output) > 4 and output[1] == address(kit, "edge")

    assert until(40, follows)
    offset_s = float(modem.run("chronyc", "-c", "tracking").stdout.split(",")[4])
    assert abs(offset_s) < 0.1


def test_the_broker_requires_tls_and_a_password(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    edge, modem = machines["edge"], machines[HOST]
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


def test_a_device_is_told_the_kits_names_and_no_others(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    server = address(kit, "edge")

    def told(name: str) -> str:
        asked = machines[HOST].run(PYTHON, "-I", "-c", ASKS, server, name)
        return asked.stdout.strip()

    assert told("core.campus5g.internal") == address(kit, "core")
    assert told(f"{DEVICE}.device.campus5g.internal") == str(kit.ues[DEVICE].reflector)
    assert told("nobody.campus5g.internal") == "NXDOMAIN"
    assert told("example.org") == "REFUSED"


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
    kit: Inventory, machines: dict[str, Machine], on_air: list[str]
) -> None:
    edge, learner = machines["edge"], machines["gnb"]
    assert until(20, lambda: answers(kit, edge))
    token = edge.run(*OPERATOR, "cat", "/etc/campus5g/gateway/token").stdout.strip()
    authority = edge.run(*OPERATOR, "cat", "/etc/campus5g/tls/ca.crt").stdout
    learner.write("/tmp/ca.crt", authority)  # noqa: S108  the host's own

    found_here = edge.run(PYTHON, "-I", "-c", FINDS).stdout.strip()
    asks = (kit.gateway.url, token, "/tmp/ca.crt", DEVICE)  # noqa: S108
    output = learner.run(PYTHON, "-I", "-c", LEARNER, *asks)

    assert kit.gateway.url.startswith("https://")
    assert found_here == kit.gateway.url
    found = json.loads(output.stdout)
    assert "n’est pas signé par l’autorité attendue" in found["refused"]
    assert found["name"] == kit.name
    assert all(found["health"].values()), found["health"]
    assert found["came_back"] == {"stamp": 20, "irtt": 20}
    # Each probe and each answer, in GTP-U between gNB and core, and in plain beyond.
    assert found["captured"]["n3"] > 40
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
    modem = machines[HOST]

    namespace = modem.run("stat", "-L", "-c", "%i", f"/run/netns/ue-{DEVICE}").stdout
    processes = [
        modem.shows(f"campus5g-{name}@{DEVICE}", "MainPID")["MainPID"]
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
    modem = machines[HOST]

    listening = [modem.run("ss", "-Hln", f"sport = :{port}").stdout for port in (862, 2112, 5201)]

    assert listening == ["", "", ""]


def test_a_data_session_can_be_restarted_with_its_reflectors(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    modem = machines[HOST]

    modem.run("systemctl", "restart", f"campus5g-ue@{DEVICE}")

    assert until(20, lambda: not_active(modem) <= {"nftables"})
    addresses = modem.run("ip", "-n", f"ue-{DEVICE}", "-4", "address").stdout
    assert f"{kit.ues[DEVICE].reflector}/32" in addresses


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


def test_the_core_passes_packets_on_and_has_the_gateways_address_of_the_devices_pool(
    kit: Inventory, machines: dict[str, Machine]
) -> None:
    assert core_is_the_devices_gateway(kit, machines["core"])


def core_is_the_devices_gateway(kit: Inventory, core: Machine) -> bool:
    forwards = core.run("cat", "/proc/sys/net/ipv4/ip_forward").stdout.strip()
    pool = kit.core.ue_pool
    wanted = f"{pool[1]}/{pool.prefixlen}"
    return forwards == "1" and wanted in core.run("ip", "-4", "address", "show", "ogstun").stdout


def test_gnb_and_device_join_the_provisioned_core_with_the_keys_of_its_subscribers(
    kit: Inventory, machines: dict[str, Machine], on_air: list[str]
) -> None:
    address, gateway = kit.ues[DEVICE].reflector, kit.core.data_network

    assert f"L’AMF admet {kit.gnb.name} (NG Setup)." in on_air
    assert f"{DEVICE} est enregistré." in on_air
    assert f"{DEVICE} a l’adresse {address} dans le réseau de données internet." in on_air
    assert any(line.startswith(f"{DEVICE} joint {gateway}") for line in on_air)


def test_a_kit_of_kit_new_is_accepted_as_it_was_provisioned(
    kit: Inventory, machines: dict[str, Machine], on_air: list[str], folder: Path
) -> None:
    """Times and rates are those of an emulated radio on this machine, whatever else it does."""
    edge = machines["edge"]
    edge.write("/var/tmp/quay/quay.yaml", (folder / "quay.yaml").read_text())  # noqa: S108
    edge.run("chown", "nobody:campus5g", "/var/tmp/quay")  # noqa: S108
    accept = (
        f"cd /var/tmp/quay && HOME=$PWD {INSTALLED}/.venv/bin/campus5g kit accept quay.yaml --json"
    )

    done = subprocess.run(
        edge.command(*OPERATOR, "sh", "-c", accept),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=ACCEPTED_WITHIN_S,
    )

    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    verdicts = {each["id"]: each["verdict"] for each in found["checks"]}
    open_to_this_machine = {"clock-offset", "round-trips", "rates"}
    assert {name: verdicts[name] for name in verdicts.keys() - open_to_this_machine} == {
        **dict.fromkeys(("attach-success", "registration-time", "capture-points"), "passed"),
        **dict.fromkeys(("recovery", "coverage", "robot-stops"), "not tested"),
    }, done.stdout
    assert not [each for each in found["findings"] if each["level"] == "failure"]
    assert found["passed"] is ("failed" not in verdicts.values())
    assert done.returncode == (0 if found["passed"] else 1)


def test_a_second_run_changes_only_what_is_new_in_the_inventory(
    machines: dict[str, Machine], folder: Path
) -> None:
    """The kit has got a robot: `kit new` was given one more answer."""
    new_kit(folder / "with-a-robot.yaml", *ANSWERS, "--robots", DEVICE)

    again = provisioned(folder / "with-a-robot.yaml", folder)

    assert again.returncode == 0, again.stdout[-4000:] + again.stderr[-2000:]
    changed = {task.partition(" : ")[0] for task in changed_tasks(again)}
    assert changed == {"firewall", "gateway", "robot"}, changed_tasks(again)
    untouched = [line for line in again.stdout.splitlines() if "changed=0 " in line]
    assert [line.split()[0] for line in untouched] == ["core", "gnb"]
    assert not_active(machines[HOST], *ROBOTS_SERVICES) <= {"nftables"}


def test_rosbridge_is_reached_by_the_robots_modem_from_the_edge_and_from_nowhere_else(
    kit: Inventory, machines: dict[str, Machine], on_air: list[str]
) -> None:
    at = f"http://{kit.ues[DEVICE].reflector}:9090/"

    def answered(machine: str, *options: str) -> bool:
        asked = ("curl", "--silent", "--noproxy", "*", "--max-time", "6", *options, at)
        return machines[machine].run(*asked, check=False).returncode == 0

    assert until(60, lambda: answered("edge"))
    assert not answered("core", "--interface", "eth0")


def test_a_power_cycled_kit_works_as_before(kit: Inventory, machines: dict[str, Machine]) -> None:
    with ThreadPoolExecutor(len(machines)) as at_once:
        list(at_once.map(Machine.reboot, machines.values()))

    assert until(60, lambda: not any(not_active(machine) for machine in machines.values()))
    assert until(30, lambda: not_active(machines[HOST], *ROBOTS_SERVICES) == set())
    assert until(30, lambda: answers(kit, machines["edge"]))
    assert until(20, lambda: core_is_the_devices_gateway(kit, machines["core"]))
    robots = load_inventory(machines["edge"].folder.parent / "with-a-robot.yaml")
    assert let_in(kit, machines) == planned(robots, machines)
    route = machines["edge"].run("ip", "route", "show", str(kit.core.ue_pool)).stdout
    assert f"via {kit.core.upf}" in route


def test_the_modem_host_follows_the_edge_by_ptp_where_the_inventory_says_so(
    machines: dict[str, Machine], folder: Path
) -> None:
    edge, modem = machines["edge"], machines[HOST]
    # The last test here: it takes chrony away from who follows.
    kit = load_inventory(folder / "with-a-robot.yaml").model_dump(mode="json")
    kit |= {"clock": "linuxptp", "hosts": {name: kit["hosts"][name] for name in ("edge", HOST)}}
    file = folder / "by-ptp.yaml"
    file.write_text(json.dumps(kit))
    # The clock is shared with the host, so it is never set.
    program = "/usr/sbin/ptp4l -f /etc/linuxptp/campus5g.conf --free_running 1"
    modem.write(
        "/etc/systemd/system/campus5g-ptp4l.service.d/test.conf",
        f"[Service]\nExecStart=\nExecStart={program}\n",
    )

    first = provisioned(file, folder, "clock", "firewall")

    assert first.returncode == 0, first.stdout[-4000:]
    # Nor does what a robot has got change by itself.
    again = provisioned(file, folder, "clock", "firewall", "robot")
    assert again.returncode == 0, again.stdout[-3000:]
    assert changed_tasks(again) == set()
    assert until(60, lambda: ptp_status(modem).get("gmPresent") == "true")
    status, leader = ptp_status(modem), ptp_status(edge)
    assert status["gmIdentity"] == leader["gmIdentity"]
    assert abs(int(status["master_offset"])) < 100_000_000  # ns
